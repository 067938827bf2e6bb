from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import StatementError

from bot.store.schema import sender
from tests.rows import NOW, a_sender


def test_a_moment_of_any_zone_comes_back_in_utc(tx: Connection) -> None:
    moment = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    a_sender(tx, now=moment)
    back = tx.scalars(select(sender.c.due_at)).one()
    assert (back, back.utcoffset()) == (NOW, timedelta(0))


def test_a_moment_without_a_zone_is_refused(tx: Connection) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        a_sender(tx, now=datetime(2026, 11, 23, 10, 0))  # noqa: DTZ001 -- the mistake itself


def test_moments_are_compared_in_order_on_either_database(tx: Connection) -> None:
    moments = [NOW + timedelta(microseconds=step) for step in (-1, 0, 1, 1_000_000)]
    rows = [{"channel": "c", "account": str(at), "due_at": moment} for at, moment in enumerate(moments)]
    tx.execute(insert(sender), rows)
    due = select(sender.c.account).where(sender.c.due_at <= NOW).order_by(sender.c.due_at)
    assert tx.scalars(due).all() == ["0", "1"]

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select

from bot.model import AlertId, Priority, SubscriberId
from bot.store import laying as layings
from bot.store import remnant
from bot.store.remnant import KINDS, SOON
from bot.store.schema import (
    card,
    digest,
    laying,
    link_code,
    link_guess,
    past,
    picture_refusal,
    question,
    transfer,
)
from tests.rows import NOW, a_sender, a_subscriber, an_alert

MONTH = timedelta(days=30)
BEFORE = NOW + MONTH


def walk(
    tx: Connection, now: datetime = NOW + 2 * MONTH, before: datetime | None = BEFORE, most: int = 9
) -> int:
    gone, after = 0, 0
    for _ in range(100):
        done = remnant.erase(tx, now, before, after, most)
        gone += done.gone
        if done.after_id is None:
            return gone
        after = done.after_id
    raise AssertionError("the walk has no end")


def _code(_tx: Connection, who: SubscriberId, at: datetime) -> tuple[Table, dict[str, Any]]:
    return link_code, {"subscriber_id": who, "digest": "d", "expires_at": at}


def _guess(_tx: Connection, who: SubscriberId, at: datetime) -> tuple[Table, dict[str, Any]]:
    return link_guess, {"subscriber_id": who, "at": at}


def _question(_tx: Connection, who: SubscriberId, at: datetime) -> tuple[Table, dict[str, Any]]:
    return question, {"subscriber_id": who, "words": "", "asked_at": at}


def _transfer(_tx: Connection, who: SubscriberId, at: datetime) -> tuple[Table, dict[str, Any]]:
    said = {"kind": "import", "state": "done", "language": "en", "counts": {}, "created_at": at}
    return transfer, {"subscriber_id": who, **said}


def _digest(tx: Connection, who: SubscriberId, at: datetime) -> tuple[Table, dict[str, Any]]:
    said = {"subscriber_id": who, "scheduled": True, "since": NOW, "until": NOW, "alerts": []}
    tx.execute(insert(digest).values(slot="newer", made_at=NOW + 9 * MONTH, id=9, **said))
    return digest, {"slot": "old", "made_at": at, "id": 8, **said}


def _of_alert(tx: Connection, *, gone: bool) -> AlertId:
    id_ = an_alert(tx)
    tx.execute(insert(past).values(alert_id=id_, begun_at=NOW, ended_at=NOW if gone else None))
    return id_


def _card(tx: Connection, who: SubscriberId, at: datetime) -> tuple[Table, dict[str, Any]]:
    id_ = _of_alert(tx, gone=at < BEFORE)
    return card, {"subscriber_id": who, "alert_id": id_, "delivery_id": 1, "live": False}


def _laying(tx: Connection, _who: SubscriberId, at: datetime) -> tuple[Table, dict[str, Any]]:
    id_ = _of_alert(tx, gone=at < BEFORE)
    layings.note(tx, id_, Priority.NORMAL, NOW)
    row = tx.execute(select(laying)).mappings().one()
    tx.execute(laying.delete())
    return laying, dict(row)


def _refusal(tx: Connection, _who: SubscriberId, at: datetime) -> tuple[Table, dict[str, Any]]:
    id_ = _of_alert(tx, gone=at < BEFORE)
    return picture_refusal, {"alert_id": id_, "sender_id": a_sender(tx), "error": "", "refused_at": NOW}


MAKERS = (_code, _guess, _digest, _laying, _card, _refusal, _question, _transfer)


@pytest.mark.parametrize("make", MAKERS)
def test_each_kind_goes_when_it_is_over_and_not_before(tx: Connection, make) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- one of the above
    who = a_subscriber(tx).id
    table, new = make(tx, who, NOW + 2 * MONTH)
    tx.execute(insert(table).values(new))
    assert walk(tx) == 0
    tx.execute(table.delete())
    for other in (past, digest):
        tx.execute(other.delete())
    table, old = make(tx, who, NOW)
    tx.execute(insert(table).values(old))
    assert walk(tx) == 1


def test_the_makers_are_of_all_kinds(tx: Connection) -> None:
    who = a_subscriber(tx).id
    tables = []
    for make in MAKERS:
        tables.append(make(tx, who, NOW)[0])
        tx.execute(digest.delete())
    assert tables == [one.table for one in KINDS]


def test_where_deliveries_are_kept_for_ever_so_is_what_tells_of_them(tx: Connection) -> None:
    who = a_subscriber(tx).id
    for make in (_digest, _question, _transfer):
        table, old = make(tx, who, NOW)
        tx.execute(insert(table).values(old))
    assert walk(tx, before=None) == 0


def test_the_last_digest_of_a_reader_stays_for_the_next_begins_where_it_ended(tx: Connection) -> None:
    table, old = _digest(tx, a_subscriber(tx).id, NOW)
    tx.execute(digest.delete())
    tx.execute(insert(table).values(old))
    assert walk(tx) == 0


def test_so_many_go_at_once(tx: Connection) -> None:
    who = a_subscriber(tx).id
    for _ in range(3):
        tx.execute(insert(link_guess).values(subscriber_id=who, at=NOW))
    assert remnant.erase(tx, NOW + 2 * SOON, None, 1, 2).after_id == 1
    assert remnant.erase(tx, NOW + 2 * SOON, None, 1, 2).after_id == 2
    assert tx.execute(select(link_guess)).all() == []

from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select

from bot.model import DeliveryId
from bot.store import transfer as transfers
from bot.store.schema import delivery
from bot.store.transfer import Kind, Overtaken, State
from tests.rows import NOW, a_subscriber

LEASE = timedelta(seconds=60)


def begun(tx: Connection, kind: Kind = Kind.IMPORT, state: State = State.CHECKING) -> int:
    return transfers.begin(tx, kind, state, a_subscriber(tx).id, "fr", NOW, {"ref": "x"})


def test_one_is_taken_until_its_lease_ends(tx: Connection) -> None:
    number = begun(tx)
    row = transfers.take(tx, NOW, LEASE)
    assert row
    assert (row.id, row.kind, row.state, row.document) == (number, Kind.IMPORT, State.CHECKING, {"ref": "x"})
    assert transfers.take(tx, NOW, LEASE) is None
    assert transfers.take(tx, NOW + LEASE, LEASE)


def test_a_step_is_from_where_one_stands_or_not_at_all(tx: Connection) -> None:
    begun(tx)
    row = transfers.take(tx, NOW, LEASE)
    assert row
    moved = transfers.step(tx, row, NOW + LEASE, position=500, counts={"right": 1})
    assert (moved.position, moved.counts) == (500, {"right": 1})
    with pytest.raises(Overtaken):
        transfers.step(tx, row, NOW, position=500)
    transfers.step(tx, moved, None, state=State.DONE)
    with pytest.raises(Overtaken):
        transfers.step(tx, moved, None, position=501)
    assert transfers.take(tx, NOW + timedelta(days=1), LEASE) is None


def test_a_yes_counts_once_and_only_where_it_is_asked_for(tx: Connection) -> None:
    number = begun(tx)
    assert not transfers.confirm(tx, number, "stated", NOW)
    row = transfers.find(tx, number)
    assert row
    transfers.step(tx, row, None, state=State.ASKING, position=7)
    assert transfers.confirm(tx, number, "stated", NOW)
    assert not transfers.confirm(tx, number, "stated again", NOW)
    row = transfers.find(tx, number)
    assert row
    assert (row.state, row.statement, row.confirmed_at, row.position) == (State.RUNNING, "stated", NOW, 0)


def test_what_is_stopped_goes_no_further(tx: Connection) -> None:
    number = begun(tx)
    row = transfers.find(tx, number)
    assert row
    assert transfers.cancel(tx, number)
    assert not transfers.cancel(tx, number)
    assert not transfers.confirm(tx, number, "stated", NOW)
    with pytest.raises(Overtaken):
        transfers.step(tx, row, NOW)


def test_the_last_of_a_kind_and_the_message_that_told_of_it(tx: Connection) -> None:
    who = a_subscriber(tx)
    first, second = (transfers.begin(tx, Kind.EXPORT, State.RUNNING, who.id, "fr", NOW) for _each in range(2))
    assert first < second
    row = transfers.last(tx, who.id, Kind.EXPORT)
    assert row
    assert row.id == second
    assert transfers.last(tx, who.id, Kind.IMPORT) is None
    assert transfers.shown_as(tx, row) == ""
    values = {"subscriber_id": who.id, "sender_id": 1, "priority": 0, "state": "sent", "external_id": "77"}
    tx.execute(insert(delivery).values(**values, due_at=NOW, created_at=NOW))
    transfers.told(tx, second, DeliveryId(tx.scalar(select(delivery.c.id)) or 0), 25, NOW)
    row = transfers.find(tx, second)
    assert row
    assert (transfers.shown_as(tx, row), row.told_share, row.told_at) == ("77", 25, NOW)


def test_whether_there_is_one_to_take(tx: Connection) -> None:
    assert not transfers.any_due(tx, NOW)
    begun(tx)
    assert not transfers.any_due(tx, NOW - LEASE)
    assert transfers.any_due(tx, NOW)

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.model import AlertId, AlertState, EntryId
from bot.store import suspicion
from bot.store.schema import alert as alert_table
from bot.store.suspicion import Cause, State
from tests.rows import NOW, a_source, a_subscriber, an_alert, an_entry

SECOND = timedelta(seconds=1)


def claim(tx: Connection, after: timedelta = timedelta()) -> list[suspicion.SuspicionRow]:
    return suspicion.claim(tx, NOW + after, 60, 9)


def test_a_page_is_looked_at_once_and_again_when_its_lease_is_over(tx: Connection) -> None:
    id_ = an_alert(tx, link="https://paper.example/1")
    suspicion.suspect(tx, id_, NOW)
    suspicion.suspect(tx, id_, NOW)
    (row,) = claim(tx)
    assert (row.alert_id, row.cause, row.link, row.tries) == (
        id_,
        Cause.VANISHED,
        "https://paper.example/1",
        1,
    )
    assert claim(tx) == []
    (again,) = claim(tx, 60 * SECOND)
    assert again.tries == 2
    suspicion.later(tx, again, NOW + 90 * SECOND)
    assert claim(tx, 89 * SECOND) == []
    assert len(claim(tx, 90 * SECOND)) == 1


def test_a_page_that_stands_is_not_looked_at_at_once_again(tx: Connection) -> None:
    id_ = an_alert(tx)
    suspicion.suspect(tx, id_, NOW)
    (row,) = claim(tx)
    suspicion.stands(tx, row, NOW)
    for after, taken in ((timedelta(minutes=1), 0), (timedelta(minutes=21), 1)):
        suspicion.suspect(tx, id_, NOW + after)
        assert len(claim(tx, after)) == taken


def test_editors_are_asked_once_a_cause(tx: Connection) -> None:
    id_ = an_alert(tx)
    suspicion.suspect(tx, id_, NOW)
    assert suspicion.hold(tx, id_, Cause.VANISHED, NOW)
    assert not suspicion.hold(tx, id_, Cause.VANISHED, NOW)
    assert claim(tx) == []
    assert suspicion.hold(tx, id_, Cause.MARKED, NOW + SECOND)
    held = suspicion.held(tx, id_)
    assert held
    assert held.cause is Cause.MARKED


def test_the_last_version_that_says_so_is_the_one_to_correct_by(tx: Connection) -> None:
    id_, source_id = an_alert(tx), a_source(tx)
    first, second = (an_entry(tx, source_id, guid="a", title=title) for title in ("one", "two"))
    assert suspicion.hold(tx, id_, Cause.MARKED, NOW, first)
    assert not suspicion.hold(tx, id_, Cause.MARKED, NOW, second)
    held = suspicion.held(tx, id_)
    assert held
    assert held.entry_id == second


def test_the_first_to_act_wins(tx: Connection) -> None:
    anna, boris = a_subscriber(tx), a_subscriber(tx)
    id_ = an_alert(tx)
    assert not suspicion.decide(tx, id_, State.LEFT, anna.id, NOW), "nothing was asked"
    suspicion.hold(tx, id_, Cause.MARKED, NOW)
    assert suspicion.decided(tx, id_) is None
    assert suspicion.decide(tx, id_, State.WITHDRAWN, anna.id, NOW)
    assert not suspicion.decide(tx, id_, State.LEFT, boris.id, NOW)
    assert suspicion.decided(tx, id_) == (State.WITHDRAWN, anna.id)
    assert suspicion.held(tx, id_) is None
    assert not suspicion.hold(tx, id_, Cause.MARKED, NOW), "it was decided"


@pytest.mark.parametrize(
    ("about", "values", "found"),
    [
        ({"published": NOW}, {}, 1),
        ({}, {}, 0),
        ({"published": NOW}, {"state": AlertState.RECALLED}, 0),
        ({"published": NOW}, {"released_at": NOW - SECOND}, 0),
    ],
)
def test_what_is_out_of_a_source_is_listed(
    tx: Connection, about: dict[str, Any], values: dict[str, object], found: int
) -> None:
    source_id = a_source(tx)
    entry_id = an_entry(tx, source_id, guid="a", link="https://paper.example/a", **about)
    id_ = an_alert(tx)
    tx.execute(alert_table.update().where(alert_table.c.id == id_).values(entry_id=entry_id, **values))
    listed = suspicion.out(tx, source_id, NOW)
    assert len(listed) == found
    if found:
        assert (listed[0].guid, listed[0].canonical_link) == ("a", "https://paper.example/a")
    assert suspicion.out(tx, a_source(tx), NOW) == []


def test_what_is_not_there_is_no_surprise(tx: Connection) -> None:
    assert suspicion.held(tx, AlertId(9)) is None
    assert not suspicion.decide(tx, AlertId(9), State.LEFT, a_subscriber(tx).id, NOW)
    assert EntryId(1)

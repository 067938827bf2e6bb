from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.model import AlertId, AlertState, EntryId, SourceId
from bot.store import alert as alerts
from bot.store import entry, version
from bot.store.entry import EntryRow, Outcome
from bot.store.schema import alert as alert_table
from tests.rows import NOW, a_new_entry, a_source, an_alert

SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(minutes=5)


def kept(tx: Connection, *titles: str, outcome: Outcome = Outcome.WAITING) -> SourceId:
    """Keep versions of one entry, a second apart."""
    source_id = a_source(tx)
    for at, title in enumerate(titles):
        entry.keep(tx, source_id, [a_new_entry("a", title=title, outcome=outcome)], NOW + at * SECOND)
    return source_id


def edited(tx: Connection, source_id: SourceId) -> EntryId:
    """Let an editor finish the first version, and its alert go out."""
    (row,) = entry.claim(tx, NOW, 60, 5)
    assert row.source_id == source_id
    entry.finish(tx, row.id, Outcome.ALERT)
    id_ = an_alert(tx)
    tx.execute(alert_table.update().where(alert_table.c.id == id_).values(entry_id=row.id))
    return row.id


def claim(tx: Connection, now: object = None) -> list[EntryRow]:
    return version.claim(tx, LATER if now is None else now, 60, 9)  # type: ignore[arg-type]  # a moment


def test_later_versions_are_taken_and_first_ones_left_to_their_editor(tx: Connection) -> None:
    kept(tx, "one", "two", "three")
    taken = claim(tx)
    assert [row.entry.title for row in taken] == ["two", "three"]
    assert claim(tx) == []
    assert [row.entry.title for row in claim(tx, LATER + 60 * SECOND)] == ["two", "three"]
    assert [row.entry.title for row in entry.claim(tx, LATER, 60, 5)] == ["one"]


def test_one_that_was_looked_at_comes_no_more(tx: Connection) -> None:
    kept(tx, "one", "two")
    (row,) = claim(tx)
    assert version.finish(tx, row)
    assert not version.finish(tx, row)
    assert claim(tx, LATER + 3600 * SECOND) == []


@pytest.mark.parametrize("failed", [True, False])
def test_one_that_is_put_off_comes_back(tx: Connection, *, failed: bool) -> None:
    kept(tx, "one", "two")
    (row,) = claim(tx)
    version.later(tx, row, LATER + SECOND, failed=failed)
    assert claim(tx) == []
    (again,) = claim(tx, LATER + SECOND)
    assert again.tries == (2 if failed else 1)


def test_the_current_version_is_what_the_source_gave_last(tx: Connection) -> None:
    source_id = kept(tx, "one", "two", "three")
    row = claim(tx)[0]
    assert version.current(tx, row).entry.title == "three"
    known = entry.known_versions(tx, source_id, ["a"])["a"]
    version.went_back(tx, source_id, {"a": known[1].fingerprint}, LATER)
    assert version.current(tx, row).entry.title == "two"
    assert version.newest(tx, row).id == row.id
    assert version.newest(tx, row).entry.title == "two"


def test_a_version_that_comes_back_is_looked_at_again_even_while_it_is_being_looked_at(
    tx: Connection,
) -> None:
    source_id = kept(tx, "one", "two")
    edited(tx, source_id)
    (row,) = claim(tx)
    known = entry.known_versions(tx, source_id, ["a"])["a"]
    version.went_back(tx, source_id, {"a": known[1].fingerprint}, LATER)
    assert not version.finish(tx, row), "the look that goes on is void"
    (again,) = claim(tx, LATER)
    assert version.finish(tx, again)
    version.went_back(tx, source_id, {"a": known[0].fingerprint}, LATER)
    assert [row.entry.title for row in claim(tx)] == ["one"]


def test_a_first_version_that_comes_back_stays_its_editors(tx: Connection) -> None:
    source_id = kept(tx, "one", "two")
    entry.claim(tx, NOW, 60, 5)
    known = entry.known_versions(tx, source_id, ["a"])["a"]
    version.went_back(tx, source_id, {"a": known[0].fingerprint}, LATER)
    assert entry.claim(tx, NOW + SECOND, 60, 5) == [], "its lease holds"
    assert [row.entry.title for row in claim(tx)] == ["two"]


def test_whether_the_first_version_waits_is_told(tx: Connection) -> None:
    source_id = kept(tx, "one", "two")
    (row,) = claim(tx)
    assert version.awaits_its_first_look(tx, row)
    edited(tx, source_id)
    assert not version.awaits_its_first_look(tx, row)


def test_an_entrys_alerts_are_found_by_any_of_its_versions(tx: Connection) -> None:
    source_id = kept(tx, "one", "two")
    first = edited(tx, source_id)
    an_alert(tx)
    (row,) = claim(tx)
    (found,) = version.alerts_of(tx, row, NOW)
    assert found.entry_id == first
    assert version.alerts_of(tx, row, NOW + SECOND) == [], "it went out too long ago"
    assert version.find(tx, first)
    assert version.find(tx, EntryId(99)) is None


@pytest.mark.parametrize(
    ("state", "found"),
    [(AlertState.HELD, 1), (AlertState.RECALLED, 0), (AlertState.DROPPED, 0), (AlertState.WITHDRAWN, 0)],
)
def test_only_an_alert_that_is_out_or_held_follows(tx: Connection, state: AlertState, found: int) -> None:
    source_id = kept(tx, "one", "two")
    edited(tx, source_id)
    tx.execute(alert_table.update().values(state=state))
    (row,) = claim(tx)
    assert len(version.alerts_of(tx, row, NOW)) == found
    assert alerts.find(tx, AlertId(1))


def test_versions_are_counted_by_any_one_of_them(tx: Connection) -> None:
    kept(tx, "one", "two", "three")
    kept(tx, "one")
    first, *_others = (row.id for row in claim(tx))
    one = [row.id for row in entry.claim(tx, LATER, 60, 5)]
    assert version.counts(tx, [first, *one]) == {first: 3, one[0]: 3, one[1]: 1}
    assert version.counts(tx, []) == {}

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update

from bot.model import AlertState, EntryId, SourceId
from bot.store import entry as entries
from bot.store import listing as listings
from bot.store import old_entry as old
from bot.store.entry import Outcome
from bot.store.listing import STRETCH
from bot.store.old_entry import HABITS, HISTORY
from bot.store.schema import alert, entry, placement, suspicion
from tests.rows import NOW, a_new_entry, a_source, a_story, a_subscriber, an_alert, an_entry

SPAN = timedelta(days=90)
LATER = NOW + SPAN + timedelta(hours=1)
WORDS: dict[str, Any] = {
    "standfirst": "Below.",
    "body": "The body.",
    "categories": ("war",),
    "picture": "https://p/1",
}


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a source have little to remember."""
    monkeypatch.setattr(old, "HABITS", 2)
    monkeypatch.setattr(old, "HISTORY", 3)


def walk(tx: Connection, now: datetime = LATER, most: int = 100) -> int:
    gone, after = 0, 0
    for _ in range(200):
        done = old.forget(tx, now - SPAN, after, most)
        gone += done.gone
        if done.after_id is None:
            return gone
        after = done.after_id
    raise AssertionError("the walk has no end")


def read(tx: Connection, of: SourceId, outcome: Outcome = Outcome.BASELINE, **about: Any) -> EntryId:  # noqa: ANN401 -- what `an_entry` takes
    """Keep an entry that is done with."""
    id_ = an_entry(tx, of, **(WORDS | about))
    tx.execute(update(entry).where(entry.c.id == id_).values(due_at=None, outcome=outcome))
    return id_


def followed(tx: Connection, of: SourceId, count: int = 3) -> list[EntryId]:
    """Let a source give some more, later."""
    return [read(tx, of, now=LATER) for _ in range(count)]


def words(tx: Connection, id_: EntryId) -> tuple[Any, ...] | None:
    columns = (entry.c.standfirst, entry.c.body, entry.c.categories, entry.c.picture)
    row = tx.execute(select(*columns).where(entry.c.id == id_)).one_or_none()
    return None if row is None else tuple(row)


GONE: tuple[Any, ...] = ("", "", [], "")


def unlisted(tx: Connection, of: SourceId) -> None:
    """Let a source list nothing of what it has given so far, for long enough."""
    last = tx.scalar(select(func.max(entry.c.id))) or 0
    for stretch in range(3):
        listings.note(tx, of, last + 1, NOW + stretch * STRETCH)


def place(tx: Connection, id_: EntryId, story: int, **about: Any) -> None:  # noqa: ANN401 -- columns
    of = tx.scalar(select(entry.c.source_id).where(entry.c.id == id_))
    said: dict[str, Any] = {
        "title": "T",
        "lead": "A lead.",
        "language": "en",
        "link": "",
        "vector": b"1",
        "verdict": "new",
    }
    said |= {"published_at": NOW, "placed_at": NOW, "score": 1.0, "features": [], "position": id_}
    tx.execute(insert(placement).values(entry_id=id_, story_id=story, source_id=of, **said, **about))


# ---- words ---------------------------------------------------------------------------------------


def test_the_words_of_old_entries_go_and_by_what_they_are_known_stays(tx: Connection) -> None:
    of = a_source(tx)
    id_ = read(tx, of, guid="g", title="A title", link="https://p.example/1")
    place(tx, id_, a_story(tx))
    before = tx.execute(select(entry).where(entry.c.id == id_)).one()
    followed(tx, of)
    assert walk(tx, NOW + SPAN) == 0
    assert walk(tx) == 1
    assert words(tx, id_) == GONE
    row = tx.execute(select(entry).where(entry.c.id == id_)).one()
    kept = ("guid", "version", "hash", "title", "link", "canonical_link", "title_key", "seen_at", "outcome")
    assert [getattr(row, name) for name in kept] == [getattr(before, name) for name in kept]
    placed = tx.execute(select(placement)).one()
    assert (placed.title, placed.lead, placed.vector) == ("T", "", None)
    assert walk(tx) == 0


def test_an_entry_that_is_listed_still_is_no_news_when_its_words_are_gone(tx: Connection) -> None:
    of, new = a_source(tx), a_new_entry("g", **WORDS, outcome=Outcome.BASELINE)
    entries.keep(tx, of, [new], NOW)
    followed(tx, of)
    assert walk(tx) == 1
    kept = entries.keep(tx, of, [new], LATER)
    assert (kept.new, kept.revised, kept.known) == (0, 0, 1)


def test_no_step_looks_at_more_than_is_said(tx: Connection) -> None:
    of = a_source(tx)
    ids = [read(tx, of) for _ in range(5)]
    followed(tx, of)
    done = old.forget(tx, LATER - SPAN, 0, 2)
    assert (done.gone, done.after_id) == (2, ids[1])
    assert walk(tx, most=2) == 3


def test_the_last_entries_of_a_source_keep_their_words_however_old_they_are(tx: Connection) -> None:
    slow = a_source(tx)
    ids = [read(tx, slow, now=NOW - timedelta(days=number)) for number in (9, 5, 1)]
    followed(tx, a_source(tx))
    assert walk(tx) == 1
    assert [words(tx, id_) == GONE for id_ in ids] == [True, False, False]
    assert (HABITS, HISTORY) == (30, 600)


@pytest.mark.parametrize("state", [AlertState.HELD, AlertState.SCHEDULED])
def test_what_somebody_works_on_keeps_its_words(tx: Connection, state: AlertState) -> None:
    of = a_source(tx)
    waits = an_entry(tx, of, **WORDS)
    at_desk = read(tx, of, Outcome.ALERT)
    id_ = an_alert(tx, entry_id=at_desk, state=state)
    due = read(tx, of, Outcome.REVISED)
    tx.execute(update(entry).where(entry.c.id == due).values(due_at=NOW))
    followed(tx, of)
    assert walk(tx) == 0
    assert GONE not in (words(tx, waits), words(tx, at_desk), words(tx, due))
    tx.execute(update(alert).where(alert.c.id == id_).values(state=AlertState.RELEASED))
    assert walk(tx) == 1


def test_what_an_editor_has_moved_keeps_its_lead_and_its_row(tx: Connection) -> None:

    of = a_source(tx)
    id_ = read(tx, of)
    place(tx, id_, a_story(tx), moved_by=a_subscriber(tx).id)
    followed(tx, of)
    unlisted(tx, of)
    assert walk(tx) == 1
    assert (words(tx, id_), tx.scalar(select(placement.c.lead))) == (GONE, "A lead.")


# ---- rows ----------------------------------------------------------------------------------------


def test_a_row_goes_only_when_its_source_surely_lists_it_no_longer(tx: Connection) -> None:
    of = a_source(tx)
    id_ = read(tx, of)
    place(tx, id_, a_story(tx))
    followed(tx, of)
    walk(tx)
    assert words(tx, id_) == GONE
    unlisted(tx, of)
    assert walk(tx) == 1
    assert (words(tx, id_), tx.execute(select(placement)).all()) == (None, [])


def test_a_row_that_a_look_showed_of_late_stays(tx: Connection) -> None:
    of = a_source(tx)
    id_ = read(tx, of)
    followed(tx, of)
    unlisted(tx, of)
    listings.note(tx, of, id_, NOW + 2 * STRETCH + timedelta(hours=1))
    walk(tx)
    assert words(tx, id_) == GONE


def test_all_versions_go_together_or_none(tx: Connection) -> None:
    of = a_source(tx)
    first = read(tx, of, guid="g")
    followed(tx, of)
    late = read(tx, of, guid="g", body="Other words.", now=LATER)
    followed(tx, of)
    unlisted(tx, of)
    walk(tx)
    assert words(tx, first) == GONE
    walk(tx, LATER + SPAN + timedelta(hours=1))
    assert (words(tx, first), words(tx, late)) == (None, None)
    assert entries.keep(tx, of, [a_new_entry("g")], LATER).new == 1


def test_the_last_rows_of_a_source_stay_for_its_habits(tx: Connection) -> None:
    of = a_source(tx)
    ids = [read(tx, of, now=NOW - timedelta(days=9 - number)) for number in range(5)]
    followed(tx, a_source(tx))
    unlisted(tx, of)
    walk(tx)
    assert [words(tx, id_) is None for id_ in ids] == [True, True, False, False, False]


def _by_alert(tx: Connection, id_: EntryId) -> None:
    an_alert(tx, entry_id=id_)


def _by_doubt(tx: Connection, id_: EntryId) -> None:
    said = {"alert_id": an_alert(tx), "cause": "marked", "state": "held", "noted_at": NOW}
    tx.execute(insert(suspicion).values(entry_id=id_, **said))


def _by_its_story(tx: Connection, id_: EntryId) -> None:
    story = a_story(tx)
    an_alert(tx, story_id=story)
    place(tx, id_, story)


def _by_a_story_of_before(tx: Connection, id_: EntryId) -> None:
    story = a_story(tx)
    an_alert(tx, story_id=story)
    tx.execute(update(entry).where(entry.c.id == id_).values(story_id=story))


@pytest.mark.parametrize("told", [_by_alert, _by_doubt, _by_its_story, _by_a_story_of_before])
def test_what_was_alerted_is_remembered_for_good(tx: Connection, told) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- one of the above
    of = a_source(tx)
    id_ = read(tx, of)
    told(tx, id_)
    followed(tx, of)
    unlisted(tx, of)
    walk(tx)
    assert words(tx, id_) == GONE

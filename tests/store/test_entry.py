from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select

from bot.model import EntryId, Priority, SourceId, StoryId
from bot.store import entry
from bot.store.database import Database
from bot.store.entry import Kept, NewEntry, Outcome
from bot.store.schema import entry as table
from bot.store.schema import story
from tests.rows import NOW, a_new_entry, a_source, a_story, an_entry, tally

SECOND = timedelta(seconds=1)


def stored(tx: Connection) -> list[Row[tuple[object, ...]]]:
    return list(tx.execute(select(table).order_by(table.c.id)))


def same(tx: Connection, one: NewEntry, since: datetime = NOW) -> tuple[bool, StoryId | None]:
    """Keep an entry of a new source and ask whose story it tells."""
    entry.keep(tx, a_source(tx, priority=Priority.BREAKING), [one], NOW)
    row = next(row for row in entry.claim(tx, NOW, 60, 10) if row.entry.guid == one.entry.guid)
    return entry.same_story(tx, row, since)


def told(tx: Connection, story_id: StoryId | None, **about: Any) -> EntryId:  # noqa: ANN401 -- an entry's fields
    """Keep an entry that was alerted on, in a story."""
    id_ = an_entry(tx, **about)
    entry.finish(tx, id_, Outcome.ALERT, story_id)
    return id_


def test_a_look_keeps_its_entries_in_their_order_and_due_at_once(tx: Connection) -> None:
    found = [
        a_new_entry(
            "b", title="Élections", link="https://x.example/b", published=NOW, language="fr-CA-quebec"
        ),
        a_new_entry("a", standfirst="<p>S</p>", body="B"),
    ]
    kept = entry.keep(tx, a_source(tx), found, NOW + SECOND)
    assert kept == Kept(new=2, revised=0, known=0, moments=(NOW, NOW + SECOND))
    first, second = stored(tx)
    assert (first.guid, first.version, first.title, first.due_at) == ("b", 1, "Élections", NOW + SECOND)
    assert (first.published_at, first.language, first.outcome) == (NOW, "fr-CA-qu", "waiting")
    assert (second.guid, second.standfirst, second.body) == ("a", "<p>S</p>", "B")


def test_a_second_look_at_the_same_entries_adds_none(tx: Connection) -> None:
    found, source_id = [a_new_entry("a"), a_new_entry("b")], a_source(tx)
    entry.keep(tx, source_id, found, NOW)
    assert entry.keep(tx, source_id, found, NOW) == Kept(new=0, revised=0, known=2)
    assert len(stored(tx)) == 2


def test_a_version_that_was_there_before_is_not_kept_again(tx: Connection) -> None:
    source_id = a_source(tx)
    for title in ("One", "Other") * 5:
        entry.keep(tx, source_id, [a_new_entry("a", title=title, link="https://x.example/a")], NOW)
    assert [row.title for row in stored(tx)] == ["One", "Other"]


def test_a_new_entry_goes_by_the_name_that_it_is_given(tx: Connection) -> None:
    source_id, one = a_source(tx), replace(a_new_entry("a"), guid="a apart")
    assert entry.keep(tx, source_id, [one], NOW).new == 1
    assert list(entry.known_versions(tx, source_id, ["a", "a apart"])) == ["a apart"]


def test_an_entry_held_back_is_stored_counted_and_never_due(tx: Connection) -> None:
    held = [a_new_entry(outcome=Outcome.DIGEST), a_new_entry()]
    assert entry.keep(tx, a_source(tx), held, NOW) == Kept(2, 0, 0, (NOW,), held_back=1)
    assert len(entry.claim(tx, NOW, 60, 10)) == 1


def test_a_source_with_more_entries_than_a_statement_names_knows_them_all(tx: Connection) -> None:
    source_id, many = a_source(tx), [a_new_entry(f"g{number}") for number in range(entry.MOST_NAMES + 2)]
    entry.keep(tx, source_id, many, NOW)
    assert entry.keep(tx, source_id, many, NOW).known == len(many)
    links = {one.canonical_link for one in many}
    assert len(entry.named(tx, source_id, links, ())) == len(many)


def test_versions_are_found_by_link_and_by_title_within_their_source(tx: Connection) -> None:
    one, other = a_source(tx), a_source(tx)
    for source_id in (one, other):
        entry.keep(tx, source_id, [a_new_entry("a", link="https://x.example/a", title="Fire")], NOW)
    entry.keep(tx, one, [a_new_entry("b", link="https://x.example/b", title="Flood")], NOW)
    assert [found.guid for found in entry.named(tx, one, {"https://x.example/a"}, {"flood"})] == ["a", "b"]
    assert entry.named(tx, one, (), ()) == []


def test_the_latest_versions_come_oldest_first(tx: Connection) -> None:
    source_id = a_source(tx)
    for title in ("One", "Two", "Three"):
        an_entry(tx, source_id, guid="a", title=title)
    an_entry(tx)
    assert [one.title for one in entry.latest(tx, source_id, 2)] == ["Two", "Three"]


def test_a_renamed_entry_goes_by_its_new_guid_in_all_versions(tx: Connection) -> None:
    source_id, other = a_source(tx), a_source(tx)
    for title in ("One", "Two"):
        an_entry(tx, source_id, guid="old", title=title)
    an_entry(tx, other, guid="old")
    entry.rename(tx, source_id, {})
    entry.rename(tx, source_id, {"old": "new"})
    assert [len(found) for found in entry.known_versions(tx, source_id, ["old", "new"]).values()] == [2]
    assert list(entry.known_versions(tx, other, ["old"])) == ["old"]


def test_arrivals_are_first_versions_newest_first_without_old_news(tx: Connection) -> None:
    source_id = a_source(tx)
    an_entry(tx, source_id, guid="a", published=NOW - SECOND, outcome=Outcome.BASELINE)
    an_entry(tx, source_id, guid="a", title="Edited")
    an_entry(tx, source_id, guid="b", outcome=Outcome.BACKFILL)
    an_entry(tx, source_id, guid="c", now=NOW + SECOND)
    assert entry.arrivals(tx, source_id, 9) == [
        (None, NOW + SECOND, Outcome.WAITING),
        (NOW - SECOND, NOW, Outcome.BASELINE),
    ]


def test_an_edited_title_adds_version_two_as_revised_and_not_for_an_editor(tx: Connection) -> None:
    source_id = a_source(tx)
    entry.keep(tx, source_id, [a_new_entry("a", title="Before")], NOW)
    edited = [a_new_entry("a", title="After")]
    assert entry.keep(tx, source_id, edited, NOW) == Kept(new=0, revised=1, known=0)
    assert entry.keep(tx, source_id, edited, NOW) == Kept(new=0, revised=0, known=1)
    before, after = stored(tx)
    assert (before.title, before.version, before.outcome) == ("Before", 1, "waiting")
    assert (after.title, after.version, after.outcome, after.due_at) == ("After", 2, "revised", NOW)
    assert [row.entry.title for row in entry.claim(tx, NOW, 60, 10)] == ["Before"]


def test_of_two_entries_with_one_guid_in_one_look_the_first_is_kept_and_the_other_known(
    tx: Connection,
) -> None:
    source_id = a_source(tx)
    found = [a_new_entry("a", title="One"), a_new_entry("a", title="Other")]
    assert entry.keep(tx, source_id, found, NOW) == Kept(new=1, revised=0, known=1, moments=(NOW,))
    for _ in range(3):  # a feed that repeats a guid does not add a version at each look
        assert entry.keep(tx, source_id, found, NOW) == Kept(new=0, revised=0, known=2)
    assert [row.title for row in stored(tx)] == ["One"]


def test_an_entry_that_changes_at_each_look_stops_adding_versions(tx: Connection) -> None:
    source_id = a_source(tx)
    for number in range(entry.MOST_VERSIONS + 5):
        kept = entry.keep(tx, source_id, [a_new_entry("a", title=f"{number} readers")], NOW)
    assert kept == Kept(new=0, revised=0, known=1)
    assert len(stored(tx)) == entry.MOST_VERSIONS


def test_two_sources_keep_the_same_guid_each_for_itself(tx: Connection) -> None:
    assert [an_entry(tx, guid="1"), an_entry(tx, guid="1")] == [1, 2]


def test_a_guid_too_long_for_its_column_is_known_again_by_its_hash(tx: Connection) -> None:
    found, source_id = [a_new_entry("g" * 5000), a_new_entry("g" * 5001)], a_source(tx)
    assert entry.keep(tx, source_id, found, NOW).new == 2
    assert entry.keep(tx, source_id, found, NOW).known == 2


@pytest.mark.parametrize("outcome", [Outcome.BASELINE, Outcome.BACKFILL, Outcome.DIGEST])
def test_what_is_settled_when_it_comes_is_stored_and_never_due(tx: Connection, outcome: Outcome) -> None:
    source_id = a_source(tx)
    entry.keep(tx, source_id, [a_new_entry("a", outcome=outcome)], NOW)
    entry.keep(tx, source_id, [a_new_entry("a", title="Edited", outcome=outcome)], NOW)
    # a first look, and one after a restored backup, is judged by nobody
    later = ("baseline", None) if outcome is Outcome.BASELINE else ("revised", NOW)
    assert [(row.outcome, row.due_at) for row in stored(tx)] == [(outcome, None), later]
    assert entry.claim(tx, NOW, 60, 10) == []


def test_an_empty_look_keeps_nothing(tx: Connection) -> None:
    assert entry.keep(tx, a_source(tx), [], NOW) == Kept(0, 0, 0)


def test_claim_takes_entries_of_breaking_sources_first_and_then_the_oldest(tx: Connection) -> None:
    slow, fast = a_source(tx), a_source(tx, priority=Priority.BREAKING)
    ids = [an_entry(tx, slow, now=NOW - SECOND), an_entry(tx, slow, now=NOW - 2 * SECOND), an_entry(tx, fast)]
    assert [row.id for row in entry.claim(tx, NOW, 60, 10)] == [ids[2], ids[1], ids[0]]


def test_a_claimed_entry_is_given_back_after_its_lease_with_another_try(tx: Connection) -> None:
    about: Any = {"guid": "a", "title": "T", "published": NOW, "categories": ("World", "עולם")}
    one = a_new_entry(**about, canonical_link="https://c", title_key="t")
    pictured = replace(one, entry=replace(one.entry, picture="https://paper.example/a.jpg"))
    entry.keep(tx, a_source(tx), [pictured], NOW)
    (row,) = entry.claim(tx, NOW, 60, 10)
    assert (row.tries, row.seen_at, row.canonical_link, row.title_key) == (1, NOW, "https://c", "t")
    assert (row.entry.guid, row.entry.title, row.entry.published) == ("a", "T", NOW)
    assert row.entry.picture == "https://paper.example/a.jpg"
    assert row.entry.categories == ("World", "עולם")
    assert entry.claim(tx, NOW + 59 * SECOND, 60, 10) == []
    assert entry.claim(tx, NOW + 60 * SECOND, 60, 10)[0].tries == 2


def test_an_entry_put_off_comes_back_at_its_moment(tx: Connection) -> None:
    id_ = an_entry(tx)
    entry.later(tx, id_, NOW + SECOND)
    assert entry.claim(tx, NOW, 60, 10) == []
    assert [row.id for row in entry.claim(tx, NOW + SECOND, 60, 10)] == [id_]


def test_an_entry_is_finished_once_and_the_first_word_stands(tx: Connection) -> None:
    id_, story_id = an_entry(tx), a_story(tx)
    assert entry.finish(tx, id_, Outcome.ALERT, story_id)
    assert not entry.finish(tx, id_, Outcome.MUTE)
    (row,) = stored(tx)
    assert (row.outcome, row.story_id, row.due_at) == ("alert", story_id, None)


def test_an_entry_like_no_other_tells_a_story_of_its_own(tx: Connection) -> None:
    told(tx, a_story(tx), guid="https://a.example/1", title_key="one", canonical_link="https://a.example/1")
    assert same(tx, a_new_entry("https://b.example/1")) == (False, None)


def test_the_same_guid_is_the_same_story_only_where_it_is_a_url(tx: Connection) -> None:
    story_id = a_story(tx)
    told(tx, story_id, guid="https://a.example/1")
    told(tx, a_story(tx), guid="1234")
    assert same(tx, a_new_entry("https://a.example/1")) == (True, story_id)
    assert same(tx, a_new_entry("1234")) == (False, None)


def test_the_same_canonical_link_is_the_same_story_but_none_is_not(tx: Connection) -> None:
    story_id = a_story(tx)
    told(tx, story_id, canonical_link="https://a.example/1")
    told(tx, a_story(tx), canonical_link="")
    assert same(tx, a_new_entry(canonical_link="https://a.example/1")) == (True, story_id)
    assert same(tx, a_new_entry(canonical_link="")) == (False, None)


def test_the_same_title_is_the_same_story_within_the_window_but_no_title_is_not(tx: Connection) -> None:
    story_id = a_story(tx)
    told(tx, story_id, title_key="fire in the port")
    told(tx, a_story(tx), title_key="")
    assert same(tx, a_new_entry(title_key="fire in the port")) == (True, story_id)
    assert same(tx, a_new_entry(title_key="fire in the port"), NOW + SECOND) == (False, None)
    assert same(tx, a_new_entry(title_key="")) == (False, None)


@pytest.mark.parametrize("outcome", entry.UNTOLD)
def test_an_entry_that_nobody_was_told_of_hides_no_later_one(tx: Connection, outcome: Outcome) -> None:
    id_ = an_entry(tx, canonical_link="https://a.example/1")
    if outcome != Outcome.WAITING:
        entry.finish(tx, id_, outcome)
    assert same(tx, a_new_entry(canonical_link="https://a.example/1")) == (False, None)


def test_a_later_version_of_what_nobody_was_told_hides_neither_it_nor_another(tx: Connection) -> None:
    source_id = a_source(tx)
    for title in ("One", "Two"):
        an_entry(tx, source_id, guid="a", title=title, canonical_link="https://a.example/1")
    (row,) = entry.claim(tx, NOW, 60, 10)
    assert entry.same_story(tx, row, NOW) == (False, None)
    assert same(tx, a_new_entry(canonical_link="https://a.example/1")) == (False, None)


def test_a_later_version_of_what_was_told_tells_its_story(tx: Connection) -> None:
    source_id, story_id = a_source(tx), a_story(tx)
    told(tx, story_id, source_id=source_id, guid="a", title="One", canonical_link="https://a.example/1")
    an_entry(tx, source_id, guid="a", title="Two", canonical_link="https://a.example/2")
    assert same(tx, a_new_entry(canonical_link="https://a.example/2")) == (True, story_id)


def test_an_entry_without_link_title_or_address_tells_a_story_of_its_own(tx: Connection) -> None:
    told(tx, a_story(tx), title_key="", canonical_link="")
    assert same(tx, a_new_entry("1", canonical_link="", title_key="")) == (False, None)


def test_what_a_baseline_tells_is_a_story_that_is_known_but_has_no_row(tx: Connection) -> None:
    an_entry(tx, canonical_link="https://a.example/1", outcome=Outcome.BASELINE)
    assert same(tx, a_new_entry(canonical_link="https://a.example/1")) == (True, None)


def test_every_entry_is_in_one_outcome(tx: Connection) -> None:
    one, other = a_source(tx), a_source(tx)
    for source_id, outcome in ((one, Outcome.BASELINE), (one, Outcome.BASELINE), (one, Outcome.WAITING)):
        an_entry(tx, source_id, outcome=outcome)
    an_entry(tx, other, outcome=Outcome.BACKFILL)
    assert tally(tx) == {
        (one, Outcome.BASELINE): 2,
        (one, Outcome.WAITING): 1,
        (other, Outcome.BACKFILL): 1,
    }


def test_recent_times_are_dates_where_there_are_some_and_first_versions_alone(tx: Connection) -> None:
    source_id = a_source(tx)
    an_entry(tx, source_id, guid="a", published=NOW - SECOND)
    an_entry(tx, source_id, guid="b")
    an_entry(tx, source_id, guid="a", title="Edited", now=NOW + SECOND)
    assert entry.recent_times(tx, source_id) == [NOW, NOW - SECOND]
    assert entry.recent_times(tx, source_id, 1) == [NOW]
    assert entry.recent_times(tx, SourceId(99)) == []


def test_two_entries_of_one_story_edited_at_the_same_moment_open_it_once(database: Database) -> None:
    def two(tx: Connection) -> list[entry.EntryRow]:
        for _ in range(2):
            an_entry(tx, canonical_link="https://a.example/1")
        return entry.claim(tx, NOW, 60, 10)

    together = Barrier(2)

    def place(tx: Connection, row: entry.EntryRow) -> None:
        entry.serialise_placing(tx)
        known, story_id = entry.same_story(tx, row, NOW)
        outcome = Outcome.REPEAT if known else Outcome.ALERT
        entry.finish(tx, row.id, outcome, story_id or entry.open_story(tx, NOW))

    def edit(row: entry.EntryRow) -> None:
        together.wait(30)
        database.write_here(lambda tx: place(tx, row))

    threads = [Thread(target=edit, args=(row,)) for row in database.write_here(two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stories = database.read_here(lambda tx: len(tx.execute(select(story)).all()))
    rows = database.read_here(stored)
    assert stories == 1
    assert {row.story_id for row in rows} == {1}
    assert sorted(str(row.outcome) for row in rows) == ["alert", "repeat"]


def test_what_a_source_gave_before_is_listed_latest_first_and_in_first_versions_alone(tx: Connection) -> None:
    source_id = a_source(tx)
    entry.keep(tx, a_source(tx), [a_new_entry("elsewhere")], NOW)
    for number in range(4):
        entry.keep(
            tx, source_id, [a_new_entry(f"e{number}", title=f"Title {number}", body="b" * 30_000)], NOW
        )
    entry.keep(tx, source_id, [a_new_entry("e1", title="Another title")], NOW)
    last = next(row for row in entry.claim(tx, NOW, 60, 10) if row.entry.guid == "e3")
    found = entry.before(tx, last, 2)
    assert [one.title for one in found] == ["Title 2", "Title 1"]
    assert {len(one.body) for one in found} == {entry.LONGEST_READ}
    assert [one.title for one in entry.before(tx, last, 10)] == ["Title 2", "Title 1", "Title 0"]


def test_an_entry_that_is_done_with_waits_again_as_if_nothing_had_become_of_it(tx: Connection) -> None:
    id_, other = an_entry(tx), an_entry(tx)
    for one in (id_, other):
        entry.finish(tx, one, Outcome.REPEAT, a_story(tx))
    entry.again(tx, [id_], NOW)
    (row,) = entry.claim(tx, NOW, 60, 5)
    assert (row.id, row.tries) == (id_, 1)
    assert entry.finish(tx, id_, Outcome.ALERT)
    assert not entry.finish(tx, other, Outcome.ALERT)


def test_a_source_that_says_the_same_under_each_title_is_known_by_it(database: Database) -> None:
    def step(tx: Connection) -> None:
        one, other = a_source(tx), a_source(tx)
        about: dict[str, Any] = {"standfirst": "All the news, all day.", "body": ""}
        for source, number in ((one, 1), (one, 2), (other, 3)):
            an_entry(tx, source, guid=f"guid-{number}", title=f"Title {number}", **about)
        an_entry(tx, one, guid="guid-4", title="Title 4", standfirst="", body="")
        an_entry(tx, one, guid="guid-5", title="Title 5", standfirst="Something else.", body="")
        an_entry(tx, one, guid="guid-6", title="Title 6", standfirst="", body="")
        rows = {row.entry.guid: row for row in entry.claim(tx, NOW, 60, 9)}
        again = {guid for guid, row in rows.items() if entry.says_again(tx, row, 30)}
        assert again == {"guid-2"}
        assert not entry.says_again(tx, rows["guid-2"], 0)

    database.write_here(step)

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection, event, func, select, update

from bot.errors import Unavailable
from bot.model import Entry, SourceId
from bot.pipeline.intake import take_in
from bot.ports import Fetched
from bot.store import source as sources
from bot.store.database import Database
from bot.store.entry import Kept
from bot.store.schema import entry, source
from bot.texts import _
from tests.fakes import FakeFetch, an_item, fetched
from tests.pipeline.beat import Beat
from tests.pipeline.room import Room
from tests.rows import NOW, a_source

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Intake:
    """A source, and what it gives, taken in without a poll."""

    def __init__(self, database: Database, *before: Entry) -> None:
        self.database, self.now = database, NOW
        self.source_id: SourceId = database.write_here(a_source)
        self.take(*before or [an_item(0, published=NOW - HOUR)])

    def take(self, *window: Entry, after: timedelta = 10 * MINUTE, looked: bool = True) -> Kept:
        """Take a window in, as a look does, or as a hub's push where nothing was `looked` at."""
        self.now += after

        def work(tx: Connection) -> Kept:
            row = sources.find(tx, self.source_id)
            assert row is not None
            kept = take_in(tx, row, Fetched(window, {}), self.now)
            if looked:
                moment = {"looked_at": self.now, "baseline_at": func.coalesce(source.c.baseline_at, self.now)}
                tx.execute(update(source).where(source.c.id == row.id).values(**moment))
            return kept

        return self.database.write_here(work)

    def outcomes(self) -> Counter[str]:
        query = select(entry.c.outcome).where(entry.c.source_id == self.source_id)
        return Counter(self.database.read_here(lambda tx: tx.scalars(query).all()))

    def guids(self) -> list[str]:
        query = select(entry.c.guid).where(entry.c.source_id == self.source_id).order_by(entry.c.id)
        return list(self.database.read_here(lambda tx: tx.scalars(query).all()))


def items(*numbers: int, at: datetime = NOW) -> list[Entry]:
    """Make entries that came out an hour apart, the first number last."""
    return [an_item(number, published=at - place * HOUR) for place, number in enumerate(numbers, 1)]


def renamed(window: Sequence[Entry], prefix: str = "new-") -> list[Entry]:
    return [replace(one, guid=prefix + one.guid) for one in window]


async def test_the_first_look_is_a_baseline_and_what_comes_later_waits(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(an_item(1)), fetched(an_item(2), an_item(1))]))
    beat.source()
    await beat.look()
    assert beat.outcomes() == ["baseline"]
    await beat.look(HOUR)
    assert beat.outcomes() == ["baseline", "waiting"]


async def test_looking_again_adds_nothing(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(an_item(1)), fetched(an_item(2), an_item(1))]))
    beat.source()
    for _time in range(4):
        await beat.look(HOUR)
    assert beat.outcomes() == ["baseline", "waiting"]


async def test_an_entry_that_a_feed_gives_twice_is_kept_once(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(), fetched(an_item(1), an_item(1))]))
    beat.source()
    await beat.look()
    await beat.look(HOUR)
    assert beat.outcomes() == ["waiting"]


async def test_an_edited_title_is_a_new_version_and_no_alert(database: Database) -> None:
    edited = an_item(1, title="The bridge of town number 1 is closed again after an hour")
    beat = Beat(database, FakeFetch([fetched(an_item(1)), fetched(edited), fetched(edited)]))
    beat.source()
    for _time in range(3):
        await beat.look(HOUR)
    assert beat.entries() == [(an_item(1).title, 1, "baseline"), (edited.title, 2, "revised")]


async def test_old_news_that_turns_up_late_is_backfill(database: Database) -> None:
    old = an_item(2, published=NOW - timedelta(days=3))
    fresh = an_item(3, published=NOW + MINUTE)
    beat = Beat(database, FakeFetch([fetched(an_item(1)), fetched(old, fresh)]))
    beat.source()
    await beat.look()
    await beat.look(HOUR)
    assert beat.outcomes() == ["baseline", "backfill", "waiting"]


async def test_entries_take_the_language_of_their_source_or_of_the_feed(database: Database) -> None:
    bare = replace(an_item(1), language="")
    beat = Beat(
        database, FakeFetch([fetched(bare, language="fr"), fetched(replace(an_item(2), language=""))])
    )
    id_ = beat.source()
    await beat.look()
    await beat.look(HOUR)
    languages = database.read_here(lambda tx: tx.scalars(select(entry.c.language)).all())
    assert (list(languages), beat.state(id_).language) == (["fr", "fr"], "fr")


def test_another_guid_for_all_entries_is_flagged_once_and_takes_the_old_ones_place(
    database: Database,
) -> None:
    window = items(*range(6))
    intake = Intake(database, *window)
    assert intake.take(*renamed(window)) == Kept(0, 0, 6, churned=True)
    assert intake.take(*renamed(window)) == Kept(0, 0, 6)
    assert intake.guids() == [one.guid for one in renamed(window)]
    edited = replace(renamed(window)[0], title="The bridge is closed again")
    assert intake.take(edited, *renamed(window)[1:]) == Kept(0, 1, 5)
    assert intake.outcomes() == {"baseline": 6, "revised": 1}


async def test_the_log_says_once_that_guids_change_and_how_many_entries_are_held_back(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    window = items(*range(6))
    flood = [an_item(number) for number in range(100, 130)]
    looks = [window, renamed(window), renamed(window, "other-"), [*flood, *window]]
    beat = Beat(database, FakeFetch([fetched(*look) for look in looks]))
    beat.source()
    for _time in looks:
        await beat.look(HOUR)
    said = capsys.readouterr().out
    assert said.count("source gave its entries other guids") == 1
    assert "held_back=25" in said


def test_what_is_new_while_guids_change_waits(database: Database) -> None:
    window = items(*range(6))
    intake = Intake(database, *window)
    new = an_item(9, published=NOW)
    assert intake.take(new, *renamed(window)) == Kept(1, 0, 6, (NOW,), churned=True)
    assert intake.outcomes() == {"baseline": 6, "waiting": 1}


def test_titles_too_short_to_tell_a_story_are_known_again_when_a_site_is_relaunched(
    database: Database,
) -> None:
    window = [replace(one, title=f"Fire, day {at}") for at, one in enumerate(items(*range(6)))]
    intake = Intake(database, *window)
    moved = [replace(one, link=f"https://new.example/{one.guid}") for one in renamed(window)]
    assert intake.take(*moved) == Kept(0, 0, 6, churned=True)


def test_a_move_to_https_without_www_and_slash_changes_nothing(database: Database) -> None:
    def at(base: str, end: str) -> list[Entry]:
        return [
            replace(one, guid=f"{base}/{n}{end}", link=f"{base}/{n}{end}")
            for n, one in enumerate(items(*range(6)))
        ]

    intake = Intake(database, *at("http://www.paper.example", "/"))
    assert intake.take(*at("https://paper.example", "")) == Kept(0, 0, 6)
    assert intake.guids()[0] == "https://paper.example/0"


def test_a_title_in_other_letters_or_entities_is_at_most_a_version(database: Database) -> None:
    (one,) = items(1)
    intake = Intake(database, replace(one, title="The mayor's bridge & the river"))
    other = replace(one, guid="other", title="The Mayor&#8217;s Bridge &amp; the River")
    assert intake.take(other) == Kept(0, 1, 0)
    assert intake.take(other) == Kept(0, 0, 1)


def test_dates_of_now_on_everything_and_another_order_are_silent(database: Database) -> None:
    window = items(*range(6))
    intake = Intake(database, *window)
    redated = [replace(one, published=intake.now) for one in reversed(window)]
    assert intake.take(*redated) == Kept(0, 0, 6)
    new = an_item(9, published=intake.now)
    assert intake.take(*redated, new).new == 1
    assert intake.outcomes() == {"baseline": 6, "waiting": 1}


def test_two_versions_that_alternate_are_kept_once_each(database: Database) -> None:
    one = an_item(1, published=NOW)
    intake = Intake(database, one)
    other = replace(one, title="The same with another title")
    for _time in range(30):
        intake.take(other)
        intake.take(one)
    assert intake.outcomes() == {"baseline": 1, "revised": 1}


def test_an_entry_that_left_the_window_and_comes_back_is_known(database: Database) -> None:
    intake = Intake(database, *items(*range(6)))
    for number in range(10, 200):
        intake.take(*items(*range(number, number - 6, -1), at=intake.now))
    waiting = intake.outcomes()["waiting"]
    assert intake.take(*items(*range(6)), after=timedelta(days=90)) == Kept(0, 0, 6)
    assert intake.outcomes()["waiting"] == waiting


def test_three_hundred_old_articles_are_backfill_and_the_new_one_among_them_waits(database: Database) -> None:
    intake = Intake(database, *items(*range(6)))
    old = items(*range(100, 400), at=NOW - timedelta(days=2))
    kept = intake.take(an_item(9, published=NOW), *old)
    assert (kept.new, kept.moments, kept.held_back) == (301, (NOW,), 0)
    assert intake.outcomes() == {"baseline": 6, "backfill": 300, "waiting": 1}


def test_too_many_at_once_are_no_flood_but_the_newest_few_wait(database: Database) -> None:
    intake = Intake(database, *items(*range(6)))
    flood = [an_item(number) for number in range(100, 130)]
    kept = intake.take(*flood)
    assert (kept.new, kept.held_back, len(kept.moments)) == (30, 25, 5)
    assert intake.outcomes() == {"baseline": 6, "waiting": 5, "digest": 25}
    assert intake.take(*flood) == Kept(0, 0, 30)


def test_of_too_many_at_once_those_that_came_out_last_wait(database: Database) -> None:
    intake = Intake(database, *items(0))
    flood = [an_item(number, published=NOW + number * 6 * timedelta(seconds=1)) for number in range(1, 21)]
    assert intake.take(*flood, after=HOUR).held_back == 15
    query = select(entry.c.guid).where(entry.c.outcome == "waiting").order_by(entry.c.id)
    waiting = database.read_here(lambda tx: tx.scalars(query).all())
    assert list(waiting) == [f"guid-{number}" for number in range(16, 21)]


def test_ten_new_entries_at_once_are_breaking_news_and_no_flood(database: Database) -> None:
    intake = Intake(database)
    assert intake.take(*(an_item(number) for number in range(1, 11))).held_back == 0


def test_what_came_out_while_a_source_was_down_waits_and_what_is_a_day_old_by_then_does_not(
    database: Database,
) -> None:
    intake = Intake(database, *items(*range(40)))
    down = timedelta(hours=60)
    meanwhile = items(*range(100, 150), at=NOW + down)
    kept = intake.take(*meanwhile, after=down)
    assert intake.outcomes() == {"baseline": 40, "waiting": 24, "digest": 26}
    assert (kept.held_back, len(kept.moments)) == (26, 24)


def test_a_push_of_an_entry_or_two_is_judged_as_it_is(database: Database) -> None:
    window = items(*range(6))
    intake = Intake(database, *window)
    one, two = an_item(8, published=NOW), an_item(9, published=NOW)
    assert intake.take(one, looked=False) == Kept(1, 0, 0, (NOW,))
    assert intake.take(two, renamed(window)[0], looked=False) == Kept(1, 0, 1, (NOW,))
    assert intake.take(two, one, *window) == Kept(0, 0, 8)
    assert intake.outcomes() == {"baseline": 6, "waiting": 2}


def test_a_guid_used_again_for_the_next_days_story_is_news_once(database: Database) -> None:
    intake = Intake(database, replace(an_item(1, published=NOW), guid="today"))
    tomorrow = replace(an_item(2, published=NOW + timedelta(days=1)), guid="today")
    assert intake.take(tomorrow, after=timedelta(days=1)).new == 1
    assert intake.take(tomorrow) == Kept(0, 0, 1)
    edited = replace(tomorrow, title="Town number 2 closes its bridge over the river")
    assert intake.take(edited) == Kept(0, 1, 0)
    assert intake.outcomes() == {"baseline": 1, "waiting": 1, "revised": 1}


def test_one_guid_for_all_is_told_apart_by_link_and_title(database: Database) -> None:
    window = [replace(one, guid="1") for one in items(*range(6))]
    intake = Intake(database, *window)
    new = replace(an_item(9), guid="1")
    for _time in range(3):
        intake.take(new, *window)
    assert intake.outcomes() == {"baseline": 6, "waiting": 1}
    same = replace(an_item(9), guid="2")
    assert intake.take(same) == Kept(0, 0, 1)


def test_an_empty_look_after_the_first_changes_nothing(database: Database) -> None:
    intake = Intake(database)
    assert intake.take() == Kept(0, 0, 0)


def test_a_page_lent_to_one_story_after_another_is_alerted_each_day(database: Database) -> None:
    brief = replace(an_item(1, published=NOW), link="https://paper.example/brief")
    intake = Intake(database, brief)
    next_ = replace(an_item(2, published=NOW + timedelta(days=1)), link=brief.link)
    assert intake.take(next_, after=timedelta(days=1)).new == 1
    links = database.read_here(
        lambda tx: tx.scalars(select(entry.c.canonical_link).order_by(entry.c.id)).all()
    )
    assert list(links) == [brief.link, ""]


async def test_an_entry_that_is_edited_before_the_editor_sees_it_is_alerted_all_the_same(
    database: Database,
) -> None:
    room = Room(database, Unavailable(_("no page")), read_pages=False)
    intake = Intake(database)
    one = an_item(1, published=NOW)
    intake.take(one)
    intake.take(replace(one, title="The bridge of town number 1 is closed again after an hour"))
    room.clock.now = intake.now
    while await room.edit.run_due():
        pass
    assert intake.outcomes() == {"baseline": 1, "alert": 1, "revised": 1}


def test_a_look_and_a_push_of_one_source_at_the_same_moment_keep_an_entry_once(database: Database) -> None:
    intake, together = Intake(database), Barrier(2)
    window = items(*range(1, 5))
    row = database.read_here(lambda tx: sources.find(tx, intake.source_id))
    assert row is not None
    kept: list[Kept] = []

    def take(given: Fetched) -> None:
        together.wait(30)
        kept.append(database.write_here(lambda tx: take_in(tx, row, given, NOW)))

    threads = [Thread(target=take, args=(Fetched(tuple(part), {}),)) for part in (window, window[:2])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.new for one in kept) == 4
    assert intake.outcomes()["waiting"] == 4


def test_the_usual_look_is_one_query_and_a_new_entry_costs_four_more(database: Database) -> None:
    window = items(*range(30))
    intake = Intake(database, *window)
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    def taken(given: Sequence[Entry]) -> int:
        statements.clear()

        def work(tx: Connection) -> None:
            row = sources.find(tx, intake.source_id)
            assert row is not None
            event.listen(tx, "before_cursor_execute", note)
            take_in(tx, row, Fetched(tuple(given), {}), intake.now)
            event.remove(tx, "before_cursor_execute", note)

        database.write_here(work)
        return len([one for one in statements if "FOR UPDATE" not in one])

    assert taken(window) == 1
    assert taken([an_item(99), *window]) <= 5


def test_a_source_that_goes_back_to_earlier_words_is_noticed_once(database: Database) -> None:
    first = an_item(1, published=NOW)
    edited = replace(first, title="Another title")
    intake = Intake(database, first)
    due = select(entry.c.title, entry.c.due_at).where(entry.c.back_at.is_not(None))

    def back() -> list[tuple[str, datetime | None]]:
        return [tuple(row) for row in database.read_here(lambda tx: tx.execute(due).all())]

    intake.take(edited)
    intake.take(edited)
    assert back() == []
    intake.take(first)
    moment = intake.now
    assert back() == [(first.title, moment)]
    intake.take(first)
    assert back() == [(first.title, moment)], "it says so still"
    intake.take(edited)
    assert back()[1] == (edited.title, intake.now)

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from structlog.testing import capture_logs

from bot.errors import Invalid, Unavailable
from bot.model import AlertState, Article, Entry, Priority, SubscriberStatus
from bot.pipeline.edit import MOST_TRIES, Edit
from bot.pipeline.joining import SAME_TITLE_FOR, YIELDING
from bot.store import entry as entries
from bot.store.database import Database
from bot.store.schema import entry as entry_table
from bot.texts import verbatim
from tests.fakes import an_item, until
from tests.pipeline.room import PAGE, Room
from tests.rows import NOW, a_new_entry

# ---- alerts --------------------------------------------------------------------------------------


async def test_an_entry_becomes_an_alert_with_a_delivery_for_each_reader(database: Database) -> None:
    room = Room(database)
    for status in (SubscriberStatus.ACTIVE, SubscriberStatus.ACTIVE, SubscriberStatus.LEFT):
        room.reader(status=status)
    room.reader(topics=["monde"])
    one = an_item(1, published=NOW - timedelta(minutes=5))
    room.keep(room.source(name="The Paper", priority=Priority.BREAKING), one)
    assert await room.edit.run_due() == 1
    told = room.alert()
    assert (told.headline, told.byline, told.link) == (one.title, "The Paper", one.link)
    assert (told.priority, told.state) == (Priority.BREAKING, AlertState.RELEASED)
    assert 1 <= len(told.lines) <= 2
    assert (told.published_at, told.expires_at) == (one.published, NOW + timedelta(hours=6))
    assert [row.priority for row in room.deliveries()] == [Priority.BREAKING] * 2
    assert room.outcomes() == ["alert"]
    assert room.deliver._rung.is_set()


async def test_an_entry_is_edited_once(database: Database) -> None:
    room = Room(database)
    room.keep(room.source(), an_item(1))
    assert [await room.edit.run_due(), await room.edit.run_due()] == [1, 0]
    assert len(room.alerts()) == 1


async def test_a_source_without_topics_reaches_the_readers_of_all(database: Database) -> None:
    room = Room(database)
    room.reader(topics=["israel", "monde"])
    room.reader(topics=["monde"])
    room.keep(room.source(topics=()), an_item(1))
    await room.edit.run_due()
    assert room.topics_told() == {"israel", "monde"}
    assert len(room.deliveries()) == 2


async def test_a_source_without_a_name_speaks_for_the_newsroom(database: Database) -> None:
    room = Room(database)
    room.keep(room.source(), an_item(1))
    await room.edit.run_due()
    assert room.alert().byline == "Le Fil"


async def test_an_entry_without_a_language_has_the_newsrooms_first(database: Database) -> None:
    room = Room(database)
    room.keep(room.source(), replace(an_item(1), language=""))
    await room.edit.run_due()
    assert room.alert().language in {"fr", "en"}
    assert room.outcomes() == ["alert"]


async def test_nothing_is_left_of_an_alert_whose_deliveries_could_not_be_made(database: Database) -> None:
    room = Room(database)
    room.reader()
    room.keep(room.source(), an_item(1))

    def fail(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO delivery"):
            raise RuntimeError("the machine stops here")

    event.listen(database._writer, "before_cursor_execute", fail)
    with capture_logs() as logs:
        await room.edit.run_due()
    assert [log["event"] for log in logs] == ["entry surprised us"]
    assert (len(room.alerts()), len(room.deliveries())) == (0, 0)
    assert room.outcomes() == ["waiting"]
    event.remove(database._writer, "before_cursor_execute", fail)
    room.clock.now += timedelta(minutes=2)
    await room.edit.run_due()
    assert (len(room.alerts()), room.stories(), len(room.deliveries())) == (1, 1, 1)


# ---- stories -------------------------------------------------------------------------------------

URL_GUID = "https://paper.example/permanent/1"


@pytest.mark.parametrize(
    "again",
    [
        pytest.param({"guid": URL_GUID}, id="guid"),
        pytest.param({"link": "http://PAPER.example/1/?utm_source=x"}, id="link"),
        pytest.param({"title": "TOWN number 1: opens a new bridge, over its river!"}, id="title"),
    ],
)
async def test_a_story_told_by_another_source_is_a_repeat(database: Database, again: dict[str, Any]) -> None:
    room = Room(database)
    room.reader()
    first = replace(an_item(1), guid=URL_GUID)
    another = {
        "guid": "x",
        "link": "https://other.example/z",
        "title": "Another headline about a bridge",
    }
    room.keep(room.source(), first)
    await room.edit.run_due()
    room.keep(room.source(), replace(first, **(another | again)))
    await room.edit.run_due()
    assert room.outcomes() == ["alert", "repeat"]
    assert len(room.alerts()) == len(room.deliveries()) == room.stories() == 1
    same = database.read_here(lambda tx: tx.scalars(select(entry_table.c.story_id)).all())
    assert len(set(same)) == 1


async def test_guids_that_are_no_urls_tell_nothing_across_sources(database: Database) -> None:
    room = Room(database)
    room.keep(room.source(), replace(an_item(1), guid="17"))
    room.keep(room.source(), replace(an_item(2), guid="17"))
    await room.edit.run_due()
    assert room.outcomes() == ["alert", "alert"]


async def test_what_was_there_at_the_first_look_is_not_told_when_another_source_brings_it(
    database: Database,
) -> None:
    room = Room(database)
    old = a_new_entry(link="https://paper.example/1", outcome=entries.Outcome.BASELINE)
    first = room.source()
    database.write_here(lambda tx: entries.keep(tx, first, [old], NOW))
    room.keep(room.source(), an_item(1))
    await room.edit.run_due()
    assert room.outcomes() == ["baseline", "repeat"]
    assert room.stories() == 0


async def test_a_title_that_comes_back_after_days_is_news(database: Database) -> None:
    room = Room(database)
    room.keep(room.source(), an_item(1, published=NOW))
    await room.edit.run_due()
    room.clock.now += SAME_TITLE_FOR + timedelta(minutes=1)
    again = an_item(1, published=room.clock.now)
    room.keep(room.source(), replace(again, guid="new", link="https://paper.example/new"))
    await room.edit.run_due()
    assert room.outcomes() == ["alert", "alert"]


async def test_a_repeat_costs_no_page(database: Database) -> None:
    room = Room(database)
    short = replace(an_item(1), body="", standfirst="Short.")
    room.keep(room.source(), short)
    await room.edit.run_due()
    room.keep(room.source(), replace(short, guid="other"))
    await room.edit.run_due()
    assert len(room.read.read) == 1


async def test_two_editors_at_once_open_one_story(database: Database) -> None:
    """Entries of many sources tell three stories, and several editors take them at the same moment."""
    room = Room(database)
    room.reader()
    for number in range(12):
        one = replace(an_item(number % 3), guid=f"guid-{number}", link=f"https://s{number}.example/a")
        room.keep(room.source(), one)
    url = database.url.render_as_string(hide_password=False)
    second = database if database.embedded else Database(url)
    editors = [room.edit, room.another(second)]

    async def work(editor: Edit) -> None:
        while await editor.run_due():
            pass

    await asyncio.gather(*map(work, editors))
    room.clock.now += YIELDING  # in which those that told a story at the same moment let the first go before
    await asyncio.gather(*map(work, editors))
    if second is not database:
        second.close()
    assert sorted(room.outcomes()) == ["alert"] * 3 + ["repeat"] * 9
    assert len(room.alerts()) == len(room.deliveries()) == room.stories() == 3


async def test_an_entry_that_another_editor_finished_meanwhile_is_left_alone(database: Database) -> None:
    room = Room(database)
    room.keep(room.source(), an_item(1))
    lease = room.edit.settings.lease
    (row,) = database.write_here(lambda tx: entries.claim(tx, NOW, lease, 5))
    await room.edit.edit(row)
    with capture_logs() as logs:
        await room.edit._safely(row, room.edit.edit(row))
    assert not [log for log in logs if log["log_level"] == "error"]
    assert (len(room.alerts()), room.stories()) == (1, 1)
    room.clock.now += timedelta(hours=1)
    assert await room.edit.run_due() == 0


# ---- words ---------------------------------------------------------------------------------------


async def test_the_page_is_read_only_where_the_feed_is_short(database: Database) -> None:
    room = Room(database)
    source_id = room.source()
    room.keep(source_id, an_item(1), replace(an_item(2), body="", standfirst="Short."))
    await room.edit.run_due()
    assert room.read.read == ["https://paper.example/2"]


async def test_a_long_text_in_the_feeds_description_needs_no_page(database: Database) -> None:
    room = Room(database)
    one = an_item(1)
    room.keep(room.source(), replace(one, standfirst=one.body, body=""))
    await room.edit.run_due()
    assert room.read.read == []


@pytest.mark.parametrize(("read_pages", "link"), [(False, "https://paper.example/1"), (True, "")])
async def test_no_page_is_read_where_none_is_wanted_or_named(
    database: Database, link: str, *, read_pages: bool
) -> None:
    room = Room(database, read_pages=read_pages)
    room.keep(room.source(), replace(an_item(1), body="", link=link))
    await room.edit.run_due()
    assert room.read.read == []
    assert room.outcomes() == ["alert"]


async def test_a_page_gives_what_the_feed_lacks_and_never_the_title(database: Database) -> None:
    room = Room(database)
    room.keep(room.source(), replace(an_item(1), body="", standfirst="", language=""))
    await room.edit.run_due()
    told = room.alert()
    assert told.headline == an_item(1).title
    assert "bridge" in " ".join(told.lines)
    assert told.language == "en"


@pytest.mark.parametrize("trouble", [Unavailable(verbatim("time-out")), Invalid(verbatim("no page"))])
async def test_a_page_that_cannot_be_read_leaves_the_feeds_own_words(
    database: Database, trouble: Exception
) -> None:
    room = Room(database, trouble)
    room.keep(room.source(), replace(an_item(1), body=""))
    with capture_logs() as logs:
        await room.edit.run_due()
    assert "The council of town 1" in " ".join(room.alert().lines)
    assert [log["event"] for log in logs] == [
        "page can't be read, the feed's own words are used",
        "entry edited",
    ]


async def test_a_page_that_shows_less_than_the_feed_leaves_the_feeds_own_words(database: Database) -> None:
    teaser = Article("T", "The rest of this story is for those who pay.", picture="https://i.example/a.jpg")
    room = Room(database, teaser)
    room.keep(room.source(), replace(an_item(1), body=""))
    await room.edit.run_due()
    assert "The council of town 1" in " ".join(room.alert().lines)
    assert room.pictures() == ["https://i.example/a.jpg"]


async def test_an_entry_without_a_picture_has_its_pages_and_keeps_its_own(database: Database) -> None:
    room = Room(database, replace(PAGE, picture="https://i.example/page.jpg"))
    bare = replace(an_item(1), body="")
    own = replace(an_item(2), body="", picture="https://i.example/own.jpg")
    room.keep(room.source(), bare, own, an_item(3))
    await room.edit.run_due()
    assert room.pictures() == ["https://i.example/page.jpg", "https://i.example/own.jpg", ""]


async def test_an_entry_of_which_nothing_can_be_said_is_mute(database: Database) -> None:
    room = Room(database, Article("", ""))
    room.keep(room.source(), Entry("g", "", "https://paper.example/1", None))
    await room.edit.run_due()
    assert room.outcomes() == ["mute"]
    assert room.alerts() == []


# ---- surprises -----------------------------------------------------------------------------------


async def test_an_entry_that_fails_again_and_again_is_given_up_and_the_next_goes_on(
    database: Database,
) -> None:
    room = Room(database, RuntimeError("a bug"))
    source_id = room.source()
    room.keep(source_id, replace(an_item(1), body="", standfirst="Short."), an_item(2))
    with capture_logs() as logs:
        for _ in range(MOST_TRIES + 3):
            await room.edit.run_due()
            room.clock.now += timedelta(minutes=10)
    assert room.outcomes() == ["failed", "alert"]
    assert sum(log["event"] == "entry surprised us" for log in logs) == MOST_TRIES


async def test_a_failing_entry_is_tried_ever_later(database: Database) -> None:
    room = Room(database, RuntimeError("a bug"))
    room.keep(room.source(), replace(an_item(1), body="", standfirst="Short."))
    taken = []
    for _ in range(8):
        taken.append(await room.edit.run_due())
        room.clock.now += timedelta(seconds=1)
    assert taken == [1, 0, 1, 0, 0, 0, 1, 0]


async def test_the_loop_edits_what_comes_and_ends_when_stopped(database: Database) -> None:
    room = Room(database)
    stop = asyncio.Event()
    running = asyncio.create_task(room.edit.run(stop))
    await asyncio.sleep(0)
    room.keep(room.source(), an_item(1))
    room.bell.ring()
    await until(room.alerts)
    stop.set()
    room.bell.ring()
    await asyncio.wait_for(running, 30)


async def test_an_alert_goes_to_the_topics_that_the_entrys_own_categories_name(database: Database) -> None:
    room = Room(database)
    source_id = room.source(topics=["israel", "monde"])
    room.keep(source_id, replace(an_item(1), categories=("Sport", " WORLD ")))
    await room.edit.run_due()
    assert room.topics_told() == {"monde"}


@pytest.mark.parametrize("categories", [(), ("Sport",), ("Israel",)])
async def test_categories_that_name_none_of_the_sources_topics_change_nothing(
    database: Database, categories: tuple[str, ...]
) -> None:
    room = Room(database)
    room.keep(room.source(topics=["monde"]), replace(an_item(1), categories=categories))
    await room.edit.run_due()
    assert room.topics_told() == {"monde"}

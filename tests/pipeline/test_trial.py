from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.errors import Unavailable
from bot.model import Entry, Hold, Message, MessageKind, Priority, Role, Subscriber, SubscriberStatus, TopicId
from bot.pipeline.bell import Bell
from bot.pipeline.telling import Telling
from bot.pipeline.trial import LEASE, Trial
from bot.ports import Fetched, Found
from bot.sources.client import Client
from bot.sources.discovery import SiteFetcher
from bot.sources.pool import Pool
from bot.store import halt as halts
from bot.store import hold as holds
from bot.store import source as sources
from bot.store import subscriber as subscribers
from bot.store import trial as trials
from bot.store.columns import metadata
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.schema import trial
from bot.texts import verbatim
from tests.fakes import FakeFetch, a_logger, an_item
from tests.newsdesk import preview
from tests.pipeline.room import Room
from tests.rows import NOW, a_subscriber

URL = "https://paper.example/"
FEED = f"{URL}feed.xml"


class Desk:
    """An editor who has addresses tried, in a room where others are edited."""

    def __init__(self, database: Database, *found: Entry | Exception, role: Role = Role.EDITOR) -> None:
        self.room = Room(database)
        self.database = database
        entries = tuple(one for one in found if isinstance(one, Entry))
        errors = [one for one in found if isinstance(one, Exception)]
        fetched = Fetched(entries, {}, title="The Paper", language="en", found=Found(FEED, "feed"))
        self.fetch = FakeFetch([*errors] or [fetched])
        self.who: Subscriber = database.write_here(lambda tx: a_subscriber(tx, role=role, topics=()))

    def asks(self, url: str = URL) -> None:
        self.database.write_here(lambda tx: trials.ask(tx, self.who.id, url, self.room.clock.now))

    def step(self, fetch: Any = None) -> Trial:  # noqa: ANN401 -- a fetcher, a fake one or none
        room = self.room
        edit = room.edit
        return Trial(
            self.database,
            fetch or self.fetch,
            Telling(room.read, None, "fr", a_logger()),
            edit.joining.placing,
            edit.newsroom,
            edit.picturing,
            timedelta(minutes=15),
            {"telegram": preview, "whatsapp": preview},
            room.clock,
            a_logger(),
            Bell(),
        )

    async def tries(self, url: str = URL) -> list[Message]:
        self.asks(url)
        assert await self.step().run_due() == 1
        return self.told()

    def told(self) -> list[Message]:
        mine = [row for row in self.room.deliveries() if row.subscriber_id == self.who.id and row.body]
        return [from_json(row.body).message for row in mine]

    def counts(self) -> Mapping[str, int]:
        tables = [table for table in metadata.sorted_tables if table.name not in {"delivery", "trial"}]
        return self.database.read_here(
            lambda tx: {one.name: tx.scalar(select(func.count()).select_from(one)) or 0 for one in tables}
        )


def fates(told: list[Message]) -> list[str]:
    return [one.headline for one in told if one.kind is MessageKind.REPLY][1:]


async def test_an_address_is_tried_and_each_alert_shown_as_it_looks_on_each_channel(
    database: Database,
) -> None:
    desk = Desk(database, an_item(1, published=NOW - timedelta(minutes=5)))
    desk.room.reader(topics=["israel"])
    desk.room.reader(topics=["monde"])
    before = desk.counts()
    opening, words, shown = await desk.tries()
    assert desk.fetch.urls == [URL]
    text = "\n".join(opening.lines)
    assert "“The Paper” can be read." in text
    assert f"Its feed: {FEED}" in text
    assert "It holds 1 entry." in text
    assert "It is no source here." in text
    assert words.headline == "1/1: A new alert"
    assert "It would go to 2 readers, on: Israel, World." in words.lines
    whatsapp = words.lines[words.lines.index("On WhatsApp it looks like this:") + 1]
    assert whatsapp.startswith(f"*{shown.headline}*\n")
    assert whatsapp.endswith("https://paper.example/1")
    assert "On Telegram" not in "\n".join(words.lines)  # the editor's own channel shows it itself
    assert (shown.kind, shown.headline) == (
        MessageKind.ALERT,
        "Town number 1 opens a new bridge over its river",
    )
    assert shown.byline.startswith("The Paper · ")
    assert desk.counts() == before  # nothing is kept
    assert not desk.room.alerts()
    assert not [row for row in desk.room.deliveries() if row.alert_id]


async def test_what_is_shown_is_what_is_sent_when_the_same_comes(database: Database) -> None:
    one = an_item(1, published=NOW - timedelta(minutes=5))
    desk = Desk(database, one)
    *_before, shown = await desk.tries()
    desk.room.keep(desk.room.source(name="The Paper"), one)
    await desk.room.edit.run_due()
    sent = desk.room.alert()
    assert (shown.headline, shown.lines, shown.link) == (sent.headline, tuple(sent.lines), sent.link)


async def test_the_newest_three_are_shown(database: Database) -> None:
    items = [an_item(number, published=NOW - timedelta(minutes=number)) for number in (4, 2, 1, 3)]
    told = await Desk(database, *items).tries()
    shown = [one.headline for one in told if one.kind is MessageKind.ALERT]
    assert [words.split()[2] for words in shown] == ["1", "2", "3"]


async def test_a_story_that_was_told_is_named_by_its_alert(database: Database) -> None:
    one = an_item(1, published=NOW)
    desk = Desk(database, replace(one, guid="other", link="https://paper.example/1?utm_source=x"))
    desk.room.keep(desk.room.source(), one)
    await desk.room.edit.run_due()
    told = await desk.tries()
    assert fates(told) == [f"1/1: Nothing is sent: alert #{desk.room.alert().id} tells its story already"]


async def test_what_is_a_day_old_is_not_sent_and_what_says_nothing_neither(database: Database) -> None:
    old = an_item(1, published=NOW - timedelta(hours=25))
    empty = Entry("g", "", "", NOW, "en")
    told = await Desk(database, old, empty).tries()
    assert fates(told) == [
        "1/2: Nothing is sent: there is too little in it to say",
        "2/2: Nothing is sent: it came out more than a day ago",
    ]


async def test_of_a_source_that_is_polled_it_says_what_became_of_its_entries(database: Database) -> None:
    sent, new = an_item(1, published=NOW), an_item(2, published=NOW - timedelta(minutes=1))
    desk = Desk(database, sent, new)
    source = desk.room.source(url=FEED, name="Le Journal", priority=Priority.BREAKING, topics=("monde",))
    desk.room.keep(source, sent)
    await desk.room.edit.run_due()
    told = await desk.tries()
    assert f"It is source #{source} here." in "\n".join(told[0].lines)
    assert FEED not in "\n".join(told[0].lines)  # it may hold a key
    assert fates(told) == [f"1/2: It has been sent: alert #{desk.room.alert().id}", "2/2: A new alert"]
    assert "It would go as breaking." in told[3].lines
    assert "on: World." in "\n".join(told[3].lines)
    assert told[-1].kind is MessageKind.BREAKING
    assert told[-1].byline.startswith("Le Journal · ")


async def test_an_address_that_cannot_be_read_is_told_with_its_reason(database: Database) -> None:
    desk = Desk(database, Unavailable(verbatim("it is broken for now")))
    (told,) = await desk.tries()
    assert told.lines[0] == "It can't be read: it is broken for now."


async def test_a_private_address_is_refused_as_for_sources(database: Database) -> None:
    client, pool = Client("Tocsin/test", allow_private=False), Pool()
    desk = Desk(database, an_item(1))
    desk.asks("http://127.0.0.1/feed.xml")
    assert await desk.step(SiteFetcher(client, pool)).run_due() == 1
    await client.close()
    await pool.close()
    (told,) = desk.told()
    assert "not on the public internet" in told.lines[0]


async def test_who_is_no_editor_any_more_is_told_nothing(database: Database) -> None:
    desk = Desk(database, an_item(1))
    desk.asks()
    database.write_here(lambda tx: subscribers.change(tx, desk.who.id, role=Role.READER))
    await desk.step().run_due()
    desk.asks()
    left = SubscriberStatus.LEFT
    database.write_here(lambda tx: subscribers.change(tx, desk.who.id, role=Role.ADMIN, status=left))
    await desk.step().run_due()
    assert not desk.told()


async def test_killed_while_it_looks_it_is_tried_again_and_answered_once(database: Database) -> None:
    desk = Desk(database, an_item(1, published=NOW))
    desk.asks()
    (first,) = database.write_here(lambda tx: trials.claim(tx, NOW, LEASE, 2))  # and is killed
    assert await desk.step().run_due() == 0
    desk.room.clock.now += timedelta(seconds=LEASE)
    assert await desk.step().run_due() == 1
    await desk.step().try_(first)  # the first was not dead, only slow
    assert len(desk.told()) == 3
    assert await desk.step().run_due() == 0


async def test_a_surprise_is_tried_again_and_told_in_the_end(database: Database) -> None:
    desk = Desk(database, RuntimeError("a bug"))
    desk.asks()
    for _number in range(3):
        assert not desk.told()
        assert await desk.step().run_due() == 1
        desk.room.clock.now += timedelta(seconds=LEASE)
    (told,) = desk.told()
    assert "unexpected: RuntimeError" in told.lines[0]
    assert not database.read_here(lambda tx: tx.execute(select(trial)).all())


async def test_nothing_is_shown_of_an_empty_feed(database: Database) -> None:
    (told,) = await Desk(database).tries()
    assert "It holds 0 entries." in told.lines


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_an_editor_sees_the_other_channels_look_in_words(database: Database, channel: str) -> None:
    desk = Desk(database, an_item(1, published=NOW))
    desk.who = database.write_here(
        lambda tx: a_subscriber(tx, channel=channel, role=Role.EDITOR, topics=(), heard_at=NOW)
    )
    _opening, words, _shown = await desk.tries()
    other = "Telegram" if channel == "whatsapp" else "WhatsApp"
    assert f"On {other} it looks like this:" in words.lines


async def test_a_paused_source_is_said_to_be(database: Database) -> None:
    desk = Desk(database, an_item(1, published=NOW))
    id_ = desk.room.source(url=FEED)
    database.write_here(lambda tx: sources.pause(tx, id_, NOW, "desk"))
    told = await desk.tries()
    assert "It is paused: nothing of it is sent." in told[0].lines


async def test_what_would_wait_for_a_look_is_said_to(database: Database) -> None:
    desk = Desk(database, an_item(1, published=NOW))
    desk.room.source(url=FEED, topics=("monde",))
    database.write_here(lambda tx: holds.hold_topic(tx, TopicId("monde"), Hold.ALL))
    _opening, words, _shown = await desk.tries()
    assert "It would wait for an editor's look: what goes to \u2068World\u2069 is held." in words.lines


async def test_what_waits_for_a_look_has_not_been_sent(database: Database) -> None:
    one = an_item(1, published=NOW)
    desk = Desk(database, one)
    source = desk.room.source(url=FEED)
    database.write_here(lambda tx: holds.hold_source(tx, source, Hold.ALL))
    desk.room.keep(source, one)
    await desk.room.edit.run_due()
    told = await desk.tries()
    assert fates(told) == [f"1/1: It is at the desk as alert #{desk.room.alert().id}, and has not been sent"]


async def test_while_all_is_halted_it_says_so(database: Database) -> None:
    desk = Desk(database, an_item(1, published=NOW))
    halted = "Everything is halted: what would be sent waits for that to end."
    assert halted not in (await desk.tries())[0].lines
    database.write_here(lambda tx: halts.begin(tx, desk.who.id, NOW))
    assert halted in (await desk.tries())[3].lines

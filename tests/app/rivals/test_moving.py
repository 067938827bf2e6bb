import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot import newsroom as newsrooms
from bot.app.moving import RIVALS, Asked, Filing, Terms, take_in
from bot.app.portable import kinds
from bot.app.portable.telling import Done
from bot.errors import SettingsError
from bot.model import Address, SubscriberStatus
from bot.settings import Settings
from bot.store import source as sources
from bot.store import subscriber as subscribers
from bot.store.consent import history
from bot.store.schema import place, subscriber, subscription
from tests.app.portable.installation import opened, settings_of
from tests.app.rivals.samples import AT, GOOD, OTHER, flowerss, rssbot, rsstt
from tests.fakes import FakeFetch, an_item, fetched
from tests.pipeline.beat import Beat
from tests.pipeline.room import Room
from tests.rows import NOW, a_sender

SAID = "They pressed Start in our bot"
MONDE = Filing(("monde",))


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return settings_of(tmp_path, database_url)


def move(
    settings: Settings, path: Path, filing: Filing = MONDE, *, known: bool = True, dry_run: bool = False
) -> Done:
    return take_in(settings, path, Asked(Terms(SAID, known, dry_run), filing))


def of(settings: Settings, work: Callable[[Connection], Any]) -> Any:  # noqa: ANN401 -- what `work` gives
    database = opened(settings)
    try:
        return database.read_here(work)
    finally:
        database.close()


def people(settings: Settings) -> dict[str, tuple[str, str, bool]]:
    query = select(subscriber.c.address, subscriber.c.status, subscriber.c.language, subscriber.c.silent)
    rows = of(settings, lambda tx: tx.execute(query).all())
    return {row.address: (row.status, row.language, row.silent) for row in rows}


def topics(settings: Settings) -> dict[str, list[str]]:
    query = select(subscriber.c.address, subscription.c.topic_id).join(subscription)
    found: dict[str, list[str]] = {}
    for address, topic in of(
        settings, lambda tx: tx.execute(query.where(subscription.c.ended_at.is_(None))).all()
    ):
        found.setdefault(address, []).append(topic)
    return {address: sorted(named) for address, named in found.items()}


def listed(settings: Settings) -> dict[str, sources.SourceRow]:
    return {row.url: row for row in of(settings, sources.listed)}


def test_rss_to_telegram(settings: Settings, tmp_path: Path) -> None:
    done = move(settings, rsstt(tmp_path / "db.sqlite3"))
    assert people(settings) == {
        "10": ("active", "fr", False),
        "11": ("active", "fr", True),
        "12": ("left", "he", False),
        "-100123": ("active", "fr", False),
        "-456": ("active", "fr", False),
    }
    assert topics(settings) == {one: ["monde"] for one in ("10", "11", "12", "-100123", "-456")}
    found = listed(settings)
    assert {url: (row.every, row.paused_at is None, row.baseline_at) for url, row in found.items()} == {
        GOOD: (420.0, True, None),
        OTHER: (900.0, False, None),
    }
    assert found[GOOD].name == "À la une"
    seats = of(
        settings, lambda tx: tx.execute(select(place.c.kind, place.c.added_by).order_by(place.c.kind)).all()
    )
    assert [tuple(row) for row in seats] == [("channel", "10"), ("group", "11")]
    assert done.lines[-1] == "7 of 8 subscriptions to feeds lead to topics"
    assert len(done.troubles) == 5  # two feeds, two rows without a chat, one chat without a feed


def test_the_consent_says_where_it_comes_from(settings: Settings, tmp_path: Path) -> None:
    move(settings, rsstt(tmp_path / "db.sqlite3"))
    one = of(settings, lambda tx: subscribers.at(tx, Address("telegram", "10")))
    given, *_ = of(settings, lambda tx: history(tx, one.id))
    assert (given.step, given.how, given.origin) == ("given", "import: RSS-to-Telegram-Bot", "import")
    assert given.at == datetime.fromisoformat(AT)
    assert given.words.startswith("Imported from RSS-to-Telegram-Bot on ")
    assert given.words.endswith(f"consent as stated by the operator: {SAID}")


def test_flowerss(settings: Settings, tmp_path: Path) -> None:
    done = move(settings, flowerss(tmp_path / "data.db"))
    assert people(settings) == {"20": ("active", "fr", False), "-1009": ("active", "fr", True)}
    found = listed(settings)
    assert (found[GOOD].every, found[OTHER].every) == (None, 300.0)
    assert (found[GOOD].paused_at is None, found[OTHER].paused_at is None) == (True, False)
    one = of(settings, lambda tx: subscribers.at(tx, Address("telegram", "20")))
    assert of(settings, lambda tx: history(tx, one.id))[0].at == datetime(2021, 3, 3, 21, 6, 7, 123456, UTC)
    assert done.lines[-1] == "4 of 5 subscriptions to feeds lead to topics"


def test_rssbot(settings: Settings, tmp_path: Path) -> None:
    done = move(settings, rssbot(tmp_path / "rssbot.json"))
    assert set(people(settings)) == {"30", "31", "-1007"}
    assert topics(settings) == {one: ["monde"] for one in ("30", "31", "-1007")}
    assert set(listed(settings)) == {GOOD, OTHER}
    assert done.lines[-1] == "5 of 6 subscriptions to feeds lead to topics"
    assert [line.partition(":")[0] for line in done.troubles] == ["feed 2", "feed 4", "feed 5", "feed 3"]


def test_another_bot_can_write_to_nobody_until_they_begin(settings: Settings, tmp_path: Path) -> None:
    done = move(settings, rssbot(tmp_path / "rssbot.json"), known=False)
    assert {stands for stands, _language, _silent in people(settings).values()} == {"invited"}
    assert "--same-bot" in " ".join(done.lines)
    assert topics(settings)["30"] == ["monde"]
    again = move(settings, tmp_path / "rssbot.json", known=True)
    assert {stands for stands, _language, _silent in people(settings).values()} == {"active"}
    assert "3 get alerts from now on" in " ".join(again.lines)


def test_each_feed_can_be_a_topic_of_its_own(settings: Settings, tmp_path: Path) -> None:
    path = rsstt(tmp_path / "db.sqlite3")
    looked = move(settings, path, Filing(each=True), dry_run=True)
    assert 'id = "a-la-une"' in looked.lines[0]
    assert "to be added" in looked.lines[0]
    assert newsrooms.load(settings.newsroom).topic("a-la-une") is None
    move(settings, path, Filing(each=True))
    found = newsrooms.load(settings.newsroom)
    assert [topic.id for topic in found.topics] == ["monde", "culture", "a-la-une", "autre", "twice"]
    assert found.topics[2].names == {"fr": "À la une"}
    assert topics(settings)["10"] == ["a-la-une"]  # what was switched off there is off here
    assert topics(settings)["-456"] == ["a-la-une", "twice"]
    assert (tmp_path / "newsroom.toml.before").is_file()
    before = settings.newsroom.read_text("utf-8")
    move(settings, path, Filing(each=True))
    assert settings.newsroom.read_text("utf-8") == before


def test_feeds_that_are_here_keep_their_topics(settings: Settings, tmp_path: Path) -> None:
    opml = tmp_path / "list.opml"
    opml.write_text(
        f'<opml version="2.0"><body><outline text="A" xmlUrl="{GOOD}" category="culture"/></body></opml>'
    )
    take_in(settings, opml, Asked(Terms(), Filing()))
    move(settings, rssbot(tmp_path / "rssbot.json"))
    assert topics(settings) == {"30": ["culture", "monde"], "31": ["culture"], "-1007": ["culture"]}


def test_a_second_run_adds_nothing_and_a_later_one_ends_who_left_there(
    settings: Settings, tmp_path: Path
) -> None:
    path = rsstt(tmp_path / "db.sqlite3")
    move(settings, path)
    before, here = people(settings), topics(settings)
    done = move(settings, path)
    assert (people(settings), topics(settings)) == (before, here)
    assert "there already" in " ".join(done.lines)
    with sqlite3.connect(path) as made:
        made.execute("UPDATE user SET state = -1 WHERE id = 10")
    move(settings, path)
    assert people(settings)["10"][0] == "left"


def test_who_has_left_here_is_not_taken_in(settings: Settings, tmp_path: Path) -> None:
    def leave(tx: Connection) -> None:
        one = subscribers.meet(tx, Address("telegram", "30"), a_sender(tx, "telegram", "4711"), "fr", NOW)
        subscribers.end(tx, one.id, SubscriberStatus.LEFT, NOW)

    database = opened(settings)
    database.write_here(leave)
    database.close()
    done = move(settings, rssbot(tmp_path / "rssbot.json"))
    assert people(settings)["30"][0] == "left"
    assert "line 1: has left, and can only come back by themself" in " ".join(done.troubles)


@pytest.mark.parametrize("make", [rsstt, flowerss, rssbot])
def test_a_look_changes_nothing(settings: Settings, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path / "data")
    looked = move(settings, path, dry_run=True)
    assert (people(settings), listed(settings)) == ({}, {})
    done = move(settings, path)
    assert looked.troubles == done.troubles
    assert looked.lines[-1] == done.lines[-1]
    assert looked.lines[1].removeprefix("would be: ") == done.lines[1]


def test_what_has_to_be_said_first(settings: Settings, tmp_path: Path) -> None:
    path = rssbot(tmp_path / "rssbot.json")
    with pytest.raises(SettingsError, match="--consent"):
        take_in(settings, path, Asked(Terms(), MONDE))
    with pytest.raises(SettingsError, match=r"2 feeds have no topic .*--topics-from-feeds"):
        take_in(settings, path, Asked(Terms(SAID), Filing()))
    with pytest.raises(SettingsError, match="which is no topic; choose among monde, culture"):
        take_in(settings, path, Asked(Terms(SAID), Filing(("sport",))))
    bare = settings.model_copy(update={"telegram_bot_token": type(settings.telegram_bot_token)("")})
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
        take_in(bare, path, Asked(Terms(SAID), MONDE))
    assert people(settings) == {}


def test_a_file_that_is_something_else_is_said_to_be(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "other"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE notes (id INTEGER)")
    with pytest.raises(SettingsError, match="neither RSS-to-Telegram-Bot nor flowerss-bot: its tables"):
        move(settings, path)
    with pytest.raises(SettingsError, match="no database of flowerss-bot: its table sources lacks"):
        take_in(settings, path, Asked(Terms(SAID), MONDE, kinds.FLOWERSS))
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 200)
    with pytest.raises(SettingsError, match="can't be read as a database"):
        move(settings, path)
    path.write_text('{"feeds": 1}')
    with pytest.raises(SettingsError, match="it is no list of feeds"):
        move(settings, path)
    path.write_text("[" * 100_000)
    with pytest.raises(SettingsError, match="can't be read as JSON"):
        move(settings, path)
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(SettingsError, match="damaged"):
        move(settings, path)
    path.write_text("hello")
    with pytest.raises(SettingsError, match="nothing that can be imported"):
        move(settings, path)
    with pytest.raises(SettingsError, match="--format is x; choose among"):
        take_in(settings, path, Asked(Terms(SAID), MONDE, "x"))
    with pytest.raises(SettingsError, match="can't be read"):
        move(settings, tmp_path / "none")


def test_every_rival_has_a_name_and_a_kind() -> None:
    assert {kinds.RSSTT, kinds.FLOWERSS, kinds.RSSBOT} == set(RIVALS) <= set(kinds.KINDS)


async def test_nothing_old_is_sent_after_a_move(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "rssbot.json"
    path.write_text(f'[{{"link": "{GOOD}", "title": "A", "subscribers": [30, 31]}}]')
    await asyncio.to_thread(move, settings, path)
    database = opened(settings)
    old = [an_item(number, published=NOW - timedelta(minutes=number)) for number in range(1, 51)]
    fresh = an_item(99, published=NOW + timedelta(minutes=59))
    beat = Beat(database, FakeFetch([fetched(*old), fetched(fresh, *old)]))
    room = Room(database)
    await beat.look()
    await room.edit.run_due()
    assert (room.alerts(), len(beat.entries())) == ([], 50)
    beat.clock.now += timedelta(hours=1)
    room.clock.now = beat.clock.now
    await beat.look()
    await room.edit.run_due()
    assert [row.link for row in room.alerts()] == [fresh.link]
    database.close()

"""Relocating a database in use, with the program stopped: it goes on as if nothing had happened."""

import asyncio
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from bot.app.relocating import relocate
from bot.errors import SettingsError
from bot.model import Role
from bot.settings import DeliverySettings, Settings
from bot.store import audit, migration, refill
from bot.store import halt as halts
from bot.store.database import Database
from bot.store.plain import DamagedError
from bot.store.schema import sender
from tests.app.conftest import sums_at
from tests.chat import CHIEF, Chat
from tests.fakes import FakeChannel, FakeClock
from tests.pipeline.post import Post
from tests.rows import NOW, a_story, a_subscriber
from tests.worlds import a_row_everywhere

SettingsOf = Callable[[str], Settings]


def test_every_row_is_the_same_there(database_url: str, empty_url: str, settings_of: SettingsOf) -> None:
    old = Database(database_url)
    old.write_here(a_row_everywhere)
    old.close()
    before = sums_at(database_url)
    said = relocate(settings_of(database_url), empty_url)
    assert sums_at(empty_url) == before
    assert "read back the same" in said[0]
    assert "DATABASE_URL" in said[1]


def test_nothing_leaves_from_the_old_one(database_url: str, empty_url: str, settings_of: SettingsOf) -> None:
    said = relocate(settings_of(database_url), empty_url)
    old, new = Database(database_url), Database(empty_url)
    assert old.read_here(halts.stands)
    assert not new.read_here(halts.stands)
    assert "halted" in said[-1]
    old.close()
    new.close()


async def test_an_alert_that_was_half_delivered_reaches_the_rest_once(
    database_url: str, empty_url: str, settings_of: SettingsOf
) -> None:
    """And the bot answers, counts on, and its chain of acts holds."""
    first = Post(Database(database_url), FakeChannel(), FakeClock(NOW), DeliverySettings())
    readers = [first.reader() for _one in range(60)]
    first.tell()
    await first.deliver()
    half = len(first.channel.sent)
    assert 0 < half < len(readers)
    chat = Chat(first.database, NOW)
    chat.appoint(CHIEF, Role.OWNER)
    chat.say("/stopall", CHIEF)
    chat.say("/resume fresh", CHIEF)
    first.database.close()

    await asyncio.to_thread(relocate, settings_of(database_url), empty_url)

    second = Post(Database(empty_url), FakeChannel(), FakeClock(NOW, ticks=True), DeliverySettings())
    await second.deliver_until(lambda: second.states().count("sent") >= len(readers))
    sent = Counter(one.to.id for one in (*first.channel.sent, *second.channel.sent) if one.to.id != CHIEF.id)
    assert sent == Counter(one.address.id for one in readers)
    again = Chat(second.database, NOW)
    again._keys = count(1000)
    assert "halted" in again.say("/stopall", CHIEF).lines[0]
    assert second.database.read_here(lambda tx: list(audit.check(tx))) == []
    assert second.database.read_here(lambda tx: audit.head(tx).count) == 3
    second.database.close()


def test_one_that_is_in_use_is_left_alone(database_url: str, empty_url: str, settings_of: SettingsOf) -> None:
    program = Database(database_url)
    program.read_here(migration.revision)
    with pytest.raises(SettingsError, match="in use"):
        relocate(settings_of(database_url), empty_url)
    program.close()


def test_one_that_is_not_empty_is_left_alone(
    database_url: str, empty_url: str, settings_of: SettingsOf
) -> None:
    new = Database(empty_url)
    new.write_here(lambda tx: migration.build(tx, migration.HEAD))
    new.write_here(a_story)
    new.close()
    with pytest.raises(SettingsError, match="not empty"):
        relocate(settings_of(database_url), empty_url)
    old = Database(database_url)
    assert not old.read_here(halts.stands)
    old.close()


def test_one_that_has_tables_and_no_rows_will_do(
    database_url: str, empty_url: str, settings_of: SettingsOf
) -> None:
    new = Database(empty_url)
    migration.migrate(new)
    new.close()
    relocate(settings_of(database_url), empty_url)


def test_one_that_was_ended_halfway_leaves_nothing_and_can_be_begun_again(
    database_url: str, empty_url: str, settings_of: SettingsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Database(database_url)
    old.write_here(lambda tx: [a_subscriber(tx) for _one in range(3)])
    old.close()
    before = sums_at(database_url)

    def dies(_filling: refill.Refill) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(refill.Refill, "check", dies)
        with pytest.raises(KeyboardInterrupt):
            relocate(settings_of(database_url), empty_url)
    new = Database(empty_url)
    assert new.read_here(migration.revision) is None
    new.close()
    assert sums_at(database_url) == before
    relocate(settings_of(database_url), empty_url)
    assert sums_at(empty_url) == before


def test_rows_that_do_not_read_back_the_same_are_not_kept(
    database_url: str, empty_url: str, settings_of: SettingsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoilt(filling: refill.Refill) -> None:
        filling._tx.execute(insert(sender).values(channel="x", account="y", due_at=NOW))
        real(filling)

    real = refill.Refill.check
    monkeypatch.setattr(refill.Refill, "check", spoilt)
    with pytest.raises(DamagedError, match="sender"):
        relocate(settings_of(database_url), empty_url)


def test_the_same_database_is_no_other(database_url: str, settings_of: SettingsOf) -> None:
    with pytest.raises(SettingsError, match="name another"):
        relocate(settings_of(database_url), database_url)


def test_one_that_is_not_there_is_not_made(empty_url: str, settings_of: SettingsOf, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        relocate(settings_of(f"sqlite:///{tmp_path / 'no.db'}"), empty_url)
    assert not (tmp_path / "no.db").exists()


def test_an_older_schema_is_moved_as_it_is(empty_url: str, settings_of: SettingsOf, tmp_path: Path) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.db'}")
    old.write_here(lambda tx: migration.build(tx, "0021"))
    old.write_here(
        lambda tx: tx.execute(text("INSERT INTO story (opened_at) VALUES ('2026-11-23 10:00:00')"))
    )
    old.close()
    said = relocate(settings_of(f"sqlite:///{tmp_path / 'old.db'}"), empty_url)
    assert "Never start" in said[-1]
    new = Database(empty_url)
    assert new.read_here(migration.revision) == "0021"
    migration.migrate(new)
    new.close()


def test_what_can_not_be_kept_is_said(empty_url: str, settings_of: SettingsOf, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    old = Database(url)
    migration.migrate(old)
    old.write_here(lambda tx: a_subscriber(tx, name="a\0b"))
    old.close()
    said = relocate(settings_of(url), empty_url)
    assert any("subscriber.name of" in line for line in said) is not empty_url.startswith("sqlite")

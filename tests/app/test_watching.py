"""The watch as it is put together, and the room on the disk below a SQLite file."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import watching as watch_of
from bot.app.opening import Opened
from bot.app.watching import room, shut, watching
from bot.errors import TryLater
from bot.model import SenderId
from bot.pipeline.bell import Bell
from bot.settings import Settings
from bot.store.database import Database
from bot.store.schema import watch
from tests.fakes import FakeChannel, a_logger
from tests.pipeline.room import newsroom


def told(url: str) -> Settings:
    return Settings(database_url=SecretStr(url))


def test_the_disk_of_a_sqlite_file_has_some_room(tmp_path: Path) -> None:
    found = room(told(f"sqlite:///{tmp_path}/tocsin.db"))
    assert found is not None
    assert found > 0


def test_a_server_has_a_disk_of_its_own_and_a_folder_that_is_not_there_tells_nothing(tmp_path: Path) -> None:
    assert room(told("postgresql://name:password@host/tocsin")) is None
    assert room(told(f"sqlite:///{tmp_path}/nowhere/tocsin.db")) is None


def test_what_is_put_together_looks(database: Database) -> None:
    made = Opened(Settings(), newsroom(), database, a_logger(), "http://127.0.0.1", None)
    every, look = watching(made, {SenderId(1): FakeChannel()}, Bell())
    assert every == 7.5
    assert asyncio.run(look()) == 0
    assert database.read_here(lambda tx: tx.scalar(select(watch.c.seen_at))) is not None


class Form:
    """A channel with templates, and what its service says of them."""

    name = "whatsapp"

    def __init__(self, *names: str, trouble: Exception | None = None, seconds: float = 0.0) -> None:
        self._names, self._trouble, self._seconds = names, trouble, seconds

    async def shut(self) -> Sequence[str]:
        await asyncio.sleep(self._seconds)
        if self._trouble:
            raise self._trouble
        return self._names


async def test_templates_are_asked_of_the_channels_that_have_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_of, "PATIENCE", 0.05)
    assert await shut([FakeChannel()]) is None
    assert await shut([FakeChannel(), Form("a"), Form("b")]) == ["a", "b"]
    assert await shut([Form("a", trouble=TryLater("away", 5.0))]) is None
    assert await shut([Form("a", seconds=1.0)]) is None

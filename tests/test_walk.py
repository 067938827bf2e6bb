"""The walk, with the program killed at each of its arrows: nobody misses an alert, nobody has it twice."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.walk.stage import HEADLINE, PHONES, Nursery, Point, Stage, set_up

from bot.store.database import Database

TELEGRAM = "bot.channels.telegram:Telegram"
WHATSAPP = "bot.channels.whatsapp:WhatsApp"

ALERT_ARROWS = {
    "poll-before-its-transaction": Point("bot.pipeline.poll:Poll._keep", "before"),
    "poll-inside-its-transaction": Point("bot.pipeline.poll:Poll._write", "after"),
    "poll-after-its-commit": Point("bot.pipeline.poll:Poll._keep", "after"),
    "edit-claimed": Point("bot.pipeline.edit:Edit._edit_safely", "before"),
    "edit-inside-its-transaction": Point("bot.pipeline.edit:Edit._place", "after"),
    "edit-after-its-commit": Point("bot.pipeline.edit:Edit.edit", "after"),
    "deliver-inside-the-claim": Point("bot.pipeline.deliver:Deliver._claim", "after"),
    "deliver-claimed-telegram": Point(f"{TELEGRAM}.send", "before"),
    "deliver-claimed-whatsapp": Point(f"{WHATSAPP}.send", "before"),
    "deliver-accepted-telegram": Point(f"{TELEGRAM}.send", "after"),
    "deliver-accepted-whatsapp": Point(f"{WHATSAPP}.send", "after"),
    "deliver-inside-the-outcome": Point("bot.store.delivery:sent", "after"),
    "deliver-written-telegram": Point("bot.pipeline.deliver:Deliver._write_down", "after", [TELEGRAM[-17:]]),
    "deliver-written-whatsapp": Point("bot.pipeline.deliver:Deliver._write_down", "after", [WHATSAPP[-17:]]),
}


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
async def stage(
    tmp_path: Path, nursery: Nursery, database: Database, database_url: str
) -> AsyncIterator[Stage]:
    async with set_up(tmp_path, nursery, database, database_url) as made:
        yield made


@pytest.mark.parametrize("arrow", ALERT_ARROWS)
async def test_a_kill_costs_no_reader_the_alert_and_gives_it_to_none_twice(stage: Stage, arrow: str) -> None:
    await stage.killed_at(ALERT_ARROWS[arrow])
    await stage.start()
    await stage.until_quiet(stage.readers)
    assert await stage.copies() == dict.fromkeys(stage.readers, 1)

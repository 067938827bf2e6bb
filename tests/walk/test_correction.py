"""The walk of a correction, with the program killed at each of its arrows: none is lost, none is doubled."""

import asyncio

import pytest

from tests.test_walk import SEND, OnBoth
from tests.walk.nursery import Point
from tests.walk.stage import HEADLINE, QUIET, Stage

RIGHT = HEADLINE.replace("nine months", "eleven months")

REVISE = "bot.pipeline.revise:Revise"
CHANGE = "bot.channels.telegram:Telegram.revise"

ARROWS = {
    "revise-claimed": Point(f"{REVISE}._revise_safely", "before", [RIGHT]),
    "revise-inside-its-transaction": Point(f"{REVISE}._write", "after", [RIGHT]),
    "revise-told-those-who-can-not-be-shown": Point("bot.store.revision:fan_out", "after", []),
    "revise-after-its-commit": Point(f"{REVISE}.revise", "after", [RIGHT]),
    "amend-inside-the-claim": Point("bot.store.amendment:take", "after", [RIGHT]),
    "amend-claimed": Point(CHANGE, "before", [RIGHT]),
    "amend-done": Point(CHANGE, "after", [RIGHT]),
    "amend-inside-the-outcome": Point("bot.store.amendment:sent_all", "after", [RIGHT]),
    "correct-claimed": Point(SEND["whatsapp"], "before", [RIGHT]),
    "correct-accepted": Point(SEND["whatsapp"], "after", [RIGHT]),
}


async def until_right(stage: Stage) -> None:
    """Wait until everybody has the right words and no row waits, then for a late double."""

    async def right() -> bool:
        heard = await stage.heard()
        all_know = all(RIGHT in heard.get(reader, [""])[-1] for reader in stage.readers)
        return all_know and await stage.rests()

    await stage.until(right)
    await asyncio.sleep(QUIET)


@pytest.mark.parametrize("arrow", ARROWS)
async def test_a_kill_loses_no_correction_and_doubles_none(on_both: OnBoth, arrow: str) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_readers()
        process = await stage.start()
        await stage.until_quiet(stage.readers)
        assert await stage.stop(process) == 0
        stage.feed.headline = RIGHT
        await stage.killed_at(ARROWS[arrow])
        await stage.start()
        await until_right(stage)
        heard = await stage.heard()
        for reader in stage.readers[:2]:
            (text,) = heard[reader]
            assert "Corrected at" in text
        for reader in stage.readers[2:]:
            first, second = heard[reader]
            assert HEADLINE in first
            assert RIGHT in second

    await on_both(case)


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_what_was_in_flight_when_the_words_changed_is_put_right_too(
    on_both: OnBoth, channel: str
) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_readers()
        await stage.killed_at(Point(SEND[channel], "after", [HEADLINE]))
        stage.feed.headline = RIGHT
        await stage.start()
        await until_right(stage)
        heard = await stage.heard()
        for reader in stage.readers[:2]:
            assert len(heard[reader]) == 1
        for reader in stage.readers[2:]:
            assert [RIGHT in text for text in heard[reader]] in ([True], [False, True])

    await on_both(case)

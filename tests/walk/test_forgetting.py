"""People have what is kept of them shown and erased, on each phone; kills lose none of it."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from bot.sandbox import TELEGRAM_READER_ID, WHATSAPP_READER
from bot.store.database import Database
from tests.test_walk import OnBoth
from tests.walk.nursery import Point
from tests.walk.stage import PHONES, Stage

WELCOME = {"telegram": "Bienvenue", "whatsapp": "Welcome"}
"""The first word to somebody new, in the language of their phone."""

ADDRESSES = {"telegram": str(TELEGRAM_READER_ID), "whatsapp": WHATSAPP_READER}

ARROWS = {
    "inside-the-first-step": Point("bot.store.erasure:begin", "after", []),
    "inside-the-second-step": Point("bot.store.erasure:_finish", "after", []),
    "before-the-log-is-emptied": Point("bot.store.database:Database.empty_log", "before", []),
    "after-the-log-is-emptied": Point("bot.store.database:Database.empty_log", "after", []),
}


async def until_told(stage: Stage, phone: str, words: str, times: int = 1) -> None:
    """Wait until a phone has had messages with these words."""

    async def told() -> bool:
        heard = (await stage.heard()).get(PHONES[phone], [])
        return sum(words in one for one in heard) >= times

    await stage.until(told)


def rows_with(tx: Connection, trace: str) -> list[str]:
    names = inspect(tx).get_table_names()
    rows = {name: tx.execute(text(f'SELECT * FROM "{name}"')) for name in names}  # noqa: S608 -- our own tables
    return [name for name, found in rows.items() if any(trace in str(row) for row in found)]


def files_with(database: Database, trace: str) -> list[str]:
    if not database.embedded:
        return []
    folder = Path(database.url.database or "").parent
    return [one.name for one in folder.glob("tocsin.db*") if trace.encode() in one.read_bytes()]


async def until_erased(stage: Stage, trace: str) -> None:
    """Wait until neither a row nor a file of the database holds a trace."""

    async def erased() -> bool:
        rows = await stage.database.read(lambda tx: rows_with(tx, trace))
        return not rows and not files_with(stage.database, trace)

    await stage.until(erased)


@pytest.mark.parametrize("phone", PHONES)
async def test_a_person_sees_what_is_kept_and_has_it_erased(on_both: OnBoth, phone: str) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_phones()
        process = await stage.start()
        await stage.until_at_work()
        await stage.write(phone, "/mydata")
        await until_told(stage, phone, "What we keep of you")
        await stage.write(phone, "1")
        await until_told(stage, phone, "as data (JSON)")
        await until_told(stage, phone, '"consent_words": "Alerts?"')
        await stage.write(phone, "/forget")
        await until_told(stage, phone, "Erase all that we keep of you?")
        assert await stage.database.read(lambda tx: rows_with(tx, ADDRESSES[phone]))
        await stage.write(phone, "1")
        await until_told(stage, phone, "are erased, and nothing more comes")
        await until_erased(stage, ADDRESSES[phone])
        await stage.write(phone, "START")
        await until_told(stage, phone, WELCOME[phone])
        heard = (await stage.heard())[PHONES[phone]]
        assert "Welcome back" not in heard[-1]
        assert await stage.stop(process) == 0
        if phone == "whatsapp":
            assert WHATSAPP_READER not in stage.log.read_text("utf-8")

    await on_both(case)


@pytest.mark.parametrize("arrow", ARROWS)
async def test_a_kill_leaves_nobody_half_erased(on_both: OnBoth, arrow: str) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_phones()
        process = await stage.start(ARROWS[arrow])
        await stage.until_at_work()
        await stage.write("whatsapp", "/forget yes")
        await stage.until_killed(process)
        await stage.start()
        await until_told(stage, "whatsapp", "are erased, and nothing more comes")
        await until_erased(stage, WHATSAPP_READER)
        heard = (await stage.heard())[PHONES["whatsapp"]]
        assert len([one for one in heard if "are erased" in one]) == 1

    await on_both(case)

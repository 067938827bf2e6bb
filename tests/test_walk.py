"""The walk, with the program killed at each of its arrows: nobody misses an alert, nobody has it twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.rules.alert import REPEAT_NOTE
from tests.walk.nursery import Nursery, Point
from tests.walk.stage import HEADLINE, PHONES, Stage, both_databases, set_up

ASKED = "/latest"

POLL = "bot.pipeline.poll:Poll"
EDIT = "bot.pipeline.edit:Edit"
DELIVER = "bot.pipeline.deliver:Deliver"
SETTLE = "bot.pipeline.settle:Settle"
LISTEN = "bot.pipeline.listen:Listen"
SEND = {"telegram": "bot.channels.telegram:Telegram.send", "whatsapp": "bot.channels.whatsapp:WhatsApp.send"}

ALERT_ARROWS = {
    "poll-before-its-transaction": Point(f"{POLL}._keep", "before", [HEADLINE]),
    "poll-inside-its-transaction": Point(f"{POLL}._write", "after", [HEADLINE]),
    "poll-after-its-commit": Point(f"{POLL}._keep", "after", [HEADLINE]),
    "edit-claimed": Point(f"{EDIT}._begin", "before", [HEADLINE]),
    "edit-inside-its-placing": Point(f"{EDIT}._begun", "after", [HEADLINE]),
    "edit-placed": Point(f"{EDIT}._tell", "before", [HEADLINE]),
    "edit-inside-its-transaction": Point(f"{EDIT}._ended", "after", [HEADLINE]),
    "edit-after-its-commit": Point(f"{EDIT}._tell", "after", [HEADLINE]),
    "deliver-inside-the-claim": Point(f"{DELIVER}._claim", "after", [HEADLINE]),
    "deliver-claimed-telegram": Point(SEND["telegram"], "before", [HEADLINE]),
    "deliver-claimed-whatsapp": Point(SEND["whatsapp"], "before", [HEADLINE]),
    "deliver-accepted-telegram": Point(SEND["telegram"], "after", [HEADLINE]),
    "deliver-accepted-whatsapp": Point(SEND["whatsapp"], "after", [HEADLINE]),
    "deliver-inside-the-outcome": Point("bot.store.delivery:sent_all", "after", [HEADLINE]),
    "deliver-written-telegram": Point(f"{DELIVER}._write_down", "after", ["telegram.Telegram object"]),
    "deliver-written-whatsapp": Point(f"{DELIVER}._write_down", "after", ["whatsapp.WhatsApp object"]),
}

ASKING_ARROWS = {
    "received": Point(f"{LISTEN}.keep", "before", [ASKED]),
    "inside-storing": Point("bot.store.event:keep", "after", [ASKED]),
    "stored": Point(f"{LISTEN}.keep", "after", [ASKED]),
    "claimed": Point("bot.app.steps:handle", "before", [ASKED]),
    "inside-handling": Point("bot.app.steps:handle", "after", [ASKED]),
    "handled": Point(f"{LISTEN}._handle", "after", [ASKED]),
}

LOST_BY_TWILIO = {"received", "inside-storing"}
"""Twilio repeats no hook that was connected: where nothing was stored yet, the person writes again."""

SETTLE_ARROWS = {
    "telegram-found-out": ("after_reset", Point(f"{SETTLE}._decide", "before", [HEADLINE, "Sent("])),
    "telegram-inside": ("after_reset", Point(f"{SETTLE}._decide", "after", [HEADLINE, "Sent("])),
    "whatsapp-found-out": ("before_reset", Point(f"{SETTLE}._decide", "before", [HEADLINE, "ABSENT"])),
    "whatsapp-inside": ("before_reset", Point(f"{SETTLE}._decide", "after", [HEADLINE, "ABSENT"])),
}

Case: TypeAlias = Callable[[Stage], Coroutine[None, None, None]]
OnBoth: TypeAlias = Callable[[Case], Awaitable[None]]

BY_POLICY = {"TOCSIN_TELEGRAM_PROBE": "false"}


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
async def on_both(tmp_path: Path, nursery: Nursery, postgres: str) -> AsyncIterator[OnBoth]:
    """Play a case on both databases, side by side: it mostly waits."""
    async with AsyncExitStack() as clearing:
        urls = clearing.enter_context(both_databases(tmp_path, postgres))
        set_ups = [set_up(folder, nursery, url) for folder, url in urls.items()]
        stages = [await clearing.enter_async_context(one) for one in set_ups]

        async def play(case: Case) -> None:
            async with asyncio.TaskGroup() as group:
                for stage in stages:
                    group.create_task(case(stage))

        yield play


async def once_each(stage: Stage) -> None:
    await stage.start()
    await stage.until_quiet(stage.readers)
    assert await stage.copies() == dict.fromkeys(stage.readers, 1)


@pytest.mark.parametrize("arrow", ALERT_ARROWS)
async def test_a_kill_costs_no_reader_the_alert_and_gives_it_to_none_twice(
    on_both: OnBoth, arrow: str
) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_readers()
        await stage.killed_at(ALERT_ARROWS[arrow])
        await once_each(stage)

    await on_both(case)


@pytest.mark.parametrize("arrow", SETTLE_ARROWS)
async def test_a_kill_while_a_doubt_is_settled_leaves_one_alert_for_each(on_both: OnBoth, arrow: str) -> None:
    kind, point = SETTLE_ARROWS[arrow]

    async def case(stage: Stage) -> None:
        await stage.with_readers()
        service, _, to = stage.readers[0 if arrow.startswith("telegram") else 2].partition(":")
        await stage.post("/faults", service=service, kind=kind, to=to)
        await stage.killed_at(point)
        await once_each(stage)

    await on_both(case)


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("arrow", ASKING_ARROWS)
async def test_a_kill_leaves_a_question_answered_once(on_both: OnBoth, arrow: str, phone: str) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_phones()
        process = await stage.start(ASKING_ARROWS[arrow])
        await stage.until_at_work()
        await stage.write(phone, ASKED)
        await stage.until_killed(process)
        await stage.start()
        if phone == "whatsapp" and arrow in LOST_BY_TWILIO:
            await stage.until_at_work()
            await stage.write(phone, ASKED)
        await stage.until_quiet([PHONES[phone]])
        assert await stage.copies() == {PHONES[phone]: 1}

    await on_both(case)


async def test_an_alert_in_doubt_that_policy_holds_is_listed_and_never_repeated(on_both: OnBoth) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_readers()
        stage.settings |= BY_POLICY | {"TOCSIN_TELEGRAM_UNKNOWN_NORMAL": "hold"}
        await stage.killed_at(Point(SEND["telegram"], "after", [HEADLINE]))
        await stage.start()
        await stage.until_quiet(stage.readers[2:])
        states, copies = await stage.states(), await stage.copies()
        doubtful = {reader for reader in stage.readers if states[reader] == "unknown"}
        assert doubtful
        assert doubtful <= set(stage.readers[:2])
        assert all(copies[reader] <= 1 for reader in doubtful)
        assert all(copies[reader] == 1 for reader in stage.readers if reader not in doubtful)

    await on_both(case)


@pytest.mark.parametrize("priority", ["normal", "breaking"])
async def test_without_a_probe_an_alert_in_doubt_is_repeated_with_a_note(
    on_both: OnBoth, priority: str
) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_readers(priority=priority)
        stage.settings |= BY_POLICY
        await stage.killed_at(Point(SEND["telegram"], "after", [HEADLINE]))
        await stage.start()
        await stage.until_quiet(stage.readers)
        heard = await stage.heard()
        assert set(await stage.copies()) == set(stage.readers)
        repeats = [text for reader in stage.readers for text in heard[reader][1:]]
        assert repeats
        assert all(REPEAT_NOTE.singular in text for text in repeats)
        assert all(len(heard[reader]) == 1 for reader in stage.readers[2:])

    await on_both(case)


async def test_a_stop_finishes_what_is_in_flight(on_both: OnBoth) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_readers()
        stage.slow = 0.8
        process = await stage.start()

        async def in_flight() -> bool:
            return bool(set(stage.readers[:2]) & (await stage.heard()).keys())

        await stage.until(in_flight)
        assert await stage.stop(process) == 0
        assert not {"sending", "unknown"} & set((await stage.states()).values())
        await once_each(stage)

    await on_both(case)

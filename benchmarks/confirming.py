"""A yardstick: a plain handler that confirms updates before it handles them, as pollers commonly do.

It asks for updates and at once confirms them, keeps them in memory, and answers one after the other.
Run as a script it is that handler; `killed` lets commands wait for it, kills it, and counts.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

import aiohttp

from benchmarks.commands import NUMBERED
from benchmarks.stand import TOKEN, clean, sandbox

WORK = 0.05
"""Seconds that it takes to handle a command."""

SOME = 5
"""Answers after which it is killed."""

PATIENCE = 200
"""Looks, twenty a second, that it has for them."""


async def handle_for_ever(url: str) -> None:
    """Confirm, then handle in memory, in the order in which they came."""
    waiting: asyncio.Queue[tuple[int, str]] = asyncio.Queue()
    async with aiohttp.ClientSession(f"{url}/telegram/bot{TOKEN}/") as session, asyncio.TaskGroup() as group:
        group.create_task(_answer(session, waiting))
        offset = 0
        while True:
            async with session.post("getUpdates", json={"offset": offset, "timeout": 10}) as answer:
                for one in (await answer.json())["result"]:
                    offset = one["update_id"] + 1  # the next question confirms it
                    waiting.put_nowait((one["message"]["chat"]["id"], one["message"]["text"]))


async def _answer(session: aiohttp.ClientSession, waiting: "asyncio.Queue[tuple[int, str]]") -> None:
    while True:
        chat, text = await waiting.get()
        await asyncio.sleep(WORK)
        await session.post("sendMessage", json={"chat_id": chat, "text": f"I do not know {text}."})


async def killed(folder: Path, commands: int, kills: int) -> tuple[int, int]:
    """Let commands wait for it, and kill it a few times; says how many were answered, and how many not.

    What it had confirmed is gone with it: one more start would be given nothing.
    """
    async with sandbox(folder) as stand:
        crowd = await stand.ask("/people", telegram=commands, whatsapp=0)
        waiting, each = list(enumerate(crowd["telegram"])), commands // kills
        for _ in range(kills):
            for number, who in waiting[:each]:
                await stand.ask(f"/people/{who}/text", text=f"/c{number}")
            del waiting[:each]
            command = [sys.executable, "-m", "benchmarks.confirming", stand.url]
            process = subprocess.Popen(command, env=clean())  # noqa: ASYNC220 -- it only starts
            await _until_some_more(stand.journal, _answered(stand.journal))
            process.kill()
            process.wait()
        done = _answered(stand.journal)
    return done, commands - done


async def _until_some_more(journal: Path, before: int) -> None:
    """Wait until it has answered some, or has had the time to and answers none."""
    for _ in range(PATIENCE):
        await asyncio.sleep(0.05)
        if _answered(journal) >= before + SOME:
            return


def _answered(journal: Path) -> int:
    return len(set(NUMBERED.findall(journal.read_text("utf-8")))) if journal.exists() else 0


if __name__ == "__main__":
    asyncio.run(handle_for_ever(sys.argv[1]))

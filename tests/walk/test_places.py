"""Groups, a forum's topic and a channel get alerts from the real program, once their managers say so."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp

from bot.sandbox import TELEGRAM_READER_ID
from tests.program import Program, running

OTHER = 4242
SOON = 60.0


class Sandbox:
    """The stand-in for Telegram, asked as the page asks it."""

    def __init__(self, session: aiohttp.ClientSession, program: Program) -> None:
        self._session, self._url = session, f"{program.url}/sandbox/"

    async def post(self, path: str, **body: object) -> Any:  # noqa: ANN401 -- JSON
        async with self._session.post(self._url + path, json=body) as answer:
            assert answer.ok, (path, await answer.text())
            return await answer.json()

    async def said(self, chat: int) -> list[dict[str, Any]]:
        async with self._session.get(self._url + "journal") as answer:
            return [entry for entry in await answer.json() if entry["to"] == str(chat)]

    async def count(self, chat: int, words: str) -> int:
        return sum(words in one["text"] for one in await self.said(chat))

    async def phone(self) -> list[dict[str, Any]]:
        async with self._session.get(self._url + "phones") as answer:
            shown: list[dict[str, Any]] = (await answer.json())["telegram"]["bubbles"]
            return shown

    async def until(self, found: Callable[[], Awaitable[object]]) -> None:
        end = time.monotonic() + SOON
        while not await found():
            assert time.monotonic() < end, [one["text"] for one in await self.said(TELEGRAM_READER_ID)]
            await asyncio.sleep(0.1)


async def test_places_get_alerts_once_a_manager_asks_and_from_nobody_else(tmp_path: Path) -> None:
    owner = {"TOCSIN_OWNER": f"telegram:{TELEGRAM_READER_ID}", "TOCSIN_SANDBOX_PUBLISH_EVERY": "0"}
    with running(tmp_path, **owner, TOCSIN_SANDBOX_TAPS_START="true", TOCSIN_DESK_GRACE="1") as program:
        async with aiohttp.ClientSession() as session:
            await _walked(Sandbox(session, program))


async def _walked(sandbox: Sandbox) -> None:
    mine = TELEGRAM_READER_ID
    await sandbox.until(lambda: sandbox.count(mine, "Vous recevrez ici les alertes"))
    group = (await sandbox.post("places", kind="supergroup", title="Desk", threads=[45]))["id"]
    channel = (await sandbox.post("places", kind="channel", title="Le Fil"))["id"]
    await sandbox.until(lambda: sandbox.count(group, "Un administrateur choisit"))
    greeting = (await sandbox.said(group))[0]["id"]

    await sandbox.post(f"places/{group}/members", person=OTHER, standing="member")
    await sandbox.post(f"places/{group}/press", message=greeting, data="start", by=OTHER)
    await sandbox.post(f"places/{group}/text", text="/start", by=OTHER)
    await sandbox.post(f"places/{group}/press", message=greeting, data="start")
    await sandbox.until(lambda: sandbox.count(group, "Vous recevrez ici les alertes"))
    assert await sandbox.count(group, "Vous recevrez ici les alertes") == 1
    await sandbox.post(f"places/{group}/text", text="/start", thread=45)
    await _times(sandbox, group, "Vous recevrez ici les alertes", 2)

    await sandbox.until(lambda: sandbox.count(mine, "Que faut-il y envoyer"))
    data = [
        button.get("data", "") for one in await sandbox.phone() for row in one["buttons"] for button in row
    ]
    start_there = next(one for one in data if one.startswith("places ") and one.endswith("start"))
    await sandbox.post("phones/telegram/text", text=f"/{start_there}")
    await _times(sandbox, mine, "Vous recevrez ici les alertes", 2)

    await sandbox.post("phones/telegram/text", text="/alert The bridge is closed")
    await sandbox.until(lambda: sandbox.count(mine, "Voici ce qui sera envoyé"))
    question = next(one for one in await sandbox.said(mine) if "Voici ce qui sera envoyé" in one["text"])
    await sandbox.post("phones/telegram/press", bubble=question["id"], data="alert send 1")
    await _times(sandbox, group, "The bridge is closed", 2)
    await _times(sandbox, channel, "The bridge is closed", 1)

    await sandbox.post(f"places/{group}/leave")
    await sandbox.post("phones/telegram/text", text="/places")
    await sandbox.until(lambda: sandbox.count(mine, "Desk\u2069\u00a0: injoignable"))


async def _times(sandbox: Sandbox, chat: int, words: str, times: int) -> None:
    async def reached() -> bool:
        return await sandbox.count(chat, words) == times

    await sandbox.until(reached)

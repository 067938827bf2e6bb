"""Hooks as both services post them, at a steady rate: what was answered, after how long, what was repeated.

Telegram repeats what was not answered with 2xx, after a wait that doubles. Twilio repeats nothing that
was answered at all: what it was not told 2xx of is not taken.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

import aiohttp

from benchmarks.stand import ACCOUNT, AUTH, NUMBER, TOKEN
from bot.channels.telegram_opening import hook_secret
from bot.sandbox.callbacks import signature

STATUSES = ("sent", "delivered", "read")
FIRST_WAIT, LONGEST_WAIT = 0.5, 4.0
OFTEN = 20
"""Of so many hooks one is a person's on Telegram, one a person's on WhatsApp, and the rest are receipts."""


@dataclass(frozen=True)
class Answer:
    """One answer: when it was asked for (monotonic clock), the seconds to it, and its status; 0 for none."""

    at: float
    seconds: float
    status: int


@dataclass
class Knocking:
    """Posts hooks below a URL for people by their addresses, and receipts of messages by their numbers."""

    url: str
    session: aiohttp.ClientSession
    telegram: list[str]
    whatsapp: list[str]
    told: int
    answers: list[Answer] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    posted: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=count)
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, rate: float) -> None:
        """Post so many a second, whether the ones before are answered or not, until cancelled."""
        began = time.monotonic()
        for number in count():
            task = asyncio.create_task(self._post(number))
            self._open.add(task)
            task.add_done_callback(self._open.discard)
            await asyncio.sleep(max(0.0, began + (number + 1) / rate - time.monotonic()))

    async def finish(self) -> None:
        """Wait until what was posted is answered, or taken where it is repeated."""
        await asyncio.gather(*self._open)

    async def _post(self, number: int) -> None:
        kind, nth = number % OFTEN, number // OFTEN
        if kind == 0:
            await self._from_telegram(nth)
        elif kind == 1:
            await self._from_whatsapp(nth)
        else:
            await self._receipt(nth * (OFTEN - 2) + kind - 2)

    async def _from_telegram(self, nth: int) -> None:
        who = int(self.telegram[nth % len(self.telegram)])
        chat = {"id": who, "type": "private", "first_name": "A reader"}
        message = {"message_id": 10**8 + nth, "date": 1_795_000_000, "chat": chat, "text": f"/t{nth}"}
        message["from"] = {"id": who, "is_bot": False, "first_name": "A reader"}
        update, wait = {"update_id": 10**6 + nth, "message": message}, FIRST_WAIT
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook_secret(TOKEN)}
        while not await self._answered(f"t{nth}", "/hooks/telegram", headers, json=update):
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, 2 * wait)

    async def _from_whatsapp(self, nth: int) -> None:
        who = self.whatsapp[nth % len(self.whatsapp)]
        form = {"MessageSid": f"SMf{nth:031x}", "AccountSid": ACCOUNT, "From": f"whatsapp:{who}"}
        form |= {"To": f"whatsapp:{NUMBER}", "Body": f"/w{nth}", "NumMedia": "0", "ProfileName": "A reader"}
        await self._signed(f"w{nth}", "/hooks/whatsapp", form)

    async def _receipt(self, nth: int) -> None:
        message, status = nth % self.told + 1, STATUSES[nth // self.told % len(STATUSES)]
        form = {"MessageSid": f"SMe{message:031d}", "MessageStatus": status, "AccountSid": ACCOUNT}
        form |= {"From": f"whatsapp:{NUMBER}", "To": f"whatsapp:{self.whatsapp[0]}"}
        await self._signed(f"{form['MessageSid']}:{status}", "/hooks/whatsapp/status", form)

    async def _signed(self, name: str, path: str, form: dict[str, str]) -> None:
        headers = {"X-Twilio-Signature": signature(self.url + path, form, AUTH)}
        await self._answered(name, path, headers, data=form)

    async def _answered(self, name: str, path: str, headers: dict[str, str], **body: object) -> bool:
        self.posted.add(name)
        began, status = time.monotonic(), 0
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self.session.post(self.url + path, headers=headers, **body) as answer:  # type: ignore[arg-type]  # a form or JSON
                status = answer.status
        self.answers.append(Answer(began, time.monotonic() - began, status))
        if status // 100 == 2:  # noqa: PLR2004 -- 2xx
            self.taken.add(name)
        return name in self.taken

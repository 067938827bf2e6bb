"""Telegram's updates: kept until they are confirmed, asked for by long polling or posted to a webhook."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from bot.sandbox.chores import Chores
from bot.sandbox.ids import Counter

LONGEST_POLL = 50  # seconds, as the Bot API server has it
MOST_UPDATES = 100
LONGEST_DELAY = 60.0  # seconds between two tries of a webhook
OPT_IN = {"chat_member", "message_reaction", "message_reaction_count"}  # not sent unless asked for
TAKEN_OVER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET = "Conflict: terminated by setWebhook request"


class Conflict(Exception):
    """Somebody else is getting the updates; the message is the Bot API's own."""


@dataclass(frozen=True)
class Webhook:
    """Where updates are posted."""

    url: str
    secret: str = ""
    max_connections: int = 40


@dataclass
class _Update:
    id: int
    kind: str
    payload: dict[str, object]
    confirmed: Callable[[], None] = field(default=lambda: None)

    def as_json(self) -> dict[str, object]:
        return {"update_id": self.id, self.kind: self.payload}


class Updates:
    """The queue of one bot's updates."""

    def __init__(self, chores: Chores, clock: Callable[[], datetime]) -> None:
        self.webhook: Webhook | None = None
        self.last_error: tuple[int, str] | None = None
        self.allowed: frozenset[str] = frozenset()
        self._chores = chores
        self._clock = clock
        self._next_id = Counter(clock())
        self._waiting: deque[_Update] = deque()
        self._news = asyncio.Event()
        self._poller: asyncio.Future[None] | None = None
        self._posting = False

    def __len__(self) -> int:
        """Count what waits."""
        return len(self._waiting)

    def put(
        self,
        kind: str,
        payload: dict[str, object],
        confirmed: Callable[[], None] = lambda: None,
        times: int = 1,
    ) -> None:
        """Queue an update, if the bot takes its kind; `confirmed` is called once the bot has it.

        One queued several times is handed over as often under one id, as where a confirmation is lost.
        """
        wanted = kind in self.allowed if self.allowed else kind not in OPT_IN
        if wanted:
            self._waiting.extend([_Update(self._next_id(), kind, payload, confirmed)] * times)
            self._news.set()
            self._post()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[dict[str, object]]:  # noqa: ASYNC109  the Bot API's own word: a wait for news, not a limit of ours
        """Confirm what lies below `offset`, then wait for updates; raises Conflict."""
        if self.webhook:
            raise Conflict(
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._confirm(offset)
        self._interrupt(TAKEN_OVER)
        if not self._waiting and timeout > 0 and not self._chores.closing.is_set():
            await self._wait(min(timeout, LONGEST_POLL))
        count = min(limit, MOST_UPDATES) if limit > 0 else MOST_UPDATES
        return [update.as_json() for update in list(self._waiting)[:count]]

    def set_webhook(self, webhook: Webhook | None, *, drop: bool = False) -> None:
        """Post updates from now on, or stop posting them."""
        self.webhook = webhook
        self.last_error = None
        if drop:
            self._waiting.clear()
        if webhook:
            self._interrupt(WEBHOOK_SET)
            self._post()

    def allow(self, kinds: Iterable[str]) -> None:
        """Take these kinds only; none given means the usual ones."""
        self.allowed = frozenset(kinds)

    def close(self) -> None:
        """Let a waiting poll go home empty-handed."""
        self._news.set()

    def _confirm(self, offset: int) -> None:
        if offset < 0:  # counted from the end: everything before is forgotten
            while len(self._waiting) > -offset:
                self._waiting.popleft().confirmed()
        while self._waiting and self._waiting[0].id < offset:
            self._waiting.popleft().confirmed()

    def _interrupt(self, why: str) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_exception(Conflict(why))

    async def _wait(self, seconds: float) -> None:
        """Wait for news, unless another poller takes over."""
        mine = self._poller = asyncio.get_running_loop().create_future()
        self._news.clear()
        news = asyncio.ensure_future(self._news.wait())
        try:
            await asyncio.wait({mine, news}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if mine.done():
                mine.result()
        finally:
            news.cancel()
            mine.cancel()

    def _post(self) -> None:
        if self.webhook and self._waiting and not self._posting:
            self._posting = True
            self._chores.start(self._post_all())

    async def _post_all(self) -> None:
        """Post what waits, in order, each until it is taken."""
        delay = 1.0
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
                while self.webhook and self._waiting and not self._chores.closing.is_set():
                    update = self._waiting[0]
                    wait = await self._try(session, self.webhook, update)
                    if wait is None:
                        delay = 1.0
                        self._taken(update)
                    else:
                        await self._chores.pause(wait or delay)
                        delay = min(delay * 2, LONGEST_DELAY)
        finally:
            self._posting = False

    def _taken(self, update: _Update) -> None:
        if self._waiting and self._waiting[0] is update:
            self._waiting.popleft()
        update.confirmed()

    async def _try(self, session: aiohttp.ClientSession, hook: Webhook, update: _Update) -> float | None:
        """Post one update; None when it was taken, else how long the bot asks to wait (0: not said)."""
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        try:
            async with session.post(hook.url, data=json.dumps(update.as_json()), headers=headers) as answer:
                if answer.ok:
                    return None
                self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                wait = answer.headers.get("Retry-After", "")
                return float(wait) if wait.isdigit() else 0.0
        except (aiohttp.ClientError, TimeoutError):
            self._failed("Connection failed")
            return 0.0

    def _failed(self, why: str) -> None:
        self.last_error = (int(self._clock().timestamp()), why)

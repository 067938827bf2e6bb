"""Fakes at the doors: a channel, a fetcher and a reader whose answers a test writes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

import structlog
from structlog.typing import FilteringBoundLogger

from bot.model import Address, Article, Entry, Memo, Message
from bot.ports import Doubt, Event, Fetched, Hook, Limits, Outbound, Sent, Verdict

GONE = "gone"  # a change that can't be made any more

LIMITS = Limits(text=4096, rate=1000.0, chat_spacing=0.0, in_flight=32, buttons=True, edits=True)


@dataclass(eq=False)
class FakeChannel:
    """Accepts everything, unless `outcomes` holds what is to happen to the next sends instead."""

    name: str = "telegram"
    account: str = "bot"
    limits: Limits = LIMITS
    outcomes: list[Exception | None] = field(default_factory=list)
    sent: list[Outbound] = field(default_factory=list)
    changes: list[Exception | str | None] = field(default_factory=list)  # what is to happen to the next ones
    revised: list[tuple[Sent, Message]] = field(default_factory=list)
    withdrawn: list[Sent] = field(default_factory=list)
    verdict: Sent | Verdict | Exception = Verdict.UNDECIDABLE
    doubts: list[Doubt] = field(default_factory=list)
    batches: list[Sequence[Event] | Exception] = field(default_factory=list)
    trouble_at_start: list[Exception] = field(default_factory=list)
    looked_into: Callable[[Outbound], Awaitable[None]] | None = None  # runs while a request is open
    hooked: Sequence[Event] | Exception = ()
    hooks: list[Hook] = field(default_factory=list)
    managers: set[tuple[str, str]] = field(default_factory=set)  # places and who manages each
    open: int = 0
    most_open: int = 0

    async def start(self) -> None:
        if self.trouble_at_start:
            raise self.trouble_at_start.pop(0)

    async def send(self, outbound: Outbound, _now: datetime) -> Sent:
        outcome = self.outcomes.pop(0) if self.outcomes else None
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            await (self.looked_into(outbound) if self.looked_into else asyncio.sleep(0))
        finally:
            self.open -= 1
        if outcome:
            raise outcome
        self.sent.append(outbound)
        return Sent(outbound.to, f"id-{len(self.sent)}")

    async def revise(self, sent: Sent, message: Message, _now: datetime) -> Sent | None:
        outcome = self.changes.pop(0) if self.changes else None
        if isinstance(outcome, Exception):
            raise outcome
        self.revised.append((sent, message))
        return None if outcome == GONE else sent

    async def withdraw(self, sent: Sent, _now: datetime) -> bool:
        outcome = self.changes.pop(0) if self.changes else None
        if isinstance(outcome, Exception):
            raise outcome
        if outcome != GONE:
            self.withdrawn.append(sent)
        return outcome != GONE

    async def settle(self, doubt: Doubt, _now: datetime) -> Sent | Verdict:
        self.doubts.append(doubt)
        if isinstance(self.verdict, Exception):
            raise self.verdict
        return self.verdict

    def receive(self, hook: Hook) -> Sequence[Event]:
        self.hooks.append(hook)
        if isinstance(self.hooked, Exception):
            raise self.hooked
        return self.hooked

    async def updates(self) -> AsyncIterator[Sequence[Event]]:
        while self.batches:
            batch = self.batches.pop(0)
            if isinstance(batch, Exception):
                raise batch
            yield batch

    async def manages(self, place: Address, person: str) -> bool:
        return (place.id, person) in self.managers

    def join_link(self, payload: str) -> str:
        return f"https://join.example/{payload}"

    async def close(self) -> None:
        return


@dataclass
class FakeFetch:
    """Gives the next of `answers`, or raises it; the last one again and again."""

    answers: list[Fetched | Exception]
    memos: list[Memo] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)

    async def __call__(self, url: str, memo: Memo) -> Fetched:
        self.urls.append(url)
        self.memos.append(memo)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class FakeRead:
    """Gives one page for every address, or raises what is in its place."""

    page: Article | Exception
    read: list[str] = field(default_factory=list)

    async def __call__(self, url: str) -> Article:
        self.read.append(url)
        if isinstance(self.page, Exception):
            raise self.page
        return self.page


@dataclass
class FakeClock:
    """Tells the moment that a test sets; one that ticks goes on from there."""

    now: datetime
    ticks: bool = False
    _since: float = field(default_factory=monotonic)

    def __call__(self) -> datetime:
        return self.now + timedelta(seconds=monotonic() - self._since if self.ticks else 0)


async def until(done: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something is so; a test that waits in vain fails: only that takes so long."""
    async with asyncio.timeout(seconds):
        while not done():  # noqa: ASYNC110 -- what is waited for stands in a database, which rings no bell
            await asyncio.sleep(0.01)


def fetched(*entries: Entry, wait: float = 0.0, title: str = "The Paper", language: str = "en") -> Fetched:
    return Fetched(entries, {"etag": '"1"'}, title=title, language=language, wait=wait)


def an_item(number: int = 1, *, title: str = "", published: datetime | None = None, body: str = "") -> Entry:
    words = f"The council of town {number} opened a bridge over the river on Sunday, its mayor said. "
    return Entry(
        f"guid-{number}",
        title or f"Town number {number} opens a new bridge over its river",
        f"https://paper.example/{number}",
        published,
        "en",
        words,
        body or words * 12,
    )


def a_logger() -> FilteringBoundLogger:
    logger: FilteringBoundLogger = structlog.get_logger()
    return logger

"""Fakes at the doors: a channel, a fetcher and a reader whose answers a test writes."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from structlog.typing import FilteringBoundLogger

from bot.errors import ChannelError, SourceError
from bot.model import Article, Entry, Memo, Message
from bot.ports import Doubt, Event, Fetched, Hook, Limits, Outbound, Sent, Verdict

LIMITS = Limits(text=4096, rate=1000.0, chat_spacing=0.0, in_flight=32, buttons=True)


@dataclass(eq=False)
class FakeChannel:
    """Accepts everything, unless `outcomes` holds what is to happen to the next sends instead."""

    name: str = "telegram"
    account: str = "bot"
    limits: Limits = LIMITS
    outcomes: list[Exception | None] = field(default_factory=list)
    sent: list[Outbound] = field(default_factory=list)
    verdict: Sent | Verdict | ChannelError = Verdict.UNDECIDABLE
    doubts: list[Doubt] = field(default_factory=list)
    batches: list[Sequence[Event] | ChannelError] = field(default_factory=list)
    trouble_at_start: list[ChannelError] = field(default_factory=list)

    async def start(self) -> None:
        if self.trouble_at_start:
            raise self.trouble_at_start.pop(0)

    async def send(self, outbound: Outbound, now: datetime) -> Sent:
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome:
            raise outcome
        self.sent.append(outbound)
        return Sent(outbound.to, f"id-{len(self.sent)}")

    async def revise(self, sent: Sent, message: Message, now: datetime) -> Sent | None:
        return sent

    async def withdraw(self, sent: Sent, now: datetime) -> bool:
        return True

    async def settle(self, doubt: Doubt, now: datetime) -> Sent | Verdict:
        self.doubts.append(doubt)
        if isinstance(self.verdict, ChannelError):
            raise self.verdict
        return self.verdict

    def receive(self, hook: Hook) -> Sequence[Event]:
        return ()

    async def updates(self) -> AsyncIterator[Sequence[Event]]:
        while self.batches:
            batch = self.batches.pop(0)
            if isinstance(batch, ChannelError):
                raise batch
            yield batch

    def join_link(self, payload: str) -> str:
        return f"https://join.example/{payload}"

    async def close(self) -> None:
        return


@dataclass
class FakeFetch:
    """Gives the next of `answers`, or raises it; the last one again and again."""

    answers: list[Fetched | Exception]
    memos: list[Memo] = field(default_factory=list)

    async def __call__(self, url: str, memo: Memo) -> Fetched:
        self.memos.append(memo)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class FakeRead:
    """Gives one page for every address, or raises what is in its place."""

    page: Article | SourceError
    read: list[str] = field(default_factory=list)

    async def __call__(self, url: str) -> Article:
        self.read.append(url)
        if isinstance(self.page, SourceError):
            raise self.page
        return self.page


@dataclass
class FakeClock:
    """Tells the moment that a test sets."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


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


Draw = Callable[[], float]

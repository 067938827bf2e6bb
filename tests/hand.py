"""A hand that keeps the steps which it is told of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.tracing import Step, Tracing, tracing


@dataclass
class Hand:
    steps: list[Step] = field(default_factory=list)
    newsrooms: list[str] = field(default_factory=list)

    def take(self, step: Step, newsroom: str) -> None:
        self.steps.append(step)
        self.newsrooms.append(newsroom)

    def named(self, name: str) -> list[Step]:
        return [one for one in self.steps if one.name == name]


@contextmanager
def traced() -> Iterator[Hand]:
    """Tell of what runs here to a hand."""
    hand = Hand()
    token = tracing.set(Tracing(hand))
    yield hand
    tracing.reset(token)

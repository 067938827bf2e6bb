"""What a run under faults is held to: the journal of what was accepted, against what was written down."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.model import DeliveryState

NUMBER = re.compile(r"Alert (\d+)\b")
WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})

Pair = tuple[str, int]
"""A reader's address, and the number in an alert's headline."""


@dataclass(frozen=True)
class Fate:
    """One delivery as the program left it; `held`: unknown for good, and listed."""

    pair: Pair
    state: DeliveryState
    held: bool
    repeat: bool
    tries: int


@dataclass(frozen=True)
class Tally:
    """One channel's count, in deliveries; `copies` are the messages beyond the first of each."""

    deliveries: int
    lost: int
    doubled: int
    copies: int
    held: int
    repeats: int
    silently_doubled: int
    strays: int
    waiting: int


def number_of(text: str) -> int:
    """Find the number in an alert's words."""
    found = NUMBER.search(text)
    if found is None:
        raise ValueError(f"no alert of this run: {text!r}")
    return int(found[1])


def tally(fates: Sequence[Fate], accepted: Iterable[Pair]) -> Tally:
    """Count one channel: silent is what no recorded doubt explains, a stray what no delivery asked for."""
    copies = Counter(accepted)
    doubled = [fate for fate in fates if copies[fate.pair] > 1]
    return Tally(
        deliveries=len(fates),
        lost=sum(not copies[fate.pair] for fate in fates),
        doubled=len(doubled),
        copies=sum(copies[fate.pair] - 1 for fate in doubled),
        held=sum(fate.held for fate in fates),
        repeats=sum(fate.repeat for fate in fates),
        silently_doubled=sum(not fate.repeat or copies[fate.pair] > fate.tries for fate in doubled),
        strays=len(copies.keys() - {fate.pair for fate in fates}),
        waiting=sum(_waits(fate) for fate in fates),
    )


def broken(channel: str, count: Tally) -> list[str]:
    """Name the promises that were broken: docs/delivery.md says what is promised of each channel."""
    promises = {
        "messages that no delivery asked for": count.strays == 0,
        "deliveries still wait": count.waiting == 0,
        "doubled without a recorded doubt": count.silently_doubled == 0,
        "lost": count.lost == 0,
        "held unknown": count.held == 0,
        "more doubled than are marked as repeats": count.doubled <= count.repeats,
    }
    if channel == "whatsapp":
        promises |= {"doubled": count.doubled == 0}
    return [f"{channel}: {words}" for words, kept in promises.items() if not kept]


def too_many(cut_off: Iterable[Mapping[int, int]], most: int) -> list[str]:
    """Name each kill that cut off more sends of one sender than `most`: the bound on what is in doubt."""
    return [
        f"kill {kill} cut off {count} sends of sender {sender}: more than {most}"
        for kill, senders in enumerate(cut_off, 1)
        for sender, count in senders.items()
        if count > most
    ]


def _waits(fate: Fate) -> bool:
    return fate.state in WAITING or (fate.state is DeliveryState.UNKNOWN and not fate.held)

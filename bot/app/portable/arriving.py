"""Taking in: lines become people a stretch at a time, each stretch one transaction, each person once.

A run that was killed is simply repeated: who is in already is passed over.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy.exc import IntegrityError

from bot.carried import Carried
from bot.pipeline.roster_words import FAULTS
from bot.rules.roster import Fault, Wrong
from bot.store import arrival
from bot.store.arrival import Fate, House
from bot.store.database import Database
from bot.texts import say

STRETCH: Final = 5_000
SHOWN: Final = 20
"""Wrong lines that are told one by one."""

_AGAIN: Final = 3
_PRIVATE: Final = frozenset({Fault.ADDRESS, Fault.COUNTRY, Fault.MANGLED, Fault.NAMED, Fault.CHOICE})
"""What is wrong with an address, or near one: the line's number finds it."""

_LEFT_OUT: Final = {
    Fate.LEFT: Fault.LEFT,
    Fate.TWICE: Fault.TWICE,
    Fate.BARRED: Fault.ERASED,
    Fate.SENDER: Fault.SENDER,
}


@dataclass
class Arrived:
    """What became of a file: how many met which fate, how many subscriptions came, what is wrong where."""

    fates: Counter[Fate] = field(default_factory=Counter)
    faults: Counter[Fault] = field(default_factory=Counter)
    subscriptions: int = 0
    lines: int = 0
    told: list[str] = field(default_factory=list)

    def wrong(self, one: Wrong) -> None:
        """Note a line that takes nobody in."""
        self.faults[one.fault] += 1
        if len(self.told) < SHOWN:
            about = f' "{one.about[:80]}"' if one.about and one.fault not in _PRIVATE else ""
            self.told.append(f"line {one.line}: {say(FAULTS[one.fault], 'en')}{about}")


def arrive(
    database: Database,
    lines: Iterable[Carried | Wrong],
    house: House,
    now: datetime,
    told: Callable[[int], None],
    *,
    dry_run: bool = False,
) -> Arrived:
    """Take in whoever is in a file, or only look at it; `told` hears how many lines were read."""
    done = Arrived()
    seen: set[int] | None = set() if dry_run else None
    for stretch in _stretches(lines):
        done.lines += len(stretch)
        people: list[Carried] = []
        for one in stretch:
            if isinstance(one, Wrong):
                done.wrong(one)
            else:
                people.append(one)
        if people:
            _judged(done, people, _taken(database, people, house, now, dry_run=dry_run), seen)
        told(done.lines)
    return done


def _stretches(lines: Iterable[Carried | Wrong]) -> Iterator[list[Carried | Wrong]]:
    left = iter(lines)
    while stretch := list(islice(left, STRETCH)):
        yield stretch


def _taken(
    database: Database, people: list[Carried], house: House, now: datetime, *, dry_run: bool
) -> list[Fate]:
    if dry_run:
        return database.read_here(lambda tx: arrival.judge(tx, people, house))
    for attempt in range(_AGAIN):
        try:
            return database.write_here(lambda tx: arrival.take(tx, people, house, now))
        except IntegrityError:  # somebody of these has come by themself meanwhile
            if attempt == _AGAIN - 1:
                raise
    raise AssertionError("unreachable")


def _judged(done: Arrived, people: list[Carried], fates: list[Fate], seen: set[int] | None) -> None:
    for one, fate in zip(people, fates, strict=True):
        met = fate
        if seen is not None:  # nobody was taken in, of whom a later stretch would know
            key = hash((one.channel, one.address))
            met = Fate.TWICE if key in seen else fate
            seen.add(key)
        done.fates[met] += 1
        if met in _LEFT_OUT:
            done.wrong(Wrong(one.line, _LEFT_OUT[met], f"{one.channel}:…{one.address[-2:]}"))
        elif met is not Fate.HERE:
            done.subscriptions += len(one.proofs)

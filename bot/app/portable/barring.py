"""Who asked to be forgotten, and is not to come back by a file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, exists, select

from bot.carried import Carried
from bot.model import Address
from bot.rules.departure import is_of, mark, name_of
from bot.store import ban as bans
from bot.store import departure as departures
from bot.store.arrival import Key
from bot.store.consent_tables import departure
from bot.store.departure import Departure
from bot.store.people_tables import ban

TRIED: Final = 500
"""Comparisons by scrypt, of 40 ms each, that an import may cost; see docs/decisions/0035-files.md."""

_FEW: Final = 500


@dataclass
class Barring:
    """Knows again who was erased: by a mark, or by comparing, and else by the moment of their consent.

    `own` are the digests that came with the export itself, whose people were there when it was written:
    one of these who is in it as well has come back since.
    """

    key: bytes
    own: Collection[str] = frozenset()
    _left: int = field(default=TRIED, init=False)

    def __call__(self, tx: Connection, people: Sequence[Carried]) -> frozenset[Key]:
        """Say who of some people may not come in."""
        found: set[Key] = set()
        for channel in {one.channel for one in people}:
            theirs = [one for one in people if one.channel == channel]
            if any(tx.scalar(select(exists().where(each.c.channel == channel))) for each in (departure, ban)):
                found |= self._marked(tx, channel, theirs) | self._unsure(tx, channel, theirs)
        return frozenset(found)

    def _marked(self, tx: Connection, channel: str, people: Sequence[Carried]) -> set[Key]:
        if not self.key:
            return set()
        found: set[Key] = set()
        for start in range(0, len(people), _FEW):
            some = people[start : start + _FEW]
            marks = {mark(Address(channel, one.address), self.key): one for one in some}
            gone = departures.marked(tx, channel, marks)
            told = {each for each, rows in gone.items() if any(row.digest not in self.own for row in rows)}
            banned = bans.marked(tx, channel, marks) if not self.own else set()
            found |= {(channel, marks[each].address) for each in told | banned}
        return found

    def _unsure(self, tx: Connection, channel: str, people: Sequence[Carried]) -> set[Key]:
        """Say who may be one of those who left before there were marks, or under another key."""
        known = departures.unmarked(tx, channel, name_of(self.key) if self.key else "-")
        old = [gone for gone in known if gone.digest not in self.own]
        if not old:
            return set()
        return {(channel, one.address) for one in people if self._may_be(one, old)}

    def _may_be(self, one: Carried, old: Sequence[Departure]) -> bool:
        before = [gone for gone in old if _given_at(one) is None or _given_at(one) <= gone.left_at]  # type: ignore[operator]  # not None there
        self._left -= len(before)
        if self._left < 0:
            return bool(before)
        return any(is_of(Address(one.channel, one.address), gone.salt, gone.digest) for gone in before)


def _given_at(one: Carried) -> datetime | None:
    return max((proof.at for proof in one.proofs), default=None)

"""Retain: what has been kept for its time goes, a little at once, so that no delivery ever waits for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.rules.departure import digest, mark
from bot.rules.retention import LONG, LONG_ON_SERVER, PORTION, Kept, rest
from bot.store import departure as departures
from bot.store import leaver as leavers
from bot.store import old_delivery, old_entry, old_event, remnant
from bot.store import retention as store
from bot.store.database import Database
from bot.store.departure import Proof
from bot.store.leaver import Leaver
from bot.store.retention import Stretch

SPELL: Final = timedelta(seconds=12)
"""How long one run goes on, rests and all; the next one begins soon after."""

LEFT: Final = "left"
AT_ONCE: Final = 10
"""People whose addresses go in one step: the proof of each takes some tens of milliseconds to make."""

LEASE: Final = timedelta(minutes=2)
"""After which another replica takes them up, where this one died."""

Walk: TypeAlias = Callable[[Connection, datetime, int, int], Stretch]
"""Does a stretch: of the moment now, from behind an id, so many rows."""


@dataclass
class _Taken:
    """What one transaction did: of which kind, how many rows, and how long it held the database."""

    kind: str = ""
    gone: int = 0
    took: float = 0.0
    leavers: list[Leaver] = field(default_factory=list)


@dataclass(frozen=True)
class Retain:
    """Takes steps while any is due; run it again and again. Any number of replicas may."""

    database: Database
    kept: Kept
    clock: Clock
    log: FilteringBoundLogger
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run_due(self) -> int:
        """Take steps for a spell; say how many rows went."""
        until, gone = self.clock() + SPELL, 0
        while self.clock() < until and (taken := await self._step()):
            gone += taken.gone
            rush = await self.database.read(lambda tx: store.rush(tx, self.clock()))
            await self.sleep(rest(taken.took, rush=rush))
        if gone:
            self.log.info("what was kept for its time is gone", rows=gone)
        return gone

    async def _step(self) -> _Taken | None:
        kinds, now = self._walks(), self.clock()
        names = [*kinds, *([LEFT] if self.kept.left else [])]
        if not await self.database.read(lambda tx: store.any_due(tx, names, now)):
            return None
        taken = await self.database.write(lambda tx: self._walk(tx, kinds, names, now))
        if not taken.kind:  # another replica is at it
            return None
        if taken.kind == LEFT:
            taken.gone = await self._erase(taken.leavers)
        return taken

    def _walk(self, tx: Connection, kinds: Mapping[str, Walk], names: list[str], now: datetime) -> _Taken:
        began = time.monotonic()
        store.enrol(tx, names, now)
        turn = store.take(tx, names, now)
        if turn is None:
            return _Taken()
        kind, after = turn
        if kind == LEFT:
            found = leavers.due(tx, now - (self.kept.left or timedelta()), AT_ONCE)
            store.hold(tx, kind, now + LEASE) if found else store.put(tx, kind, Stretch(0, None), now)
            return _Taken(kind, leavers=found, took=time.monotonic() - began)
        gone, longest = 0, LONG if self.database.embedded else LONG_ON_SERVER
        while True:
            done = kinds[kind](tx, now, after, PORTION)
            gone += done.gone
            took = time.monotonic() - began
            if done.after_id is None or took >= longest:
                break
            after = done.after_id
        store.put(tx, kind, done, now)
        return _Taken(kind, gone, took)

    # ---- what is walked --------------------------------------------------------------------------

    def _walks(self) -> Mapping[str, Walk]:
        """Name the kinds that are not kept for ever, each with how it is walked."""
        kept, found = self.kept, dict[str, Walk]()
        if (entries := kept.entries) is not None:
            found["entries"] = lambda tx, now, after, most: old_entry.forget(tx, now - entries, after, most)
        if (span := kept.deliveries) is not None:
            found["deliveries"] = lambda tx, now, after, most: old_delivery.of_alerts(
                tx, now - span, now, after, most
            )
            found["replies"] = lambda tx, now, after, most: old_delivery.of_replies(
                tx, now - span, after, most
            )
        found["events"] = lambda tx, now, after, most: old_event.erase(
            tx, now, kept.letters, kept.events, after, most
        )
        found["remnants"] = lambda tx, now, after, most: remnant.erase(
            tx, now, None if kept.deliveries is None else now - kept.deliveries, after, most
        )
        return found

    # ---- who left --------------------------------------------------------------------------------

    async def _erase(self, found: list[Leaver]) -> int:
        """Erase people one by one: their deliveries' words in steps of their own, then all the rest."""
        gone = 0
        for one in found:
            proof = await asyncio.to_thread(self._proof, one)
            while await self._timed(lambda tx, one=one: leavers.empty(tx, one, PORTION)):  # type: ignore[misc]  # mypy can't infer a lambda with a default
                pass
            gone += await self._timed(lambda tx, one=one, proof=proof: leavers.erase(tx, one, proof))  # type: ignore[misc]  # the same
        now, over = self.clock(), len(found) < AT_ONCE
        await self.database.write(lambda tx: store.put(tx, LEFT, Stretch(gone, None if over else 0), now))
        return gone

    async def _timed(self, work: Callable[[Connection], int]) -> int:
        began = time.monotonic()
        done = await self.database.write(work)
        await self.sleep(rest(time.monotonic() - began, rush=False))
        return done

    def _proof(self, one: Leaver) -> Proof:
        salt, address = departures.new_salt(), one.who.address
        until = one.left_at + self.kept.proof
        return Proof(salt, digest(address, salt), mark(address, self.kept.key), until)

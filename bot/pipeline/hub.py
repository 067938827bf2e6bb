"""Hub: hubs are asked to tell of new entries, their word is checked, and what they push is taken in.

A push is a hint and data. The data goes the way of a look's; whatever is odd about it makes the source
due for a look instead, so that nothing hangs on a hub's word alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.errors import SourceError, Unavailable
from bot.model import SourceId
from bot.pipeline import learning
from bot.pipeline.bell import Bell
from bot.pipeline.intake import take_in
from bot.pipeline.rest import resting
from bot.ports import Fetched
from bot.rules import hub as rules
from bot.rules.hub import CALLBACK, Answer
from bot.store import entry as entries
from bot.store import hub as hubs
from bot.store import source as sources
from bot.store.database import Database
from bot.store.hub import HubRow, HubState

AT_ONCE = 4
IDLE = 1.0
"""Seconds between two questions for what is due."""

LONGEST_CHALLENGE = 2_048

Ask = Callable[[rules.Request], Awaitable[None]]
"""Asks a hub for something; raises only SourceError."""

ReadPush = Callable[[bytes, Mapping[str, str], str], Awaitable[Fetched]]
"""Reads a pushed body with its headers (names in lower case), as of an address; raises only SourceError."""


def note(tx: Connection, row: sources.SourceRow, fetched: Fetched, kept: entries.Kept, now: datetime) -> bool:
    """Note what a look brought to light of its source's hub; say whether the hub may be relied on."""
    known = hubs.find(tx, row.id)
    topic = fetched.topic or row.url
    if rules.usable(fetched.hub) and rules.usable(topic) and not _stands(known, fetched.hub, topic):
        if known is None or known.state not in hubs.KNOWS_US:
            hubs.want(tx, row.id, fetched.hub, topic, now)
        else:  # it has moved: the next look, after the leave, finds the new one
            hubs.change(tx, known, state=HubState.LEAVING, due_at=now, tries=0)
        return False
    return known is not None and known.is_active(now) and _holds(tx, row, known, kept, now)


def _stands(known: HubRow | None, url: str, topic: str) -> bool:
    return known is not None and (known.url, known.topic) == (url, topic) and known.state != HubState.LEAVING


def _holds(tx: Connection, row: sources.SourceRow, known: HubRow, kept: entries.Kept, now: datetime) -> bool:
    """Hold it against a hub what a look had to find; False when it is demoted for it."""
    if not kept.moments or known.lease_until is None:
        return True
    since = row.baseline_at or now
    if known.due_at is not None and not known.tries:  # else the lease is being renewed, and is long enough
        since = max(since, rules.begun(known.due_at, known.lease_until))
    missed = sum(rules.was_missed(moment, row.looked_at, since, now) for moment in kept.moments)
    score = rules.Score(known.pushed, known.missed).plus(len(kept.moments) - missed, missed)
    counted = {"pushed": score.told, "missed": score.missed}
    if not score.fails:
        return hubs.change(tx, known, **counted)
    again_at = now + rules.DEMOTED_FOR
    hubs.change(tx, known, state=HubState.DEMOTED, due_at=again_at, tries=0, **counted)
    return False


@dataclass(frozen=True)
class Hubs:
    """Asks hubs, and hears them; `public_url` is ours, `minimum` the seconds between two looks."""

    database: Database
    ask: Ask
    read: ReadPush
    public_url: str
    minimum: float
    clock: Clock
    log: FilteringBoundLogger
    edit: Bell
    _full_until: dict[SourceId, datetime] = field(default_factory=dict)

    # ---- what we ask ----

    async def run(self, stop: asyncio.Event) -> None:
        """Ask hubs what is due, until stopped."""
        while not stop.is_set():
            await self.run_due()
            await resting.get().wait(stop, IDLE)

    async def run_due(self) -> int:
        """Ask hubs what is due to be asked, some side by side; return how many there were."""
        now = self.clock()
        if not await self.database.read(lambda tx: hubs.any_due(tx, now)):
            return 0
        claimed = await self.database.write(lambda tx: self._claim(tx, now))
        await asyncio.gather(*(self._ask(row) for row in claimed))
        return len(claimed)

    def _claim(self, tx: Connection, now: datetime) -> list[HubRow]:
        hubs.leave_paused(tx, now)
        taken = (self._taken(tx, row, now) for row in hubs.due(tx, now, AT_ONCE))
        return [row for row in taken if row]

    def _taken(self, tx: Connection, row: HubRow, now: datetime) -> HubRow | None:
        """Write down that a hub is asked, before it is: its answer may come before our request returns."""
        leaving = row.state is HubState.LEAVING
        if leaving and row.tries >= rules.MOST_FAREWELLS:
            hubs.forget(tx, row, now)
            return None
        if not rules.can_call(row.url, self.public_url):
            hubs.change(tx, row, due_at=now + rules.OUT_OF_REACH_FOR)
            return None
        state = row.state if leaving or row.is_active(now) else HubState.ASKED
        tries = 1 if row.state is HubState.DEMOTED else row.tries + 1
        due_at = rules.again(rules.UNVERIFIED, tries, now)
        hubs.change(tx, row, state=state, tries=tries, due_at=due_at)
        return replace(row, state=state, tries=tries, due_at=due_at)

    async def _ask(self, row: HubRow) -> None:
        callback = f"{self.public_url}{CALLBACK}{row.path}"
        leaves = row.state is HubState.LEAVING
        request = rules.Request(row.url, row.topic, callback, row.secret, leaves)
        try:
            await self.ask(request)
        except SourceError as error:
            trouble = error
        else:
            return
        now = self.clock()
        self.log.info("hub does not take our request", source=row.source_id, reason=str(trouble))
        await self.database.write(lambda tx: self._turned_down(tx, row, trouble, now))

    def _turned_down(self, tx: Connection, row: HubRow, error: SourceError, now: datetime) -> None:
        if isinstance(error, Unavailable):
            state = HubState.WANTED if row.state is HubState.ASKED else row.state
            due_at = rules.again(rules.UNAVAILABLE, row.tries, now, error.after)
            hubs.change(tx, row, state=state, due_at=due_at)
        elif row.state is HubState.LEAVING:
            hubs.forget(tx, row, now)
        elif row.state is HubState.ACTIVE:  # what it granted stands until it ends
            hubs.change(tx, row, due_at=row.lease_until)
        else:
            due_at = rules.again(rules.REFUSED, row.tries, now)
            hubs.change(tx, row, state=HubState.REFUSED, due_at=due_at)

    # ---- what we hear ----

    async def verify(self, path: str, said: Mapping[str, str]) -> str | None:
        """Hear a hub's word on what we asked: what to echo to it, None where it was not us who asked."""
        if await self.database.read(lambda tx: hubs.by_path(tx, path)) is None:
            return None  # a stranger costs no write
        now = self.clock()
        return await self.database.write(lambda tx: self._verify(tx, path, said, now))

    def _verify(self, tx: Connection, path: str, said: Mapping[str, str], now: datetime) -> str | None:
        row = hubs.by_path(tx, path)
        if row is None or said.get("hub.topic") != row.topic:
            return None
        challenge = said.get("hub.challenge", "")
        asked = 0 < len(challenge) <= LONGEST_CHALLENGE
        match said.get("hub.mode"):
            case "denied":
                self._denied(tx, row, now)
                return ""
            case "subscribe" if asked and row.state in {HubState.ASKED, HubState.ACTIVE}:
                self._granted(tx, row, rules.lease_of(said.get("hub.lease_seconds", "")), now)
            case "unsubscribe" if asked and row.state is HubState.LEAVING:
                hubs.forget(tx, row, now)
            case _:
                return None
        return challenge

    def _granted(self, tx: Connection, row: HubRow, lease: timedelta, now: datetime) -> None:
        count = {} if row.state is HubState.ACTIVE else {"pushed": 0, "missed": 0}
        until, due_at = now + lease, rules.renewal(now, lease)
        hubs.change(tx, row, state=HubState.ACTIVE, lease_until=until, due_at=due_at, tries=0, **count)
        self.log.info("hub tells of new entries", source=row.source_id, until=until.isoformat())

    def _denied(self, tx: Connection, row: HubRow, now: datetime) -> None:
        self.log.info("hub refuses to tell of new entries", source=row.source_id)
        if row.state is HubState.LEAVING:
            hubs.forget(tx, row, now)
        else:
            due_at = rules.again(rules.REFUSED, row.tries, now)
            hubs.change(tx, row, state=HubState.REFUSED, due_at=due_at, lease_until=None)
            self._hint(tx, row, now)

    async def find(self, path: str) -> HubRow | None:
        """Find who pushes to a callback; None for one that is nobody's, or nobody's any more."""
        row = await self.database.read(lambda tx: hubs.by_path(tx, path))
        return row if row and row.state is not HubState.LEAVING else None

    async def take(self, row: HubRow, headers: Mapping[str, str], body: bytes) -> Answer:
        """Take a push: once this returns, what is new in it is stored, or its source is due for a look."""
        signature = headers.get("x-hub-signature", "")
        trust = await asyncio.to_thread(rules.trust_in, signature, row.secret, body)
        if trust is rules.Trust.FORGED:
            self.log.warning("push turned away", source=row.source_id, signed=bool(signature))
            return Answer.FORGED
        now = self.clock()
        full_until = rules.admitted(self._full_until.get(row.source_id), now)
        if full_until is None:
            await self.database.write(lambda tx: self._hint(tx, row, now))
            return Answer.TOO_MANY
        self._full_until[row.source_id] = full_until
        source = await self.database.read(lambda tx: sources.find(tx, row.source_id))
        if source is None or source.paused_at:
            return Answer.GONE
        sound = trust is rules.Trust.SOUND
        return await self._keep(row, await self._read(row, source.url, headers, body) if sound else None)

    async def _read(self, row: HubRow, url: str, headers: Mapping[str, str], body: bytes) -> Fetched | None:
        """Read a push as if it came from the source's `url`; None where it is only good for a hint."""
        try:
            fetched = await self.read(body, headers, url)
        except SourceError as error:
            self.log.info("push can't be read", source=row.source_id, reason=str(error))
            return None
        except Exception:  # a look at the source may go well, and tells if not
            self.log.exception("push surprised us", source=row.source_id)
            return None
        ours = not fetched.topic or rules.same_feed(fetched.topic, row.topic)
        return fetched if ours and fetched.entries else None

    async def _keep(self, row: HubRow, fetched: Fetched | None) -> Answer:
        now = self.clock()
        kept = await self.database.write(lambda tx: self._write(tx, row, fetched, now))
        if kept is None:
            return Answer.GONE
        if kept.new or kept.revised:
            self.log.info("entries pushed", source=row.source_id, new=kept.new, revised=kept.revised)
            self.edit.ring()
        return Answer.TAKEN

    def _write(
        self, tx: Connection, row: HubRow, fetched: Fetched | None, now: datetime
    ) -> entries.Kept | None:
        source = sources.find(tx, row.source_id)
        if source is None or source.paused_at:
            return None
        if fetched is None or source.baseline_at is None:
            self._hint(tx, row, now)
            return entries.Kept(0, 0, 0)
        kept = take_in(tx, source, fetched, now)
        if kept.new:  # and nothing is learned of how the source's own server answers
            rhythm = learning.learn(tx, source, replace(fetched, unchanged=True), kept, now)
            hubs.learned(tx, source.id, learning.written(rhythm, source, now, afresh=False))
        current = hubs.find(tx, row.source_id)
        if current:
            score = rules.Score(current.pushed, current.missed).plus(kept.new, 0)
            hubs.change(tx, current, pushed_at=now, pushed=score.told, missed=score.missed)
        return kept

    def _hint(self, tx: Connection, row: HubRow, now: datetime) -> None:
        """Have the source looked at, though never more often than any may be."""
        source = sources.find(tx, row.source_id)
        last = source.looked_at if source and source.looked_at else now
        hubs.look_by(tx, row.source_id, max(now, last + timedelta(seconds=self.minimum)))

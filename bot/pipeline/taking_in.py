"""Taking in: a file of people is fetched, looked at, asked about, and taken in a stretch at a time.

Each line is judged again when it is taken in: between the look and the yes somebody may have left.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Final

from sqlalchemy import Connection

from bot.clock import Clock
from bot.errors import Refused
from bot.model import Address, FileId, SenderId
from bot.newsroom import Newsroom
from bot.pipeline import roster_words
from bot.pipeline.bearer import Bearer
from bot.pipeline.roster_words import ADDED, RIGHT, UNPROVED
from bot.ports import Channel, Document, Fetches
from bot.rules.consent import fold
from bot.rules.departure import is_of, mark, name_of
from bot.rules.roster import (
    BOM,
    Fault,
    NoTableError,
    Person,
    Reading,
    Row,
    Table,
    Wrong,
    decoded,
    how,
    rows,
    table,
    written,
)
from bot.store import audit
from bot.store import ban as bans
from bot.store import departure as departures
from bot.store import file as files
from bot.store import roster as rosters
from bot.store import subscriber as subscribers
from bot.store import transfer as transfers
from bot.store.audit import Act
from bot.store.database import Database
from bot.store.departure import Departure
from bot.store.roster import Newcomer, Standing
from bot.store.transfer import State, TransferRow
from bot.texts import _, languages

STRETCH: Final = 500
"""Lines that one transaction takes in."""

BIGGEST: Final = 20_000_000
"""Bytes of a file; Telegram lets a bot fetch no more (core.telegram.org/bots/api#getfile)."""

TRIED: Final = 500
"""Comparisons by scrypt, of 40 ms each, that a file may cost; see docs/decisions/0035-files.md."""

LEASE = timedelta(seconds=60)
WHATSAPP: Final = "whatsapp"

Judged = tuple[list[Person], list[tuple[Wrong, Row]]]


@dataclass(frozen=True, slots=True)
class _Held:
    """A file as it is read: its text, how it is written, how its lines are understood."""

    text: str
    of: Table
    reading: Reading
    total: int
    old: Sequence[Departure]  # of people whom no mark tells from others

    def rows(self, start: int = 0) -> Iterator[Row]:
        return islice(rows(self.text, self.of), start, None)


@dataclass(frozen=True)
class TakingIn:
    """Does the steps of an import; `key` marks those who asked to be forgotten."""

    database: Database
    channels: Mapping[SenderId, Channel]
    newsroom: Newsroom
    key: bytes
    clock: Clock
    bearer: Bearer

    async def step(self, row: TransferRow) -> TransferRow | None:
        """Do what comes next; None where nothing does for now.

        Raises:
            NoTableError, Refused: the file is of no use.
            TryLater: it can't be fetched now.
            Overtaken: somebody else does it, or it was stopped.

        """
        match row.state:
            case State.FETCHING:
                return await self._fetch(row)
            case State.CHECKING:
                return await self._check(row)
            case State.RUNNING:
                return await self._run(row)
            case _:
                return None

    # ---- the file ----------------------------------------------------------------------------------

    async def _fetch(self, row: TransferRow) -> TransferRow:
        told = row.document or {}
        channel: object = self.channels.get(SenderId(int(told.get("sender", 0))))
        if not isinstance(channel, Fetches):
            raise Refused("no channel can fetch it")
        document = Document(str(told["ref"]), str(told["name"]), str(told["type"]), int(told["size"]))
        content = await channel.download(document, BIGGEST)

        def keep(tx: Connection) -> TransferRow:
            now = self.clock()
            file = files.keep(tx, "import.csv", "text/csv", content, now)
            return transfers.step(
                tx, row, now + LEASE, state=State.CHECKING, file_id=file.id, document=None, tries=0
            )

        return await self.database.write(keep)

    async def _held(self, row: TransferRow) -> _Held:
        """Read the file and see how it is written; raises NoTableError."""
        content = await self.database.read(lambda tx: files.content(tx, row.file) if row.file else None)
        if content is None:
            raise NoTableError("refused")
        key = name_of(self.key) if self.key else "none"
        old = await self.database.read(lambda tx: departures.unmarked(tx, WHATSAPP, key))
        return await asyncio.to_thread(self._read, content, old)

    def _read(self, content: bytes, old: Sequence[Departure]) -> _Held:
        text = decoded(content)
        of = table(text)
        topics = {
            fold(name): topic.id
            for topic in self.newsroom.topics
            for name in (topic.id, *topic.names.values())
        }
        spoken = languages()
        first = next((one for one in self.newsroom.languages if one in spoken), spoken[0])
        ordered = (first, *(one for one in spoken if one != first))
        total = sum(1 for _row in rows(text, of))
        if not total:
            raise NoTableError("empty")
        return _Held(text, of, Reading(of, topics, ordered, self.clock()), total, old)

    # ---- the look ----------------------------------------------------------------------------------

    async def _check(self, row: TransferRow) -> TransferRow | None:
        """Look at all lines and change nothing: where this breaks off it simply begins anew."""
        held = await self._held(row)
        counts: dict[str, int] = {}
        seen: set[Address] = set()
        first: list[Wrong] = []
        lines = [written([roster_words.heading(held.of.columns, row.language)])]
        left = held.rows()
        while stretch := list(islice(left, STRETCH * 4)):
            people, wrong = await asyncio.to_thread(self._judge, held, stretch, seen)
            refused = await self.database.read(lambda tx: self._refused(tx, people))  # noqa: B023 -- awaited here
            people, more = _parted(people, refused, stretch)
            wrong = sorted([*wrong, *more], key=lambda one: one[0].line)
            _count(counts, people, wrong)
            first += [one for one, _row in wrong[: roster_words.SHOWN - len(first)]]
            lines.append(self._lines(wrong, row.language))
            await self.database.write(lambda tx: transfers.step(tx, row, self.clock() + LEASE))
        await self.database.write(lambda tx: self._ask(tx, row, held.total, counts, first, lines))
        return None

    def _ask(
        self,
        tx: Connection,
        row: TransferRow,
        total: int,
        counts: Mapping[str, int],
        first: Sequence[Wrong],
        lines: Sequence[str],
    ) -> None:
        now, right = self.clock(), counts.get(RIGHT, 0)
        state = State.ASKING if right else State.DONE
        made = self._keep_wrong(tx, row, "".join(lines)) if len("".join(lines[1:])) else None
        moved = transfers.step(
            tx, row, None, state=state, total=total, counts=dict(counts), made_id=made, tries=0
        )
        if made is not None:
            self._hand(tx, moved, made)
        said = roster_words.card(row.id, counts, first, self.newsroom.name, row.language)
        self.bearer.say(tx, moved, said, now)

    # ---- the taking in -----------------------------------------------------------------------------

    async def _run(self, row: TransferRow) -> TransferRow | None:
        held = await self._held(row)
        if row.position == 0 and row.counts.get(RIGHT) is not None:
            row = await self.database.write(lambda tx: self._begin(tx, row, held))
        left = held.rows(row.position)
        current: TransferRow = row
        while stretch := list(islice(left, STRETCH)):
            people, wrong = await asyncio.to_thread(self._judge, held, stretch, None)
            current = await self.database.write(
                lambda tx: self._take(tx, current, people, wrong, stretch)  # noqa: B023 -- awaited here
            )
        await self.database.write(lambda tx: self._finish(tx, current))
        return None

    def _begin(self, tx: Connection, row: TransferRow, held: _Held) -> TransferRow:
        """Count anew from nothing, into a new file of what is left out."""
        heading = written([roster_words.heading(held.of.columns, row.language)])
        made = self._keep_wrong(tx, row, heading)
        return transfers.step(tx, row, self.clock() + LEASE, counts={}, total=held.total, made_id=made)

    def _take(
        self,
        tx: Connection,
        row: TransferRow,
        people: Sequence[Person],
        wrong: Sequence[tuple[Wrong, Row]],
        stretch: Sequence[Row],
    ) -> TransferRow:
        """Take in one stretch; the step comes first, so that of two who do it one is undone whole."""
        now = self.clock()
        held = transfers.step(tx, row, now + LEASE, position=row.position + len(stretch), tries=0)
        people, more = _parted(people, self._refused(tx, people), stretch)
        added = rosters.take_in(tx, [self._newcomer(one, row) for one in people], now)
        counts = dict(row.counts)
        _count(counts, people, [*wrong, *more])
        counts[ADDED] = counts.get(ADDED, 0) + added
        moved = transfers.step(tx, held, now + LEASE, counts=counts)
        if row.made is not None:
            wholly = sorted([*wrong, *more], key=lambda one: one[0].line)
            files.append(tx, row.made, self._lines(wholly, row.language).encode())
        if moved.position < moved.total:  # else the end is told at once
            share = 100 * moved.position // max(1, moved.total)
            said = roster_words.underway(row.id, share, counts, moved.position, moved.total)
            self.bearer.progress(tx, moved, said, share, now)
        return replace(moved, counts=counts)

    def _finish(self, tx: Connection, row: TransferRow) -> None:
        now = self.clock()
        done = transfers.step(tx, row, None, state=State.DONE)
        who = subscribers.find(tx, row.who)
        if who is not None:
            added = {"added": row.counts.get(ADDED, 0), "lines": row.total}
            audit.note(tx, who, Act("import", f"import {row.id}", {}, added), now)
        whole = roster_words.underway(row.id, 100, row.counts, row.total, row.total)
        self.bearer.close(tx, done, replace(whole, buttons=()), now)
        if row.made is not None and any(row.counts.get(fault) for fault in Fault):
            self._hand(tx, done, row.made)
        self.bearer.say(tx, done, roster_words.done(row.id, row.counts, row.language), now)
        if row.file is not None:
            files.drop(tx, [row.file])  # what has been taken in is kept in one place

    def _newcomer(self, one: Person, row: TransferRow) -> Newcomer:
        at, words = one.consent_at, one.consent_words
        told = one.consent_how
        if at is None:
            at, words, told = row.confirmed_at or self.clock(), row.statement, f"stated by #{row.who}"
        return Newcomer(one.address, one.name, one.language, one.topics, at, how(row.id, told), words)

    # ---- who is right ------------------------------------------------------------------------------

    def _judge(self, held: _Held, stretch: Sequence[Row], seen: set[Address] | None) -> Judged:
        """Read lines, and leave out who is in the file already, or may have asked to be forgotten."""
        people: list[Person] = []
        wrong: list[tuple[Wrong, Row]] = []
        here = seen if seen is not None else set()
        for row in stretch:
            read = held.reading.read(row)
            if isinstance(read, Person) and read.address in here:
                read = Wrong(read.line, Fault.TWICE, read.address.id)
            if isinstance(read, Person) and self._unsure(read, held):
                read = Wrong(read.line, Fault.UNSURE, read.address.id)
            if isinstance(read, Wrong):
                wrong.append((read, row))
                continue
            here.add(read.address)
            people.append(read)
        return people, wrong

    @staticmethod
    def _unsure(one: Person, held: _Held) -> bool:
        """Say whether somebody may be one who was erased before there were marks, or with another key."""
        if one.address.channel != WHATSAPP:
            return False  # on Telegram whom we do not know can't be taken in at all
        before = [gone for gone in held.old if one.consent_at is None or one.consent_at <= gone.left_at]
        if not before:
            return False
        if len(held.old) * held.total > TRIED:
            return True
        return any(is_of(one.address, gone.salt, gone.digest) for gone in before)

    def _refused(self, tx: Connection, people: Sequence[Person]) -> dict[Address, Fault]:
        """Say who is here, has left, was erased, or never came."""
        standing = rosters.standings(tx, [one.address for one in people])
        erased = self._erased(tx, [one.address for one in people])
        faults: dict[Address, Fault] = {}
        for one in people:
            known = standing.get(one.address)
            if known is Standing.HERE:
                faults[one.address] = Fault.HERE
            elif known is Standing.GONE:
                faults[one.address] = Fault.LEFT
            elif one.address in erased and known is None:
                faults[one.address] = Fault.ERASED
            elif known is None and one.address.channel != WHATSAPP:
                faults[one.address] = Fault.NOT_STARTED
        return faults

    def _erased(self, tx: Connection, addresses: Collection[Address]) -> set[Address]:
        if not self.key:
            return set()
        marks = {mark(one, self.key): one for one in addresses if one.channel == WHATSAPP}
        if not marks:
            return set()
        known = {*departures.marked(tx, WHATSAPP, marks), *bans.marked(tx, WHATSAPP, marks)}
        return {marks[each] for each in known}

    # ---- the wrong lines ---------------------------------------------------------------------------

    @staticmethod
    def _lines(wrong: Sequence[tuple[Wrong, Row]], language: str) -> str:
        return written([one.line, roster_words.reason(one, language), *row.cells] for one, row in wrong)

    def _keep_wrong(self, tx: Connection, row: TransferRow, text: str) -> FileId:
        return files.keep(tx, f"left-out-{row.id}.csv", "text/csv", (BOM + text).encode(), self.clock()).id

    def _hand(self, tx: Connection, row: TransferRow, made: FileId) -> None:
        file = files.find(tx, made)
        if file is not None:
            words = _("Import #{id}: the lines that are left out, each with its reason.", id=row.id)
            self.bearer.hand(tx, row, file, words, self.clock())


def _parted(
    people: Sequence[Person], faults: Mapping[Address, Fault], stretch: Sequence[Row]
) -> tuple[list[Person], list[tuple[Wrong, Row]]]:
    """Part those who can be taken in from those with a fault."""
    if not faults:
        return list(people), []
    by_line = {row.line: row for row in stretch}
    right = [one for one in people if one.address not in faults]
    wrong = [
        (Wrong(one.line, faults[one.address], one.address.id), by_line[one.line])
        for one in people
        if one.address in faults
    ]
    return right, wrong


def _count(counts: dict[str, int], people: Sequence[Person], wrong: Sequence[tuple[Wrong, Row]]) -> None:
    counts[RIGHT] = counts.get(RIGHT, 0) + len(people)
    unproved = sum(one.consent_at is None for one in people)
    if unproved:
        counts[UNPROVED] = counts.get(UNPROVED, 0) + unproved
    for one, _row in wrong:
        counts[one.fault] = counts.get(one.fault, 0) + 1

"""Trial: an address is looked at as if it were a source's, and an editor is shown what would be sent.

Nothing is sent to readers and nothing is kept: what is found lives as long as the trial takes. A kill
leaves the request's row, whose lease gives it to the next; the answer and the row's end are one step.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.errors import SourceError
from bot.model import AlertKind, Article, Entry, EntryId, Message, Priority, Role, SourceId, Subscriber
from bot.newsroom import Newsroom
from bot.pipeline import trial_words as words
from bot.pipeline.bell import Bell
from bot.pipeline.foresight import Fate, Foresight, What, reviewed
from bot.pipeline.picturing import Picturing
from bot.pipeline.placing import Placing, telling_of
from bot.pipeline.rounds import until_stopped
from bot.pipeline.telling import Telling, Worded, plain_article
from bot.pipeline.trial_words import Look, Sample, Tried
from bot.ports import Fetch, Fetched
from bot.rules import identity as dates
from bot.rules import picture as pictures
from bot.rules import story
from bot.rules.story import canonical_link, title_key
from bot.rules.summary import habits_of
from bot.rules.topic import of_entry
from bot.store import alert as alerts
from bot.store import delivery as deliveries
from bot.store import found as finds
from bot.store import halt as halts
from bot.store import subscriber as subscribers
from bot.store import trial as store
from bot.store.database import Database
from bot.store.entry import EntryRow
from bot.store.message import to_json
from bot.store.source import SourceRow
from bot.store.trial import TrialRow
from bot.texts import Text, _

IDLE: Final = 1.0
"""Seconds between two questions for what is due."""
LEASE: Final = 180.0
AT_ONCE: Final = 2
MOST_TRIES: Final = 3
SHOWN: Final = 3
"""Entries that are shown, the newest ones."""

NOWHERE: Final = EntryId(2**62)
"""The number of an entry that is not in the store: all that are there came before it."""


@dataclass(frozen=True)
class Trial:
    """Tries addresses; `fetch` finds what is at one, `looks` shows a message as each channel will."""

    database: Database
    fetch: Fetch
    telling: Telling
    placing: Placing
    newsroom: Newsroom
    picturing: Picturing
    update_every: timedelta
    looks: Mapping[str, Look]
    clock: Clock
    log: FilteringBoundLogger
    deliver: Bell

    async def run(self, stop: asyncio.Event) -> None:
        """Try what is asked for, until stopped."""
        await until_stopped(stop, self.run_due, IDLE)

    async def run_due(self) -> int:
        """Try some addresses; return how many were taken."""
        now = self.clock()
        if not await self.database.read(lambda tx: store.any_due(tx, now)):
            return 0
        rows = await self.database.write(lambda tx: store.claim(tx, now, LEASE, AT_ONCE))
        await asyncio.gather(*(self._try_safely(row) for row in rows))
        return len(rows)

    async def _try_safely(self, row: TrialRow) -> None:
        try:
            await self.try_(row)
        except Exception as error:  # its lease gives it back
            self.log.exception("trial surprised us", trial=row.id, tries=row.tries)
            if row.tries >= MOST_TRIES:
                await self._fail(row, _("unexpected: {error}", error=type(error).__name__))

    async def try_(self, row: TrialRow) -> None:
        """Try one address, and tell what came of it."""
        try:
            fetched = await self.fetch(row.url, {})
        except SourceError as error:
            await self._fail(row, error.text)
            return
        source = await self.database.read(lambda tx: _source(tx, row, fetched))
        newest = _newest(fetched.entries)[:SHOWN]
        found = Found(row.url, fetched, source)
        made = await asyncio.gather(*(self._make(one, found) for one in newest))
        now = self.clock()

        def look(tx: Connection) -> tuple[bool, list[Tried]]:
            return halts.stands(tx), [self._tried(tx, one, found, now) for one in made]

        halted, tried = await self.database.read(look)
        found = replace(found, halted=halted)
        await self._answer(row, lambda to: self._report(found, tried, to, now))

    async def _fail(self, row: TrialRow, reason: Text) -> None:
        await self._answer(row, lambda to: [words.failed(reason, to)])

    async def _answer(self, row: TrialRow, report: Callable[[Subscriber], Sequence[Message]]) -> None:
        if await self.database.write(lambda tx: self._tell(tx, row, report)):
            self.deliver.ring()

    def _tell(self, tx: Connection, row: TrialRow, report: Callable[[Subscriber], Sequence[Message]]) -> bool:
        """End the trial with its answer; nobody is told who is no editor any more, or has left."""
        who = subscribers.find(tx, row.subscriber_id)
        if not store.finish(tx, row) or who is None or not who.status.hears or not who.role.may(Role.EDITOR):
            return False
        for message in report(who):
            deliveries.queue_reply(tx, who.id, to_json(message), self.clock())
        return True

    def _report(self, found: "Found", tried: Sequence[Tried], to: Subscriber, now: datetime) -> list[Message]:
        said = [words.opening(found.url, found.fetched, found.source, to, now, halted=found.halted)]
        for number, one in enumerate(tried, 1):
            said += words.told(f"{number}/{len(tried)}", one, to, self.looks, self.newsroom.timezone)
        return said

    # ---- what would be sent ----------------------------------------------------------------------

    async def _make(self, one: Entry, found: "Found") -> "Made":
        """Put an entry into words, as an editor's step does; of others the feed's own tell its habits."""
        row = _row(one, found, self.clock())
        article = (await self.telling.article(row)).article
        others = [plain_article(other) for other in found.fetched.entries if other.guid != one.guid]
        habits = await asyncio.to_thread(habits_of, others, article)
        worded = await self.telling.worded(row.id, article, habits)
        again = any(_says_same(one, other) for other in found.fetched.entries)
        language, now, meant = self.newsroom.languages[0], self.clock(), self.placing.compares
        here = await asyncio.to_thread(telling_of, row, language, now, by_title=again, meant=meant)
        return Made(row, worded, article, here)

    def _tried(self, tx: Connection, made: "Made", found: "Found", now: datetime) -> Tried:
        one, source = made.row.entry, found.source
        fate = Foresight(self.placing, self.update_every).of(tx, made.row, made.here, source, now)
        if made.worded is None:
            return Tried(one.title, Fate(What.MUTE) if fate.speaks else fate, None)
        topics = of_entry(one.categories, source.topics if source else (), self.newsroom.topics)
        if fate.speaks and fate.alert is not None:  # it goes to those of what its story was told on, too
            topics = tuple(dict.fromkeys((*topics, *alerts.topics(tx, fate.alert))))
        fate = reviewed(tx, fate, source, topics)
        sample = Sample(
            made.worded.summary,
            AlertKind.UPDATE if fate.what is What.UPDATE else AlertKind.NEW,
            source.priority if source else Priority.NORMAL,
            (source.name if source else "") or found.fetched.title or self.newsroom.name,
            one.link,
            dates.moment_of(one.published, now),
            made.worded.by_machine,
            picture=self._picture(made, found),
        )
        named = tuple(topic for topic in self.newsroom.topics if topic.id in topics)
        return Tried(one.title, fate, sample, subscribers.active_in(tx, topics), named)

    def _picture(self, made: "Made", found: "Found") -> str:
        address = made.row.entry.picture or made.article.picture
        if not self.picturing.on or (found.source is not None and not found.source.pictures):
            return ""
        others = sum(other.picture == address for other in found.fetched.entries) - 1
        return pictures.usable(pictures.Offer(address, max(0, others)), private=self.picturing.private)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at an address, and the source that is polled there already, if any."""

    url: str
    fetched: Fetched
    source: SourceRow | None
    halted: bool = False  # whether nothing leaves at present


@dataclass(frozen=True, slots=True)
class Made:
    """An entry in words: None where nothing can be said of it; `here` is what it is placed by."""

    row: EntryRow
    worded: Worded | None
    article: Article
    here: story.Telling


def _source(tx: Connection, trial: TrialRow, fetched: Fetched) -> SourceRow | None:
    known = finds.by_address(tx, trial.url)
    return known or (finds.by_address(tx, fetched.found.url) if fetched.found else None)


def _newest(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Put the newest first: by their dates where all have one, else in the feed's own order."""
    dated = [(one.published, one) for one in entries if one.published]
    if len(dated) < len(entries):
        return entries
    return [one for _moment, one in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def _row(one: Entry, found: Found, now: datetime) -> EntryRow:
    language = one.language or (found.source.language if found.source else "") or found.fetched.language
    source_id = found.source.id if found.source else SourceId(0)
    link, key = canonical_link(one.link), title_key(one.title)
    return EntryRow(NOWHERE, source_id, replace(one, language=language), link, key, now, 0)


def _says_same(one: Entry, other: Entry) -> bool:
    """Say whether the same stands under the titles of two entries."""
    if one.guid == other.guid or not (one.standfirst or one.body):
        return False
    return (one.standfirst, one.body) == (other.standfirst, other.body)

"""Revise: a later version of an entry whose alert is out is judged, and the alert follows where it is due."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.model import RevisionKind, Summary
from bot.pipeline import reviewing, spans
from bot.pipeline.bell import Bell
from bot.pipeline.card import ask_editors
from bot.pipeline.picturing import PICTURING, Picturing
from bot.pipeline.rounds import until_stopped
from bot.pipeline.telling import Telling, Whole, Worded, learned, plain_article
from bot.rules import delivery as patience
from bot.rules.revision import Change, Judged, judge
from bot.rules.revision.pace import next_change
from bot.rules.summary import Cleaned, clean_article, language_of, summarise
from bot.settings import Revise as ReviseSettings
from bot.store import alert as alerts
from bot.store import picture as pictures
from bot.store import revision as revisions
from bot.store import sender as senders
from bot.store import suspicion as suspicions
from bot.store import version as versions
from bot.store.alert import AlertRow
from bot.store.database import Database
from bot.store.entry import EntryRow
from bot.store.suspicion import Cause

IDLE = 1.0
"""Seconds between two questions for later versions: the most that this adds to a correction's way."""
SOON = timedelta(seconds=1)
LEASE = 60.0
AT_ONCE = 4
MOST_TRIES = 5
TELLING = 100
"""Characters that tell their language."""

KINDS = {Change.MINOR: RevisionKind.MINOR, Change.MATERIAL: RevisionKind.MATERIAL}


@dataclass(frozen=True, slots=True)
class Edited:
    """An alert, the version that it speaks by, and what its article says now."""

    told: AlertRow
    before: EntryRow
    after: EntryRow
    corrections: int  # made so far
    by_hand: bool  # an editor wrote its words


@dataclass(frozen=True, slots=True)
class Due:
    """What a version turned out to be about: edits to judge, or a moment to come back at."""

    edited: tuple[Edited, ...] = ()
    again_at: datetime | None = None


@dataclass(frozen=True)
class Revise:
    """Follows the edits of articles."""

    database: Database
    telling: Telling
    settings: ReviseSettings
    clock: Clock
    log: FilteringBoundLogger
    deliver: Bell
    picturing: Picturing = PICTURING

    async def run(self, stop: asyncio.Event) -> None:
        """Look at what is due, until stopped."""
        await until_stopped(stop, self.run_due, IDLE)

    async def run_due(self) -> int:
        """Look at some versions; return how many were taken."""
        now = self.clock()
        rows = await self.database.write(lambda tx: versions.claim(tx, now, LEASE, AT_ONCE))
        await asyncio.gather(*(self._revise_safely(row) for row in rows))
        return len(rows)

    async def _revise_safely(self, row: EntryRow) -> None:
        try:
            await self.revise(row)
        except Exception:  # one version's surprise holds up no other
            self.log.exception("version surprised us", entry=row.id, tries=row.tries)
            due_at = patience.next_try(row.tries, self.clock())
            if row.tries >= MOST_TRIES:
                await self.database.write(lambda tx: versions.finish(tx, row))
            else:
                await self.database.write(lambda tx: versions.later(tx, row, due_at, failed=True))

    async def revise(self, row: EntryRow) -> None:
        """Judge what a version is to the alerts of its entry, and let them follow."""
        began = self.clock()
        found = await self.database.read(lambda tx: self._look(tx, row))
        if found.again_at is not None:
            again_at = found.again_at
            await self.database.write(lambda tx: versions.later(tx, row, again_at))
            return
        judged = [(one, await self._judged(one)) for one in found.edited]
        revised = await self.database.write(lambda tx: self._write(tx, row, judged))
        for one, what in judged:
            reasons = [reason.value for reason in what[0].reasons]
            self.log.info("version judged", alert=one.told.id, change=str(what[0].change), reasons=reasons)
            spans.revised(row, one.told, began, self.clock(), str(what[0].change))
        if revised:
            self.deliver.ring()

    # ---- what it is about ------------------------------------------------------------------------

    def _look(self, tx: Connection, row: EntryRow) -> Due:
        now = self.clock()
        if versions.awaits_its_first_look(tx, row):  # whose alert will have the newest words anyway
            return Due(again_at=now + SOON)
        every, life = (timedelta(seconds=each) for each in (self.settings.every, self.settings.life))
        edited = []
        for told in versions.alerts_of(tx, row, now - life):
            moment = next_change(told.revised_at, told.revision - 1, every)
            if moment is not None and moment > now:
                return Due(again_at=moment)
            edited.append(_edited(tx, told, row))
        return Due(tuple(edited))

    # ---- what it comes to ------------------------------------------------------------------------

    async def _judged(self, one: Edited) -> tuple[Judged, Worded | None]:
        """Judge an edit, and find the new words; none where they would be the ones that the alert has."""
        if one.by_hand or one.before.id == one.after.id:
            return Judged(Change.COSMETIC), None
        article = await self.telling.article(one.after)
        what = await asyncio.to_thread(_judge, one, article)
        if what.change not in KINDS:
            return what, None
        habits = await learned(self.database, one.before, article.article)
        words = await self.telling.worded(one.after.id, article.article, habits)
        if words is None or _same(words.summary, one.told):
            return Judged(Change.COSMETIC), None
        return what, words

    # ---- what is written down --------------------------------------------------------------------

    def _write(
        self, tx: Connection, row: EntryRow, judged: list[tuple[Edited, tuple[Judged, Worded | None]]]
    ) -> bool:
        """Let alerts follow, all at once with the version's being looked at; say whether any did."""
        now, any_did = self.clock(), False
        if any(words is not None for _, (_, words) in judged):
            senders.hold_all(tx)  # as all do who change an alert's words: none has changed them from here on
        if any(_is_stale(tx, one) for one, _ in judged):  # judged by words that it no longer has
            versions.later(tx, row, now + SOON)
            return False
        if not versions.finish(tx, row):
            return False
        for one, (what, words) in judged:
            if what.change is Change.RETRACTION:
                any_did |= self._ask(tx, one, now)
            elif words is not None:
                any_did |= self._follow(tx, one, what, words, now)
        return any_did

    def _ask(self, tx: Connection, one: Edited, now: datetime) -> bool:
        if reviewing.taken_back(tx, one.told, now):
            return True
        asked = suspicions.hold(tx, one.told.id, Cause.MARKED, now, one.after.id)
        if asked:
            ask_editors(tx, one.told, Cause.MARKED, now, one.after.entry.title)
        return asked

    def _follow(self, tx: Connection, one: Edited, what: Judged, words: Worded, now: datetime) -> bool:
        kind = KINDS[what.change]
        if kind is RevisionKind.MATERIAL and one.corrections >= self.settings.corrections:
            self.log.warning("alert was corrected often enough: changed in place only", alert=one.told.id)
            kind = RevisionKind.MINOR
        new = revisions.NewRevision(
            kind,
            words.summary,
            tuple(reason.value for reason in what.reasons),
            one.after.id,
            by_machine=words.by_machine,
        )
        if kind is RevisionKind.MATERIAL and reviewing.changed(tx, one.told, now):
            self.log.info("an alert changed after it was decided on: it is held again", alert=one.told.id)
        fresh = alerts.find(tx, one.told.id)
        if fresh is None or fresh.state not in revisions.OPEN:
            return False  # an editor was quicker
        if not revisions.revise(tx, fresh, new, now):
            return False
        picture = self.picturing.of(tx, one.after)
        if picture and fresh.picture:  # with the words; another picture alone is no news to anybody
            pictures.show(tx, fresh.id, picture)
        return True


def _is_stale(tx: Connection, one: Edited) -> bool:
    fresh = alerts.find(tx, one.told.id)
    return fresh is not None and fresh.revision != one.told.revision


def _edited(tx: Connection, told: AlertRow, row: EntryRow) -> Edited:
    history = revisions.of_alert(tx, told.id)
    last = history[-1] if history else None
    source = last.entry_id if last and last.entry_id else told.entry_id
    before = versions.find(tx, source) if source else None
    corrections = sum(one.kind is RevisionKind.MATERIAL for one in history)
    by_hand = bool(last and last.written_by)
    return Edited(told, before or row, versions.current(tx, row), corrections, by_hand)


def _judge(one: Edited, article: Whole) -> Judged:
    old, told = plain_article(one.before.entry), one.told
    headline, lines = told.headline, told.lines
    if told.by_machine and (own := summarise(old)):  # a machine's words are no article's sentences
        headline, lines = own.headline, own.lines
    before, after = clean_article(old), clean_article(article.article)
    return judge(before, after, headline, lines, _language(after, told), whole=article.is_so)


def _language(text: Cleaned, told: AlertRow) -> str:
    """Tell a text's language by its words: a feed may say another, or none, and "not" is not "pas"."""
    words = f"{text.title} {text.standfirst} {text.body}"
    return (language_of(words) if len(words) >= TELLING else "") or told.language


def _same(summary: Summary, told: AlertRow) -> bool:
    return (summary.headline, summary.lines) == (told.headline, told.lines)

"""Placing: which story an entry tells, by a window that follows what the store holds of placements."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock

from sqlalchemy import Connection

from bot.model import EntryId, StoryId
from bot.pipeline.telling import plain_article
from bot.rules.story import CAUTIOUS, Placement, Telling, Verdict, Window, telling_as_placed
from bot.rules.story.index import LIVE
from bot.rules.story.words import lead_of
from bot.rules.summary import clean_article, language_of
from bot.store import entry as entries
from bot.store import placement as placements
from bot.store.database import Database
from bot.store.entry import EntryRow
from bot.store.placement import NewPlacement, PlacementRow
from bot.vectors import vector_of

OLDEST = timedelta(hours=24)
"""How long before it came an entry counts as published, at the most."""
PORTION = 2_000
"""Placements that are read at once."""


@dataclass(frozen=True)
class Placing:
    """The live window of one process.

    It holds what is committed and nothing else, in the order of the commits, so that all replicas see the
    same stories, and a new start sees those of before.
    """

    window: Window = field(default_factory=lambda: Window(CAUTIOUS))
    compares: bool = True  # False: only guids, links and titles join entries
    _lock: RLock = field(default_factory=RLock)
    _read: list[int] = field(default_factory=lambda: [0])  # up to which position

    async def warm(self, database: Database) -> None:
        """Read what there is before anything is placed: many entries take a while."""
        while await database.read(self._follow):
            pass

    def place(self, tx: Connection, row: EntryRow, telling: Telling, now: datetime) -> PlacementRow:
        """Place an entry and write it down; one that was placed before stays where it is.

        The caller holds what `entry.serialise_placing` locks.
        """
        known = placements.find(tx, row.id)
        if known is None:
            window = self.window
            with self._lock:
                while self._follow(tx):
                    pass
                placed = window.place(telling) if self.compares else window.recognise(telling)
            story = StoryId(int(placed.story)) if placed.story else entries.open_story(tx, now)
            placements.write(tx, _placement(row, telling, story, placed), now)
            known = placements.find(tx, row.id)
        if known is None:
            raise AssertionError("an entry that was placed has a place")
        return known

    def ask(self, tx: Connection, telling: Telling) -> Placement:
        """Say where an entry would be placed, and write nothing."""
        with self._lock:
            while self._follow(tx):
                pass
            return self.window.place(telling) if self.compares else self.window.recognise(telling)

    def _follow(self, tx: Connection) -> bool:
        """Read on in the store; say whether there may be more."""
        with self._lock:
            rows = placements.after(tx, self._read[0], timedelta(hours=LIVE), PORTION)
            for row in rows:
                self.window.add(telling_as_placed(row.place), str(row.place.story_id))
                self._read[0] = row.position
        return len(rows) == PORTION


def join(tx: Connection, row: EntryRow, telling: Telling, story: StoryId, now: datetime) -> None:
    """Place an entry beside another that has its guid, its link or its title; the caller holds the lock."""
    known = placements.find(tx, row.id)
    if known is not None and known.place.story_id != story:
        placements.move(tx, [row.id], story, None)
    if known is None:
        placements.write(tx, _placement(row, telling, story, Placement(Verdict.SAME, score=1.0)), now)


def telling_of(
    row: EntryRow, language: str, now: datetime, *, by_title: bool = False, meant: bool = True
) -> Telling:
    """Make of an entry what stories are told apart by.

    `language` is that of articles which neither name theirs nor tell it; `by_title` leaves out what stands
    below the title, and `meant` asks for a vector of meaning. The feed's own words count, not its page's:
    nothing is fetched for what was told already. An entry counts as published between a day ago and now,
    whatever its feed says: a date to come would end all stories.
    """
    text = clean_article(plain_article(row.entry))
    title = text.title or row.entry.title
    lead = "" if by_title else lead_of(text.standfirst or text.body)
    published = min(max(row.entry.published or now, now - OLDEST), now)
    spoken = language_of(f"{title} {lead}", row.entry.language) or language
    about = spoken, str(row.source_id), row.canonical_link
    vector = vector_of(title, lead) if meant else None
    return Telling(str(row.id), title, published, lead, *about, vector or b"")


def _placement(row: EntryRow, telling: Telling, story: StoryId, placed: Placement) -> NewPlacement:
    return NewPlacement(
        row.id,
        story,
        row.source_id,
        telling.title,
        telling.text,
        telling.language,
        telling.link,
        telling.published,
        placed.verdict,
        placed.score,
        placed.features,
        EntryId(int(placed.like)) if placed.like else None,
        telling.vector,
    )

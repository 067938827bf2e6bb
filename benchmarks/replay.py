"""A publisher's feed, replayed to what tells new from old: what that alerts wrongly, and what it misses."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol
from zlib import crc32

import structlog
from sqlalchemy import Connection, func, select, update

from benchmarks.publisher import START, Publisher, Turn, number_of
from bot.errors import Unavailable
from bot.model import Entry, SourceId
from bot.newsroom import Newsroom, NewsroomFile
from bot.pipeline.bell import Bell
from bot.pipeline.edit import Edit
from bot.pipeline.intake import take_in
from bot.pipeline.joining import Joining
from bot.ports import Fetched
from bot.settings import Edit as EditSettings
from bot.store import source as sources
from bot.store import topic as topics
from bot.store.database import Database
from bot.store.schema import alert, entry, source
from bot.texts import _
from tests.fakes import FakeClock, FakeRead

FEWEST_REMEMBERED = 100


class Identity(Protocol):
    """Says which entries of a look are new."""

    def look(self, entries: Sequence[Entry], now: datetime) -> list[int]:
        """Take a look in; return the numbers of the articles that are to be alerted."""
        ...


class Seen:
    """The usual: what has a name that was seen is old; the first look alerts nothing."""

    def __init__(self, name: Callable[[Entry], str]) -> None:
        """Know entries by a name."""
        self.name = name
        self.names: set[str] = set()
        self.begun = False

    def look(self, entries: Sequence[Entry], _now: datetime) -> list[int]:
        """Alert what bears no name seen before."""
        new = {self.name(one): one for one in entries if self.name(one) not in self.names}
        self.names |= new.keys()
        begun, self.begun = self.begun, True
        return [number_of(one.standfirst) for one in new.values()] if begun else []


class Window(Seen):
    """As RSS-to-Telegram-Bot: checksums of guids, of which it keeps twice a window, or a hundred."""

    def __init__(self) -> None:
        """Begin with an empty window."""
        super().__init__(lambda one: str(crc32(one.guid.encode())))
        self.kept: list[str] = []

    def look(self, entries: Sequence[Entry], now: datetime) -> list[int]:
        """Alert what bears no name that is still kept."""
        new = super().look(entries, now)
        now_seen = list(dict.fromkeys(self.name(one) for one in entries))
        kept = now_seen + [name for name in self.kept if name not in set(now_seen)]
        self.kept = kept[: max(2 * len(entries), FEWEST_REMEMBERED)]
        self.names = set(self.kept)
        return new


class Ours:
    """The product's own intake, over a database, in the transaction that also notes the look."""

    def __init__(self, database: Database) -> None:
        """Add a source, due at once."""
        self.database = database
        self.source_id = database.write_here(_a_source)

    def look(self, entries: Sequence[Entry], now: datetime) -> list[int]:
        """Take a look in; what waits now, and did not before, is to be alerted."""
        return self.database.write_here(lambda tx: self.take(tx, entries, now))

    def take(self, tx: Connection, entries: Sequence[Entry], now: datetime) -> list[int]:
        """Do as `look`, in a transaction."""
        last = tx.scalar(select(func.max(entry.c.id)).where(entry.c.source_id == self.source_id)) or 0
        self.only_take(tx, entries, now)
        self.begin(tx, now)
        waiting = select(entry.c.standfirst).where(
            entry.c.source_id == self.source_id, entry.c.id > last, entry.c.outcome == "waiting"
        )
        return [number_of(one) for one in tx.scalars(waiting)]

    def only_take(self, tx: Connection, entries: Sequence[Entry], now: datetime) -> None:
        """Take a look in, and ask nothing."""
        row = sources.find(tx, self.source_id)
        assert row is not None
        take_in(tx, row, Fetched(tuple(entries), {}), now)

    def begin(self, tx: Connection, now: datetime) -> None:
        """Note a look that went well."""
        baseline = func.coalesce(source.c.baseline_at, now)
        noted = update(source).where(source.c.id == self.source_id)
        tx.execute(noted.values(looked_at=now, baseline_at=baseline))


class _KilledError(Exception):
    """Ends a transaction before it is committed."""


class Restarted(Ours):
    """Ours, in a program that is killed in each look's transaction, and looks again after its start."""

    def __init__(self, url: str) -> None:
        """Begin with a source of its own."""
        super().__init__(Database(url))

    def look(self, entries: Sequence[Entry], now: datetime) -> list[int]:
        """Take a look in on the second try, over another connection."""
        try:
            self.database.write_here(lambda tx: self._killed(tx, entries, now))
        except _KilledError:
            url = self.database.url
            self.database.close()
        self.database = Database(url.render_as_string(hide_password=False))
        return super().look(entries, now)

    def _killed(self, tx: Connection, entries: Sequence[Entry], now: datetime) -> None:
        self.take(tx, entries, now)
        raise _KilledError


def _a_source(tx: Connection) -> SourceId:
    number = tx.scalar(select(func.count()).select_from(source)) or 0
    new = sources.NewSource(f"https://paper.example/feed/{number}", "file")
    return sources.add(tx, new, datetime.fromisoformat("2026-11-02T05:00:00+00:00"))


@dataclass(frozen=True)
class Score:
    """What came of a replay: alerts of what was no news, and news that no alert told of."""

    published: int
    wrong: int
    missed: int

    def __add__(self, other: "Score") -> "Score":
        """Add up."""
        return Score(self.published + other.published, self.wrong + other.wrong, self.missed + other.missed)


@dataclass(frozen=True)
class Replay:
    """A scenario and how long it goes on; asleep, a server says that nothing changed, whatever did."""

    turn: Turn
    looks: int = 150
    asleep: range = range(0)
    pushes: bool = False

    def run(self, identity: Identity, seed: int) -> Score:
        """Publish, look, and count."""
        chance = Random(seed)  # noqa: S311 -- a simulation
        publisher = Publisher(chance)
        alerted: Counter[int] = Counter()
        for window in self.windows(publisher):
            alerted.update(identity.look(window, publisher.now))
        return score(publisher, alerted)

    def windows(self, publisher: Publisher) -> Iterator[tuple[Entry, ...]]:
        """Show window after window, as the publisher's time goes on."""
        chance = publisher.random
        for look in range(self.looks):
            before = publisher.style
            self.turn(publisher, look / self.looks)
            # Edited while its guid, link and date all change at once, an article is another to anybody.
            dated = before == publisher.style or (before.plain and publisher.style.plain)
            if look and dated and chance.random() < 0.2:  # noqa: PLR2004 -- every fifth time
                publisher.edit()
            if look and self.pushes and chance.random() < 0.5:  # noqa: PLR2004 -- every second time
                yield publisher.show(chance.randint(1, 3))
            if look not in self.asleep:
                yield publisher.show()
            publisher.passes()
            for _more in range(chance.choices((0, 1, 2, 4), (60, 30, 8, 2))[0]):
                publisher.publish()


def score(publisher: Publisher, alerted: Counter[int]) -> Score:
    """Compare what was alerted with the truth."""
    news = publisher.shown - publisher.old
    right = len(news & alerted.keys())
    return Score(len(news), alerted.total() - right, len(news) - right)


def editor(database: Database, newsroom: Newsroom, clock: FakeClock, settings: EditSettings) -> Edit:
    """Make the real editor, which finds no page and whom nobody waits for."""
    return Edit(
        database,
        FakeRead(Unavailable(_("no page"))),
        newsroom,
        settings,
        clock,
        structlog.get_logger(),
        Bell(),
        Bell(),
        Joining.of(settings),
    )


async def edited(url: str, replay: Replay, seed: int) -> Score:
    """Replay through the real editor, and count the alerts that it wrote."""
    database = Database(url)
    ours, clock, publisher = Ours(database), FakeClock(START), Publisher(Random(seed))  # noqa: S311 -- a simulation
    # its entries differ by a number only
    edit = editor(database, _newsroom(), clock, EditSettings(read_pages=False, stories=False))
    await database.write(lambda tx: topics.keep(tx, edit.newsroom.topics, START))
    for window in replay.windows(publisher):
        ours.look(window, publisher.now)
        clock.now = publisher.now
        while await edit.run_due():
            pass
    told = select(entry.c.standfirst).join(alert, alert.c.entry_id == entry.c.id)
    of_source = told.where(entry.c.source_id == ours.source_id)
    numbers = database.read_here(lambda tx: [number_of(one) for one in tx.scalars(of_source)])
    database.close()
    return score(publisher, Counter(numbers))


def _newsroom() -> Newsroom:
    table = {
        "newsroom": {"name": "The Paper", "languages": ["en"]},
        "topic": [{"id": "world", "names": {"en": "World"}}],
    }
    return Newsroom(NewsroomFile.model_validate(table))

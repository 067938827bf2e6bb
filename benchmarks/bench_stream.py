"""Half a day of French headlines through intake, editor and fan-out: what a reader of one topic gets.

Twice in the same run, with stories and without (only links and titles join). The headlines come from fifteen
sources, each minute those of that minute, on a clock that is theirs; nobody waits for it. They lie beside the
project and have neither texts nor sources of their own, so a headline's source is drawn by its id, and the
entries of one story are taken to be of different ones.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryDirectory
from typing import Final

import structlog
from sqlalchemy import select

from benchmarks.replay import Ours, editor
from benchmarks.stories import CORPUS, Stream, stream
from bot.model import AlertKind, Entry
from bot.newsroom import Newsroom, NewsroomFile
from bot.rules.story import Telling
from bot.settings import Edit as EditSettings
from bot.store import migration
from bot.store import topic as topics
from bot.store.database import Database
from bot.store.entry import Outcome
from bot.store.schema import alert, delivery, entry
from tests.fakes import FakeClock
from tests.rows import a_subscriber

SOURCES: Final = 15
TOPIC: Final = "monde"
MINUTE: Final = timedelta(minutes=1)
"""How often every source is looked at."""
AFTER: Final = timedelta(hours=2)
"""How long the clock goes on, for what waits its turn."""


@dataclass(frozen=True)
class Day:
    """What came of the headlines: alerts of each kind, and stories as people see them."""

    kinds: Counter[str]
    alone: int  # alerts of the kind new beyond the first of each story
    missed: int  # stories of which no alert tells, of whatever kind, less what intake left to a digest
    hours: float
    busiest: int  # alerts in one hour


def main() -> None:
    """Replay with and without, and say what a reader gets."""
    if not CORPUS.is_dir():
        print("the headlines do not lie beside the project: nothing is replayed")
        return
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    day = stream("fr20_dev")
    lines = [f"{len(day.tellings)} headlines of {SOURCES} sources, {len(set(day.gold))} stories"]
    heads = f"{'alerts':>8}{'new':>7}{'updates':>9}{'an hour':>9}{'busiest':>9}{'twice':>7}{'no alert':>10}"
    lines.append(f"{'':34}{heads}")
    for name, stories in (("with stories", True), ("only links and titles", False)):
        with TemporaryDirectory() as folder:
            lines.append(_line(name, asyncio.run(replayed(f"sqlite:///{folder}/t.db", day, stories=stories))))
    print("\n".join(lines))


async def replayed(url: str, day: Stream, *, stories: bool) -> Day:
    """Let the headlines come in, minute by minute, and count what goes out."""
    migration.migrate(database := Database(url))
    start = day.tellings[0].published
    clock, sources = FakeClock(start - MINUTE), [Ours(database) for _ in range(SOURCES)]
    edit = editor(database, _newsroom(), clock, EditSettings(read_pages=False, stories=stories))
    await database.write(lambda tx: topics.keep(tx, edit.newsroom.topics, start))
    database.write_here(lambda tx: a_subscriber(tx, topics=[TOPIC]))
    for source in sources:
        database.write_here(partial(source.begin, now=clock.now))
    for moment, come in _minutes(day.tellings):
        clock.now = moment
        for index, found in _by_source(come):
            database.write_here(partial(sources[index].only_take, entries=found, now=moment))
        while await edit.run_due():
            pass
    made = _counted(database, day)
    database.close()
    return made


def _minutes(tellings: Sequence[Telling]) -> Iterator[tuple[datetime, list[Telling]]]:
    """Give the headlines of each minute at its end, and minutes without any afterwards."""
    moment, waiting = tellings[0].published, list(tellings)
    end = tellings[-1].published + AFTER
    while moment <= end:
        moment += MINUTE
        come = [one for one in waiting if one.published < moment]
        del waiting[: len(come)]
        yield moment, come


def _by_source(come: Sequence[Telling]) -> Iterator[tuple[int, list[Entry]]]:
    found: dict[int, list[Entry]] = {}
    for one in come:
        number = int(one.id.rpartition("-")[2])
        link = f"https://paper-{number % SOURCES}.example/{number}"
        entry_ = Entry(one.id, one.title, link, one.published, one.language)
        found.setdefault(number % SOURCES, []).append(entry_)
    yield from sorted(found.items())


def _counted(database: Database, day: Stream) -> Day:
    """Count what the reader got."""
    gold = dict(zip((one.id for one in day.tellings), day.gold, strict=True))
    query = (
        select(entry.c.guid, alert.c.kind, alert.c.created_at)
        .join(alert, alert.c.entry_id == entry.c.id)
        .join(delivery, delivery.c.alert_id == alert.c.id)
    )
    rows = database.read_here(lambda tx: tx.execute(query.order_by(alert.c.id)).all())
    held = select(entry.c.guid).where(entry.c.outcome == Outcome.DIGEST)
    digest = set(database.read_here(lambda tx: tx.scalars(held).all()))
    came = {story for guid, story in gold.items() if guid not in digest}
    new = Counter(gold[row.guid] for row in rows if row.kind == AlertKind.NEW)
    told = {gold[row.guid] for row in rows}
    return Day(
        Counter(row.kind for row in rows),
        new.total() - len(new),
        len(came - told),
        (day.tellings[-1].published - day.tellings[0].published) / timedelta(hours=1),
        max(Counter(row.created_at.replace(minute=0, second=0, microsecond=0) for row in rows).values()),
    )


def _line(name: str, day: Day) -> str:
    total = day.kinds.total()
    new, updates = day.kinds[AlertKind.NEW], day.kinds[AlertKind.UPDATE]
    rate = f"{total / day.hours:>9.1f}{day.busiest:>9}"
    return f"{name:34}{total:>8}{new:>7}{updates:>9}{rate}{day.alone:>7}{day.missed:>10}"


def _newsroom() -> Newsroom:
    table = {
        "newsroom": {"name": "Le Fil", "languages": ["fr"]},
        "topic": [{"id": TOPIC, "names": {"fr": "Monde"}}],
    }
    return Newsroom(NewsroomFile.model_validate(table))


if __name__ == "__main__":
    main()

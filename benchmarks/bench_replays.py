"""Replay what feeds do to whoever asks what is new: guids that change, dates that lie, windows that turn.

Each scenario is played to the product's own intake (in its database, with real transactions) and to three
naive identities in the same run: guid only, link only, and a window of checksums as RSS-to-Telegram-Bot
keeps one. Counted are wrong alerts (of what was told before, or was old) and missed news. Ours must be 0/0;
one scenario in four is also played through the real editor, where each news must be alerted exactly once.

Then the cost of a look: at 30 and at 1,000 entries, of a source that has given 100,000, beside the plain
query for their guids.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from benchmarks.publisher import SCENARIOS, START, at
from benchmarks.replay import Ours, Replay, Restarted, Score, Seen, Window, edited
from benchmarks.storage import KINDS, storage
from bot.model import Entry
from bot.rules import identity as rules
from bot.rules.story import title_key
from bot.store import entry as entries
from bot.store.database import Database

KNOWN = 100_000
PORTION = 5_000
REPEATS = 15
LONGEST_LOOK = 0.25
"""Seconds in the writer at 1,000 entries, on a machine that others use too; some 0.05 on one of its own."""


def main() -> int:
    """Run, print, and return 1 where ours is wrong or misses anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--storage", default="sqlite", help=f"{', '.join(KINDS)}, or a database's URL")
    parser.add_argument("--seeds", type=int, nargs="+", default=[5, 11])
    parser.add_argument("--looks", type=int, default=100)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with storage(asked.storage) as url:
        good = _scenarios(url, asked.seeds, asked.looks)
        good = _costs(url) and good
    good = _through_the_editor(asked.storage, asked.seeds[0], asked.looks) and good
    return 0 if good else 1


# ---- scenarios -----------------------------------------------------------------------------------


def replays(looks: int) -> Iterator[tuple[str, Replay]]:
    """List what is replayed, by its name."""
    for name, turn in SCENARIOS.items():
        yield name, Replay(turn, looks)
    yield "304 for hours", Replay(at({}), looks, asleep=range(looks // 6, 5 * looks // 6))
    yield "pushed, then polled", Replay(at({}), looks, pushes=True)
    yield "pushed, guids churn", Replay(SCENARIOS["guid churn"], looks, pushes=True)


def _scenarios(url: str, seeds: Sequence[int], looks: int) -> bool:
    print(f"Replays: {looks} looks, seeds {', '.join(map(str, seeds))}; wrong alerts / missed news")
    heads = ("ours", "restarted", "guid only", "link only", "CRC32")
    print(f"{'scenario':<22}{'news':>6}" + "".join(f"{head:>13}" for head in heads))
    total = Score(0, 0, 0)
    database = Database(url)
    for name, replay in replays(looks):
        ours = _sum(replay, seeds, lambda: Ours(database))
        restarted = Restarted(url)
        again = replay.run(restarted, seeds[0])
        restarted.database.close()
        naive = [_sum(replay, seeds, made) for made in (_by_guid, _by_link, Window)]
        cells = [f"{one.wrong} / {one.missed}" for one in (ours, again, *naive)]
        print(f"{name:<22}{ours.published:>6}" + "".join(f"{cell:>13}" for cell in cells), flush=True)
        total += ours + again
    database.close()
    print(f"ours, all: {total.wrong} wrong, {total.missed} missed of {total.published}")
    return total.wrong == total.missed == 0


def _sum(replay: Replay, seeds: Sequence[int], make: Callable[[], Ours | Seen]) -> Score:
    return sum((replay.run(make(), seed) for seed in seeds), Score(0, 0, 0))


def _by_guid() -> Seen:
    return Seen(lambda one: one.guid)


def _by_link() -> Seen:
    return Seen(lambda one: one.link)


def _through_the_editor(kind: str, seed: int, looks: int) -> bool:
    print("Through the real editor: wrong alerts / missed news")
    good = True
    for name, replay in list(replays(looks))[1::4]:
        with storage(kind) as url:  # of its own: another replay's source tells the same stories
            score = asyncio.run(edited(url, replay, seed))
        print(f"{name:<22}{score.published:>6}{f'{score.wrong} / {score.missed}':>12}", flush=True)
        good = good and score.wrong == score.missed == 0
    return good


# ---- costs ---------------------------------------------------------------------------------------


def _costs(url: str) -> bool:
    database = Database(url)
    ours = Ours(database)
    database.write_here(lambda tx: _fill(tx, ours))
    print(f"A look at a source that has given {KNOWN:,} entries: ms in the writer, median of {REPEATS}")
    print(f"{'look':<34}{'intake':>9}{'guid query':>12}{'ratio':>8}")
    good = True
    for name, window in _windows():
        took, plain = _measured(database, ours, window)
        print(f"{name:<34}{took * 1e3:>9.1f}{plain * 1e3:>12.1f}{took / plain:>8.1f}", flush=True)
        good = good and (took <= LONGEST_LOOK or "guids" in name)  # guids change once in years
    database.close()
    return good


def _fill(tx: Connection, ours: Ours) -> None:
    for begin in range(0, KNOWN, PORTION):
        found = [_kept(_old(number)) for number in range(begin, begin + PORTION)]
        assert entries.keep(tx, ours.source_id, found, START).new == PORTION
    ours.begin(tx, START)


def _old(number: int) -> Entry:
    words = f"The council of town {number} opened a bridge over its river, the mayor of the town said. " * 4
    title = f"Town number {number} opens a new bridge over its old river"
    published = START - timedelta(minutes=KNOWN - number)
    return Entry(
        f"https://paper.example/?p={number}",
        title,
        f"https://paper.example/{number}",
        published,
        "en",
        f"Number {number}. {words}",
    )


def _kept(one: Entry) -> entries.NewEntry:
    print_, key = rules.fingerprint(one), title_key(one.title)
    return entries.NewEntry(
        one, rules.page(one.link), key, print_, entries.Outcome.BASELINE, rules.name(one.guid)
    )


def _windows() -> Iterator[tuple[str, list[Entry]]]:
    for size in (30, 1_000):
        last = [_old(number) for number in range(KNOWN - size, KNOWN)]
        new = [_old(KNOWN + number) for number in range(3)]
        yield f"{size:,} entries, all known", last
        yield f"{size:,} entries, three new", [*new, *last[3:]]
        yield f"{size:,} entries, one edited", [replace(last[0], title="Another title for this"), *last[1:]]
        yield f"{size:,} entries, all guids new", [replace(one, guid=f"urn:{one.guid}") for one in last]
        moved = [replace(one, guid=f"urn:{one.guid}", link=f"{one.link}/a") for one in last]
        yield f"{size:,} entries, guids and links new", moved


class _Undone(Exception):
    """Undoes what was measured."""


def _measured(database: Database, ours: Ours, window: list[Entry]) -> tuple[float, float]:
    took, plain = [], []

    def work(tx: Connection) -> None:
        guids = [rules.name(one.guid) for one in window]
        begun = time.perf_counter()
        entries.known_versions(tx, ours.source_id, guids)
        plain.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        ours.only_take(tx, window, START)
        took.append(time.perf_counter() - begun)
        raise _Undone

    for _ in range(REPEATS):
        try:
            database.write_here(work)
        except _Undone:
            continue
    return statistics.median(took), statistics.median(plain)


if __name__ == "__main__":
    sys.exit(main())

"""A whole year of quiet hours and digests, in twelve zones with every change of clocks, under a referee.

Readers of each zone: quiet nights, a digest at noon besides, one on weekdays, and two a day in a quiet
evening. Alerts come every few hours, breaking ones among them; processes die while digests are made, and
once a month nothing runs for three days. Prints what was told and what was broken, and the seconds of
processor time beside the same year for readers who wish nothing; ends with 1 where anything was broken.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.model import DigestDays, Priority, SubscriberId, Wish
from bot.rules.hours import last_slot, quiet_end
from bot.rules.quiet import PUNCTUAL
from bot.store.database import Database
from bot.store.migration import migrate
from tests.pipeline.day import Days, Said
from tests.zones import BEGIN, ZONES

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATEST = timedelta(hours=30)
"""After this an alert that was neither sent nor told is lost: a day that clocks lengthen, and some."""

BROKEN = ("told at night unasked", "told twice", "lost", "a digest twice at one hour", "an empty digest")


def wishes(zone: str) -> tuple[Wish, ...]:
    """Make the wishes of a zone's readers."""
    return (
        Wish(zone, 23 * 60, 7 * 60),
        Wish(zone, 22 * 60, 7 * 60, digest=DigestDays.DAILY, digest_at=12 * 60),
        Wish(zone, 0, 6 * 60, digest=DigestDays.WEEKDAYS, digest_at=7 * 60 + 30),
        Wish(zone, 21 * 60, 8 * 60, breaking=False, digest=DigestDays.TWICE, digest_at=9 * 60 + 30),
    )


@dataclass
class Year:
    """One run through the year; `wished` by reader."""

    days: Days
    chance: random.Random
    wished: dict[SubscriberId, Wish] = field(default_factory=dict)
    released: dict[int, datetime] = field(default_factory=dict)
    breaking: set[int] = field(default_factory=set)
    stale: set[int] = field(default_factory=set)  # laid, and then nothing ran for longer than they were news
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, until: datetime, step: timedelta) -> None:
        """Let the time pass; every hour something may happen."""
        month = self.days.now.month
        while self.days.now < until:
            if self.days.now.minute == 0 and self.days.now.hour and self.chance.random() < 1 / 3:
                self._alert()
            if self.days.now.month != month and self.days.now.day == OUTAGE:
                month = self.days.now.month
                self.counts["outages of three days"] += 1
                self.stale.add(self._alert())
                self.days.now += 3 * DAY
            self.days.now += step
            if self.chance.random() < 1 / 5:
                self._killed()
            self.days.tick()
        for _ in range(int(LATEST / HOUR)):
            self.days.tick(HOUR)

    def _alert(self) -> int:
        breaks = self.chance.random() < 1 / 20
        id_ = self.days.alert(priority=Priority.BREAKING if breaks else Priority.NORMAL)
        self.released[id_] = self.days.now
        if breaks:
            self.breaking.add(id_)
        return id_

    def _killed(self) -> None:
        def folding(tx: Connection) -> None:
            self.counts["readers under way in a kill"] += self.days.desk()._work(tx)  # noqa: SLF001 -- to die inside of it
            raise InterruptedError

        self.counts["kills"] += 1
        try:
            self.days.database.write_here(folding)
        except InterruptedError:
            return

    def broken(self) -> Counter[str]:
        """Judge all that was said."""
        found: Counter[str] = Counter(dict.fromkeys(BROKEN, 0))
        slots: set[tuple[int, datetime]] = set()
        got: Counter[tuple[int, int]] = Counter()
        for one in self.days.said:
            got.update((one.who, id_) for id_ in one.alerts)
            found["an empty digest"] += not one.alerts
            found["told at night unasked"] += self._at_night(one)
            slot = self._slot(one)
            found["a digest twice at one hour"] += slot is not None and (one.who, slot) in slots
            if slot is not None:
                slots.add((one.who, slot))
        found["told twice"] = sum(count > 1 for count in got.values())
        for who, wish in self.wished.items():
            missed = [id_ for id_ in self.released if not got[who, id_]]
            # without a digest what is no news any more is told to nobody, and its row says so
            expired = self.stale.intersection(missed) if wish.digest is DigestDays.OFF else set()
            self.counts["expired in an outage, of readers without a digest"] += len(expired)
            found["lost"] += len(missed) - len(expired)
        return found

    def _at_night(self, one: Said) -> bool:
        wish = self.wished[one.who]
        zone = ZoneInfo(wish.zone or "Etc/UTC")
        if quiet_end(wish, zone, one.at) is None:
            return False
        if not one.digest:
            return not (wish.breaking and self.breaking.issuperset(one.alerts))
        slot = last_slot(wish, zone, one.at)  # asked for at this hour, night or not
        return slot is None or one.at - slot > PUNCTUAL

    def _slot(self, one: Said) -> datetime | None:
        """Say for which hour a digest was that came at one: the first tick after it."""
        wish = self.wished[one.who]
        slot = last_slot(wish, ZoneInfo(wish.zone or "Etc/UTC"), one.at) if one.digest else None
        return slot if slot is not None and one.at - slot < STEP else None


STEP = timedelta(minutes=20)
OUTAGE = 3
"""The day of the month on which the program stands still."""


def main() -> None:
    """Play the year, with wishes and without."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with played(asked.days, asked.seed, wish=True) as (year, seconds):
        broken = year.broken()
        telling = Counter("digests" if one.digest else "alerts one by one" for one in year.days.said)
        folded = sum(len(one.alerts) for one in year.days.said if one.digest)
    with played(asked.days, asked.seed, wish=False) as (_plain, plain):
        pass
    print(
        f"{asked.days} days, {len(year.wished)} readers in {len(ZONES)} zones, {len(year.released):,} alerts"
    )
    for what, count in sorted((telling + year.counts).items()):
        print(f"  {count:>9,}  {what}")
    print(f"  {folded:>9,}  alerts told in digests")
    print(f"{seconds:.0f} s of processor time, {seconds / plain:.1f} times that of readers who wish nothing")
    print("broken:")
    for what in BROKEN:
        print(f"  {broken[what]:>9,}  {what}")
    sys.exit(1 if broken.total() else 0)


@contextmanager
def played(days: int, seed: int, *, wish: bool) -> Iterator[tuple[Year, float]]:
    """Play a year on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'year.db'}")
        migrate(database)
        year = Year(Days(database, BEGIN), random.Random(seed))  # noqa: S311 -- what happens, by chance
        for zone in ZONES:
            for one in wishes(zone):
                wanted = one if wish else Wish(one.zone)
                year.wished[year.days.reader(wanted).id] = wanted
        started = time.process_time()
        year.run(BEGIN + days * DAY, STEP)
        yield year, time.process_time() - started
        database.close()


if __name__ == "__main__":
    main()

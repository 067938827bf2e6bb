"""How soon an alert reaches everybody under the services' real limits, and whether those are kept.

The program runs from its command line, with its own default rates, against a booth that enforces the
limits: 30 a second for the bot and 1 a second for a chat on Telegram, 80 a second on WhatsApp, in any
sliding second. The yardstick is the ideal: a sender that uses every one of them. Exits with 1 where a
limit or an announced wait was not kept, or a message came twice.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from benchmarks.race import ACCOUNTS, at_work, booth, program, running, settings
from benchmarks.referee import shares
from benchmarks.storage import KINDS, lay_for, people_are, storage
from bot.clock import utc_now
from bot.model import Priority, SenderId
from bot.store import sender as senders
from bot.store.database import Database

RATES = {"telegram": 30, "whatsapp": 80}
SPACING = 1.0
DELAY = 0.05
"""Seconds that the services take to answer."""


@dataclass(frozen=True)
class Part:
    """Who is to get how many alerts, and the share of messages refused at random."""

    name: str
    people: Mapping[str, int]
    alerts: int = 1
    limited: float = 0.0

    @property
    def ideal(self) -> float:
        """Seconds that a sender needs which uses all that it may."""
        by_rate = (count * self.alerts / RATES[channel] for channel, count in self.people.items())
        return max(*by_rate, (self.alerts - 1) * SPACING)


@dataclass(frozen=True)
class Result:
    """Seconds from the alert's commit by share of the messages, and what the referees saw."""

    began: float
    seconds: Mapping[int, float]
    told: Mapping[str, Mapping[str, Any]]


def main() -> None:
    """Run the parts, print what came of them, and judge."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--people", type=int, default=900, help="the targets are for 5000: 170 s, and p90 120 s"
    )
    arguments.add_argument("--limited", type=float, default=0.05, help="share of 429 in the second part")
    arguments.add_argument(
        "--database", default="sqlite", help=f"{', '.join(KINDS)}, or the URL of an empty one"
    )
    arguments.add_argument("--replicas", type=int, default=1, help="programs on one PostgreSQL")
    told = arguments.parse_args()
    if told.replicas > 1 and told.database == "sqlite":
        arguments.error("several replicas need --database postgresql")
    half = told.people // 2
    parts = [
        Part("Telegram alone", {"telegram": told.people}),
        Part(f"both, {told.limited:.0%} of 429", {"telegram": half, "whatsapp": half}, limited=told.limited),
        Part("10 readers, 6 alerts", {"telegram": 10}, alerts=6),
    ]
    broken = []
    for part in parts:
        result = asyncio.run(run(part, told.database, told.replicas))
        _show(part, result)
        broken += [words for channel, seen in result.told.items() for words in faults(channel, seen)]
    for words in broken:
        print(f"BROKEN {words}")
    sys.exit(bool(broken))


async def run(part: Part, kind: str, replicas: int = 1) -> Result:
    """Start the program (`replicas` of it), lay the alerts for everybody, and wait until all have come."""
    rules = {f"{channel}_rate": float(rate) for channel, rate in RATES.items()}
    async with booth(**rules, spacing=SPACING, limited=part.limited, delay=DELAY) as one:
        with storage(kind) as url, tempfile.TemporaryDirectory() as made:
            database, logs = Database(url), [Path(made) / f"program-{one}.log" for one in range(replicas)]
            by = {
                channel: await database.write(_crowd(channel, count))
                for channel, count in part.people.items()
            }
            with ExitStack() as closing:
                for log in logs:
                    told = settings(one.url, url, Path(made), *part.people)
                    closing.enter_context(running(program(), log, told))
                    await at_work(log, len(part.people))
                for _ in range(part.alerts):
                    for sender_id in by.values():
                        await database.write(lambda tx, id_=sender_id: lay_for(tx, id_, Priority.NORMAL))  # type: ignore[misc]  # a lambda with a default
                began = time.monotonic()
                for channel, count in part.people.items():
                    await one.until(channel, count * part.alerts)
            database.close()
        seen = {channel: await one.told(channel) for channel in part.people}
        moments = sorted([moment for channel in part.people for moment in await one.moments(channel)])
        return Result(began, {share: moment - began for share, moment in shares(moments).items()}, seen)


def faults(channel: str, seen: Mapping[str, Any]) -> list[str]:
    """Name what a referee saw that may not be."""
    may_not = {
        f"{seen['most_in_a_second']} in a second": seen["most_in_a_second"] > RATES[channel],
        f"{seen['doubled']} doubled": seen["doubled"],
        **{f"{count} {why}": why not in {"at random", "crossing"} for why, count in seen["refused"].items()},
    }
    return [f"{channel}: {words}" for words, is_so in may_not.items() if is_so]


def _crowd(channel: str, count: int) -> Callable[[Connection], SenderId]:
    def work(tx: Connection) -> SenderId:
        sender_id = senders.enrol(tx, channel, ACCOUNTS[channel], utc_now())
        people_are(tx, channel, sender_id, count)
        return sender_id

    return work


def _show(part: Part, result: Result) -> None:
    people = " + ".join(str(count) for count in part.people.values())
    print(f"{part.name}, {people} readers, seconds from the commit:")
    names = {0: "first", 50: "p50", 90: "p90", 99: "p99", 100: "last"}
    said = "  ".join(f"{name} {result.seconds[share]:.1f}" for share, name in names.items())
    print(f"  {said}  ideal {part.ideal:.1f}, of which {result.seconds[100] / part.ideal:.3f}")
    for channel, seen in result.told.items():
        _show_referee(channel, seen, result.began)


def _show_referee(channel: str, seen: Mapping[str, Any], began: float) -> None:
    last = seen["moments"]["100"] - began
    nearest = "" if seen["nearest"] is None else f", nearest to one chat {seen['nearest']:.3f} s"
    refused = ", ".join(f"{count} {why}" for why, count in seen["refused"].items()) or "none"
    most = f"{seen['most_in_a_second']} at most in a second"
    print(f"  {channel}: last {last:.1f}, {most}{nearest}; 429s: {refused}")


if __name__ == "__main__":
    main()

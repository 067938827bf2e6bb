"""Never lost, never twice: the program under faults and kills, beside two senders as others write them.

Exits with 1 where a promise of docs/delivery.md is broken; benchmarks/trial.py says how it is tried.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.storage import storage
from benchmarks.trial import Trial, under_faults
from benchmarks.verdict import Tally
from benchmarks.yardstick import Score, score

SAMPLE = 2000
"""The most messages a channel that the yardstick's senders send."""


def main() -> None:
    """Run the program and the yardstick, print what came of them, and judge."""
    chosen = vars(_arguments())
    postgres, kept = chosen.pop("postgres"), chosen.pop("keep")
    began = time.perf_counter()
    with ExitStack() as stack:
        folder = Path(kept or stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        if postgres:
            chosen["database"] = stack.enter_context(storage("postgresql"))
        trial = Trial(**chosen)
        outcome = asyncio.run(under_faults(folder, trial))
        seconds = time.perf_counter() - began
        yardstick = asyncio.run(beside(folder, trial))
    print(f"{outcome.strain()}, {seconds:.0f} s; deliveries:")
    _show(outcome.counts, yardstick)
    failures = outcome.failures()
    for words in failures:
        print(f"BROKEN {words}")
    sys.exit(bool(failures))


async def beside(folder: Path, trial: Trial) -> dict[str, dict[str, Score]]:
    """Let the yardstick's senders do the same, side by side, each with a sandbox of its own."""
    people = min(trial.people // 2, SAMPLE // trial.alerts)
    stubborn, timid = await asyncio.gather(
        score(folder, trial.share, people, trial.alerts, stubborn=True),
        score(folder, trial.share, people, trial.alerts, stubborn=False),
    )
    return {"always retry": stubborn, "never retry": timid}


def _show(counts: dict[str, Tally], yardstick: dict[str, dict[str, Score]]) -> None:
    _line("sender", "channel", "all", "lost", "doubled", "held", "marked", "silent")
    for channel, one in counts.items():
        figures = (one.deliveries, one.lost, one.doubled, one.held, one.repeats, one.silently_doubled)
        _line("Tocsin", channel, *figures)
    for sender, scores in yardstick.items():
        for channel, its in scores.items():
            _line(sender, channel, its.messages, its.lost, its.doubled, "", "", its.doubled)


def _line(sender: str, channel: str, *counted: str | int) -> None:
    print(f"  {sender:14}{channel:10}" + "".join(f"{one:>9}" for one in counted))


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=120, help="half of them on each channel")
    arguments.add_argument("--alerts", type=int, default=5)
    arguments.add_argument("--kills", type=int, default=6)
    arguments.add_argument("--share", type=float, default=0.14, help="faults for each accepted message")
    arguments.add_argument("--rate", type=float, default=200, help="messages a second and channel")
    arguments.add_argument("--every", type=float, default=2, help="seconds between two alerts")
    arguments.add_argument("--database", default="", help="the URL of an empty one; else an SQLite file")
    arguments.add_argument("--postgres", action="store_true", help="start a PostgreSQL for it")
    arguments.add_argument("--replicas", type=int, default=1, help="more than one needs PostgreSQL")
    arguments.add_argument("--probe", action="store_true", help="settle Telegram's doubts, not by policy")
    arguments.add_argument("--minutes", type=float, default=60, help="the longest that it may take")
    arguments.add_argument(
        "--keep", default="", help="a folder that keeps the journals, the log and the database"
    )
    return arguments.parse_args()


if __name__ == "__main__":
    main()

"""Commands, much of them repeated, while the program is killed: each handled once, answered in order.

Exits with 1 where a promise is broken. Beside it, in the same run, a plain handler that confirms before
it handles is killed three times.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.commands import Siege, siege
from benchmarks.confirming import killed


def main() -> None:
    """Play it, print what came of it, and judge."""
    chosen = _arguments()
    what = Siege(chosen.commands, chosen.repeated, chosen.kills, chosen.people, chosen.database)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(chosen.keep or made)
        folder.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        judged = asyncio.run(siege(folder, what))
        print(f"Tocsin: {judged.line()}, {time.perf_counter() - began:.0f} s")
        (folder / "yardstick").mkdir(exist_ok=True)
        done, gone = asyncio.run(killed(folder / "yardstick", 60, 3))
        print(f"a handler that confirms first: 60 commands, 3 kills: {done} handled, {gone} gone")
    for words in judged.failures():
        print(f"BROKEN {words}")
    sys.exit(bool(judged.failures()))


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--commands", type=int, default=120)
    arguments.add_argument("--repeated", type=float, default=0.3, help="the share that comes more than once")
    arguments.add_argument("--kills", type=int, default=8)
    arguments.add_argument("--people", type=int, default=40, help="half of them on each channel")
    arguments.add_argument("--database", default="", help="the URL of an empty one; else an SQLite file")
    arguments.add_argument("--keep", default="", help="a folder that keeps the journal, log and database")
    return arguments.parse_args()


if __name__ == "__main__":
    main()

"""Idle newsrooms in one process: what 1, 5 and 20 of them cost while nothing happens, beside one alone.

Each has two channels (nobody answers at the services' addresses, which are asked again every half a minute),
ten readers, and a source that is looked at once an hour. What is measured is the process' CPU time.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.stand import ROOT, clean

COUNTS: Final = (1, 5, 20)
SETTLE, WATCH = 10.0, 30.0
START: Final = 180.0
"""Seconds in which all are at work: the machine may be busy."""

MOST_SHARE: Final = 0.35
"""Of a core, for twenty idle newsrooms."""

TICKS: Final = os.sysconf("SC_CLK_TCK")
NEWSROOM: Final = """
[newsroom]
name = "Le Fil {number}"
languages = ["fr", "en"]

[[topic]]
id = "monde"
names = {{ fr = "Monde" }}

[[source]]
url = "http://127.0.0.1:1/feed.xml"
topics = ["monde"]
every = 3600
"""
ACCOUNTS: Final = """
TELEGRAM_BOT_TOKEN={number}:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
TELEGRAM_MODE=webhook
TWILIO_ACCOUNT_SID=AC{number:032d}
TWILIO_AUTH_TOKEN={number:032d}
TWILIO_WHATSAPP_FROM=+155501{number:03d}
"""


@dataclass(frozen=True)
class Cost:
    """What some newsrooms cost: the share of a core while idle, the memory, and a stop's seconds.

    `stop` is by the clock, which a busy machine lengthens, `stop_cpu` of a processor.
    """

    count: int
    plain: bool
    share: float
    memory: float
    stop: float
    stop_cpu: float


def told(folder: Path, count: int, *, plain: bool) -> dict[str, str]:
    """Write the files of so many newsrooms, and say the settings."""
    nowhere = "http://127.0.0.1:1"
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'var' / 'tocsin.db'}",
        "PORT": "0",
        "PUBLIC_URL": "https://alerts.example.org",
        "TELEGRAM_API_URL": nowhere,
        "TWILIO_API_URL": nowhere,
        "TWILIO_CONTENT_API_URL": nowhere,
        "TOCSIN_LOG_FORMAT": "json",
    }
    for number in range(1, count + 1):
        home = folder / "newsrooms" / f"n{number}"
        home.mkdir(parents=True)
        (home / "newsroom.toml").write_text(NEWSROOM.format(number=number), "utf-8")
        (home / "tocsin.env").write_text(ACCOUNTS.format(number=number), "utf-8")
    if plain:
        lines = (line.partition("=") for line in ACCOUNTS.format(number=1).split())
        own = {name: value for name, _, value in lines}
        return settings | own | {"TOCSIN_NEWSROOM": str(folder / "newsrooms" / "n1" / "newsroom.toml")}
    return settings | {"TOCSIN_NEWSROOMS": str(folder / "newsrooms")}


def used(pid: int) -> float:
    """Read the CPU seconds that a process took until now."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> float:
    """Read the megabytes that a process keeps in memory."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def measured(count: int, settle: float, watch: float, *, plain: bool = False) -> Cost:
    """Run so many newsrooms, let them come to rest, watch them, and stop them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = clean() | told(folder, count, plain=plain) | {"PYTHONPATH": str(ROOT)}
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], cwd=folder, env=environment, stdout=log, stderr=log
            )
        until = time.monotonic() + START
        while (log_of := (folder / "log").read_text("utf-8")).count('"at work"') < count:
            assert process.poll() is None and time.monotonic() < until, log_of[-2000:]  # noqa: PT018 -- one fault
            time.sleep(0.2)
        time.sleep(settle)
        before, began = used(process.pid), time.monotonic()
        time.sleep(watch)
        share = (used(process.pid) - before) / (time.monotonic() - began)
        kept, before, began = memory(process.pid), used(process.pid), time.monotonic()
        process.send_signal(signal.SIGTERM)
        _pid, status, taken = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        stop = time.monotonic() - began
        return Cost(count, plain, share, kept, stop, taken.ru_utime + taken.ru_stime - before)


def main() -> None:
    """Measure, print, and fail where idle newsrooms eat a core."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--settle", type=float, default=SETTLE)
    options.add_argument("--watch", type=float, default=WATCH)
    chosen = options.parse_args()
    costs = [measured(1, chosen.settle, chosen.watch, plain=True)]
    costs += [measured(count, chosen.settle, chosen.watch) for count in COUNTS]
    print("newsrooms        share of a core   beside one alone      MB    stop, s   of them CPU")
    for cost in costs:
        name = "one alone" if cost.plain else f"{cost.count}"
        ratio = cost.share / costs[0].share
        print(
            f"{name:<15}{cost.share:>17.1%}{ratio:>19.2f}{cost.memory:>8.0f}{cost.stop:>11.2f}{cost.stop_cpu:>14.2f}"
        )
    sys.exit(costs[-1].share > MOST_SHARE)


if __name__ == "__main__":
    main()

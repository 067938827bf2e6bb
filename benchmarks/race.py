"""A race: a booth and what sends to it, each a process of its own, and what they cost."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.stand import BOT, NUMBER, ROOT, clean, free_port, newsroom, telegram_at, whatsapp_at

ACCOUNTS = {"telegram": BOT, "whatsapp": NUMBER}
STOP_SECONDS = 20.0
COMPILED = Path(tempfile.gettempdir()) / "tocsin-bench-compiled"
STALLED = 30.0
"""Seconds without a step's acceptances after which a benchmark gives up."""
STEP = 200
UNLIMITED = {"TOCSIN_DELIVERY_TELEGRAM_RATE": "1e6", "TOCSIN_DELIVERY_WHATSAPP_RATE": "1e6"}

Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Booth:
    """A booth that runs: where it is, and what it tells."""

    url: str
    session: aiohttp.ClientSession

    async def ask(self, what: str, **query: object) -> Any:  # noqa: ANN401 -- what JSON says
        """Ask the booth for something."""
        told = {name: str(value) for name, value in query.items()}
        async with self.session.get(f"{self.url}/booth/{what}", params=told) as answer:
            assert answer.status == 200, what  # noqa: PLR2004 -- an HTTP status
            return await answer.json()

    async def until(self, channel: str, count: int) -> None:
        """Wait until so many were accepted; raises TimeoutError where nothing came for too long."""
        reached = 0
        while reached < count:
            async with asyncio.timeout(STALLED):
                step = min(count, reached + STEP)
                reached = (await self.ask("until", channel=channel, count=step))["accepted"]

    async def moments(self, channel: str, since: float = 0.0) -> list[float]:
        """List the moments after one at which a message was accepted, of the monotonic clock."""
        told = await self.ask("moments", channel=channel, since=since)
        return [float(moment) for moment in told["moments"]]

    async def told(self, channel: str) -> dict[str, Any]:
        """Hear what the referee of a channel saw."""
        told: dict[str, Any] = (await self.ask("told"))[channel]
        return told


@asynccontextmanager
async def booth(**rules: float) -> AsyncIterator[Booth]:
    """Run a booth under rules, named as its options are, and end it afterwards."""
    port = free_port()
    told = [word for name, value in rules.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    command = [sys.executable, "-m", "benchmarks.booth", "--port", str(port), *told]
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session:
        with running(command) as process:
            made = Booth(f"http://127.0.0.1:{port}", session)
            while process.poll() is None:
                try:
                    await made.ask("clear")
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.02)
                else:
                    break
            yield made


@contextmanager
def running(
    command: list[str],
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
    tree: Path = ROOT,
) -> Iterator[Process]:
    """Run a command until the end of the block; what it says goes to `log`. `tree`: of which version."""
    told = installed(tree) | dict(environment or {})
    with (log or Path(os.devnull)).open("ab") as file:
        process = subprocess.Popen(command, cwd=tree, env=told, stdout=file, stderr=file)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def installed(tree: Path = ROOT) -> dict[str, str]:
    """Let modules be compiled once, as an installation has them, wherever the environment forbids it here."""
    clear = {name: value for name, value in clean().items() if name != "PYTHONDONTWRITEBYTECODE"}
    return clear | {"PYTHONPYCACHEPREFIX": str(COMPILED), "PYTHONPATH": str(tree)}


def program(*more: str) -> list[str]:
    """Write the command that runs the program."""
    return [sys.executable, "-m", "bot", "run", *more]


def settings(url: str, database: str, folder: Path, *channels: str) -> dict[str, str]:
    """Set a program up for some channels of the stand-ins below `url`."""
    port = free_port()
    of = {"telegram": telegram_at(url), "whatsapp": whatsapp_at(url, port)}
    usual = {
        "DATABASE_URL": database,
        "PORT": str(port),
        "TOCSIN_NEWSROOM": str(newsroom(folder, "israel")),
        "TOCSIN_LOG_FORMAT": "json",
    }
    return usual | {name: value for channel in channels for name, value in of[channel].items()}


async def at_work(log: Path, channels: int) -> None:
    """Wait until a program's log says that its channels are open."""
    async with asyncio.timeout(STALLED):
        while _opened(log) < channels:  # noqa: ASYNC110 -- another process sets no event
            await asyncio.sleep(0.05)


def _opened(log: Path) -> int:
    return log.read_bytes().count(b"channel is open") if log.exists() else 0


def cpu_seconds(pid: int, *, ended: bool = False) -> float:
    """Read how much processor time a process took so far, by itself and for the kernel.

    `ended` adds that of its children that have ended.
    """
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if ended else 13])) / os.sysconf("SC_CLK_TCK")

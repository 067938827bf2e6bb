"""The sandbox as a process of its own, with its journal and a trickle of faults."""

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.verdict import Pair, number_of

ROOT = Path(__file__).parents[1]
BOT = "4711"
TOKEN = f"{BOT}:a-made-up-token"
ACCOUNT = "AC" + "1" * 32
AUTH = "a-made-up-twilio-token"
NUMBER = "+15550100"
OURS = ("TOCSIN_", "TELEGRAM_", "TWILIO_", "SMTP_URL", "EMAIL_FROM", "DATABASE_URL", "PORT", "PUBLIC_URL")
QUIET = {"TOCSIN_SANDBOX_PUBLISH_EVERY": "0", "TOCSIN_SANDBOX_TAPS_START": "false"}
SERVICES = {"telegram": "telegram", "whatsapp": "twilio"}

TIMEOUT = 2.0
"""Seconds that the senders give a request; a hang lasts longer."""
HANG = 3.0

SLOW = 1.0
"""Seconds until an answer comes that is late, but not too late."""

MIX = (
    *("before_reset", "after_reset", "rate", "slow") * 2,
    *("before_500", "after_500", "before_502", "after_502", "before_hang", "after_hang"),
)
"""The faults by weight: as many of each reset, 429 and slow answer as of 500, of 502 and of hangs,
whether before acceptance or after. At a share of 0.14 each is 2 % of what is accepted."""

DEAL = 4711
"""What the faults are shuffled by, unless another is chosen."""

TICK = 0.02

NEWSROOM = """[newsroom]
name = "The Paper"
languages = ["en"]
[[topic]]
id = "{topic}"
names = {{ en = "News" }}
"""


@dataclass
class Stand:
    """A sandbox that runs: where it is, what it accepted, and the faults it was given."""

    url: str
    hooks: int
    journal: Path
    session: aiohttp.ClientSession
    accepted: dict[str, list[Pair]] = field(default_factory=lambda: {name: [] for name in SERVICES})
    armed: Counter[str] = field(default_factory=Counter)
    _offset: int = 0

    @property
    def count(self) -> int:
        """How many messages were accepted so far."""
        return sum(len(pairs) for pairs in self.accepted.values())

    async def ask(self, path: str, **body: object) -> Any:  # noqa: ANN401 -- what JSON says
        """Ask the sandbox for something."""
        async with self.session.post(f"{self.url}{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()  # noqa: PLR2004 -- an HTTP status
            return await answer.json()

    def read_on(self) -> None:
        """Read what the journal got since the last time; a line still being written is left."""
        if not self.journal.exists():
            return
        with self.journal.open("rb") as file:
            file.seek(self._offset)
            whole, end, _torn = file.read().rpartition(b"\n")
        self._offset += len(whole + end)
        channels = {service: channel for channel, service in SERVICES.items()}
        for line in whole.splitlines():
            one = json.loads(line)
            self.accepted[channels[one["service"]]].append((one["to"], number_of(one["text"])))

    async def trickle(self, share: float, deal: int) -> None:
        """Read the journal, and arm faults for a share of what is accepted, until cancelled."""
        deals = {channel: _dealt(deal) for channel in SERVICES}
        while True:
            self.read_on()
            for channel, service in SERVICES.items():
                while self.armed[channel] < len(self.accepted[channel]) * share:
                    self.armed[channel] += 1
                    kind = next(deals[channel])
                    seconds = SLOW if kind == "slow" else HANG
                    await self.ask("/faults", service=service, kind=kind, seconds=seconds)
            await asyncio.sleep(TICK)

    def settings(self) -> dict[str, str]:
        """Point a program at this sandbox."""
        return pointed_at(self.url, self.hooks)


@asynccontextmanager
async def sandbox(folder: Path) -> AsyncIterator[Stand]:
    """Run a sandbox without faults, and end it afterwards."""
    port, hooks = free_port(), free_port()
    journal = folder / f"journal-{port}.jsonl"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        stand = Stand(f"http://127.0.0.1:{port}/sandbox", hooks, journal, session)
        command = [sys.executable, "-m", "bot", "sandbox", "--port", str(port), "--journal", str(journal)]
        process = subprocess.Popen(command, cwd=folder, env=stand.settings())  # noqa: ASYNC220 -- it only starts
        try:
            await _until_up(stand, process)
            yield stand
        finally:
            process.terminate()
            process.wait()


@asynccontextmanager
async def faulty_sandbox(folder: Path, share: float, deal: int = DEAL) -> AsyncIterator[Stand]:
    """Run a sandbox whose faults strike a share of the messages, and end it afterwards."""
    async with sandbox(folder) as stand:
        trickle = asyncio.create_task(stand.trickle(share, deal))
        try:
            yield stand
            stand.read_on()
        finally:
            trickle.cancel()
            with suppress(asyncio.CancelledError):
                await trickle


async def _until_up(stand: Stand, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            await stand.ask("/people", telegram=0, whatsapp=0)
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.05)
        else:
            return
    raise AssertionError("the sandbox did not start")


def pointed_at(url: str, hooks: int) -> dict[str, str]:
    """Point a program at both services' stand-ins below a URL, and have it listen on a port."""
    return clean() | telegram_at(url) | whatsapp_at(url, hooks) | {"PORT": str(hooks)} | QUIET


def telegram_at(url: str) -> dict[str, str]:
    """Set up the bot of a stand-in."""
    return {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": f"{url}/telegram"}


def whatsapp_at(url: str, hooks: int) -> dict[str, str]:
    """Set up the Twilio account of a stand-in."""
    return {
        "PUBLIC_URL": f"http://127.0.0.1:{hooks}",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH,
        "TWILIO_API_URL": f"{url}/twilio",
        "TWILIO_CONTENT_API_URL": f"{url}/content",
        "TWILIO_WHATSAPP_FROM": NUMBER,
    }


def clean() -> dict[str, str]:
    """Give this process's environment without what sets the program up."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return rest | {"PYTHONPATH": str(ROOT)}


def newsroom(folder: Path, topic: str = "news") -> Path:
    """Write the file of a newsroom that has one topic."""
    path = folder / "newsroom.toml"
    path.write_text(NEWSROOM.format(topic=topic), encoding="utf-8")
    return path


def _dealt(deal: int) -> Iterator[str]:
    """Deal the mix out for ever, shuffled anew each round; the same order each time by the same `deal`."""
    dice = random.Random(deal)  # noqa: S311 -- no secret
    while True:
        yield from dice.sample(MIX, len(MIX))


def free_port() -> int:
    """Find a port below those that the system gives to connections, so that none takes it meanwhile."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return port

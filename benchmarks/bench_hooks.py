"""Ten thousand hooks a second offered: valid, forged, huge and slow ones; which are kept, and in what memory.

The real program's web part (`python -m bot run --only web`), and in the same run a plain handler of the
same web library that reads each body, checks its signature and stores it, one transaction a hook. What is
offered waits for no answer; what the server does not take is counted as such. Exits with 1 where a valid
hook that was confirmed is not in the rows once, one was never confirmed, an answer is a 5xx but 503, or the
program grows by more than its bound.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import psutil  # type: ignore[import-untyped]  # it comes without types
from aiohttp import web
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from benchmarks.flood import AUTH, PUBLIC
from benchmarks.stand import ACCOUNT, NUMBER, OURS, ROOT, TOKEN
from bot.clock import utc_now
from bot.inbox import record
from bot.model import Address
from bot.ports import Inbound, InboundKind
from bot.store import event as events
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.migration import migrate
from bot.store.schema import event

MEGABYTE = 2**20
MOST_GROWTH = 200
"""Megabytes by which the program may grow under the flood: its bounds of bodies and connections, and air."""
START_SECONDS = 60.0
VALID, ODD = 0.05, 0.004
FLOODS = 2
NEWSROOM = """[newsroom]
name = "The Paper"
languages = ["en"]
[[topic]]
id = "news"
names = { en = "News" }
"""


@dataclass
class Outcome:
    """What came of a flood."""

    name: str
    offered: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    confirmed: int = 0
    kept: int = 0
    lost: int = 0
    p50: float = 0.0
    p99: float = 0.0
    before: float = 0.0
    peak: float = 0.0
    seconds: float = 0.0

    def show(self, period: float) -> None:
        """Print it."""
        offered, sent = sum(self.offered.values()), sum(self.sent.values())
        answered = sum(count for one in self.statuses.values() for count in one.values())
        print(f"{self.name}:")
        print(f"  offered {offered / period:,.0f}/s, taken {sent / period:,.0f}/s", end="")
        print(f", answered {answered / period:,.0f}/s, {self.seconds:.1f} s of processor")
        for kind, found in self.statuses.items():
            told = ", ".join(f"{status}: {count}" for status, count in sorted(found.items()))
            print(f"  {kind}: {self.offered[kind]} offered; {told}")
        print(f"  valid: {self.confirmed} confirmed, {self.kept} kept, {self.lost} confirmed and lost")
        print(f"  valid ones answered within {self.p50 * 1000:.0f} ms (p50), {self.p99 * 1000:.0f} ms (p99)")
        print(f"  resident: {self.before:.0f} MB before, {self.peak:.0f} MB at most")

    def failures(self) -> list[str]:
        """Say which promises are broken."""
        faults = {
            status
            for one in self.statuses.values()
            for status in one
            if status.startswith("5") and status != "503"
        }
        found = [f"answers of {sorted(faults)}"] if faults else []
        found += [f"{self.lost} confirmed hooks are not in the rows"] if self.lost else []
        never = self.offered["valid"] - self.confirmed
        found += [f"{never} valid hooks were never confirmed"] if never else []
        grown = self.peak - self.before
        return found + ([f"grown by {grown:.0f} MB"] if grown > MOST_GROWTH else [])


def main() -> None:
    """Play both, print what came of it, and judge."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rate", type=float, default=10_000, help="hooks offered each second")
    arguments.add_argument("--seconds", type=float, default=20)
    arguments.add_argument("--plain", default="", help=argparse.SUPPRESS)
    told = arguments.parse_args()
    if told.plain:
        asyncio.run(plain(told.plain))
        return
    command = [sys.executable, "-m", "bot", "run", "--only", "web"]
    ours = flooded("Tocsin", command, told.rate, told.seconds)
    ours.show(told.seconds)
    other = [sys.executable, "-m", "benchmarks.bench_hooks", "--plain"]
    flooded("a plain handler", other, told.rate, told.seconds).show(told.seconds)
    for words in ours.failures():
        print(f"BROKEN {words}")
    sys.exit(bool(ours.failures()))


def flooded(name: str, command: list[str], rate: float, seconds: float) -> Outcome:
    """Start a server, flood it, and count what it kept."""
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as made:
        folder = Path(made)
        (folder / "newsroom.toml").write_text(NEWSROOM, encoding="utf-8")
        url = f"sqlite:///{folder / 'bench.db'}"
        full = [*command, url] if "--plain" in command else command
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(full, cwd=folder, env=_told(folder, url), stdout=log, stderr=log)
        try:
            outcome = Outcome(name)
            port = _ready(process, folder / "log")
            weighed = psutil.Process(process.pid)
            outcome.before = weighed.memory_info().rss / MEGABYTE
            used = sum(weighed.cpu_times()[:2])
            found = _play(outcome, weighed, port, rate, seconds)
            outcome.seconds = sum(weighed.cpu_times()[:2]) - used
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        _count(outcome, url, found)
    return outcome


def _play(outcome: Outcome, weighed: Any, port: int, rate: float, seconds: float) -> dict[str, Any]:  # noqa: ANN401 -- untyped
    shares = {"valid": VALID, "odd": ODD} | {
        f"forged {number}": (1 - VALID - ODD) / FLOODS for number in range(FLOODS)
    }
    clients = {
        kind: subprocess.Popen(
            [
                *(sys.executable, "-m", "benchmarks.flood", kind.split()[0], "--port", str(port)),
                *("--rate", str(rate * share), "--seconds", str(seconds)),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        for kind, share in shares.items()
    }
    while any(one.poll() is None for one in clients.values()):
        outcome.peak = max(outcome.peak, weighed.memory_info().rss / MEGABYTE)
        time.sleep(0.1)
    told = {kind: json.loads(one.communicate()[0]) for kind, one in clients.items()}
    for kind, found in told.items():
        name = kind.split()[0]
        outcome.offered[name] += found["offered"]
        outcome.sent[name] += found["sent"]
        outcome.statuses.setdefault(name, Counter()).update(found["statuses"])
    return dict(told["valid"])


def _count(outcome: Outcome, url: str, found: dict[str, Any]) -> None:
    database = Database(url)
    try:
        stored = Counter(database.read_here(lambda tx: tx.scalars(select(event.c.key)).all()))
    finally:
        database.close()
    names = [f"SM{found['prefix']}{number}" for number in found["confirmed"]]
    outcome.confirmed, outcome.p50, outcome.p99 = len(names), found["p50"], found["p99"]
    outcome.kept = sum(stored[name] for name in names)
    outcome.lost = sum(stored[name] != 1 for name in names)


def _told(folder: Path, url: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return clean | {
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": url,
        "PORT": "0",
        "PUBLIC_URL": PUBLIC,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH,
        "TWILIO_API_URL": "http://127.0.0.1:9",
        "TWILIO_CONTENT_API_URL": "http://127.0.0.1:9",
        "TWILIO_MESSAGING_API_URL": "http://127.0.0.1:9",
        "TWILIO_WHATSAPP_FROM": NUMBER,
        "TOCSIN_WEB_PROXIES": "1",
        "TOCSIN_NEWSROOM": str(folder / "newsroom.toml"),
        "TOCSIN_LOG_FORMAT": "json",
    }


def _ready(process: "subprocess.Popen[bytes]", log: Path) -> int:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        for line in log.read_text("utf-8").splitlines():
            if '"event": "ready"' in line:
                port = int(json.loads(line)["url"].rpartition(":")[2])
                time.sleep(3)  # until the channels are open, too
                return port
        time.sleep(0.05)
    raise SystemExit(f"it did not start: {log.read_text('utf-8')}")


async def plain(url: str) -> None:
    """Serve hooks as one would at first: read it whole, check it, store it."""
    database = Database(url)
    migrate(database)
    sender = database.write_here(lambda tx: senders.enrol(tx, "whatsapp", NUMBER, utc_now()))
    checks = RequestValidator(AUTH)

    async def whatsapp(request: web.Request) -> web.Response:
        form = dict(parse_qsl((await request.read()).decode(errors="replace"), keep_blank_values=True))
        if not checks.validate(PUBLIC + request.path_qs, form, request.headers.get("X-Twilio-Signature", "")):
            return web.Response(status=403)
        who = Address("whatsapp", form["From"].removeprefix("whatsapp:"))
        new = record([Inbound(form["MessageSid"], who, InboundKind.WROTE, form["Body"])])
        await database.write(lambda tx: events.keep(tx, sender, new, utc_now()))
        return web.Response(status=204)

    async def telegram(request: web.Request) -> web.Response:
        json.loads(await request.read())
        return web.Response(status=403)

    application = web.Application(client_max_size=0)
    application.router.add_post("/hooks/whatsapp", whatsapp)
    application.router.add_post("/hooks/telegram", telegram)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    print(json.dumps({"event": "ready", "url": f"http://127.0.0.1:{port}"}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()

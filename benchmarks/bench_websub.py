"""From an entry's push to its delivery in the queue, beside polling at the shortest interval.

The real program, from its command line, against the sandbox; a hub and two papers of our own on loopback.
Both papers print the same at the same moments: one names the hub, which pushes at once, the other is
polled. Measured is when the delivery could be read in the database. Afterwards pushes are forged and
replayed. Exits with 1 where p95 of the pushed ones exceeds a second, or where a forged or replayed push
brings a delivery.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import permutations
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection, func, select

from benchmarks.referee import shares
from benchmarks.site import WORDS
from benchmarks.stand import BOT, Stand, sandbox
from benchmarks.storage import KINDS, storage
from bot.clock import utc_now
from bot.store import source as sources
from bot.store.database import Database
from bot.store.schema import alert, delivery
from tests.hub import OwnHub, a_hub, signed
from tests.rows import a_subscriber

TARGET = 1.0
"""Seconds from push to queue, of 95 in a hundred."""
WINDOW = 15
START_SECONDS = 60.0
LATE = 3.0
"""Seconds to wait at the end for a delivery that should not come."""
LOOK = 0.01
OF = (50, 95, 100)
TRIPLES = list(permutations(WORDS, 3))
TOPIC = "news"
NEWSROOM = """[newsroom]
name = "The Paper"
languages = ["en"]
[[topic]]
id = "news"
names = {{ en = "News" }}
[[source]]
url = "{pushed}"
[[source]]
url = "{polled}"
every = {minimum}
"""


@dataclass
class Paper:
    """A feed on loopback; `hub` is where its news are pushed from, if anywhere."""

    name: str
    url: str = ""
    hub: str = ""
    items: list[str] = field(default_factory=list)
    looks: int = 0

    def print_(self, number: int, now: datetime) -> str:
        """Put an entry on top of the feed; its link is returned."""
        link = f"{self.url}/{number}"
        first, second, third = TRIPLES[number % len(TRIPLES)]
        title = f"The {first} of the {self.name} town closes its {second} before the {third} opens"
        body = f"The {first} of the {self.name} town closed its {second} on Monday, its mayor said. " * 10
        self.items.insert(
            0,
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
            f"<pubDate>{format_datetime(now)}</pubDate><description>{body}</description></item>",
        )
        del self.items[WINDOW:]
        return link

    def body(self) -> bytes:
        """Write the feed."""
        links = "".join(
            f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="{rel}" href="{href}"/>'
            for rel, href in (("hub", self.hub), ("self", self.url))
            if self.hub
        )
        head = f"<title>The {self.name} paper</title><link>{self.url}</link><language>en</language>{links}"
        return f'<rss version="2.0"><channel>{head}{"".join(self.items)}</channel></rss>'.encode()

    async def serve(self, _request: web.Request) -> web.Response:
        """Answer a look."""
        self.looks += 1
        return web.Response(body=self.body(), content_type="application/rss+xml")


@dataclass
class Scene:
    """What a run is made of, and when each link was printed and its delivery seen, in seconds."""

    database: Database
    hub: OwnHub
    pushed: Paper
    polled: Paper
    printed: dict[str, float] = field(default_factory=dict)
    queued: dict[str, float] = field(default_factory=dict)

    def waits(self, paper: Paper) -> list[float]:
        """List how long each entry of a paper took, sorted; one that never came took for ever."""
        links = [link for link in self.printed if link.startswith(f"{paper.url}/")]
        return sorted(self.queued.get(link, float("inf")) - self.printed[link] for link in links)


def main() -> int:
    """Run on each database, print, and judge."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=24)
    arguments.add_argument("--every", type=float, default=7.0, help="seconds between two entries")
    arguments.add_argument("--minimum", type=float, default=60.0, help="seconds between two looks")
    arguments.add_argument("--bad", type=int, default=20, help="pushes of each bad kind")
    arguments.add_argument("--databases", nargs="*", default=KINDS, help="kinds, or URLs of empty ones")
    told = arguments.parse_args()
    good = [asyncio.run(measured(kind, told)) for kind in told.databases]
    return 0 if all(good) else 1


async def measured(kind: str, told: argparse.Namespace) -> bool:
    """Print and push every entry, then push what is bad; say whether all is as it should be."""
    with tempfile.TemporaryDirectory() as made, storage(kind) as url:
        async with _scene(Path(made), url, told.minimum) as scene:
            watch = asyncio.create_task(_watch(scene))
            for number in range(told.entries):
                await asyncio.gather(_print(scene, number), asyncio.sleep(told.every))
            await asyncio.sleep(told.minimum + LATE)
            waits = {paper.name: scene.waits(paper) for paper in (scene.pushed, scene.polled)}
            before = await scene.database.read(_deliveries)
            statuses = await _misbehave(scene, told.bad)
            await asyncio.sleep(LATE)
            extra = await scene.database.read(_deliveries) - before
            watch.cancel()
            looks = {paper.name: paper.looks for paper in (scene.pushed, scene.polled)}
    pace = f"an entry every {told.every:g} s, looks {told.minimum:g} s apart"
    print(f"{kind.partition(':')[0]}: seconds from push or print to a delivery that can be read; {pace}")
    for name, seconds in waits.items():
        said = "".join(f"  p{share} {value:7.3f}" for share, value in shares(seconds, OF).items())
        print(f"  {name:8}{said}  of {len(seconds)}")
    for name, answers in statuses.items():
        print(f"  {name:24} answered {sorted(set(answers))}, {len(answers)} times")
    print(
        f"  deliveries for these: {extra}; looks: {looks['pushed']} pushed, {looks['polled']} polled",
        flush=True,
    )
    return _is_good(waits["pushed"], statuses, extra)


def _is_good(pushed: list[float], statuses: dict[str, list[int]], extra: int) -> bool:
    p95 = shares(pushed, OF)[95]
    failures = [f"p95 of the pushed is {p95:.3f} s, above {TARGET:g}"] * (p95 > TARGET)
    failures += [f"forged pushes brought {extra} deliveries"] * (extra > 0)
    refused = {status for name, answers in statuses.items() if "forged" in name for status in answers}
    failures += [f"a forged push was answered {sorted(refused)}"] * (refused != {403})
    for words in failures:
        print(f"BROKEN {words}")
    return not failures


async def _print(scene: Scene, number: int) -> None:
    """Print an entry in both papers, and push the one."""
    for paper in (scene.polled, scene.pushed):
        link = paper.print_(number, utc_now())
        scene.printed[link] = time.perf_counter()
    statuses = await scene.hub.publish(scene.pushed.url, scene.pushed.body())
    assert statuses == [204], statuses


async def _misbehave(scene: Scene, times: int) -> dict[str, list[int]]:
    """Push what nobody signed with the secret, and what was pushed before."""
    hub, topic = scene.hub, scene.pushed.url
    ((callback, _of), secret) = next(iter(hub.subscribers.items()))
    old = scene.pushed.body()
    answers: dict[str, list[int]] = {"forged, unsigned": [], "forged, another secret": [], "replayed": []}
    forged = Paper("forged", topic)
    for number in range(times):
        forged.print_(-1_000 - number, utc_now())
        body = forged.body()
        answers["forged, unsigned"].append(await hub.push(callback, body, {}, topic))
        wrong = signed("sha256", "a guess", body)
        answers["forged, another secret"].append(await hub.push(callback, body, wrong, topic))
        right = signed("sha256", secret, old)
        answers["replayed"].append(await hub.push(callback, old, right, topic))
    return answers


# ---- the scene -----------------------------------------------------------------------------------


@asynccontextmanager
async def _scene(folder: Path, url: str, minimum: float) -> AsyncIterator[Scene]:
    """Open the papers and the hub, start the program, and wait until it has looked and subscribed."""
    database = Database(url)
    pushed, polled = Paper("pushed"), Paper("polled")
    async with a_hub() as hub, sandbox(folder) as stand, _open(pushed), _open(polled):
        pushed.hub = hub.url
        for paper in (pushed, polled):
            for number in range(-WINDOW, 0):
                paper.print_(number, datetime(2026, 1, 1, tzinfo=UTC))
        crowd = await stand.ask("/people", telegram=1, whatsapp=0)
        address = str(crowd["telegram"][0])
        await database.write(lambda tx: _subscribe(tx, address))
        papers = NEWSROOM.format(pushed=pushed.url, polled=polled.url, minimum=minimum)
        (folder / "newsroom.toml").write_text(papers, encoding="utf-8")
        program = _started(folder, stand, database, minimum)
        scene = Scene(database, hub, pushed, polled)
        try:
            async with asyncio.timeout(START_SECONDS):
                while not hub.subscribers or await database.read(_unseen):
                    assert program.poll() is None, (folder / "program.log").read_text("utf-8")
                    await asyncio.sleep(0.05)
            yield scene
        finally:
            program.terminate()
            program.wait()
            database.close()


@asynccontextmanager
async def _open(paper: Paper) -> AsyncIterator[None]:
    application = web.Application()
    application.router.add_get("/{path:.*}", paper.serve)
    server = TestServer(application, host="127.0.0.1")
    await server.start_server()
    paper.url = str(server.make_url("/feed"))
    yield
    await server.close()


def _started(folder: Path, stand: Stand, database: Database, minimum: float) -> "subprocess.Popen[bytes]":
    settings = stand.settings() | {
        "DATABASE_URL": database.url.render_as_string(hide_password=False),
        "TOCSIN_NEWSROOM": str(folder / "newsroom.toml"),
        "TOCSIN_LOG_FORMAT": "json",
        "TOCSIN_FETCH_ALLOW_PRIVATE": "true",
        "TOCSIN_POLL_MINIMUM": str(minimum),
    }
    with (folder / "program.log").open("ab") as log:
        command = [sys.executable, "-m", "bot", "run"]
        return subprocess.Popen(command, cwd=folder, env=settings, stdout=log, stderr=log)


async def _watch(scene: Scene) -> None:
    """Note when each delivery can be read."""
    while True:
        links = await scene.database.read(_links)
        now = time.perf_counter()
        for link in links:
            scene.queued.setdefault(link, now)
        await asyncio.sleep(LOOK)


def _links(tx: Connection) -> list[str]:
    return list(tx.scalars(select(alert.c.link).join(delivery, delivery.c.alert_id == alert.c.id)))


def _deliveries(tx: Connection) -> int:
    return tx.scalar(select(func.count()).select_from(delivery).where(delivery.c.alert_id.is_not(None))) or 0


def _unseen(tx: Connection) -> bool:
    rows = sources.listed(tx)
    return not rows or any(row.baseline_at is None for row in rows)


def _subscribe(tx: Connection, address: str) -> None:
    now = utc_now()
    a_subscriber(tx, address=address, account=BOT, topics=[TOPIC], heard_at=now, now=now)


if __name__ == "__main__":
    sys.exit(main())

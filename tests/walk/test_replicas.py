"""Two replicas on one PostgreSQL: one is killed, both are cut off; nobody hears twice, or not at all."""

import asyncio
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import Connection, func, select

from bot.clock import utc_now
from bot.model import DeliveryState, Priority, Summary
from bot.sandbox.callbacks import signature
from bot.store import batch as batches
from bot.store.database import Database
from bot.store.schema import alert, delivery
from tests.program import environment
from tests.relay import Relay, relay
from tests.rows import a_subscriber, an_alert
from tests.walk.stage import ACCOUNT, AUTH, NUMBER, free_port

PEOPLE, WRITTEN, CUT = 8, 80, 3.0
NEWSROOM = '[newsroom]\nname = "Le Fil"\nlanguages = ["en"]\n[[topic]]\nid = "israel"\nnames = { en = "A" }\n'
HOOK = "http://127.0.0.1:{port}/hooks/whatsapp"


class Pair:
    """Two replicas, the stand-in of WhatsApp, and those who write."""

    def __init__(self, folder: Path, session: aiohttp.ClientSession, closing: ExitStack) -> None:
        self.folder, self.session, self._closing = folder, session, closing
        self.ports, self.sandbox_port = [free_port(), free_port()], free_port()
        self.sandbox = f"http://127.0.0.1:{self.sandbox_port}/sandbox"
        self.journal, self.statuses = folder / "journal.jsonl", Counter[int]()
        self.settings: dict[str, str] = {}

    def run(self, *words: str, **settings: str) -> "subprocess.Popen[bytes]":
        told = environment(self.folder, **self.settings, **settings)
        process = subprocess.Popen([sys.executable, "-m", "bot", *words], cwd=self.folder, env=told)
        self._closing.callback(process.wait)
        self._closing.callback(process.kill)
        return process

    async def ready(self, port: int, status: int = 200) -> None:
        async with asyncio.timeout(80):
            while await self._status("GET", f"http://127.0.0.1:{port}/ready") != status:  # noqa: ASYNC110 -- another process sets no event
                await asyncio.sleep(0.05)

    async def write(self, who: str, number: int) -> None:
        """Post a person's words until they are taken, now at one replica and now at the other."""
        form = {"MessageSid": f"SM{number:032x}", "AccountSid": ACCOUNT, "From": f"whatsapp:{who}"}
        form |= {"To": f"whatsapp:{NUMBER}", "Body": f"/c{number}", "NumMedia": "0", "ProfileName": "R"}
        headers = {"X-Twilio-Signature": signature(HOOK.format(port=self.ports[0]), form, AUTH)}
        turn = number
        while True:
            status = await self._status("POST", HOOK.format(port=self.ports[turn % 2]), headers, form)
            self.statuses[status] += 1
            if status == 204:
                return
            turn += 1
            await asyncio.sleep(0.2)

    async def _status(
        self, method: str, url: str, headers: dict[str, str] | None = None, form: dict[str, str] | None = None
    ) -> int:
        try:
            async with self.session.request(method, url, headers=headers, data=form) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    def heard(self) -> Counter[tuple[str, str]]:
        """Count what reached people, by reader and words."""
        lines = self.journal.read_text("utf-8").splitlines() if self.journal.exists() else []
        return Counter((one["to"], one["text"]) for one in map(json.loads, lines))


@pytest.fixture
def cut(database_url: str) -> Iterator[Relay]:
    if database_url.startswith("sqlite"):
        pytest.skip("replicas need PostgreSQL")
    with relay(database_url, free_port()) as made:
        yield made


@asynccontextmanager
async def pair(folder: Path, database: str) -> AsyncIterator[Pair]:
    (folder / "newsroom.toml").write_text(NEWSROOM, "utf-8")
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as session:
        with ExitStack() as closing:
            made = Pair(folder, session, closing)
            made.settings = {
                "DATABASE_URL": database,
                "TOCSIN_NEWSROOM": str(folder / "newsroom.toml"),
                "PUBLIC_URL": f"http://127.0.0.1:{made.ports[0]}",
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": AUTH,
                "TWILIO_API_URL": f"{made.sandbox}/twilio",
                "TWILIO_CONTENT_API_URL": f"{made.sandbox}/content",
                "TWILIO_WHATSAPP_FROM": NUMBER,
                "TOCSIN_DELIVERY_WHATSAPP_RATE": "20",
                "TOCSIN_DELIVERY_LEASE": "4",
                "TOCSIN_DELIVERY_TIMEOUT": "2",
                "TOCSIN_SANDBOX_PUBLISH_EVERY": "0",
                "TOCSIN_SANDBOX_TAPS_START": "false",
            }
            made.run("sandbox", "--port", str(made.sandbox_port), "--journal", str(made.journal))
            yield made


async def test_a_kill_and_a_cut_lose_nothing_and_double_nothing(
    tmp_path: Path, cut: Relay, database: Database
) -> None:
    async with pair(tmp_path, cut.url) as both:
        replicas = [both.run("run", PORT=str(port)) for port in both.ports]
        for port in both.ports:
            await both.ready(port)
        wanted = {"telegram": 0, "whatsapp": PEOPLE}
        async with both.session.post(f"{both.sandbox}/people", json=wanted) as told:
            people: list[str] = (await told.json())["whatsapp"]
        for one in people:
            database.write_here(lambda tx, one=one: _reader(tx, one))  # type: ignore[misc]  # a lambda with a default
        writing = [asyncio.create_task(_write_on(both, people, first)) for first in range(4)]
        await _tell_on(database, 2)
        replicas[0].kill()
        both.run("run", PORT=str(both.ports[0]))
        await _tell_on(database, 2)
        await _cut(both, cut)
        await _tell_on(database, 2)
        await asyncio.gather(*writing)
        left = await _ended(database)
        heard = both.heard()
        assert both.statuses[503] > 0
        assert both.statuses.keys() <= {0, 204, 503}  # 0: the one that was killed
    assert left == Counter()
    assert set(heard.values()) == {1}  # WhatsApp's doubts can be looked into: nobody hears twice
    alerts = Counter((to, found[1]) for to, words in heard if (found := re.search(r"Alert (\d+) ", words)))
    assert alerts == Counter((one, str(number)) for one in people for number in range(6))
    answers = Counter(int(found[1]) for _to, words in heard if (found := re.search(r"/?c(\d+)\b", words)))
    assert answers == Counter(range(WRITTEN))


async def _cut(both: Pair, cut: Relay) -> None:
    cut.become("refused")
    for port in both.ports:
        await both.ready(port, 503)
    await asyncio.sleep(CUT)
    cut.become("open")
    for port in both.ports:
        await both.ready(port)


async def _ended(database: Database) -> Counter[str]:
    """Wait until nothing waits any more; what does nevertheless."""
    for _ in range(2_000):
        if not database.read_here(_left):
            break
        await asyncio.sleep(0.1)
    return database.read_here(_left)


async def _tell_on(database: Database, alerts: int) -> None:
    for _ in range(alerts):
        database.write_here(_tell)
        await asyncio.sleep(0.5)


async def _write_on(both: Pair, people: list[str], first: int) -> None:
    for number in range(first, WRITTEN, 4):
        await both.write(people[number % len(people)], number)
        await asyncio.sleep(0.15)


def _reader(tx: Connection, address: str) -> None:
    a_subscriber(tx, channel="whatsapp", account=NUMBER, address=address, heard_at=utc_now(), now=utc_now())


def _tell(tx: Connection) -> None:
    number = tx.scalar(select(func.count()).select_from(alert))
    words = Summary(f"Alert {number} from the harbour", ("Ferries run as before.",), "en")
    made = an_alert(tx, summary=words, expires_in=86_400, now=utc_now())
    batches.fan_out(tx, made, Priority.NORMAL, utc_now())


def _left(tx: Connection) -> Counter[str]:
    """Count what has not come to its end, by state, with what was said of it."""
    open_states = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNKNOWN)
    rows = tx.execute(select(delivery.c.state, delivery.c.error).where(delivery.c.state.in_(open_states)))
    return Counter(f"{row.state} {row.error}" for row in rows)

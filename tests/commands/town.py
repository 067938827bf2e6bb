"""A town of WhatsApp readers: on the stand-in and in the store, with the real adapter between them."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from sqlalchemy import Connection

from bot.ask import Ask
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_opening import open_whatsapp
from bot.channels.whatsapp_templates import Draft
from bot.commands import cost
from bot.model import Priority, SenderId, Subscriber, TopicId
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.rules.window import Forecast
from bot.sandbox import Sandbox, SandboxOptions
from bot.sandbox.bill import as_setting
from bot.sandbox.whatsapp import Reader
from bot.settings import DeliverySettings, Settings
from bot.store import batch as batches
from bot.store import sender as senders
from bot.store.database import Database
from tests.chat import newsroom
from tests.fakes import a_logger, until
from tests.pipeline.post import UTC_ZONE
from tests.rows import TOPIC, a_sender, a_subscriber, an_alert, fates

ACCOUNT, TOKEN, NUMBER = "AC" + "1" * 32, "t" * 32, "+15550100"
PREFIXES = ("+1212555", "+1305555", "+1416555", "+1876555", "+3361234", "+9725412", "+9613123", "+4915112")
HOURS_AGO = (None, 1.0, 23.0, 25.0, 300.0)
SAMPLES = {"1": "Titre", "2": "Deux lignes", "3": "La Gazette", "4": "https://www.example.org/1"}
BODY = (
    "Le Fil annonce : *{{1}}*\nEn bref : {{2}}\n\nDe {{3}}\nÀ lire ici : {{4}}\n\nRépondez STOP pour arrêter."
)


@dataclass
class Clock:
    """The time of day, a while later: templates are reviewed for three seconds."""

    later: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.later


@dataclass
class Town:
    """What a test has in hand."""

    database: Database
    clock: Clock
    sandbox: Sandbox
    channel: WhatsApp
    url: str
    http: aiohttp.ClientSession
    sender_id: SenderId
    readers: list[Subscriber] = field(default_factory=list)

    def settle(self, size: int) -> None:
        """Let people live here, of all countries and languages, who wrote lately, long ago or never."""
        chance, now = random.Random(7), self.clock()  # noqa: S311 -- the same people each time, no secret

        def people(tx: Connection) -> None:
            for number in range(size):
                address, hours = f"{chance.choice(PREFIXES)}{number:04d}", chance.choice(HOURS_AGO)
                heard_at = None if hours is None else now - timedelta(hours=hours)
                self.sandbox._whatsapp.add(Reader(address, "R", heard_at))
                language = chance.choice(("fr", "en"))
                one = a_subscriber(
                    tx,
                    channel="whatsapp",
                    address=address,
                    language=language,
                    heard_at=heard_at,
                    account=NUMBER,
                )
                self.readers.append(one)

        self.database.write_here(people)

    def foretold(self) -> Forecast:
        """Foretell as /alert does."""

        def work(tx: Connection) -> Forecast:
            terms = {"whatsapp": self.channel.terms()}
            ask = Ask(tx, self.readers[0], "", self.clock(), newsroom(), terms=terms)
            (row,) = [one for one in senders.listed(tx) if one.id == self.sender_id]
            return cost.foretold(ask, row, [TopicId(TOPIC)], Priority.NORMAL)

        return self.database.read_here(work)

    async def alert(self, waits: int) -> dict[str, int]:
        """Alert them all, deliver until only so many wait, and say how the deliveries stand."""

        def tell(tx: Connection) -> None:
            now = self.clock()
            batches.fan_out(tx, an_alert(tx, now=now), Priority.NORMAL, now)

        self.database.write_here(tell)
        lane = Deliver(
            self.database,
            self.channel,
            self.sender_id,
            DeliverySettings(),
            UTC_ZONE,
            self.clock,
            a_logger(),
            Bell(),
        )
        stop = asyncio.Event()
        running = asyncio.create_task(lane.run(stop))
        await until(lambda: self._open() == waits, 60)
        stop.set()
        await running
        return dict(self.database.read_here(fates))

    def _open(self) -> int:
        states = self.database.read_here(fates)
        return states["queued"] + states["sending"]

    async def bill(self, delivered: int) -> dict[str, float]:
        """Wait until so many were delivered, and take the bill: messages by form, and their "cost"."""
        async with asyncio.timeout(60):
            while True:
                async with self.http.get(f"{self.url}/sandbox/bill") as answer:
                    bill = await answer.json()
                if sum(bill["forms"].values()) >= delivered:
                    return {**bill["forms"], "cost": bill["cost"]}
                await asyncio.sleep(0.05)


@asynccontextmanager
async def a_town(database: Database, **whatsapp: object) -> AsyncIterator[Town]:
    """Build a town without people; `whatsapp` are settings of the sender."""
    clock, port = Clock(), unused_port()
    url = f"http://127.0.0.1:{port}"
    sandbox = Sandbox(
        SandboxOptions("4711:a", ACCOUNT, TOKEN, NUMBER, clock, publish_every=0, taps_start=False)
    )
    fares = {
        "marketing_fares": as_setting("MARKETING"),
        "utility_fares": as_setting("UTILITY"),
    }
    settings = Settings.model_validate(
        {
            "public_url": url,
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "twilio_whatsapp_from": NUMBER,
            "twilio_api_url": f"{url}/sandbox/twilio",
            "twilio_content_api_url": f"{url}/sandbox/content",
            "delivery": {"whatsapp_rate": 400},
            "whatsapp": fares | whatsapp,
        }
    )
    channel = open_whatsapp(settings, newsroom(), {})
    assert channel is not None
    sender_id = database.write_here(lambda tx: a_sender(tx, "whatsapp", NUMBER))
    async with aiohttp.ClientSession() as http, _served(sandbox, port):
        town = Town(database, clock, sandbox, channel, url, http, sender_id)
        await _make_french_alerts_marketing(town)
        yield town
        await channel.close()


async def _make_french_alerts_marketing(town: Town) -> None:
    """Have the account's French templates for alerts approved as marketing, as the real service would."""
    login = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
    for one in await town.channel.list_templates():
        if one.name in {"tocsin_alert_fr", "tocsin_breaking_fr"}:
            gone = f"{town.url}/sandbox/content/v1/Content/{one.sid}"
            async with town.http.delete(gone, headers=login) as answer:
                assert answer.ok
    await town.channel.submit_templates([Draft("tocsin_alert_fr", "fr", "MARKETING", BODY, SAMPLES)])
    town.clock.later = timedelta(seconds=10)
    await town.channel.start()


@asynccontextmanager
async def _served(sandbox: Sandbox, port: int) -> AsyncIterator[None]:
    async def hook(_asked: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_post("/hooks/whatsapp/status", hook)
    sandbox.add_to(app)
    server = TestServer(app, host="127.0.0.1", port=port)
    await server.start_server(shutdown_timeout=0.1)
    yield
    await sandbox.close()
    await server.close()

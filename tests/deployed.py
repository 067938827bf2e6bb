"""Several newsrooms in one program, on loopback, and what services would say to them."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.app import PARTS, deployment, run_all
from bot.app.deployment import Deployment
from bot.store.database import Database
from bot.store.schema import event, subscriber
from tests.fakes import until
from tests.house import NEWSROOM, free_port

Answer = tuple[int, str]
TOKENS = {"lyon": "4711:" + "L" * 35, "paris": "4712:" + "P" * 35}
SECRETS = {"lyon": "1" * 32, "paris": "2" * 32}
NUMBERS = {"lyon": "+15550101", "paris": "+15550102"}


@dataclass
class Deployed:
    """The running program, its log, and a way to its pages."""

    url: str
    log: Sequence[MutableMapping[str, Any]]
    session: ClientSession
    deployment: Deployment

    async def get(self, path: str, **headers: str) -> Answer:
        async with self.session.get(self.url + path, headers=headers) as answer:
            return answer.status, await answer.text(errors="replace")

    async def post(self, path: str, data: bytes, headers: Mapping[str, str]) -> Answer:
        async with self.session.post(self.url + path, data=data, headers=headers) as answer:
            return answer.status, await answer.text()

    async def json(self, path: str) -> Any:  # noqa: ANN401 -- whatever a page says
        async with self.session.get(self.url + path) as answer:
            return await answer.json()

    async def bubbles(self, id_: str, phone: str) -> str:
        told = (await self.json(f"/n/{id_}/sandbox/phones"))[phone]["bubbles"]
        return "\n".join(one["text"] for one in told)

    def logged(self, event: str, id_: str = "") -> list[MutableMapping[str, Any]]:
        return [one for one in self.log if one["event"] == event and one.get("newsroom", "") == id_]

    def people(self, id_: str) -> int:
        database = Database(self.deployment.newsrooms[id_].database_url.get_secret_value())
        try:
            counted = select(func.count()).select_from(subscriber)
            return database.read_here(lambda tx: tx.scalar(counted) or 0)
        finally:
            database.close()

    def keys(self, id_: str) -> set[str]:
        """Name what a newsroom has heard."""
        database = Database(self.deployment.newsrooms[id_].database_url.get_secret_value())
        try:
            return set(database.read_here(lambda tx: tx.scalars(select(event.c.key)).all()))
        finally:
            database.close()


def write(folder: Path, newsrooms: Mapping[str, str]) -> Path:
    """Make the folder of the newsrooms, each with what its env file says."""
    for id_, env in newsrooms.items():
        home = folder / "newsrooms" / id_
        home.mkdir(parents=True, exist_ok=True)
        (home / "newsroom.toml").write_text(NEWSROOM.replace("The Paper", f"Le Fil de {id_}"), "utf-8")
        (home / "tocsin.env").write_text(env, "utf-8")
    return folder / "newsrooms"


@asynccontextmanager
async def deployed(folder: Path, newsrooms: Mapping[str, str], **settings: str) -> AsyncIterator[Deployed]:
    port = free_port()
    told = {
        "TOCSIN_NEWSROOMS": str(write(folder, newsrooms)),
        "DATABASE_URL": f"sqlite:///{folder / 'var' / 'tocsin.db'}",
        "PORT": str(port),
        "TOCSIN_SANDBOX_PUBLISH_EVERY": "0",
        "TOCSIN_FETCH_TIMEOUT": "1",
    } | settings
    made, stop = deployment.load(told, folder), asyncio.Event()
    with capture_logs() as log:
        program = asyncio.create_task(run_all(made, PARTS, stop))
        try:
            async with ClientSession() as session:
                await until(lambda: program.done() or any(one["event"] == "ready" for one in log))
                yield Deployed(f"http://127.0.0.1:{port}", log, session, made)
        finally:
            stop.set()
            await program


async def at_work(house: Deployed, *ids: str) -> None:
    await until(lambda: all(house.logged("at work", id_) for id_ in ids))


def accounts(id_: str, twilio: str = "") -> str:
    return (
        f"TELEGRAM_BOT_TOKEN={TOKENS[id_]}\nTELEGRAM_MODE=webhook\nTOCSIN_OWNER=telegram:{len(id_)}001\n"
        f"TWILIO_ACCOUNT_SID=AC{'1' * 32}\nTWILIO_AUTH_TOKEN={twilio or SECRETS[id_]}\n"
        f"TWILIO_WHATSAPP_FROM={NUMBERS[id_]}\n"
    )


NOWHERE = {
    "TELEGRAM_API_URL": "http://127.0.0.1:1",
    "TWILIO_API_URL": "http://127.0.0.1:1",
    "TWILIO_CONTENT_API_URL": "http://127.0.0.1:1",
    "PUBLIC_URL": "https://alerts.example",
}


def signed(url: str, form: Mapping[str, str], token: str) -> dict[str, str]:
    words = url + "".join(name + form[name] for name in sorted(form))
    made = base64.b64encode(hmac.new(token.encode(), words.encode(), hashlib.sha1).digest()).decode()
    return {"X-Twilio-Signature": made, "Content-Type": "application/x-www-form-urlencoded"}


def written(form: Mapping[str, str]) -> bytes:
    return urlencode(form).encode()


def update(number: int) -> bytes:
    chat, person = {"id": 5, "type": "private"}, {"id": 5, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "hi"}
    return json.dumps({"update_id": number, "message": message}).encode()

"""Several newsrooms in one process: each by itself, whatever becomes of the others."""

import asyncio
import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import AsyncIterator, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.app import PARTS, deployment, migrate_all, room, run_all
from bot.app.deployment import Deployment
from bot.channels.telegram_opening import hook_secret
from bot.clock import utc_now
from bot.errors import SettingsError
from bot.settings import Settings
from bot.store import file as files
from bot.store.database import Database
from bot.store.migration import HEAD
from bot.store.schema import event, subscriber
from bot.web import mount
from tests.fakes import until
from tests.house import NEWSROOM, free_port
from tests.marks import MARK, fill, marked

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
                await until(lambda: program.done() or any(one["event"] == "ready" for one in log), 30)
                yield Deployed(f"http://127.0.0.1:{port}", log, session, made)
        finally:
            stop.set()
            await program


async def at_work(house: Deployed, *ids: str) -> None:
    await until(lambda: all(house.logged("at work", id_) for id_ in ids), 30)


# ---- rehearsed -------------------------------------------------------------------------------------


async def test_each_newsroom_is_rehearsed_by_itself(tmp_path: Path) -> None:
    async with deployed(tmp_path, {"lyon": "", "paris": ""}, TOCSIN_SANDBOX_TAPS_START="false") as house:
        await at_work(house, "lyon", "paris")
        status, index = await house.get("/")
        assert status == 200
        assert re.findall(r'href="(.*?)"><bdi>(.*?)<', index) == [
            ("/n/lyon/", "Le Fil de lyon"),
            ("/n/paris/", "Le Fil de paris"),
        ]
        await until(lambda: len(house.logged("channel is open", "lyon")) == 2, 20)
        await house.session.post(f"{house.url}/n/lyon/sandbox/phones/telegram/text", json={"text": "/start"})
        for _ in range(200):
            if "Le Fil de lyon" in (said := await house.bubbles("lyon", "telegram")):
                break
            await asyncio.sleep(0.05)
        assert "Le Fil de lyon" in said
        assert await house.bubbles("paris", "telegram") == ""
        assert (house.people("lyon"), house.people("paris")) == (1, 0)
        page = (await house.get("/n/lyon/sandbox/page/phones.js"))[0]
        assert page == 200
        assert 'content="/n/lyon/sandbox"' in (await house.get("/n/lyon/"))[1]
        assert {one["sandbox"] for one in house.logged("ready")} == {True}


async def test_all_that_a_join_page_links_to_is_its_own_newsrooms(tmp_path: Path) -> None:
    async with deployed(tmp_path, {"lyon": "", "paris": ""}) as house:
        await at_work(house, "lyon", "paris")
        await until(lambda: len(house.logged("channel is open", "lyon")) == 2, 20)
        for path in ("/n/lyon/join", "/n/lyon/join/button", "/n/lyon/join/snippet"):
            status, page = await house.get(path)
            assert status == 200
            assert "paris" not in page
            for link in re.findall(r'(?:href|src)="([^"#]+)"', page):
                local = link.removeprefix(house.url).replace("&amp;", "&")
                assert local.startswith("/n/lyon/"), link
                assert (await house.get(local))[0] == 200, link
        for path in (
            "/join",
            "/qr/telegram/x.png",
            "/hooks/telegram",
            "/n/nice/join",
            "/n/lyon/n/paris/join",
        ):
            assert (await house.get(path))[0] == 404, path


async def test_in_one_database_each_newsroom_has_its_own_people(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two files, or two schemas, which wait for the release's step and are found once it was taken."""
    monkeypatch.setattr(room, "OPEN_AGAIN", 0.2)
    settings = {"DATABASE_URL": database_url, "TOCSIN_SANDBOX_TAPS_START": "false"}
    async with deployed(tmp_path, {"lyon": "", "paris": ""}, **settings) as house:
        if database_url.startswith("postgresql"):
            await until(lambda: house.logged("newsroom can't start", "lyon"), 30)
            missing = (await house.json("/ready"))["newsrooms"]["lyon"]["missing"]
            assert "run python -m bot migrate" in missing
        migrated = await asyncio.to_thread(lambda: list(migrate_all(house.deployment)))
        assert migrated == [f"the database of newsroom {id_} has schema {HEAD}" for id_ in ("lyon", "paris")]
        await at_work(house, "lyon", "paris")
        await until(lambda: house.logged("channel is open", "paris"), 30)
        await house.session.post(f"{house.url}/n/paris/sandbox/phones/telegram/text", json={"text": "/start"})
        for _ in range(400):
            if house.people("paris"):
                break
            await asyncio.sleep(0.05)
        assert (house.people("lyon"), house.people("paris")) == (0, 1)


# ---- with accounts: what one newsroom has is worth nothing at another ------------------------------


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


async def test_a_hook_signed_for_one_newsroom_is_refused_by_another(tmp_path: Path) -> None:
    ids = ("lyon", "paris")
    async with deployed(tmp_path, {id_: accounts(id_) for id_ in ids}, **NOWHERE) as house:
        await at_work(house, *ids)
        for at in ids:
            for of in ids:
                bears = {"X-Telegram-Bot-Api-Secret-Token": hook_secret(TOKENS[of])}
                status, _words = await house.post(f"/n/{at}/hooks/telegram", update(len(of)), bears)
                assert status == (204 if at == of else 403), (at, of)
                for path in ("/hooks/whatsapp", "/hooks/whatsapp/status?d=1"):
                    form = {"MessageSid": f"SM{of}", "From": "whatsapp:+33600000000", "Body": "hi"}
                    url = f"https://alerts.example/n/{at}{path}"
                    if "status" in path:
                        form |= {"From": f"whatsapp:{NUMBERS[at]}", "MessageStatus": "sent"}
                    headers = signed(url, form, SECRETS[of])
                    status, _words = await house.post(f"/n/{at}{path}", written(form), headers)
                    assert status == (204 if at == of else 403), (at, of, path)
        assert house.keys("lyon") == {"4", "SMlyon", "SMlyon:sent"}
        assert house.keys("paris") == {"5", "SMparis", "SMparis:sent"}


async def test_in_one_account_a_hook_about_another_newsrooms_number_is_refused(tmp_path: Path) -> None:
    ids = ("lyon", "paris")
    async with deployed(tmp_path, {id_: accounts(id_, "3" * 32) for id_ in ids}, **NOWHERE) as house:
        await at_work(house, *ids)
        for at in ids:
            for of in ids:
                form = {"MessageSid": "SM1", "From": "whatsapp:+33600000000", "To": f"whatsapp:{NUMBERS[of]}"}
                headers = signed(f"https://alerts.example/n/{at}/hooks/whatsapp", form, "3" * 32)
                status, _words = await house.post(f"/n/{at}/hooks/whatsapp", written(form), headers)
                assert status == (204 if at == of else 403), (at, of)
        assert [house.keys(id_) for id_ in ids] == [{"SM1"}, {"SM1"}]


async def test_a_file_of_one_newsroom_is_not_at_another(tmp_path: Path) -> None:
    ids = ("lyon", "paris")
    async with deployed(tmp_path, {id_: accounts(id_) for id_ in ids}, **NOWHERE) as house:
        await at_work(house, *ids)
        database = Database(house.deployment.newsrooms["lyon"].database_url.get_secret_value())
        words = b"name;number\n"
        attachment = database.write_here(lambda tx: files.keep(tx, "list.csv", "text/csv", words, utc_now()))
        assert database.write_here(lambda tx: files.open_(tx, attachment.id, utc_now()))
        database.close()
        path = f"/files/{attachment.token}/{attachment.name}"
        assert await house.get(f"/n/paris{path}") == (404, "404: Not Found")
        assert await house.get(path) == (404, "404: Not Found")
        assert await house.get(f"/n/lyon{path}") == (200, words.decode())


async def test_no_page_of_one_newsroom_shows_what_another_has(tmp_path: Path) -> None:
    """Every text of lyon bears a mark, and paris is asked by lyon's own names and tokens."""
    newsrooms = {id_: accounts(id_) for id_ in TOKENS}
    async with deployed(tmp_path, newsrooms, **NOWHERE) as house:
        await at_work(house, *TOKENS)
        lyon = Database(house.deployment.newsrooms["lyon"].database_url.get_secret_value())
        assert fill(lyon) > 20
        assert {"hub", "file", "subscriber", "alert"} <= set(marked(lyon))
        lyon.close()
        callback = f"/hooks/websub/{MARK}"
        asked = [
            f"/files/{MARK * 4}/{MARK}",
            "/join",
            "/join/button",
            "/join/snippet",
            "/join/join.css",
            "/ready",
        ]
        asked += [f"/qr/whatsapp/{MARK}.png", callback, f"{callback}?hub.mode=subscribe&hub.topic={MARK}"]
        for path in asked:
            _status, page = await house.get(f"/n/paris{path}")
            assert MARK not in page, path
        assert await house.post(f"/n/paris{callback}", b"<rss/>", {}) == (410, "nobody listens here\n")
        figures = (await house.get("/metrics"))[1].splitlines()
        assert all('newsroom="lyon"' in line for line in figures if MARK in line)


async def test_a_newsroom_with_a_host_of_its_own_is_alone_there(tmp_path: Path) -> None:
    own = accounts("lyon") + "PUBLIC_URL=https://alertes.lyon.example\n"
    newsrooms = {"lyon": own, "paris": accounts("paris")}
    async with deployed(tmp_path, newsrooms, **NOWHERE) as house:
        await at_work(house, *newsrooms)
        at = {"Host": "alertes.lyon.example"}
        for path in ("/health", "/ready", "/metrics", "/n/lyon/join", "/n/paris/join"):
            assert (await house.get(path, **at))[0] == 404, path
        assert 'href="/join/join.css"' in (await house.get("/join", **at))[1]
        form = {"MessageSid": "SM1", "From": "whatsapp:+33600000000", "Body": "hi"}
        headers = signed("https://alertes.lyon.example/hooks/whatsapp", form, SECRETS["lyon"])
        # by its host, and below its prefix, where a proxy may bring it
        for path, host in (("/hooks/whatsapp", at), ("/n/lyon/hooks/whatsapp", {})):
            assert (await house.post(path, written(form), headers | host))[0] == 204
        assert (await house.post("/n/paris/hooks/whatsapp", written(form), headers))[0] == 403


async def test_the_owner_of_one_newsroom_is_nobody_at_another(tmp_path: Path) -> None:
    made = deployment.load(
        {"TOCSIN_NEWSROOMS": str(write(tmp_path, {id_: accounts(id_) for id_ in TOKENS})), **NOWHERE},
        tmp_path,
    )
    owners = {id_: {one.id for one in told.owners} for id_, told in made.newsrooms.items()}
    assert owners == {"lyon": {"4001"}, "paris": {"5001"}}


# ---- how they are ----------------------------------------------------------------------------------


async def test_figures_say_whose_they_are(tmp_path: Path) -> None:
    async with deployed(tmp_path, {id_: accounts(id_) for id_ in TOKENS}, **NOWHERE) as house:
        await at_work(house, *TOKENS)
        lines = (await house.get("/metrics"))[1].splitlines()
        assert {
            'tocsin_newsroom_up{newsroom="lyon"} 1.0',
            'tocsin_events_waiting{newsroom="paris"} 0.0',
        } <= set(lines)
        assert all("newsroom=" in line for line in lines if not line.startswith("#"))


async def test_a_newsroom_whose_database_is_broken_leaves_the_others_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named in the log, in /ready and in /health, and comes back by itself."""
    monkeypatch.setattr(room, "OPEN_AGAIN", 0.2)
    monkeypatch.setattr(mount.Patience, "__init__", _impatient)
    broken = tmp_path / "var" / "lyon.db"
    broken.parent.mkdir()
    broken.write_text("these are words, and no database " * 50, "utf-8")
    async with deployed(tmp_path, {id_: accounts(id_) for id_ in TOKENS}, **NOWHERE) as house:
        await at_work(house, "paris")
        await until(lambda: house.logged("newsroom can't start", "lyon"), 10)
        status, page = await house.get("/n/paris/join")
        assert (status, "Le Fil de paris" in page) == (200, True)
        assert await house.get("/n/lyon/join") == (503, "this newsroom is out of order\n")
        assert (await house.get("/n/lyon/ready"))[0] == 503
        ready = await house.json("/ready")
        assert (ready["ready"], ready["newsrooms"]["paris"]["ready"]) == (True, True)
        assert "DATABASE_URL does not answer" in ready["newsrooms"]["lyon"]["missing"]
        assert "lyon" in (await house.json("/health"))["trouble"]
        assert 'tocsin_newsroom_up{newsroom="lyon"} 0.0' in (await house.get("/metrics"))[1]
        assert len(house.logged("newsroom can't start", "lyon")) == 1  # said once, tried again and again
        broken.unlink()
        await at_work(house, "lyon")
        assert (await house.json("/ready"))["newsrooms"]["lyon"]["ready"]


def _impatient(self: mount.Patience, is_open: asyncio.Event) -> None:
    self._is_open, self._seconds = is_open, 0.1


async def test_a_channel_that_cannot_start_is_told_by_the_newsrooms_name(tmp_path: Path) -> None:
    async with deployed(tmp_path, {id_: accounts(id_) for id_ in TOKENS}, **NOWHERE) as house:
        await at_work(house, *TOKENS)
        await until(lambda: house.logged("channel can't start", "lyon"), 20)
        trouble = (await house.json("/health"))["trouble"]
        assert "can't start" in trouble["lyon"]
        assert (await house.json("/ready"))["newsrooms"]["lyon"]["ready"]


async def test_a_wrong_newsroom_file_keeps_all_from_starting(tmp_path: Path) -> None:
    """A mistake in a file is for whoever is at the keyboard just now, before anything is opened."""
    write(tmp_path, {"lyon": "", "paris": ""})
    (tmp_path / "newsrooms" / "paris" / "newsroom.toml").write_text("[newsroom]\n", "utf-8")
    made = deployment.load({"TOCSIN_NEWSROOMS": str(tmp_path / "newsrooms")}, tmp_path)
    with pytest.raises(SettingsError, match=r"paris/newsroom.toml is wrong"):
        await run_all(made, PARTS, asyncio.Event())


async def test_all_are_closed_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = 0.7
    real = room.Room.close

    async def close(self: room.Room) -> None:
        await asyncio.sleep(slow)
        await real(self)

    monkeypatch.setattr(room.Room, "close", close)
    ids = [f"n{number}" for number in range(6)]
    async with deployed(tmp_path, dict.fromkeys(ids, ""), TOCSIN_SANDBOX_TAPS_START="false") as house:
        await at_work(house, *ids)
        began = time.monotonic()
    assert time.monotonic() - began < slow * len(ids)
    assert house.logged("stopping")


def test_settings_of_a_plain_deployment_are_as_they_were() -> None:
    assert deployment.plain(Settings()).newsrooms == {"": Settings()}

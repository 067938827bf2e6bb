"""Several newsrooms in one process: what one has is worth nothing at another."""

import asyncio
import re
from pathlib import Path

import pytest

from bot.app import deployment, migrate_all, room
from bot.channels.telegram_opening import hook_secret
from bot.clock import utc_now
from bot.store import file as files
from bot.store.database import Database
from bot.store.migration import HEAD
from tests.deployed import (
    NOWHERE,
    NUMBERS,
    SECRETS,
    TOKENS,
    accounts,
    at_work,
    deployed,
    signed,
    update,
    write,
    written,
)
from tests.fakes import until
from tests.house import phones_open
from tests.marks import MARK, fill, marked

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
        await phones_open(lambda: house.logged("channel is open", "lyon"))
        await house.session.post(f"{house.url}/n/lyon/sandbox/phones/telegram/text", json={"text": "/start"})
        for _ in range(1_200):
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
        await phones_open(lambda: house.logged("channel is open", "lyon"))
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
            await until(lambda: house.logged("newsroom can't start", "lyon"))
            missing = (await house.json("/ready"))["newsrooms"]["lyon"]["missing"]
            assert "run python -m bot migrate" in missing
        migrated = await asyncio.to_thread(lambda: list(migrate_all(house.deployment)))
        assert migrated == [f"the database of newsroom {id_} has schema {HEAD}" for id_ in ("lyon", "paris")]
        await at_work(house, "lyon", "paris")
        await until(lambda: house.logged("channel is open", "paris"))
        await house.session.post(f"{house.url}/n/paris/sandbox/phones/telegram/text", json={"text": "/start"})
        for _ in range(1_200):
            if house.people("paris"):
                break
            await asyncio.sleep(0.05)
        assert (house.people("lyon"), house.people("paris")) == (0, 1)


# ---- with accounts: what one newsroom has is worth nothing at another ------------------------------


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

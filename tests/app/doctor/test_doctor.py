"""The doctor finds what was planted, names the fix, and finds nothing where nothing is wrong."""

import asyncio
import inspect
import sqlite3
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from yarl import URL

from bot.app.doctor import CHECKS, Check, Finding, Grade, examine
from bot.app.doctor import database as database_checks
from bot.app.doctor.case import Case, opened
from tests.app.doctor.installation import installed, told
from tests.app.doctor.planted import PLANTED
from tests.app.doctor.planting import second_poller
from tests.app.test_run import ACCOUNT, NUMBER, TELEGRAM_READER, TOKEN, TWILIO_TOKEN
from tests.house import free_port, living
from tests.program import ROOT


async def test_an_installation_that_nothing_is_wrong_with(tmp_path: Path) -> None:
    async with installed(tmp_path) as made:
        found = await made.examined()
    assert told(found, above=Grade.WARNING) == []
    assert [one.about for one in told(found)] == ["telegram"]  # alerts go to the stand-in, and that is said
    assert {one.about for one in found} == set(CHECKS)


@pytest.mark.parametrize("name", PLANTED)
async def test_what_was_planted_is_found_and_the_fix_named(tmp_path: Path, name: str) -> None:
    planted = PLANTED[name]
    async with installed(tmp_path) as made:
        before = set(await made.examined(planted.about))
        done = planted.plant(made)
        if inspect.isawaitable(done):
            await done
        found = [one for one in told(await made.examined(planted.about)) if one not in before]
    said = [f"{one.what} → {one.todo}" for one in found]
    assert any(all(word in words for word in planted.names) for words in said), said
    assert all(one.todo for one in found)
    for secret in (TOKEN, ACCOUNT, TWILIO_TOKEN, NUMBER, TELEGRAM_READER):
        assert not any(secret in words for words in said)


def test_there_are_enough_of_them() -> None:
    assert len(PLANTED) >= 30


async def test_a_second_program_that_is_gone_since_is_no_fault(tmp_path: Path) -> None:
    async with installed(tmp_path) as made:
        await second_poller(9, 8)(made)
        found = told(await made.examined("telegram"), above=Grade.WARNING)
    assert found == []


# ---- the database ----------------------------------------------------------------------------------


async def test_a_database_that_another_program_keeps_locked_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_checks, "LOCKED_SECONDS", 0.1)
    async with installed(tmp_path) as made:
        holder = sqlite3.connect(made.database_file, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        (found,) = await made.examined("database")
        holder.execute("ROLLBACK")
        (after,) = await made.examined("database")
        holder.close()
    assert "locked" in found.what
    assert "end the program" in found.todo
    assert after.grade is Grade.OK


async def test_a_database_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    async with installed(tmp_path) as made:
        made.database_file.unlink()
        (found,) = await made.examined("database")
        await made.examined("feeds")
        assert not made.database_file.exists()
    assert found.grade is Grade.OK


# ---- the web side ----------------------------------------------------------------------------------


async def test_a_port_that_another_program_has_is_found(tmp_path: Path) -> None:
    async with installed(tmp_path) as made:
        (free,) = await made.examined("port")
        made.environment["PORT"] = str(URL(made.sandbox).port)
        (taken,) = await made.examined("port")
        made.environment["PORT"] = str(URL(made.site.url).port)
        (ours,) = await made.examined("port")
    assert (free.grade, ours.grade) == (Grade.OK, Grade.OK)
    assert "another program" in taken.what
    assert "PORT=" in taken.todo


async def test_the_hook_of_telegram_is_knocked_at_as_telegram_does(tmp_path: Path) -> None:
    async with installed(tmp_path) as made:
        made.environment["TELEGRAM_MODE"] = "webhook"
        found = await made.examined("public address")
        made.site.other["/hooks/telegram"] = lambda _request: web.Response(status=403)
        (turned_away,) = told(await made.examined("public address"))
    assert told(found) == []
    assert "the hook of Telegram takes what is signed" in {one.what for one in found}
    assert "TELEGRAM_BOT_TOKEN" in turned_away.todo


async def test_a_messaging_service_is_known_and_where_its_words_go(tmp_path: Path) -> None:
    async with installed(tmp_path) as made:
        made.environment["TWILIO_MESSAGING_SERVICE_SID"] = "MG" + ACCOUNT.removeprefix("AC")
        well = await made.examined("whatsapp")
        await made.order("condition", by_number=True)
        (found,) = told(await made.examined("whatsapp"))
    assert told(well) == []
    assert "/hooks/whatsapp" in found.todo


async def test_an_address_that_says_how_often_twilio_tries_is_the_right_one(tmp_path: Path) -> None:
    async with installed(tmp_path) as made:
        await made.order("condition", hook=f"{made.site.url}/hooks/whatsapp#rc=5&rp=all")
        assert told(await made.examined("whatsapp")) == []


# ---- the program itself, and no account ------------------------------------------------------------


async def test_the_running_program_is_known_again(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    async with installed(tmp_path) as made:
        port = str(free_port())
        known = {"PORT": port, "PUBLIC_URL": f"http://127.0.0.1:{port}"}
        environment = made.environment | known
        async with living(tmp_path / "house", sandbox=made.sandbox, **environment):
            made.environment |= known | {"TOCSIN_NEWSROOM": str(tmp_path / "house" / "newsroom.toml")}
            await made.order("condition", hook=f"http://127.0.0.1:{port}/hooks/whatsapp")
            found = await made.examined("port", "public address")
    assert told(found) == []
    assert [one.what for one in found if one.about == "port"] == [f"the program is running, on PORT {port}"]
    assert "the hook of WhatsApp takes what is signed" in {one.what for one in found}


async def test_without_an_account_it_says_plainly_that_this_is_a_rehearsal(tmp_path: Path) -> None:
    (tmp_path / "newsroom.toml").write_bytes((ROOT / "config" / "newsroom.toml").read_bytes())
    told_env = {"TOCSIN_NEWSROOM": str(tmp_path / "newsroom.toml"), "PORT": "0"}
    found = await examine(opened(told_env, tmp_path, mounts=tmp_path / "none"))
    assert told(found, above=Grade.WARNING) == []
    assert "rehearsal" in found[0].what
    assert "python -m bot setup" in found[0].todo


# ---- the doctor's own manners ----------------------------------------------------------------------


async def test_a_check_that_breaks_or_hangs_hides_nothing(tmp_path: Path) -> None:
    def breaks(_case: Case) -> list[Finding]:
        raise ZeroDivisionError

    async def hangs(_case: Case) -> list[Finding]:
        await asyncio.sleep(30)
        return []

    checks: dict[str, Check] = {
        "one": breaks,
        "two": hangs,
        "three": lambda _case: [Finding(Grade.OK, "well")],
    }
    found = await examine(opened({}, tmp_path), checks, seconds=0.05)
    assert [(one.about, one.grade) for one in found] == [
        ("one", Grade.FAULT),
        ("two", Grade.FAULT),
        ("three", Grade.OK),
    ]


async def test_it_changes_and_sends_nothing(tmp_path: Path) -> None:
    async with installed(tmp_path) as made:
        await made.call("setWebhook", url="http://127.0.0.1:9/other")
        before = made.database_file.read_bytes()
        await made.examined()
        assert made.database_file.read_bytes() == before
        assert (await made.call("getWebhookInfo"))["result"]["url"] == "http://127.0.0.1:9/other"
        async with ClientSession() as session, session.get(f"{made.sandbox}/journal") as answer:
            assert await answer.json() == []

"""The program, put together: in rehearsal, with one account or the other, and with what stands in the way."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.app import PARTS, run
from bot.channels import CHANNELS
from bot.clock import utc_now
from bot.errors import SettingsError
from bot.logs import configure
from bot.sandbox import TELEGRAM_READER_ID, Sandbox, SandboxOptions
from bot.settings import Log
from tests.environment import load
from tests.fakes import until
from tests.house import House, free_port, living, phones_open
from tests.program import running

TOKEN = "4711000:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
ACCOUNT, TWILIO_TOKEN, NUMBER = "AC" + "1" * 32, "0123456789abcdef" * 2, "+15550100"
TELEGRAM_READER = str(TELEGRAM_READER_ID)
TELEGRAM = {"TELEGRAM_BOT_TOKEN": TOKEN}
WHATSAPP = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TWILIO_TOKEN, "TWILIO_WHATSAPP_FROM": NUMBER}


@asynccontextmanager
async def services(hooks: str) -> AsyncIterator[str]:
    """Stand in for both services outside the program; `hooks` is where it listens. Yields the URL."""
    options = SandboxOptions(
        TOKEN, ACCOUNT, TWILIO_TOKEN, NUMBER, utc_now, f"{hooks}/hooks/whatsapp", publish_every=0
    )
    sandbox, application = Sandbox(options), web.Application()
    sandbox.add_to(application)
    server = TestServer(application)
    await server.start_server()
    await sandbox.start()
    yield str(server.make_url("/sandbox"))
    await sandbox.close()
    await server.close()


@asynccontextmanager
async def house_with(folder: Path, accounts: dict[str, str], **settings: str) -> AsyncIterator[House]:
    """Run the program with accounts at services that stand elsewhere."""
    port = str(free_port())
    hooks = f"http://127.0.0.1:{port}"
    async with services(hooks) as url:
        told = {
            "PORT": port,
            "PUBLIC_URL": hooks,
            "TELEGRAM_API_URL": f"{url}/telegram",
            "TWILIO_API_URL": f"{url}/twilio",
            "TWILIO_CONTENT_API_URL": f"{url}/content",
            "TWILIO_MESSAGING_API_URL": f"{url}/messaging",
        }
        async with living(folder, sandbox=url, **(told | accounts | settings)) as house:
            yield house


# ---- rehearsal -----------------------------------------------------------------------------------


async def test_in_rehearsal_the_first_demo_alert_arrives_on_both_phones(tmp_path: Path) -> None:
    async with living(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY="0.7", TOCSIN_POLL_MINIMUM="1") as house:
        for phone in ("telegram", "whatsapp"):
            await house.told(phone, "Le Fil du Levant · ")
        async with house.session.get(f"{house.url}/ready") as ready:
            assert (ready.status, await ready.json()) == (200, {"ready": True})
        async with house.session.get(f"{house.url}/metrics") as metrics:
            assert 'tocsin_alert_deliveries{alert="' in await metrics.text()
    assert [bool(line["sandbox"]) for line in house.logged("ready")] == [True]
    assert house.logged("stopping")


async def test_in_rehearsal_start_is_answered_within_a_second(tmp_path: Path) -> None:
    async with living(tmp_path, TOCSIN_SANDBOX_TAPS_START="false") as house:
        await phones_open(lambda: house.logged("channel is open"))
        for phone, word in (("telegram", "/start"), ("whatsapp", "START")):
            await house.write(phone, word)
            await house.told(phone, "The Paper", seconds=5)  # a second, and what a busy machine adds


async def test_no_secret_and_no_number_stands_in_the_log_of_failing_sends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = structlog.get_config()
    kinds = {
        "telegram": ("before_reset", "after_500", "rate", "unauthorized"),
        "twilio": ("before_500", "after_reset", "rate", "unauthorized"),
    }
    try:
        async with house_with(tmp_path, TELEGRAM | WHATSAPP, TOCSIN_DELIVERY_TIMEOUT="1") as house:
            configure(Log(format="json", level="debug"))  # instead of what `living` listens with
            for service, phone in (("telegram", "telegram"), ("twilio", "whatsapp")):
                await house.told(phone, "The Paper")
                for kind in kinds[service]:
                    order = {"service": service, "kind": kind, "times": 1}
                    async with house.session.post(f"{house.sandbox}/faults", json=order) as answer:
                        assert answer.status == 200
                    await house.write(phone, "/help")
                    await asyncio.sleep(1.2)  # no chat gets more than one message a second
            async with house.session.post(f"{house.url}/hooks/telegram", data=TOKEN) as answer:
                assert answer.status == 403
    finally:
        structlog.configure(**before)
    logged = capsys.readouterr().err
    outcomes = {json.loads(line).get("outcome") for line in logged.splitlines() if line.startswith("{")}
    assert {"Unknown", "TryLater"} <= outcomes
    for secret in (TOKEN, TOKEN.partition(":")[2], ACCOUNT, TWILIO_TOKEN, NUMBER, "5550199", TELEGRAM_READER):
        assert secret not in logged


# ---- accounts ------------------------------------------------------------------------------------


async def test_with_a_telegram_token_alone_whatsapp_is_off_and_said_so_once(tmp_path: Path) -> None:
    async with house_with(tmp_path, TELEGRAM) as house:
        await house.told("telegram", "The Paper")
        async with house.session.post(f"{house.url}/hooks/whatsapp") as answer:
            assert answer.status == 404
        async with house.session.get(f"{house.url}/sandbox/phones") as answer:
            assert answer.status == 404
    assert [line["channel"] for line in house.logged("channel is off: it is not set up")] == [
        name for name in CHANNELS if name != "telegram"
    ]


async def test_with_a_twilio_account_alone_telegram_is_off_and_said_so_once(tmp_path: Path) -> None:
    async with house_with(tmp_path, WHATSAPP) as house:
        await house.told("whatsapp", "The Paper")
    assert [line["channel"] for line in house.logged("channel is off: it is not set up")] == [
        name for name in CHANNELS if name != "whatsapp"
    ]


async def test_a_wrong_token_is_said_and_leaves_the_other_channel_at_work(tmp_path: Path) -> None:
    wrong = {"TELEGRAM_BOT_TOKEN": "4711000:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"}
    async with house_with(tmp_path, wrong | WHATSAPP) as house:
        await house.told("whatsapp", "The Paper")
        await until(lambda: house.logged("channel can't start"))
    (line,) = house.logged("channel can't start")
    assert line["channel"] == "telegram"
    assert "BBBB" not in str(house.log)


# ---- parts ---------------------------------------------------------------------------------------


async def test_without_accounts_and_without_the_web_nothing_starts(tmp_path: Path) -> None:
    settings = load({"DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}, tmp_path)
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
        await run(settings, PARTS - {"web"}, asyncio.Event())
    assert not (tmp_path / "none.db").exists()


async def test_the_parts_of_a_program_may_run_in_processes_of_their_own(tmp_path: Path) -> None:
    """The worker has no web part and hears of START over Telegram alone."""
    async with services("http://127.0.0.1:9") as url:
        told = {
            **TELEGRAM,
            "TELEGRAM_API_URL": f"{url}/telegram",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'w.db'}",
        }
        (tmp_path / "newsroom.toml").write_text(
            '[newsroom]\nname = "The Paper"\nlanguages = ["en"]\n[[topic]]\nid = "a"\nnames = { en = "A" }\n'
        )
        told["TOCSIN_NEWSROOM"] = str(tmp_path / "newsroom.toml")
        stop = asyncio.Event()
        worker = asyncio.create_task(run(load(told, tmp_path), PARTS - {"web"}, stop))
        async with ClientSession() as session, asyncio.timeout(60):
            while True:
                async with session.get(f"{url}/journal") as answer:
                    if await answer.json():
                        break
                await asyncio.sleep(0.05)
        stop.set()
        await worker


def test_the_program_starts_and_ends_on_a_signal(tmp_path: Path) -> None:
    with running(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY="0") as program:
        pass
    assert {line["event"] for line in program.log} >= {"ready", "at work", "stopping"}

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

from bot.app.rehearsal import DEMO_EVERY, DEMO_NAME, demo_sources, rehearsed, sandbox_options
from bot.sandbox import TELEGRAM_READER_ID
from bot.settings import Settings
from tests.environment import load
from tests.house import free_port
from tests.pipeline.room import newsroom
from tests.program import environment

URL = "http://127.0.0.1:8000"


def test_a_program_without_accounts_gets_made_up_ones_at_its_own_sandbox() -> None:
    told = rehearsed(Settings(), URL)
    assert (told.telegram_wanted, told.whatsapp_wanted, told.telegram_mode) == (True, True, "polling")
    for url in (told.telegram_api_url, told.twilio_api_url, told.twilio_content_api_url):
        assert url.startswith(f"{URL}/sandbox/")
    assert told.public_url == URL
    assert told.owners[0].id == str(TELEGRAM_READER_ID)
    assert told.fetch.allow_private
    assert told.poll.minimum == DEMO_EVERY


def test_what_the_operator_chose_is_kept() -> None:
    own = load({"TOCSIN_OWNER": "telegram:5", "TOCSIN_POLL_MINIMUM": "2"}, Path("none"))
    told = rehearsed(own, URL)
    assert (told.owner, told.poll.minimum) == ("telegram:5", 2)


def test_credentials_are_new_at_each_start() -> None:
    first, second = (rehearsed(Settings(), URL) for _ in range(2))
    assert first.telegram_bot_token != second.telegram_bot_token
    assert first.twilio_auth_token != second.twilio_auth_token


def test_the_sandbox_knows_the_accounts_of_the_program() -> None:
    told = rehearsed(Settings(), URL)
    options = sandbox_options(told)
    assert options.telegram_token == told.telegram_bot_token.get_secret_value()
    assert options.twilio_token == told.twilio_auth_token.get_secret_value()
    assert options.whatsapp_hook == f"{URL}/hooks/whatsapp"
    assert options.publish_every == told.sandbox.publish_every
    assert told.smtp_url.get_secret_value() == f"smtp://127.0.0.1:{options.smtp_port}"
    assert told.email_from.startswith(DEMO_NAME)


def test_without_a_mail_server_a_sandbox_of_its_own_has_no_mailbox() -> None:
    assert sandbox_options(Settings()).smtp_port is None


def test_the_demos_sources_have_those_of_its_topics_that_the_newsroom_has() -> None:
    (one,) = demo_sources(newsroom(), [(f"{URL}/feed", "fr", ("monde", "economie"))])
    assert (one.url, one.origin, one.name, one.language) == (f"{URL}/feed", "demo", DEMO_NAME, "fr")
    assert (one.topics, one.every) == (("monde",), DEMO_EVERY)


def test_a_sandbox_of_its_own_serves_its_page_and_keeps_a_journal(tmp_path: Path) -> None:
    port, token = free_port(), "4711:" + "A" * 35
    accounts = {
        "TELEGRAM_BOT_TOKEN": token,
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "t" * 32,
        "TWILIO_WHATSAPP_FROM": "+15550100",
        "PUBLIC_URL": "http://127.0.0.1:9",
    }
    command = [sys.executable, "-m", "bot", "sandbox", "--port", str(port), "--journal", "journal.jsonl"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path, **accounts))
    try:
        assert b"Tocsin" in get(process, f"http://127.0.0.1:{port}/")
        words = json.dumps({"chat_id": TELEGRAM_READER_ID, "text": "Hello"}).encode()
        send = f"http://127.0.0.1:{port}/sandbox/telegram/bot{token}/sendMessage"
        # refused until the demo's reader has tapped Start, by themselves
        assert json.loads(get(process, Request(send, words, {"Content-Type": "application/json"})))["ok"]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) in {0, -signal.SIGINT, 130}
    finally:
        process.kill()
        process.wait()
    (line,) = (tmp_path / "journal.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["text"] == "Hello"


def get(process: "subprocess.Popen[bytes]", what: str | Request) -> bytes:
    """Ask until something answers, and well."""
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        try:
            with urlopen(what, timeout=30) as answer:  # noqa: S310 -- loopback
                return bytes(answer.read())
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the sandbox does not answer")

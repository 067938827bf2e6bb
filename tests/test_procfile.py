"""The Procfile, as a Heroku-style host runs it: honcho, postgres://, a PORT of its own, a release phase."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.app.test_run import TOKEN, services
from tests.conftest import created
from tests.fakes import until
from tests.house import NEWSROOM, free_port
from tests.program import OURS, ROOT

SECONDS = 60.0


@pytest.fixture
def address(postgres: str) -> Iterator[str]:
    """An empty database, named as such hosts name it."""
    for url in created(postgres):
        yield url.replace("postgresql://", "postgres://")


def told(folder: Path, **settings: str) -> dict[str, str]:
    (folder / "newsroom.toml").write_text(NEWSROOM, "utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    usual = {"TOCSIN_NEWSROOM": str(folder / "newsroom.toml"), "PYTHONPATH": str(ROOT)}
    path = {"PATH": f"{Path(sys.executable).parent}:{clean['PATH']}"}  # where the Procfile's `python` is
    return clean | usual | path | settings


def honcho(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "honcho", "-f", str(ROOT / "Procfile"), "-d", str(folder), "start", *words]


def released(folder: Path, environment: dict[str, str]) -> str:
    ended = subprocess.run(
        honcho(folder, "release"), env=environment, capture_output=True, check=False, timeout=SECONDS
    )
    assert ended.returncode == 0, ended.stdout.decode()
    return ended.stdout.decode()


@contextmanager
def started(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    log = (folder / "honcho.log").open("wb")
    process = subprocess.Popen(honcho(folder, "web", "worker"), env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS)
        log.close()


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


async def test_the_procfile_runs_as_it_is_on_a_host_with_postgresql(tmp_path: Path, address: str) -> None:
    port = free_port()
    async with services("http://127.0.0.1:9") as sandbox:
        environment = told(
            tmp_path,
            DATABASE_URL=address,
            PORT=str(port),
            TELEGRAM_BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=f"{sandbox}/telegram",
        )
        (said,) = [line for line in released(tmp_path, environment).splitlines() if "schema" in line]
        assert "the database has schema" in said
        with started(tmp_path, environment):
            await until(lambda: is_ready(port), seconds=SECONDS)
            with socket.socket() as probe, pytest.raises(OSError, match="in use"):
                probe.bind(("127.0.0.2", port))  # it listens where the host's router looks: on every address
            async with ClientSession() as session:
                await _answered(session, sandbox)
                async with session.get(f"http://127.0.0.1:{port}/join") as page:
                    assert "https://t.me/tocsin_sandbox_bot" in await page.text()
    log = (tmp_path / "honcho.log").read_text("utf-8")
    assert "web.1" in log
    assert "worker.1" in log


async def _answered(session: ClientSession, sandbox: str) -> None:
    """Wait until the phone, which has pressed Start, is answered by the worker."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        async with session.get(f"{sandbox}/journal") as answer:
            if await answer.json():
                return
        await asyncio.sleep(0.1)
    raise AssertionError("nobody answered the phone")

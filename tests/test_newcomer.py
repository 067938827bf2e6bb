"""A newcomer's path: the commands of docs/going-live.md, as they stand there, from a clone to an alert."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from tests.house import free_port
from tests.program import OURS, ROOT

SECONDS = 90.0
HEADING = "## A rehearsal of going live"
TOKEN = "4711000:" + "A" * 35
ANSWERS = ("The Paper", "en fr", "Europe/Paris", "", "World", "Monde", "FEED", "y", "", TOKEN, "", "", "y")


def blocks() -> list[str]:
    """Take the shells' lines out of the page, in order."""
    page = (ROOT / "docs" / "going-live.md").read_text("utf-8")
    section = page.partition(HEADING)[2].partition("\n## ")[0]
    assert "FEED" not in section
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


def clone(folder: Path) -> Path:
    """Copy what git tracks; the virtual environment is this one, and taken as made."""
    made = folder / "tocsin"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "bot", "config"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, made / name)
    (made / ".venv").symlink_to(ROOT / ".venv")
    return made


def spelled_out(lines: str, ports: dict[str, str]) -> str:
    """Write `make target` as its recipe, for the environment is made already, and ports that are free."""
    makefile = (ROOT / "Makefile").read_text("utf-8")

    def recipe(found: re.Match[str]) -> str:
        told = re.search(rf"^{found[1]}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
        assert told, found[0]
        commands = [line.strip().lstrip("@") for line in told[1].splitlines()]
        command = commands[-1].replace("$(BIN)", ".venv/bin")
        return f"{command} --port 8100" if command.endswith("sandbox") else command

    lines = re.sub(r"make (\w+)", recipe, lines)
    for port, free in ports.items():
        lines = lines.replace(port, free)
    return lines


class Shell:
    """One of the newcomer's shells, in the clone."""

    def __init__(self, folder: Path, ports: dict[str, str]) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self._folder = folder
        self._ports = ports
        self._environment = clean | {"PORT": ports["8000"]}

    @asynccontextmanager
    async def running(self, lines: str, *answers: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """Type lines and answers; end what still runs afterwards."""
        process = await asyncio.create_subprocess_exec(
            "bash",
            "-ec",
            spelled_out(lines, self._ports),
            cwd=self._folder,
            env=self._environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        assert process.stdin
        process.stdin.write("".join(f"{one}\n" for one in answers).encode())
        process.stdin.close()
        try:
            yield process
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGTERM)
            await process.communicate()


async def bubbles(session: ClientSession, port: str) -> list[dict[str, Any]]:
    try:
        async with session.get(f"http://127.0.0.1:{port}/sandbox/phones") as answer:
            found: list[dict[str, Any]] = (await answer.json())["telegram"]["bubbles"]
            return found
    except ClientError:
        return []


async def told(session: ClientSession, port: str, words: str) -> None:
    """Wait until the phone shows these words of the bot's."""
    async with asyncio.timeout(SECONDS):
        while True:
            if any(one["from"] == "bot" and words in one["text"] for one in await bubbles(session, port)):
                return
            await asyncio.sleep(0.1)


async def open_at(session: ClientSession, url: str) -> None:
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                async with session.get(url):
                    return
            except ClientError:
                await asyncio.sleep(0.1)


@pytest.mark.timeout(300)
async def test_the_documented_commands_lead_from_a_clone_to_an_alert(tmp_path: Path) -> None:
    phone, paper, program, publish = blocks()
    ports = {port: str(free_port()) for port in ("8000", "8100", "8200")}
    program = program.replace("TOCSIN_POLL_MAXIMUM=60", "TOCSIN_POLL_MAXIMUM=1 TOCSIN_POLL_MINIMUM=1")
    ask, _, run = program.partition("make run")
    shell = Shell(clone(tmp_path), ports)
    feed = f"http://127.0.0.1:{ports['8200']}/feed.xml"
    answers = [feed if one == "FEED" else one for one in ANSWERS]
    async with ClientSession() as session, shell.running(phone), shell.running(paper):
        await open_at(session, feed)
        await open_at(session, f"http://127.0.0.1:{ports['8100']}/")
        async with shell.running(ask, *answers) as asking:
            said = (await asking.communicate())[0].decode()
            assert asking.returncode == 0, said
        assert "no faults" in said
        exports = ask.partition("make setup")[0]
        async with shell.running(f"{exports}\nmake run{run}"):
            await told(session, ports["8100"], "The Paper")
            typed = {"text": "/status"}
            async with session.post(
                f"http://127.0.0.1:{ports['8100']}/sandbox/phones/telegram/text", json=typed
            ):
                pass
            await told(
                session, ports["8100"], "1 abonné actif"
            )  # the phone speaks French, and is the owner's
            async with shell.running(publish) as publishing:
                await publishing.wait()
            await told(session, ports["8100"], "The harbour bridge is closed until Friday")

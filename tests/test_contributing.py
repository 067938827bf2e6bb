"""CONTRIBUTING, followed word by word: its channel and its language, in a copy of the house."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from tests.house import NEWSROOM, feed, item, printing
from tests.program import ROOT, Program, running

GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
REGISTRY = "bot/channels/__init__.py"
BLOCK = re.compile(r"^`([\w/.]+)`\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = dict(BLOCK.findall(GUIDE))
BACKGROUND = item("An older article", "https://paper.example/0", "It was there before.")
FRESH = item("The bridge is open again", "https://paper.example/1", "Both lanes are open since this morning.")


def enlisted(registry: str, block: str) -> str:
    """Write the import among the imports, and the line below the last one of CHANNELS."""
    import_line, entry = (line for line in block.splitlines() if line.strip())
    head, opening, rest = registry.partition("CHANNELS: Mapping[str, Opener] = {")
    entries, closing, tail = rest.partition("}")
    first = re.search(r"^from bot\.channels\.(?!email|pager)", head, re.MULTILINE)
    assert first
    head = f"{head[: first.start()]}{import_line}\n{head[first.start() :]}"
    return f"{head}{opening}{entries.rstrip().rstrip(',')},\n{entry}\n{closing}{tail}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the house, and do what the guide says."""
    copy = tmp_path_factory.mktemp("house")
    for name in ("bot", "config", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "tocsin.env"))
    shutil.copy(ROOT / "pyproject.toml", copy / "pyproject.toml")
    for name, text in BLOCKS.items():
        path = copy / name
        path.write_text(enlisted(path.read_text("utf-8"), text) if name == REGISTRY else text, "utf-8")
    return copy


def tool(house: Path, *words: str) -> str:
    """Run a tool in the copy; it must be content."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=house, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_channel_is_one_new_file_and_one_place_in_the_registry(house: Path) -> None:
    assert {name for name in BLOCKS if name.startswith("bot/")} == {"bot/channels/pager.py", REGISTRY}
    assert not (ROOT / "bot/channels/pager.py").exists()
    before, after = ((root / REGISTRY).read_text("utf-8") for root in (ROOT, house))
    added = set(after.splitlines()) - set(before.splitlines())
    assert {"from bot.channels.pager import open_pager", '    "pager": open_pager,'} <= added
    code = (ROOT / "bot").rglob("*.py")
    known = [path for path in code if re.search(r"\bpager\b", path.read_text("utf-8"), re.IGNORECASE)]
    assert known == []


@pytest.mark.parametrize(("trait", "file"), re.findall(r"`([A-Z_]+)` in `(bot/[\w/]+\.py)`", GUIDE))
def test_a_trait_that_is_asked_by_name_is_where_the_guide_says(trait: str, file: str) -> None:
    assert re.search(rf"^{trait}\b.* = frozenset\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)


def test_the_files_of_the_guide_are_as_the_house_wants_them(house: Path) -> None:
    tool(house, "ruff", "check", "--no-cache", *BLOCKS)
    tool(house, "ruff", "format", "--check", "--no-cache", *(name for name in BLOCKS if name != REGISTRY))


def test_the_channel_of_the_guide_keeps_what_every_channel_promises(house: Path) -> None:
    said = tool(house, "pytest", "-q", "-p", "no:randomly", "tests/channels/test_pager.py")
    assert int(re.findall(r"(\d+) passed", said)[0]) >= 15
    assert "failed" not in said
    tool(house, "pytest", "-q", "tests/channels/test_contract.py", "-k", "not_set_up")
    tool(house, "pytest", "-q", "tests/app/test_accounts.py", "-k", "sqlite")


@dataclass
class Gateway:
    """What stands in for the pagers' gateway: it keeps what it is handed, per pager."""

    url: str = ""
    shown: list[tuple[str, str]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.shown.append((body["to"], body["text"]))
        return web.json_response({"id": f"p{len(self.shown)}"})

    async def shows(self, pager: str, words: str) -> str:
        """Wait until a pager shows these words; give the whole message."""
        async with asyncio.timeout(80):
            while True:
                for to, text in self.shown:
                    if to == pager and words in text:
                        return text
                await asyncio.sleep(0.05)


@asynccontextmanager
async def gateway() -> AsyncIterator[Gateway]:
    made, application = Gateway(), web.Application()
    application.router.add_post("/s3cret", made.take)
    server = TestServer(application, host="127.0.0.1")
    await server.start_server()
    made.url = str(server.make_url("/s3cret"))
    yield made
    await server.close()


@dataclass
class Reader:
    """Somebody with a pager."""

    program: Program
    http: ClientSession
    wrote: int = 0

    async def writes(self, text: str) -> None:
        self.wrote += 1
        body = json.dumps({"id": f"m{self.wrote}", "from": "7", "text": text})
        hook = f"{self.program.url}/hooks/pager"
        async with self.http.post(hook, data=body, headers={"x-secret": "s3cret"}) as answer:
            assert answer.status == 204

    async def sees(self, path: str) -> str:
        async with self.http.get(self.program.url + path) as answer:
            assert answer.status == 200
            return await answer.text()


@asynccontextmanager
async def at_work(house: Path, folder: Path, feed_url: str, pagers: Gateway) -> AsyncIterator[Reader]:
    """Run the program of the copy, its owner on a pager, with one source and no other account."""
    source = f'[[source]]\nurl = "{feed_url}"\ntopics = ["world"]\nevery = 1\n'
    (folder / "newsroom.toml").write_text(NEWSROOM + source, "utf-8")
    settings = {
        "PYTHONPATH": str(house),
        "TOCSIN_NEWSROOM": str(folder / "newsroom.toml"),
        "TOCSIN_CHANNELS_PAGER": pagers.url,
        "TOCSIN_OWNER": "pager:7",
        "TOCSIN_POLL_MINIMUM": "1",
        "TOCSIN_FETCH_ALLOW_PRIVATE": "true",
    }
    starting = await asyncio.to_thread((run := running(folder, **settings)).__enter__)
    try:
        async with ClientSession() as http:
            yield Reader(starting, http)
    finally:
        await asyncio.to_thread(run.__exit__, None, None, None)


async def test_an_alert_goes_all_the_way_to_the_new_channel(house: Path, tmp_path: Path) -> None:
    async with printing() as paper, gateway() as pagers:
        paper.shelf["feed"] = feed(BACKGROUND)
        async with at_work(house, tmp_path, f"{paper.url}feed", pagers) as reader:
            await reader.writes("START")
            await pagers.shows("7", "1. ")  # choices are numbered: it has no buttons
            await reader.writes("sources")
            await pagers.shows("7", "The Paper")
            paper.shelf["feed"] = feed(FRESH, BACKGROUND)
            alert = await pagers.shows("7", "The bridge is open again")
            assert "https://paper.example/1" in alert
            await reader.writes("stats 1")
            assert "Pager" in await pagers.shows("7", "Pager")
            page = await reader.sees("/join?lang=en")
            assert 'href="https://pager.example/write?text=START' in page
            assert ">Pager<" in page
            shown = len(pagers.shown)
            await reader.writes("STOP")
            await pagers.shows("7", "START")
            assert len(pagers.shown) > shown


async def test_a_language_is_one_file(house: Path, tmp_path: Path) -> None:
    assert "cp bot/locale/fr.po bot/locale/it.po" in GUIDE
    italian = (ROOT / "bot/locale/fr.po").read_text("utf-8")
    italian = italian.replace('"Language: fr\\n"', '"Language: it\\n"')
    italian, times = re.subn(r'(msgid "Welcome"\nmsgstr ")[^"]*', r"\1Benvenuti", italian)
    assert times == 1
    (house / "bot/locale/it.po").write_text(italian, "utf-8")
    async with printing() as paper, gateway() as pagers:
        paper.shelf["feed"] = feed(BACKGROUND)
        async with at_work(house, tmp_path, f"{paper.url}feed", pagers) as reader:
            await reader.writes("/language")
            await pagers.shows("7", "italiano")
            await reader.writes("/language it")
            await reader.writes("START")
            await pagers.shows("7", "Benvenuti")

"""Each chat command that the manual shows is one, and its arguments are not taken for nonsense."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.model import Role
from bot.store.database import Database
from bot.store.migration import migrate
from tests.chat import CHIEF, Chat
from tests.manual.reading import Shown, spans
from tests.rows import NOW

LINE = re.compile(r"/([a-z]+)(?: .*)?")
OURS_ON_THE_WEB = {"join", "health", "ready", "metrics", "status", "qr", "files", "email"}
ELSEWHERE = {"newbot", "end", "quit", "cancel"}
"""BotFather's, and what other bots call the end of a dialogue."""

NONSENSE = "qzx"
SHOWN = [one for one in spans() if LINE.fullmatch(one.words)]
WITH_ARGUMENTS = [one for one in SHOWN if " " in one.words and "<" not in one.words and "…" not in one.words]


IN_ITS_PLACE = {
    "/answer 12": "with words behind it",
    "/merge 15": "as a reply to an alert",
    "/resume drop": "while all is halted",
    "/resume fresh": "while all is halted",
    "/sources 3": "where there is such a source",
    "/digest off": "where there was one",
    "/segment telaviv": "where there is such a segment",
    "/campaigns radio": "where somebody came by it",
    "/campaigns summer": "where somebody came by it",
    "/subscribers anna": "anything is looked for",
    "/subscribers 4821": "anything is looked for",
}
"""Lines that need more than a new newsroom to be told from nonsense."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which a new newsroom's owner has written /start."""
    path = tmp_path_factory.mktemp("manual") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    chat = Chat(database, NOW)
    chat.appoint(CHIEF, Role.OWNER)
    chat.says("/start", CHIEF)
    database.close()
    return path


@pytest.fixture
def answered(template: Path, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Says a line to a newsroom of its own, and gives the whole answer."""
    opened: list[Database] = []

    def answer(line: str) -> str:
        path = shutil.copy(template, tmp_path / f"{len(opened)}.db")
        opened.append(Database(f"sqlite:///{path}"))
        chat = Chat(opened[-1], NOW + timedelta(minutes=1))
        chat._keys = count(100)  # those of the template are taken
        said = chat.says(line, CHIEF)
        return str([(one.headline, one.lines) for one in said])

    yield answer
    for database in opened:
        database.close()


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_a_command_that_is_shown_is_one(shown: Shown) -> None:
    name = shown.words.split()[0].removeprefix("/")
    assert name in COMMANDS or name in OURS_ON_THE_WEB | ELSEWHERE


@pytest.mark.parametrize("shown", WITH_ARGUMENTS, ids=str)
def test_its_arguments_are_understood(answered: Callable[[str], str], shown: Shown) -> None:
    name, _space, args = shown.words.partition(" ")
    said, nonsense = answered(shown.words), answered(f"{name} {NONSENSE}")
    assert said != "[]"
    assert (said != nonsense.replace(NONSENSE, args)) or shown.words in IN_ITS_PLACE


def test_nonsense_is_known_for_it(answered: Callable[[str], str]) -> None:
    assert answered("/digest hourly 8:00") == answered(f"/digest {NONSENSE}")
    assert answered("/invite nowhere") == answered(f"/invite {NONSENSE}").replace(NONSENSE, "nowhere")


def test_many_are_shown() -> None:
    assert len(WITH_ARGUMENTS) > 60
    assert IN_ITS_PLACE.keys() <= {one.words for one in WITH_ARGUMENTS}

"""What the manual names is there: files, settings, benchmarks."""

import re
from pathlib import Path

import pytest

from bot.sections import Section
from bot.settings import Settings
from bot.variables import CONVENTIONAL, environment_name
from tests.manual.reading import PAGES, Shown, named, spans
from tests.program import ROOT

FOLDERS = ("bot", "tests", "docs", "config", "benchmarks", "manual", "deploy")
PATH = re.compile(rf"(?:{'|'.join(FOLDERS)})/[\w./-]*")
SECTION = re.compile(r"\[([a-z]+)\] ([a-z_]+)(?: = .*)?")
MADE = {
    *("config/tocsin.env", "config/newsrooms/le-fil/tocsin.env", "config/db.sqlite3"),
    *("bot/locale/it.po", "bot/channels/pager.py", "tests/channels/test_pager.py"),
}
"""What a reader of the manual makes, or has of another program."""

SECTIONS = {
    name: info.annotation
    for name, info in Settings.model_fields.items()
    if isinstance(info.annotation, type) and issubclass(info.annotation, Section)
}
KNOWN = set(CONVENTIONAL) | {
    environment_name((section, field)) for section, made in SECTIONS.items() for field in made.model_fields
}
OF_TESTS = {"TOCSIN_TEST_BROWSER"}


@pytest.mark.parametrize("shown", [one for one in spans() if PATH.fullmatch(one.words)], ids=str)
def test_a_file_that_is_named_is_there(shown: Shown) -> None:
    assert (ROOT / shown.words).exists() or shown.words in MADE


ENVIRONMENT = [
    (one, name)
    for one in spans()
    for name in dict.fromkeys(re.findall(r"(?<![\w-])TOCSIN_[A-Z_]+(?![A-Z_<])", one.words))
    if not name.endswith("_")
]


@pytest.mark.parametrize(("shown", "name"), ENVIRONMENT, ids=str)
def test_a_setting_that_is_named_by_its_variable_is_there(shown: Shown, name: str) -> None:
    assert name in KNOWN | OF_TESTS or name.startswith("TOCSIN_CHANNELS_"), shown


@pytest.mark.parametrize("shown", [one for one in spans() if SECTION.fullmatch(one.words)], ids=str)
def test_a_setting_that_is_named_by_its_section_is_there(shown: Shown) -> None:
    section, field = shown.words.split(" = ")[0].strip("[").split("] ")
    assert field in SECTIONS[section].model_fields


@pytest.mark.parametrize("shown", [one for one in spans() if re.fullmatch(r"bench_\w+", one.words)], ids=str)
def test_a_benchmark_that_is_named_is_there(shown: Shown) -> None:
    assert (ROOT / f"benchmarks/{shown.words}.py").is_file()


def test_much_is_named() -> None:
    assert len(ENVIRONMENT) > 60
    assert sum(bool(PATH.fullmatch(one.words)) for one in spans()) > 60


DOTTED = re.compile(rf"({'|'.join(SECTIONS)})\.([a-z_]+)")


@pytest.mark.parametrize(  # elsewhere it may be a column, or a file
    "shown",
    [one for one in spans() if DOTTED.fullmatch(one.words) and one.page == "docs/polling.md"],
    ids=str,
)
def test_a_setting_that_is_named_with_a_dot_is_there(shown: Shown) -> None:
    section, field = shown.words.split(".")
    assert field in SECTIONS[section].model_fields


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_decision_is_called_by_its_number(page: Path) -> None:
    links = re.findall(r"\[(?:decision|page) (\d+)\]\([^)]*?(\d{4})-[^)]*\)", page.read_text("utf-8"))
    assert [int(called) for called, _there in links] == [int(there) for _called, there in links]


METHOD = re.compile(r"([A-Z]\w+)\.(\w+)")
CODE = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "bot").rglob("*.py")))


@pytest.mark.parametrize(
    "shown",
    [one for one in spans() if one.page == "docs/how-it-works.md" and METHOD.fullmatch(one.words)],
    ids=str,
)
def test_a_method_that_the_walk_names_is_there(shown: Shown) -> None:
    owner, method = shown.words.split(".")
    body = re.search(rf"^class {owner}\b.*?(?=^(?:class|def|@)|\Z)", CODE, re.MULTILINE | re.DOTALL)
    assert body
    assert re.search(rf"^    (?:async )?def {method}\(", body[0], re.MULTILINE)

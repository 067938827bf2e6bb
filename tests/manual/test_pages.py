"""What of the manual comes from the code is as the code has it, and the site is built of pages that hold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.settings import Section, Settings
from bot.variables import CONVENTIONAL
from manual.__main__ import DOCS, PAGES
from manual.commands import examples
from manual.meanings import CONVENTIONAL_MEANINGS
from manual.settings import comments_of, section_fields
from manual.site import led
from manual.tables import placed, table
from tests.program import ROOT


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_the_code_has_it(name: str) -> None:
    there = (DOCS / name).read_text("utf-8")
    assert PAGES[name](there) == there, "run make manual"


def test_every_setting_and_command_is_in_its_table() -> None:
    settings, commands = ((DOCS / name).read_text("utf-8") for name in ("settings.md", "commands.md"))
    for name in CONVENTIONAL:
        assert f"| `{name}` |" in settings
    for section, fields in section_fields().items():
        for field in fields:
            assert f"`TOCSIN_{section.upper()}_{field.upper()}`" in settings
    for name in COMMANDS:
        assert f"| [{name}](#{name}) |" in commands
    assert CONVENTIONAL_MEANINGS.keys() == CONVENTIONAL.keys()


def test_every_section_of_the_settings_has_its_table() -> None:
    assert section_fields().keys() == {
        name for name, value in Settings().__dict__.items() if isinstance(value, Section)
    }


def test_what_a_setting_means_stands_behind_it_or_above_it() -> None:
    written = (
        '\n[a]\none = 1  # the first\n# both of\n# these\ntwo = "#x"\nthree = 3\n\n[b]\nfour = 4  # no\n'
    )
    assert comments_of(written, "a") == {"one": "the first", "two": "both of these", "three": "both of these"}


def test_examples_are_a_commands_own_and_stand_once() -> None:
    words = "`/quiet`, `/quiet 22-7` or `/digest off`, `/quiet 22-7`; `quiet off`, `/quieter 1`"
    assert examples("quiet", words) == ["/quiet", "/quiet 22-7"]


def test_a_cell_ends_where_it_is_meant_to() -> None:
    assert table(("a", "b"), [("x|y", "z\nz")]) == "| a | b |\n| --- | --- |\n| x\\|y | z z |\n"


def test_a_page_without_the_place_is_told() -> None:
    with pytest.raises(ValueError, match="the page has 0 places for reader"):
        placed("# Commands\n", "reader", "x")


def test_links_lead_to_where_things_are_on_the_site() -> None:
    page = (
        "[a](../README.md#go) [b](polling.md) [c](../bot/inbox.py) ![d](pictures/x.png) [e](https://x.org/)"
    )
    on_site = led(page, "docs/delivery.md", "delivery.md")
    assert on_site == "[a](readme.md#go) [b](polling.md) c ![d](pictures/x.png) [e](https://x.org/)"
    assert led("[w](docs/decisions/) `[x](y.md)`", "README.md", "readme.md").startswith(
        "[w](decisions/index.md)"
    )
    assert (
        led("[w](../delivery.md)", "docs/decisions/0001-x.md", "decisions/0001-x.md") == "[w](../delivery.md)"
    )


def site(folder: Path, config: Path) -> "subprocess.CompletedProcess[str]":
    words = ["mkdocs", "build", "--strict", "-f", str(config), "-d", str(folder)]
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_site_is_built_and_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    built = site(tmp_path / "site", ROOT / "mkdocs.yml")
    assert built.returncode == 0, built.stdout + built.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        words = page.read_text("utf-8")
        assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//[^"]*"', words), page.name


@pytest.mark.parametrize("link", ["gone.md", "delivery.md#nothing-of-the-kind", "../bot/gone.py"])
def test_a_link_that_leads_nowhere_keeps_the_site_from_being_built(tmp_path: Path, link: str) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text(f"# Here\n\n[there]({link})\n", "utf-8")
    (docs / "delivery.md").write_text("# Delivery\n", "utf-8")
    config = (ROOT / "mkdocs.yml").read_text("utf-8").partition("nav:\n  - index.md")[0]
    config = config.replace("manual/site.py", str(ROOT / "manual/site.py")).replace(
        "not_found: warn, abs", "abs"
    )
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    assert site(tmp_path / "site", tmp_path / "mkdocs.yml").returncode == 1

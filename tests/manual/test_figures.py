"""Each figure of its page has a command that prints it, and stands on the page that it is taken from."""

import ast
import re
from dataclasses import dataclass

import pytest

from tests.program import ROOT

PAGE = (ROOT / "docs" / "figures.md").read_text("utf-8")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@dataclass(frozen=True)
class Figure:
    """A row of the page."""

    what: str
    figure: str
    command: str
    day: str
    origin: str

    def __str__(self) -> str:
        return self.what


def rows() -> list[Figure]:
    found: list[Figure] = []
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 5 and cells[0] != "what":
            what, figure, command, day, origin = cells
            given = found[-1].command if command == "the same" else command
            found.append(Figure(what, figure, given, day, origin))
    return found


FIGURES = rows()


def options_of(source: str) -> set[str]:
    """List the options that a benchmark takes: the strings in its code that look like one."""
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("--")
    }


def test_every_row_is_read() -> None:
    assert len(FIGURES) == sum(line.startswith("| ") for line in PAGE.splitlines()) - PAGE.count("| what |")
    assert len(FIGURES) > 30


@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_its_command_is_there_and_takes_what_it_is_given(figure: Figure) -> None:
    name, *given = figure.command.strip("`").split()
    path = ROOT / "benchmarks" / f"{name}.py"
    assert path.is_file()
    assert {one for one in given if one.startswith("--")} <= options_of(path.read_text("utf-8"))


@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_it_stands_on_the_page_that_it_is_taken_from(figure: Figure) -> None:
    link = re.fullmatch(r"\[[^\]]+\]\(([^)#]+)(#[^)]*)?\)", figure.origin)
    assert link
    there = set(NUMBER.findall((ROOT / "docs" / link[1]).read_text("utf-8")))
    assert set(NUMBER.findall(figure.figure)) <= there


@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_it_says_when(figure: Figure) -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", figure.day)

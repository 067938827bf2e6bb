"""The manual lists every line that the program logs, by its level, and what to do about the bad ones."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEVELS = {"debug": "debug", "info": "info", "warning": "warning", "error": "error", "exception": "error"}
FIELDS = {"entry", "alert", "delivery", "event_id", "source", "channel", "job", "transfer", "trial"}


def lines() -> Iterator[tuple[str, str, ast.Call]]:
    """Find every call that logs: its event, its level, and the call."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            of = node.func.value
            name = of.attr if isinstance(of, ast.Attribute) else of.id if isinstance(of, ast.Name) else ""
            if node.func.attr in LEVELS and name.strip("_") == "log":
                event = node.args[0]
                assert isinstance(event, ast.Constant), f"{path}:{node.lineno} has no words of its own"
                yield str(event.value), LEVELS[node.func.attr], node


@cache
def logged() -> tuple[tuple[str, str, ast.Call], ...]:
    """Give all of them; not at import, where each of the processes that test would read the whole program."""
    return tuple(lines())


def listed() -> dict[str, tuple[str, str]]:
    """Read the manual: each event's level, and what to do (nothing where its table does not say)."""
    found = {}
    for row in (ROOT / "docs" / "logs.md").read_text("utf-8").partition("## Warnings")[2].splitlines():
        if row.startswith("| `"):
            event, level, _means, *todo = (one.strip() for one in row.strip("|").split(" | "))
            found[event.strip("` ")] = (level.strip("| "), todo[0].strip("| ") if todo else "")
    return found


def test_the_manual_lists_what_is_logged_and_nothing_else() -> None:
    assert listed().keys() == {event for event, _level, _call in logged()}
    assert len(logged()) > 60


def test_each_line_has_its_level_and_the_bad_ones_what_to_do() -> None:
    for event, (level, todo) in listed().items():
        assert {level} == {one for words, one, _call in logged() if words == event}, event
        assert bool(todo) is (level in {"warning", "error"}), event


def test_ids_bear_the_same_name_everywhere() -> None:
    for event, _level, call in logged():
        names = {one.arg for one in call.keywords if one.arg}
        assert "id" not in names, event
        assert not {name for name in names if name.endswith("_id")} - FIELDS, event

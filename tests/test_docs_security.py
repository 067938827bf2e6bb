"""The threat model names tests that there are, and a threat without one is said not to be stopped."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODEL = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", MODEL)
ROWS = [
    line for line in MODEL.splitlines() if line.startswith("| ") and not line.startswith("| who, and how")
]


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED)))
def test_every_test_that_is_named_is_there(file: str, test: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def test_every_threat_has_a_test_or_is_said_not_to_be_stopped() -> None:
    assert len(ROWS) > 40
    silent = [row for row in ROWS if "`tests/" not in row and "**not stopped**" not in row]
    assert silent == []


def test_what_is_promised_is_led_to_from_the_front() -> None:
    assert "docs/security.md" in (ROOT / "SECURITY.md").read_text("utf-8")

"""Grafana's board, Prometheus's rules and the manual's expressions ask for figures that there are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.web.families import ALIVE, BUILD, FAMILIES, NEWSROOM

ROOT = Path(__file__).parents[1]
LABELS = {name: {*labels, NEWSROOM} for name, _words, labels in (*FAMILIES, ALIVE, BUILD)}
OF_SCRAPING = {"instance", "job"}
PROCESS = {"process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds"}

NAME = re.compile(r"\b(?:tocsin|process)_[a-z_]+\b")
MATCH = re.compile(r"\b((?:tocsin|process)_[a-z_]+)\{([^}]*)\}")
BY = re.compile(r"\b(?:by|on)\s*\(([^)]*)\)")


def of_board() -> Iterator[str]:
    board = json.loads((ROOT / "deploy/grafana/tocsin.json").read_text("utf-8"))
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def rules() -> Iterator[dict[str, str]]:
    """Read the rules, each of which has its five lines."""
    text = (ROOT / "deploy/prometheus/rules.yml").read_text("utf-8")
    for block in text.split("      - ")[1:]:
        lines = [line.strip().partition(": ") for line in block.strip().splitlines()]
        yield {name: value.strip("'") for name, _colon, value in lines}


def of_rules() -> Iterator[str]:
    for rule in rules():
        yield rule["expr"]


def of_manual() -> Iterator[str]:
    page = (ROOT / "docs/metrics.md").read_text("utf-8").partition("## What to ask")[2]
    for row in page.splitlines():
        if row.startswith("| ") and "`" in row:
            yield from re.findall(r"`([^`]+)`", row.split(" | ", 1)[1])


EXPRESSIONS = [*dict.fromkeys([*of_board(), *of_rules(), *of_manual()])]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_each_expression_asks_for_figures_and_labels_that_there_are(expression: str) -> None:
    names = set(NAME.findall(expression))
    assert names
    assert names <= LABELS.keys() | PROCESS
    known = set().union(*(LABELS.get(name, set()) for name in names)) | OF_SCRAPING
    for labels in BY.findall(expression):
        assert {one.strip() for one in labels.split(",") if one.strip()} <= known
    for name, matchers in MATCH.findall(expression):
        asked = {re.split(r"[=!~]", one)[0].strip() for one in matchers.split(",")}
        assert asked <= LABELS.get(name, set()) | OF_SCRAPING


def test_the_board_asks_for_most_of_the_figures() -> None:
    asked = {name for one in of_board() for name in NAME.findall(one)}
    assert len(asked) >= 15
    assert len(EXPRESSIONS) > 30


@pytest.mark.parametrize("name", LABELS)
def test_names_follow_the_conventions(name: str) -> None:
    assert re.fullmatch(r"tocsin_[a-z_]+", name)
    assert not re.search(r"_(minutes|hours|ms|milliseconds|kilobytes|count|sum|bucket)$", name)


def test_each_rule_says_what_it_means_and_how_urgent_it_is() -> None:
    found = list(rules())
    assert len(found) >= 10
    assert len({rule["alert"] for rule in found}) == len(found)
    for rule in found:
        assert rule.keys() == {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"] in {"{severity: page}", "{severity: ticket}"}
        assert re.fullmatch(r'\{summary: ".{20,}"\}', rule["annotations"])

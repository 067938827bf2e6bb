from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import bot.sources
from bot.rules.ailment import BY_WORDS, Ailment, State, advice, ailment
from bot.rules.rhythm import learned, seeded
from bot.sources.headers import refusal
from bot.texts import Text, _, say

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WELL = State(looked_at=NOW)


def steady(quiet: timedelta) -> State:
    """Give the state of a source with an entry every four hours for two weeks, and none since."""
    end = NOW - quiet
    moments = [end - timedelta(hours=4 * number) for number in range(84)]
    return replace(WELL, rhythm=learned(seeded(moments, end), (), NOW), newest=end)


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (WELL, Ailment.WELL),
        (State(), Ailment.UNSEEN),
        (replace(WELL, failing_since=NOW), Ailment.FAILING),
        (State(failing_since=NOW), Ailment.FAILING),
        (replace(WELL, paused_at=NOW, failing_since=NOW), Ailment.PAUSED),
        (replace(WELL, paused_at=NOW, gone_at=NOW), Ailment.GONE),
        (steady(timedelta(hours=3)), Ailment.WELL),
        (steady(timedelta(hours=20)), Ailment.SILENT),
        (replace(steady(timedelta(hours=20)), newest=NOW), Ailment.WELL),  # a hub brought it
        (replace(steady(timedelta(hours=20)), newest=None), Ailment.WELL),
    ],
)
def test_what_ails_a_source_most_is_named(state: State, found: Ailment) -> None:
    assert ailment(state, NOW) is found


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "ask its publisher"),
        (403, "ask its publisher"),
        (404, "/addsource"),
        (410, "/addsource"),
        (418, "I keep trying"),
        (429, "less often until"),
        (451, "pause it"),
        (500, "the fault is its server's"),
        (503, "less often until"),
    ],
)
def test_each_status_has_its_advice(status: int, words: str) -> None:
    error = refusal("paper.example", status, {})
    assert error
    assert words in say(advice(error.text), "en")


def test_an_error_of_a_kind_that_nobody_foresaw_has_one_too() -> None:
    assert "I keep trying" in say(advice(_("unexpected: {error}", error="X")), "en")
    assert "I keep trying" in say(advice(Text("{status}", {"status": "404"})), "en")  # no number of ours


def test_the_words_that_advice_goes_by_are_those_that_are_said() -> None:
    folder = Path(bot.sources.__file__).parent
    said = "\n".join(path.read_text() for path in folder.glob("*.py"))
    assert not [words for words in BY_WORDS if f'"{words}"' not in said]

"""Pairs that people judged: what the rules got wrong once, and are to get right from then on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.rules.story import CAUTIOUS, Telling, Verdict, Window
from bot.stories import read_pair
from tests.rules.story.stream import OTHERS, a_telling

FILE = Path(__file__).parents[2] / "data" / "judged_stories.jsonl"
FAR = datetime(9000, 1, 1, tzinfo=UTC)  # no pair lies in its future
PAIRS = [read_pair(line, FAR) for line in FILE.read_text("utf-8").splitlines() if line.strip()]


def is_one_story(one: Telling, other: Telling, *around: Telling) -> bool:
    """Place a telling where another was placed, and some that are neither's."""
    window = Window(CAUTIOUS)
    for telling in sorted((other, *around), key=lambda each: each.published):
        window.add(telling, telling.id)
    placement = window.place(one)
    return placement.verdict is not Verdict.NEW and placement.story == other.id


@pytest.mark.parametrize(
    ("one", "other", "same"), PAIRS, ids=[one.title[:40] for one, _other, _same in PAIRS]
)
def test_two_tellings_are_one_story_where_people_say_so(one: Telling, other: Telling, *, same: bool) -> None:
    assert is_one_story(one, other) is same
    around = [a_telling(title) for title in OTHERS]
    assert is_one_story(one, other, *around) is same


def test_both_kinds_are_judged_in_several_languages() -> None:
    assert {same for _one, _other, same in PAIRS} == {True, False}
    assert len({one.language for one, _other, _same in PAIRS}) >= 3

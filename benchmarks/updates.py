"""The headlines that were marked "update" or "repeat", each with those that told its story before it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.stories import stream
from bot.rules.story.telling import Telling

MARKS: Final = Path(__file__).parent / "data" / "novelty_fr20_dev.tsv"
_STREAM: Final = "fr20_dev"


@dataclass(frozen=True, slots=True)
class Marked:
    """A later headline of a story, and whether it says something that none before it did."""

    story: str
    telling: Telling
    told: Sequence[Telling]
    is_update: bool


def halves() -> tuple[list[Marked], list[Marked]]:
    """Read the marked headlines; every second story is in the second half, which nothing is tuned on."""
    marks = dict(_marks())
    day = stream(_STREAM)
    stories: dict[str, list[Telling]] = defaultdict(list)
    for telling, story in zip(day.tellings, day.gold, strict=True):
        stories[story].append(telling)
    told_often = [(story, tellings) for story, tellings in stories.items() if len(tellings) > 1]
    split: tuple[list[Marked], list[Marked]] = ([], [])
    for number, (story, tellings) in enumerate(told_often):
        for at, telling in enumerate(tellings):
            if at and telling.id in marks:
                split[number % 2].append(Marked(story, telling, tellings[:at], marks[telling.id]))
    return split


def _marks() -> list[tuple[str, bool]]:
    lines = MARKS.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(name, mark == "update") for name, mark in pairs]

"""The headlines and pairs that stories are measured with, and the measures."""

import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bot.rules.story.telling import Telling

CORPUS: Final = Path(__file__).parents[2] / "shared" / "data" / "stories"
STREAMS: Final = ("fr20_dev", "en_uci_dev")
PAIRS: Final = ("pairs_semeval_dev", "pairs_ru_slugs_dev", "pairs_tg_dev")
AS_TITLE: Final = 14  # words of a pair's text that stand for its title, where it has none of its own
ANY_TIME: Final = datetime(2020, 1, 1, tzinfo=UTC)  # pairs have none


@dataclass(frozen=True, slots=True)
class Stream:
    """Tellings in time order, and the story that each tells."""

    name: str
    tellings: Sequence[Telling]
    gold: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tellings, and whether people say that they tell one story."""

    one: Telling
    other: Telling
    same: bool


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall, F1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Measures:
    """How well a stream was grouped; the last two are what subscribers see, in per cent."""

    pairwise: Rates
    bcubed: Rates
    missed: float  # stories that never got an alert of their own
    gone: float  # of the alerts beyond the first of each story


def stream(name: str) -> Stream:
    """Read one of `STREAMS`."""
    rows = _rows(name)
    tellings = [
        Telling(
            id=row["id"],
            title=row["title"],
            published=datetime.fromisoformat(row["time"]),
            language=row["lang"],
            source=row.get("source", ""),
        )
        for row in rows
    ]
    return Stream(name, tellings, [row["cluster"] for row in rows])


def pairs(name: str) -> list[Pair]:
    """Read one of `PAIRS`."""
    return [Pair(_side(row, 1), _side(row, 2), bool(row["same"])) for row in _rows(name)]


def measures(found: Sequence[str], gold: Sequence[str]) -> Measures:
    """Compare the stories found with those that people see, in the order of the stream."""
    both, mine, theirs = Counter(zip(found, gold, strict=True)), Counter(found), Counter(gold)
    told = zip(found, gold, strict=True)
    shared = [(both[pair], mine[pair[0]], theirs[pair[1]]) for pair in told]
    size = max(1, len(gold))
    bcubed = rates(sum(n / m for n, m, _ in shared) / size, sum(n / t for n, _, t in shared) / size)
    linked = _linked(both)
    pairwise = rates(linked / max(1, _linked(mine)), linked / max(1, _linked(theirs)))
    opened: dict[str, str] = {}
    for story, true in zip(found, gold, strict=True):
        opened.setdefault(story, true)
    alerts = Counter(opened.values())
    double = sum(alerts.values()) - len(alerts)
    missed = 100 * (len(theirs) - len(alerts)) / max(1, len(theirs))
    return Measures(pairwise, bcubed, missed, 100 * (1 - double / max(1, len(gold) - len(theirs))))


def rates(precision: float, recall: float) -> Rates:
    """Add F1 to precision and recall."""
    total = precision + recall
    return Rates(precision, recall, 2 * precision * recall / total if total else 0.0)


def said_same(said: Sequence[bool], same: Sequence[bool]) -> Rates:
    """Compare what is said of pairs with what people say."""
    right = sum(one and other for one, other in zip(said, same, strict=True))
    return rates(right / max(1, sum(said)), right / max(1, sum(same)))


def _linked(counts: Mapping[Any, int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def _side(row: Mapping[str, Any], side: int) -> Telling:
    text, title = row[f"text{side}"], row.get(f"title{side}") or ""
    while title and text.startswith(title):
        text = text[len(title) :].lstrip()
    if not title:
        words = text.split()
        title, text = " ".join(words[:AS_TITLE]), " ".join(words[AS_TITLE:])
    return Telling(f"{row['id']}/{side}", title, ANY_TIME, text, row[f"lang{side}"])


def _rows(name: str) -> list[dict[str, Any]]:
    with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]

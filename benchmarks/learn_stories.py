"""Learns what tells stories apart, from a day of French headlines whose stories people marked.

A logistic model, by Newton's method. The stream is run twice: first with the stories as they are marked, then
with those that the weights of the first run find, mistakes and all, for that is what the program compares
with. What leads add is learned from pairs of articles, on top of what their titles say. How rare a word is
is never learned: it is counted while the stream runs.

Writes bot/rules/story/weights.py; `--check` writes nothing, and says what weights that were learned from the
earlier half of the day are worth on the later half.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.stories import CORPUS, Measures, Pair, Stream, measures, pairs, stream
from bot.rules.story.features import NAMES, features
from bot.rules.story.index import Index
from bot.rules.story.model import Weights
from bot.rules.story.placing import Window
from bot.rules.story.telling import told

Array = npt.NDArray[np.float64]

PENALTY: Final = 1.0
STEPS: Final = 30
TINY: Final = 1e-9
STARTS: Final = 0.4  # the bound of the first run
BOUNDS: Final = tuple(step / 20 for step in range(2, 19))
MISSED: Final = 1.0  # per cent of stories that may be missed where nobody looks
OF_LEADS: Final = ("lead", "title in lead")
HAS_LEAD: Final = "has lead"
OUT: Final = Path(__file__).parents[1] / "bot" / "rules" / "story" / "weights.py"


def main() -> None:
    """Learn, and write the weights down or say what they are worth."""
    if not CORPUS.is_dir():
        print("the headlines do not lie beside the project: nothing is learned")
        return
    day, read = stream("fr20_dev"), pairs("pairs_semeval_dev")
    if "--check" in sys.argv[1:]:
        half = len(day.tellings) // 2
        values = fitted(part(day, 0, half), read)
        for bound in BOUNDS:
            _say(bound, worth(values, bound, day, half))
        return
    learned = learn(day, read)
    OUT.write_text(_written(learned), encoding="utf-8")
    for name, value in zip(NAMES, learned.values, strict=True):
        print(f"{name:16}{value:8.2f}")
    print(f"same from {learned.same:g}, grey from {learned.grey:g}")


def learn(day: Stream, read: Sequence[Pair]) -> Weights:
    """Learn all weights, and the bounds: the best F1 of pairs, and the most that misses few stories.

    Both are bounds of this very day, as those are that other methods get in bench_stories.
    """
    values = fitted(day, read)
    tried = {bound: worth(values, bound, day) for bound in BOUNDS}
    for bound, one in tried.items():
        _say(bound, one)
    grey = max(tried, key=lambda bound: tried[bound].pairwise.f1)
    careful = [bound for bound, one in tried.items() if one.missed <= MISSED]
    return Weights(values, same=max(grey, min(careful, default=BOUNDS[-1])), grey=grey)


def fitted(day: Stream, read: Sequence[Pair]) -> tuple[float, ...]:
    """Fit the weights to a stream, and to pairs what leads add."""
    first = _fitted(*_examples(day, day.gold))
    again = _fitted(*_examples(day, _found(Weights(tuple(first), STARTS, STARTS), day)))
    return tuple(round(float(value), 2) for value in _with_leads(again, read))


def part(day: Stream, start: int, end: int) -> Stream:
    """Cut a stream."""
    return Stream(day.name, day.tellings[start:end], day.gold[start:end])


def worth(values: tuple[float, ...], bound: float, day: Stream, start: int = 0) -> Measures:
    """Measure weights on a stream from one of its tellings on, with one bound."""
    return measures(_found(Weights(values, bound, bound), day)[start:], day.gold[start:])


def _found(weights: Weights, day: Stream) -> list[str]:
    window = Window(weights)
    stories = []
    for telling in day.tellings:
        stories.append(window.place(telling).story or telling.id)
        window.add(telling, stories[-1])
    return stories


def _examples(day: Stream, stories: Sequence[str]) -> tuple[Array, Array, Array]:
    """Describe each telling beside those that it would be compared with, where `stories` are the stories."""
    window = Window()
    gold = {telling.id: story for telling, story in zip(day.tellings, day.gold, strict=True)}
    rows: list[tuple[float, ...]] = []
    same: list[bool] = []
    counts: list[float] = []
    for telling, story in zip(day.tellings, stories, strict=True):
        compared = window.compared(telling)
        told = [gold[like] == gold[telling.id] for like, _ in compared]
        rows += [described for _, described in compared]
        same += told
        counts += [sum(told) ** -0.5 if one else 1.0 for one in told]  # a great story counts less per pair
        window.add(telling, story)
    return np.array(rows), np.array(same, dtype=float), np.array(counts)


def _fitted(rows: Array, same: Array, counts: Array) -> Array:
    """Fit by Newton's method what titles say; what leads say stays 0."""
    used = [at for at, name in enumerate(NAMES) if name not in (*OF_LEADS, HAS_LEAD)]
    values = np.zeros(len(NAMES))
    values[used] = _newton(rows[:, used], same, counts, np.zeros(len(same)))
    return values


def _newton(rows: Array, same: Array, counts: Array, given: Array) -> Array:
    penalties = np.full(rows.shape[1], PENALTY)
    penalties[0] = 1e-6  # the constant is free
    values = np.zeros(rows.shape[1])

    def loss(tried: Array) -> float:
        total = rows @ tried + given
        return float(counts @ (np.logaddexp(0, total) - same * total) + penalties @ tried**2 / 2)

    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-(rows @ values + given)))
        slope = rows.T @ (counts * (same - chance)) - penalties * values
        curve = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + np.diag(penalties)
        step = np.linalg.solve(curve, slope)
        while loss(values + step) > loss(values) and np.abs(step).max() > TINY:
            step = step / 2  # a full step from afar can lead farther away
        values = values + step
    return values


def _with_leads(values: Array, read: Sequence[Pair]) -> Array:
    """Learn what leads add to titles, from pairs in one language; how many pairs are the same is left out.

    All pairs have leads, so what it means to have one can't be learned: it takes away what the leads of
    two stories add on average.
    """
    used = [NAMES.index(name) for name in OF_LEADS]
    described = list(_pairs_described(read))
    rows = np.array([row for row, _ in described])
    same = np.array([float(one) for _, one in described])
    with_constant = np.hstack([np.ones((len(rows), 1)), rows[:, used]])
    found = _newton(with_constant, same, np.ones(len(same)), rows @ values)
    values = values.copy()
    values[used] = found[1:]
    values[NAMES.index(HAS_LEAD)] = -float((rows[same == 0][:, used] @ found[1:]).mean())
    return values


def _pairs_described(read: Sequence[Pair]) -> Iterator[tuple[tuple[float, ...], bool]]:
    alike = [pair for pair in read if pair.one.language == pair.other.language]
    sizes = Counter(pair.one.language for pair in alike)
    for language in sorted(sizes):
        index = Index()
        for pair in alike:
            if pair.one.language == language:
                number = index.add(told(pair.one), pair.one.id)
                yield features(told(pair.other), number, index), pair.same


def _say(bound: float, one: Measures) -> None:
    print(
        f"from {bound:4g}: pairwise F1 {one.pairwise.f1:.3f}  B3 F1 {one.bcubed.f1:.3f}  "
        f"missed {one.missed:.1f}%  gone {one.gone:.1f}%"
    )


def _written(learned: Weights) -> str:
    values = "".join(
        f"        {value!r},  # {name}\n" for name, value in zip(NAMES, learned.values, strict=True)
    )
    return (
        '"""What the scorer of stories weighs by: learned by benchmarks/learn_stories.py, '
        'and written by it."""\n'
        "\nfrom typing import Final\n\nfrom bot.rules.story.model import Weights\n\n"
        f"LEARNED: Final = Weights(\n    values=(\n{values}    ),\n    same={learned.same!r},\n"
        f"    grey={learned.grey!r},\n)\n"
    )


if __name__ == "__main__":
    main()

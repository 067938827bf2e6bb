"""Learns what tells stories apart, from headlines and pairs of articles that people marked.

Logistic models, by Newton's method: one by words alone, one for tellings that have vectors of meaning.
Each has weights for a window that is full, from a day of French headlines and, counting less, days of broad
English stories; and weights for two tellings beside which hardly anything is live, from pairs. The streams
are run twice: first with the stories as they are marked, then with those that the weights of the first run
find, mistakes and all, for that is what the program compares with. How rare a word is is never learned: it is
counted while the stream runs.

Writes bot/rules/story/weights.py. `--check` writes nothing, and says what weights that were learned
from the earlier half of each stream, and every other pair, are worth on the rest.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from math import exp, log
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.embedded import pairs_with_vectors, stream_with_vectors
from benchmarks.stories import (
    CORPUS,
    PAIRS,
    STREAMS,
    Measures,
    Pair,
    Stream,
    measures,
    pairs,
    said_same,
    stream,
)
from bot.rules.story.features import NAMES
from bot.rules.story.model import Weights
from bot.rules.story.placing import Window

Array = npt.NDArray[np.float64]

PENALTY: Final = 1.0
STEPS: Final = 30
TINY: Final = 1e-9
STARTS: Final = 0.45  # the bound of the first run
BOUNDS: Final = tuple(step / 20 for step in range(6, 15))
MISSED: Final = 1.0  # per cent of stories that may be missed where nobody looks
STREAM_WEIGHTS: Final = {"fr20_dev": 1.0, "en_uci_dev": 0.003}
PAIR_WEIGHTS: Final = {"pairs_semeval_dev": 1.0, "pairs_tg_dev": 1.0, "pairs_ru_slugs_dev": 0.02}
OF_LEADS: Final = ("lead", "title in lead")
HAS_LEAD: Final = "has lead"
MEANING: Final = "meaning"
FEW: Final = {  # what says something of two tellings alone
    False: ("constant", "cosine", "contained", "grams", "conflict", "title in lead", HAS_LEAD),
    True: ("constant", MEANING, "cosine", "conflict", "title in lead", HAS_LEAD),
}
STORY: Final = Path(__file__).parents[1] / "bot" / "rules" / "story"


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is learned from: streams and pairs, by name."""

    streams: Mapping[str, Stream]
    pairs: Mapping[str, Sequence[Pair]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Comparisons, whether each is of one story, and how much each counts."""

    described: Array
    same: Array
    counts: Array

    def and_(self, other: "Rows", weight: float) -> "Rows":
        """Add others, at a weight."""
        return Rows(
            np.vstack([self.described, other.described]),
            np.concatenate([self.same, other.same]),
            np.concatenate([self.counts, other.counts * weight]),
        )


def main() -> None:
    """Learn, and write the weights down or say what they are worth."""
    if not CORPUS.is_dir():
        print("the headlines do not lie beside the project: nothing is learned")
        return
    by_words = Lessons({name: stream(name) for name in STREAMS}, {name: pairs(name) for name in PAIRS})
    meant = Lessons(
        {name: stream_with_vectors(day) for name, day in by_words.streams.items()},
        {name: pairs_with_vectors(given) for name, given in by_words.pairs.items()},
    )
    if "--check" in sys.argv[1:]:
        learned = learn(_half(by_words, 0), _half(meant, 0))
        for name, lessons in (("with vectors", meant), ("words alone", by_words)):
            _say(name, learned, lessons, 1)
        return
    learned = learn(by_words, meant)
    (STORY / "weights.py").write_text(_written(learned), encoding="utf-8")
    for name, lessons in (("with vectors", meant), ("words alone", by_words)):
        _say(name, learned, lessons)


def learn(by_words: Lessons, meant: Lessons) -> Weights:
    """Learn all weights, and the bounds common to all: the best F1, and one that misses few stories."""
    with ProcessPoolExecutor(2) as both:
        vectors, words = both.map(Tried.of, (meant, by_words), (True, False))
    grey = vectors.best
    moved = _logit(grey) - _logit(words.best)
    return Weights(
        values=_shifted(words.weights.values, moved),
        few=_shifted(words.weights.few, _logit(grey) - _logit(words.best_of_pairs)),
        meant=_shifted(vectors.weights.values, 0.0),
        few_meant=_shifted(vectors.weights.few, _logit(grey) - _logit(vectors.best_of_pairs)),
        same=max(grey, vectors.careful),
        grey=grey,
        same_by_words=round(_chance(_logit(words.careful) + moved), 2),
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """Weights of one model, and what they are worth: constants are moved until one bound serves all.

    The bounds of words and of pairs are tuned as those of other methods are in bench_stories.
    """

    weights: Weights
    worth: Mapping[float, Mapping[str, Measures]]  # by bound and stream
    best_of_pairs: float

    @classmethod
    def of(cls, lessons: Lessons, meaning: bool) -> "Tried":  # noqa: FBT001 -- map gives no names
        """Fit, and try all bounds."""
        weights = fitted(lessons, meaning=meaning)
        whole = _as_learned(weights, meaning=meaning)
        tried = {
            bound: {name: worth(whole, bound, day) for name, day in lessons.streams.items()}
            for bound in BOUNDS
        }
        given = lessons.pairs["pairs_semeval_dev"]
        chances, same = _chances(whole, given), [pair.same for pair in given]
        fine = [step / 100 for step in range(15, 75)]
        fit = max(fine, key=lambda bound: said_same([chance >= bound for chance in chances], same).f1)
        return cls(weights, tried, fit)

    @property
    def best(self) -> float:
        """Give the bound that serves the streams best."""
        return max(BOUNDS, key=lambda bound: sum(one.pairwise.f1 for one in self.worth[bound].values()))

    @property
    def careful(self) -> float:
        """Give the lowest bound that misses few of the French stories."""
        careful = [bound for bound in BOUNDS if self.worth[bound]["fr20_dev"].missed <= MISSED]
        return min(careful, default=BOUNDS[-1])


def fitted(lessons: Lessons, *, meaning: bool) -> Weights:
    """Fit the weights of one model; its bounds are still those of the first run."""
    few_rows = _of_pairs(lessons)
    few = _only(FEW[meaning], few_rows)
    left_out = {"few live", "has meaning", *OF_LEADS, HAS_LEAD} | (set() if meaning else {MEANING})
    used = tuple(name for name in NAMES if name not in left_out)
    weights = Weights((0.0,) * len(NAMES), STARTS, STARTS, few=tuple(few))
    stories = {name: day.gold for name, day in lessons.streams.items()}
    for turn in range(2):
        if turn:
            whole = _as_learned(weights, meaning=meaning)
            stories = {name: found(whole, day) for name, day in lessons.streams.items()}
        rows = None
        for name, day in lessons.streams.items():
            more = _examples(day, stories[name])
            rows = rows.and_(more, STREAM_WEIGHTS[name]) if rows else more
        assert rows is not None
        full = _beside(used, rows, few)
        if not meaning:
            full = _with_leads(full, few_rows)
        weights = replace(weights, values=tuple(full))
    return weights


def _as_learned(weights: Weights, *, meaning: bool) -> Weights:
    return replace(weights, meant=weights.values, few_meant=weights.few) if meaning else weights


def _only(names: Sequence[str], rows: Rows) -> Array:
    used = [NAMES.index(name) for name in names]
    values = np.zeros(len(NAMES))
    values[used] = _newton(rows.described[:, used], rows.same, rows.counts, np.zeros(len(rows.same)))
    return values


def _beside(names: Sequence[str], rows: Rows, few: Array) -> Array:
    """Fit the weights of a full window, where those of an empty one count by how few are live."""
    used = [NAMES.index(name) for name in names]
    share = rows.described[:, NAMES.index("few live")]
    values = np.zeros(len(NAMES))
    described = rows.described[:, used] * (1 - share)[:, None]
    values[used] = _newton(described, rows.same, rows.counts, share * (rows.described @ few))
    return values


def _with_leads(values: Array, rows: Rows) -> Array:
    """Learn what leads add to titles; how many pairs are the same is left out.

    All pairs have leads, so what it means to have one can't be learned: it takes away what the leads of
    two stories add on average.
    """
    used = [NAMES.index(name) for name in OF_LEADS]
    with_constant = np.hstack([np.ones((len(rows.same), 1)), rows.described[:, used]])
    found_ = _newton(with_constant, rows.same, rows.counts, rows.described @ values)
    values = values.copy()
    values[used] = found_[1:]
    others = rows.described[rows.same == 0][:, used]
    values[NAMES.index(HAS_LEAD)] = -float((others @ found_[1:]).mean())
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


def _shifted(values: Sequence[float], by: float) -> tuple[float, ...]:
    return tuple(round(float(value + (by if at == 0 else 0)), 2) for at, value in enumerate(values))


def _chance(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def _logit(chance: float) -> float:
    return log(chance / (1 - chance))


def worth(weights: Weights, bound: float, day: Stream, start: int = 0, end: int | None = None) -> Measures:
    """Measure weights on a part of a stream, with one bound."""
    stories = found(replace(weights, same=bound, grey=bound), day)
    return measures(stories[start:end], day.gold[start:end])


def found(weights: Weights, day: Stream) -> list[str]:
    """Group a stream as the program does."""
    window = Window(weights)
    stories = []
    for telling in day.tellings:
        stories.append(window.place(telling).story or telling.id)
        window.add(telling, stories[-1])
    return stories


def _chances(weights: Weights, given: Sequence[Pair]) -> list[float]:
    chances = []
    for pair in given:
        window = Window(weights, across=True)
        window.add(pair.one, pair.one.id)
        chances.append(window.place(pair.other).score)
    return chances


def _examples(day: Stream, stories: Sequence[str]) -> Rows:
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
    return Rows(np.array(rows), np.array(same, dtype=float), np.array(counts))


def _of_pairs(lessons: Lessons) -> Rows:
    found_ = [
        (described, pair.same, PAIR_WEIGHTS[name])
        for name, given in lessons.pairs.items()
        for pair in given
        for described in _pair_described(pair)
    ]
    rows, same, counts = zip(*found_, strict=True)
    return Rows(np.array(rows), np.array(same, dtype=float), np.array(counts))


def _pair_described(pair: Pair) -> Iterator[tuple[float, ...]]:
    window = Window(across=True)
    window.add(pair.one, pair.one.id)
    return (described for _, described in window.compared(pair.other))


def _half(lessons: Lessons, half: int) -> Lessons:
    streams = {}
    for name, day in lessons.streams.items():
        part = slice(*((0, len(day.gold) // 2) if half == 0 else (len(day.gold) // 2, None)))
        streams[name] = Stream(name, day.tellings[part], day.gold[part])
    return Lessons(streams, {name: given[half::2] for name, given in lessons.pairs.items()})


def _say(name: str, learned: Weights, lessons: Lessons, half: int | None = None) -> None:
    """Say what weights are worth, at both bounds; streams run whole, and the half not learned counts."""
    for bound in (learned.grey, learned.same):
        print(f"  {name}, from {bound:g}")
        for of, day in lessons.streams.items():
            middle = len(day.gold) // 2
            start, end = {None: (0, None), 0: (0, middle), 1: (middle, None)}[half]
            one = worth(learned, bound, day, start, end)
            print(
                f"    {of:20} pairwise F1 {one.pairwise.f1:.3f}  B3 F1 {one.bcubed.f1:.3f}  "
                f"missed {one.missed:.2f}%  gone {one.gone:.1f}%"
            )
        for of, given in lessons.pairs.items():
            part = given if half is None else given[half::2]
            said = [chance >= bound for chance in _chances(learned, part)]
            print(f"    {of:20} F1 {said_same(said, [pair.same for pair in part]).f1:.3f}")


def _written(learned: Weights) -> str:
    names = ("values", "few", "meant", "few_meant")
    parts = "".join(f"    {name}=(\n{_values(getattr(learned, name))}    ),\n" for name in names)
    return (
        '"""What the scorer of stories weighs by: learned by benchmarks/learn_stories.py, '
        'and written by it."""\n'
        "\nfrom typing import Final\n\nfrom bot.rules.story.model import Weights\n\n"
        f"LEARNED: Final = Weights(\n{parts}    same={learned.same!r},\n    grey={learned.grey!r},\n"
        f"    same_by_words={learned.same_by_words!r},\n)\n"
    )


def _values(values: Sequence[float]) -> str:
    return "".join(f"        {value!r},  # {name}\n" for name, value in zip(NAMES, values, strict=True))


if __name__ == "__main__":
    main()

"""Learns what the ranker of summaries weighs by, from articles whose editors wrote a standfirst and a title.

What is sought are the weights with which the candidate that is chosen has the most of the editor's own
words: the mean ROUGE-L of a choice by softmax, by Adam. No language counts by its number of articles, but
by the root of that. Writes bot/rules/summary/weights.py; `--check` writes nothing, and says what articles
have from which nothing was learned.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.articles import CORPUS, Sample, samples
from benchmarks.rouge import rouge, tokens
from bot.model import Article
from bot.rules.summary.candidate import Candidate, Candidates
from bot.rules.summary.check import marks_fit, repeats
from bot.rules.summary.choice import Body
from bot.rules.summary.clean import clean
from bot.rules.summary.features import CANDIDATE, OWN, OWN_WORDS, WORD, Features, describe_word, own
from bot.rules.summary.layout import Layout
from bot.rules.summary.limits import MESSAGE
from bot.rules.summary.ranker import Weights
from bot.rules.summary.text import words

FOLDS: Final = 5
PENALTY: Final = 0.02  # on weights of what has a deviation of one
STEPS: Final = 300
RATE: Final = 0.03
FEWEST_OWN: Final = 200  # references of a language that has weights of its own …
FEWEST_WORDS: Final = 500  # … and of single words
COMMONEST: Final = 16
DIGITS: Final = 2
OUT: Final = Path(__file__).parents[1] / "bot" / "rules" / "summary" / "weights.py"

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Example:
    """An article: its candidates, described, and what each has of the editor's words."""

    language: str
    rows: Sequence[Mapping[str, float]]
    gains: Array


def main() -> None:
    """Learn, and write the weights down or say what they are worth."""
    if not CORPUS.is_dir():
        print("the articles do not lie beside the project: nothing is learned")
        return
    tables: dict[str, Weights] = {}
    for name, examples in (("LINES", of_lines()), ("HEADLINE", of_headlines())):
        if "--check" in sys.argv[1:]:
            check(name, examples)
        else:
            tables[name] = learned(examples)
    if tables:
        OUT.write_text(written(tables), "utf-8")


# ---- the articles --------------------------------------------------------------------------------


def of_lines() -> list[Example]:
    """Take the articles with a standfirst."""
    wanted = [sample for sample in samples() if sample.standfirst]
    common = _common(wanted)
    made = (
        _example(sample.article, sample.standfirst, common, lambda body: body.for_lines(MESSAGE))
        for sample in wanted
    )
    return [one for one in made if one]


def of_headlines() -> list[Example]:
    """Take the articles with a title, and hide it."""
    wanted = [sample for sample in samples() if sample.title]
    common = _common(wanted)
    hidden = ((Article("", one.body, language=one.language), one.title) for one in wanted)
    made = (
        _example(article, title, common, lambda body: body.for_headline(MESSAGE)) for article, title in hidden
    )
    return [one for one in made if one]


def _common(wanted: Sequence[Sample]) -> Mapping[str, frozenset[str]]:
    """List the function words that most articles of a language have, where there are many."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sizes = Counter(sample.language for sample in wanted)
    for sample in wanted:
        if sizes[sample.language] >= FEWEST_WORDS:
            text = Layout(sample.body, sample.language, 1, 1).tokens
            counts[sample.language].update({one.stem for one in text.known if one.is_function})
    return {
        language: frozenset(stem for stem, _ in found.most_common(COMMONEST))
        for language, found in counts.items()
    }


def _example(
    article: Article, wanted: str, common: Mapping[str, frozenset[str]], make: Callable[[Body], Candidates]
) -> Example | None:
    language = article.language
    text = clean(article, language).body
    made = make(Body(text, language))
    features = Features(made.layout.tokens, made.sentences, article.title, made.room)
    said, reference = set(words(article.title)), tokens(wanted)
    sums = {name: features.summed(worth) for name, worth in _turned(features, common.get(language))}
    rows, gains = [], []
    candidates = list(_all(made))
    full = [one for one in candidates if not made.leaves_room(one)]
    for one in full or candidates:  # the others are shown only where there is nothing else
        shown = [cut.of(text) for cut in one.cuts]
        if not repeats(shown[0], said) and marks_fit(shown, whole=one.is_whole):
            rows.append(_row(one, features, sums))
            gains.append(rouge(tokens(" ".join(shown)), reference).longest)
    return Example(language, rows, np.array(gains)) if rows else None


def _all(made: Candidates) -> Iterator[Candidate]:
    numbers = range(len(made.sentences))
    yield from chain.from_iterable(map(made.alone, numbers))
    if made.layout.lines > 1:
        yield from chain.from_iterable(map(made.followed, numbers))
        yield from made.pairs(numbers)


def _turned(features: Features, common: frozenset[str] | None) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Give for each thing that words are described by the words that have it."""
    turned: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for stem, word in features.words.items():
        for name, value in zip(WORD, describe_word(word), strict=True):
            turned[f"word {name}"][stem] = value
        if common and word.is_function and stem in common:
            turned[f"single {stem}"][stem] = 1.0
    yield from turned.items()


def _row(one: Candidate, features: Features, sums: Mapping[str, Sequence[float]]) -> dict[str, float]:
    ranges = features.ranges(one)
    length = features.length(ranges)
    language = features.tokens.language
    told = {
        name: 2 * sum(found[after] - found[first] for first, after in ranges) / (length + OWN_WORDS)
        for name, found in sums.items()
    }
    return {
        **{name.replace("single ", f"single {language} "): value for name, value in told.items()},
        **_named("candidate", CANDIDATE, features.of(one, ranges)),
        **_named(f"own {language}", OWN, own(one, length)),
    }


def _named(kind: str, names: Sequence[str], values: Sequence[float]) -> dict[str, float]:
    return {f"{kind} {name}": float(value) for name, value in zip(names, values, strict=True)}


# ---- learning ------------------------------------------------------------------------------------


def check(name: str, examples: Sequence[Example]) -> None:
    """Say what is chosen where nothing was learned from the article, beside where something was."""
    matrices, names = _matrices(examples)
    fold = np.random.default_rng(1).permutation(len(examples)) % FOLDS
    found: dict[bool, defaultdict[str, list[float]]] = {True: defaultdict(list), False: defaultdict(list)}
    for number in range(FOLDS):
        inside = [at for at in range(len(examples)) if fold[at] != number]
        weights = _fitted([examples[at] for at in inside], [matrices[at] for at in inside])
        for at, (example, matrix) in enumerate(zip(examples, matrices, strict=True)):
            chosen = example.gains[int(np.argmax(matrix @ weights))]
            found[fold[at] != number][example.language].append(float(chosen))
    print(f"{name}: {len(examples)} articles, {len(names)} weights; ROUGE-L where learned, and where not")
    for language in sorted(found[False], key=lambda one: -len(found[False][one])):
        rows = (found[learned][language] for learned in (True, False))
        print(
            f"  {language:4}{len(found[False][language]):6}" + "".join(f"{np.mean(row):8.2f}" for row in rows)
        )


def learned(examples: Sequence[Example]) -> Weights:
    """Learn from all of them."""
    matrices, names = _matrices(examples)
    found = dict(zip(names, (float(one) for one in _fitted(examples, matrices)), strict=True))
    single: defaultdict[str, dict[str, float]] = defaultdict(dict)
    own_: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for name, weight in found.items():
        kind, _, rest = name.partition(" ")
        language, _, what = rest.partition(" ")
        if kind == "single":
            single[language][what] = weight
        elif kind == "own":
            own_[language][what] = weight
    return Weights(_only(found, "word "), _only(found, "candidate "), single, own_)


def _only(found: Mapping[str, float], prefix: str) -> dict[str, float]:
    return {name.removeprefix(prefix): one for name, one in found.items() if name.startswith(prefix)}


def _matrices(examples: Sequence[Example]) -> tuple[list[Array], list[str]]:
    """Turn descriptions into rows of numbers; what few articles of a language would teach is left out."""
    sizes = Counter(example.language for example in examples)
    names = [
        name
        for name in dict.fromkeys(name for example in examples for row in example.rows for name in row)
        if not name.startswith("own ") or sizes[name.split(" ")[1]] >= FEWEST_OWN
    ]
    made = [
        np.array([[row.get(name, 0.0) for name in names] for row in example.rows]) for example in examples
    ]
    return made, names


@dataclass(frozen=True)
class _Choices:
    """All candidates' rows, scaled, and which of them one article offers."""

    rows: Array
    gains: Array
    counts: Integers
    shares: Array  # of an article in what is sought

    @property
    def starts(self) -> Integers:
        """Say where each article's rows begin."""
        starts: Integers = np.concatenate([[0], np.cumsum(self.counts)[:-1]])
        return starts

    def spread(self, values: Array) -> Array:
        """Give each row what its article has."""
        return np.repeat(values, self.counts)


def _fitted(examples: Sequence[Example], matrices: Sequence[Array]) -> Array:
    """Find the weights by which a choice gains the most."""
    rows = np.vstack(matrices)
    sizes = Counter(one.language for one in examples)
    shares = np.array([sizes[one.language] ** -0.5 for one in examples])
    deviation = rows.std(axis=0)
    deviation[deviation < 1e-6] = 1.0  # noqa: PLR2004 -- what never varies has no say
    choices = _Choices(
        (rows - rows.mean(axis=0)) / deviation,
        np.concatenate([one.gains for one in examples]),
        np.array([len(one.gains) for one in examples], dtype=np.int64),
        shares / shares.sum(),
    )
    weights: Array = _climbed(choices, _started(choices)) / deviation
    return weights


def _started(choices: _Choices) -> Array:
    """Begin with the weights that foretell the gains best."""
    share = choices.spread(choices.shares / choices.counts**0.5)
    weighed = choices.rows * (share * len(share) / share.sum())[:, None]
    square = weighed.T @ choices.rows + 5 * np.eye(choices.rows.shape[1])
    weights: Array = np.linalg.solve(square, weighed.T @ choices.gains)
    return weights / np.std(choices.rows @ weights) * 2


def _climbed(choices: _Choices, weights: Array) -> Array:
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    starts, shares = choices.starts, choices.spread(choices.shares)
    for step in range(1, STEPS + 1):
        scores = choices.rows @ weights
        raised = np.exp(scores - choices.spread(np.maximum.reduceat(scores, starts)))
        chances = raised / choices.spread(np.add.reduceat(raised, starts))
        expected = choices.spread(np.add.reduceat(chances * choices.gains, starts))
        slope = choices.rows.T @ (chances * (choices.gains - expected) * shares) - PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope * slope
        weights = weights + RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
    return weights


# ---- writing -------------------------------------------------------------------------------------


def written(tables: Mapping[str, Weights]) -> str:
    """Write the tables as a module."""
    lines = [
        '"""What the ranker weighs by: learned by benchmarks/learn_summaries.py, and written by it."""',
        "",
        "from typing import Final",
        "",
        "from bot.rules.summary.ranker import Weights",
    ]
    for name, table in tables.items():
        lines += [
            "",
            f"{name}: Final = Weights(",
            f"    words={_shown(table.words)},",
            f"    candidates={_shown(table.candidates)},",
            f"    single={{{_nested(table.single)}}},",
            f"    own={{{_nested(table.own)}}},",
            ")",
        ]
    return "\n".join([*lines, ""])


def _nested(tables: Mapping[str, Mapping[str, float]]) -> str:
    return "".join(f'"{language}": {_shown(table)},' for language, table in sorted(tables.items()))


def _shown(table: Mapping[str, float]) -> str:
    return "{" + "".join(f'"{name}": {round(weight, DIGITS)},' for name, weight in table.items()) + "}"


if __name__ == "__main__":
    main()

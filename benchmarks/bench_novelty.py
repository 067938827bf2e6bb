"""Which later headlines of a story tell something new: our rule beside two simple ones, and what it costs.

The marks are one reader's: benchmarks/data/novelty_fr20_dev.tsv says how. The headlines lie beside the
project; without them nothing is measured. Our bounds and the rival's were tuned on the first half. The second
was kept apart until they stood; since its misses were read it is no blind check any more (docs/stories.md).
Intervals are those of 95 of 100 draws of as many stories, with the same seed.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from benchmarks.stories import CORPUS, Rates, pairs, said_same
from benchmarks.updates import Marked, halves
from bot.rules.story.novelty import novelty
from bot.rules.story.words import words_of

Rule = Callable[[Marked], bool]
BOUNDS: Final = tuple(at / 20 for at in range(1, 20))
DRAWS: Final = 1_000
ROUNDS: Final = 5
HOSTILE: Final = 50_000_000  # characters
PAIRS: Final = "pairs_tg_dev"


def main() -> None:
    """Measure all, and print it."""
    if not CORPUS.is_dir():
        print("the headlines do not lie beside the project: nothing is measured")
        return
    first, second = halves()
    bound = max(BOUNDS, key=lambda one: _rates(first, _over(one)).f1)
    rules: dict[str, Rule] = {
        "tocsin": ours,
        "tocsin, important": lambda one: novelty(one.telling, one.told).important,
        "any new number": has_new_number,
        f"unseen words from {bound:.2f}": _over(bound),
        "always": lambda _one: True,
    }
    for name, half in (("first half", first), ("second half", second)):
        updates = sum(one.is_update for one in half)
        stories = len({one.story for one in half})
        print(f"{name}: {len(half)} later headlines of {stories} stories, {updates} updates")
        print(f"  {'':26}precision recall    F1   (95% of draws)   called")
        for label, rule in rules.items():
            print(_row(label, half, rule))
    _print_costs([*first, *second])
    _print_leads()


def ours(one: Marked) -> bool:
    """Ask the rule of the project."""
    return novelty(one.telling, one.told).any


def has_new_number(one: Marked) -> bool:
    """Say whether a headline has a number that none before it had."""
    seen = {number for told in one.told for number in words_of(told.title, told.language).numbers}
    return not words_of(one.telling.title, one.telling.language).numbers <= seen


def unseen(one: Marked) -> float:
    """Give the share of a headline's words that none before it had."""
    seen = {stem for told in one.told for stem in words_of(told.title, told.language).stems}
    stems = words_of(one.telling.title, one.telling.language).stems
    return sum(stem not in seen for stem in stems) / max(1, len(stems))


def _over(bound: float) -> Rule:
    return lambda one: unseen(one) >= bound


def _rates(half: Sequence[Marked], rule: Rule) -> Rates:
    return said_same([rule(one) for one in half], [one.is_update for one in half])


def _row(label: str, half: Sequence[Marked], rule: Rule) -> str:
    said = [rule(one) for one in half]
    found = said_same(said, [one.is_update for one in half])
    low, high = _interval(half, said)
    return (
        f"  {label:26}{found.precision:9.3f}{found.recall:7.3f}{found.f1:7.3f}"
        f"   {low:.3f} to {high:.3f}{sum(said):9}"
    )


def _interval(half: Sequence[Marked], said: Sequence[bool]) -> tuple[float, float]:
    stories: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for one, called in zip(half, said, strict=True):
        stories[one.story].append((called, one.is_update))
    named = list(stories)
    draw = Random(1)  # noqa: S311 -- a draw, and no secret
    scores = sorted(_drawn([stories[draw.choice(named)] for _ in named]) for _ in range(DRAWS))
    return scores[DRAWS // 40], scores[-DRAWS // 40]


def _drawn(stories: Sequence[Sequence[tuple[bool, bool]]]) -> float:
    flat = [pair for story in stories for pair in story]
    return said_same([said for said, _mark in flat], [mark for _said, mark in flat]).f1


def _print_costs(marked: Sequence[Marked]) -> None:
    rivals: dict[str, Rule] = {"tocsin": ours, "unseen words": lambda one: unseen(one) > 0}
    seconds = {}
    for name, rule in rivals.items():
        began = time.process_time()
        for _ in range(ROUNDS):
            for one in marked:
                rule(one)
        seconds[name] = (time.process_time() - began) / ROUNDS
    rate = len(marked) / seconds["tocsin"]
    print(
        f"cost: {rate:.0f} tellings a second of processor, {seconds['tocsin'] / seconds['unseen words']:.1f}"
    )
    print("  times what the share of unseen words takes in the same run")
    one = marked[-1]
    for size in (HOSTILE // 50, HOSTILE):
        long = replace(one.telling, title="12 " * (size // 3), text="a1," * (size // 3))
        began = time.process_time()
        novelty(long, one.told)
        print(f"  a title and a text of {size / 1e6:.0f} MB: {1000 * (time.process_time() - began):.1f} ms")


def _print_leads() -> None:
    """Print how often the second report of one happening tells something new: pairs that nobody marked."""
    given = [pair for pair in pairs(PAIRS) if pair.same]
    called = sum(novelty(pair.other, [pair.one]).any for pair in given)
    bare = sum(novelty(replace(pair.other, text=""), [pair.one]).any for pair in given)
    print(f"{PAIRS}: of {len(given)} second reports {called} tell something new, {bare} by the title alone")


if __name__ == "__main__":
    main()

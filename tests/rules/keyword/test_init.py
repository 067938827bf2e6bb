"""No text and no keyword makes the rules slow: not in themselves, and not faster than they grow."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from bot.errors import UsageError
from bot.rules.keyword import keys_for, keys_of, read
from bot.rules.keyword.words import words_of

MOST_SECONDS = 1.0  # of what hangs; what it takes is measured by bench_keywords
HOSTILE = {
    "one letter": "a",
    "quotes": '"',
    "nested quotes": '"a ',
    "quotes in a word": 'צ"',
    "minus": "-",
    "marks": "\u0301\u0323",
    "marks of falling class": "\u0345\u0301\u0323\u0327\u0334",
    "letters with marks": "e\u0301\u0323",
    "a sign that is a sentence": "\ufdfa",
    "elisions": "l'",
    "prefixes": "ובשכל",
    "short words": "ab cd ",
    "hebrew words": "ובבית ",
    "arabic words": "والمطار ",
    "characters": "無",
    "joiners": "\u200d\u200c",
    "spaces": " ",
    "emoji": "👨‍👩‍👧",
    "patterns": "(a+)+$",
}
SIZES = (10_000, 1_000_000)


def least(work: Callable[[], object]) -> float:
    """Time work: the least of several tries, for a busy machine only ever adds."""

    def cost() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(cost() for _ in range(4))


def read_whatever(line: str) -> None:
    try:
        for one in read(line):
            keys_for(one.words)
    except UsageError:
        return


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long_whatever_it_holds_and_however_long_it_is(unit: str) -> None:
    short, long = (unit * (size // len(unit)) for size in SIZES)
    small, large = least(lambda: keys_of([short] * 4, "")), least(lambda: keys_of([long] * 4, ""))
    assert max(small, large) <= MOST_SECONDS
    assert large <= 5 * small + 0.1  # as much of it is read


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_no_line_takes_long_whatever_it_holds_and_however_long_it_is(unit: str) -> None:
    for size in (*SIZES, 19_990):  # the last is read in whole
        line = unit * (size // len(unit))
        for work in (read_whatever, words_of):
            assert max(least(partial(work, line)), least(partial(work, f'"{line}'))) <= MOST_SECONDS

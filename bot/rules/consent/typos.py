"""Mistyped words: a letter missing, added, wrong or doubled, or two letters swapped."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from bot.rules.consent.neighbours import NEIGHBOURS

_SHORT: Final = (
    4  # letters: in so short a word another letter makes another word; a slip of the order doesn't
)
_LONGEST: Final = 40  # letters: no word that is meant is longer


def is_slip(written: str, meant: str) -> bool:
    """Say whether a word is another one mistyped, by one slip."""
    if len(meant) < _SHORT or len(written) > _LONGEST or written in NEIGHBOURS:
        return False
    if is_slip_of_order(written, meant):
        return True
    return len(meant) > _SHORT and _is_one_letter_off(written, meant)


def is_slip_of_order(written: str, meant: str) -> bool:
    """Say whether no letter is wrong: two are swapped, or some are written more than once."""
    return _once(written) == _once(meant) or _is_swap(written, meant)


class Lexicon:
    """Words that may be meant, found by what is left of them without one letter."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, set[str]] = defaultdict(set)
        for word in words:
            for key in _keys(word):
                self._words[key].add(word)

    def meant_by(self, written: str) -> list[str]:
        """List the words that a word may be, mistyped."""
        if len(written) > _LONGEST:
            return []
        near = set().union(*(self._words.get(key, ()) for key in _keys(written)))
        return sorted(word for word in near if is_slip(written, word))


def _keys(word: str) -> Iterator[str]:
    yield word
    yield _once(word)
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


def distance(one: str, other: str) -> int:
    """Count the slips between two words: letters missing, added, wrong, or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        last, before, row = before, row, [place]
        for at, there in enumerate(other, 1):
            best = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != there))
            if last and at > 1 and one[place - 2 : place] == there + other[at - 2]:
                best = min(best, last[at - 2] + 1)
            row.append(best)
    return row[-1]


def _is_one_letter_off(one: str, other: str) -> bool:
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if same is None:
        return abs(len(one) - len(other)) <= 1
    return one[same + 1 :] in {other[same:], other[same + 1 :]} or one[same:] == other[same + 1 :]


def _is_swap(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    off = [place for place, letter in enumerate(one) if letter != other[place]]
    if len(off) != 2 or off[1] != off[0] + 1:  # noqa: PLR2004 -- a pair
        return False
    return one[off[0] : off[1] + 1] == other[off[1]] + other[off[0]]


def _once(word: str) -> str:
    """Write each run of a letter once: STOOOPPP."""
    return "".join(letter for letter, _run in groupby(word))

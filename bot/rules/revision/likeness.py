"""Likeness: whether one word is another one misspelt, and whether it says the opposite."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from typing import Final

_SHORTEST: Final = 4
"""Letters of a word that can be misspelt: of shorter ones each spelling is a word of its own."""
_LONG: Final = 6
_LONGEST: Final = 9  # letters: two of them may be wrong from here on
_PREFIXES: Final = {
    "en": ("un", "in", "im", "il", "ir", "dis", "non"),
    "fr": ("in", "im", "il", "ir", "non", "de", "des", "mal"),
    "de": ("un", "nicht", "miss"),
    "es": ("in", "im", "ir", "des", "anti"),
    "ru": ("не", "без", "бес"),
    "fa": ("ن", "نا", "بی"),
}
_VOWELS: Final = frozenset("ויא")
"""Letters that Hebrew writes or leaves out as it likes."""
_STEM: Final = 5


def is_misspelt(one: str, other: str) -> bool:
    """Say whether two words are one, misspelt or in another of its forms; neither is a name or a number."""
    if is_slip(one, other):
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST or one[0] != other[0]:
        return False
    most = 2 if len(longer) >= _LONGEST else 1
    return len(longer) >= _LONG and distance(one, other, most) <= most


def is_slip(one: str, other: str) -> bool:
    """Say whether two words differ by a slip of the hand: two letters changed places, or one is doubled."""
    if min(len(one), len(other)) < _SHORTEST:
        return False
    if _undoubled(one) == _undoubled(other):
        return True
    if len(one) == len(other):
        apart = [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        return (
            len(apart) == 2  # noqa: PLR2004 -- two letters that changed places
            and apart[1] == apart[0] + 1
            and one[apart[0]] == other[apart[1]]
            and one[apart[1]] == other[apart[0]]
        )
    return is_hebrew(one) and _bare(one) == _bare(other)


def is_denied(one: str, other: str, language: str) -> bool:
    """Say whether one word is the other with a beginning that turns it round: legal, illegal."""
    shorter, longer = sorted((one, other), key=len)
    least = 2 if language == "fa" else _SHORTEST
    return len(shorter) >= least and any(longer == prefix + shorter for prefix in _PREFIXES.get(language, ()))


def is_hebrew(word: str) -> bool:
    """Say whether a word is in Hebrew letters."""
    return "\u05d0" <= word[:1] <= "\u05ea"


def is_same_stem(one: str, other: str) -> bool:
    """Say whether two words begin alike for as long as forms of one word do."""
    shorter = min(len(one), len(other))
    size = min(_STEM, max(shorter - 1, 3))
    return one == other or (shorter > 3 and one[:size] == other[:size])  # noqa: PLR2004 -- below that, no stem


def distance(one: str, other: str, most: int) -> int:
    """Count the letters to change, add or leave out; `most` + 1 where there are more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        row = [at]
        for place, another in enumerate(other, start=1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != another)))
        if min(row) > most:
            return most + 1
        before = row
    return min(before[-1], most + 1)


def _undoubled(word: str) -> str:
    return "".join(letter for at, letter in enumerate(word) if not at or letter != word[at - 1])


def _bare(word: str) -> str:
    return word[:1] + "".join(letter for letter in word[1:] if letter not in _VOWELS)

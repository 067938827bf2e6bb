"""The self-check: what a summary must be before it leaves, tried on each one."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import regex

from bot.model import Span
from bot.rules.summary.boilerplate import is_boilerplate
from bot.rules.summary.clean import Cleaned, has_link
from bot.rules.summary.text import ELLIPSIS, width, words

_PAIRS = (("«", "»"), ("(", ")"), ("[", "]"))
_CURLY = regex.compile(r"[“”„]")
_OPENING_QUOTE = regex.compile(r'(?<!\w)"(?=\S)')
_CLOSING_QUOTE = regex.compile(r'(?<=\S)"(?!\w)')
_ALIKE = 0.8
# A script without spaces has its words' edges anywhere.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}]")


def is_traced(shown: str, span: Span, cleaned: Cleaned) -> bool:
    """Say whether a text, its ellipsis aside, stands word for word where its span says, in whole words."""
    source = cleaned.part(span.part)
    stretch = source[span.start : span.end].replace("\n", " ")
    if shown not in {stretch, stretch + ELLIPSIS}:
        return False
    return not (_splits_word(source, span.start) or _splits_word(source, span.end))


def is_balanced(text: str) -> bool:
    """Say whether each quotation mark and bracket of a text has its partner."""
    pairs = all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS)
    return pairs and _is_curly_balanced(text) and _is_straight_balanced(text)


def repeats(line: str, said: AbstractSet[str]) -> bool:
    """Say whether a line tells hardly more than was said already, given as words."""
    told = words(line)
    return sum(word in said for word in told) > _ALIKE * len(told)


def marks_fit(lines: Sequence[str], *, whole: bool) -> bool:
    """Say whether the marks of lines are in pairs.

    Lines that hold `whole` sentences which follow each other have their writer's own marks: a straight
    one that has no partner there is a slip that no cut of ours has made, and stays.
    """
    told = " ".join(lines)
    return is_balanced(told) or (whole and is_balanced(told.replace('"', " ")))


def may_stand(lines: Sequence[str], line: int, *, whole: bool = False) -> bool:
    """Say whether lines are short enough, their marks in pairs, and free of links and calls."""
    return (
        all(0 < width(one) <= line for one in lines)
        and marks_fit(lines, whole=whole)
        and not any(has_link(one) or is_boilerplate(one) for one in lines)
    )


def _splits_word(text: str, at: int) -> bool:
    around = text[max(0, at - 1) : at + 1]
    return len(around) > 1 and around.isalnum() and at > 0 and not _UNSPACED.search(around)


def _is_curly_balanced(text: str) -> bool:
    marks = _CURLY.findall(text)
    low, high, right = marks.count("„"), marks.count("“"), marks.count("”")
    return low + high == right or (low == high and not right)


def _is_straight_balanced(text: str) -> bool:
    # a mark between spaces can be either; one inside a Hebrew abbreviation is neither
    return len(_OPENING_QUOTE.findall(text)) == len(_CLOSING_QUOTE.findall(text))

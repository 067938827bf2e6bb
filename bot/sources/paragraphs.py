"""An article's paragraphs: which of the lines that were found on its page are its text."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from bot.rules.summary.boilerplate import is_boilerplate
from bot.sources.words import is_ended, letters

WHOLE: Final = 1_500  # characters of text from which on it is no start of one

_FEWEST: Final = 20  # letters of a title by which a line that has more is known
_MORE: Final = 40  # letters of that more: a section's name, a kicker
_LONGEST_PHRASE: Final = 150  # characters; a longer line says more than a phrase of the page
_LONGEST_LABEL: Final = 25
_MOST_ENDS: Final = 5  # labels below a text; a text of short lines alone is one
_LONGEST_DATE: Final = 120
_KNOWN: Final = 80  # letters of a line's start by which it is found again
_SHORT: Final = 25  # letters; publishers leave headings out of the text that they state
_LEAD: Final = 60  # characters
_AGREED: Final = 0.6  # of the characters found are in the text that is stated
_FAR_MORE: Final = 1.6  # times as many letters

_TIME: Final = re.compile(r"(?<!\d)\d{1,2} ?[:h.] ?\d{2}(?!\d)")
_DAY: Final = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2})(?!\d)")
_BREAK: Final = re.compile(r"<(?:/(?:p|div|li|h\d)|br)\b[^<>]{0,300}>", re.IGNORECASE)
# "+++dropcap" and "[#image: /photos/1]", each on a line of its own.
_CODE: Final = re.compile(r"^[ \t]{0,9}(?:\+\+\+.*|\[#[^\n\]]{0,300}\][ \t]*)$", re.MULTILINE)
_TAG: Final = re.compile(r"</?[a-z][^<>]{0,2000}>", re.IGNORECASE)


def unmarked(text: str) -> str:
    """Take out of a text that stands in a page's data its markup, and the codes of what it was written in.

    Where a block ends, a line does.
    """
    return _CODE.sub("", _TAG.sub("", _BREAK.sub("\n", text)))


def lines_of(text: str) -> list[str]:
    """Split a text into its lines, without the empty ones."""
    return [line for one in text.split("\n") if (line := one.strip())]


def news_of(lines: Sequence[str], titles: Collection[str]) -> list[str]:
    """Leave out what is no news: the title above the text, dates of publication, phrases, labels below it."""
    known = [letters(one) for one in titles]
    first = next((at for at, line in enumerate(lines) if not _is_title(letters(line), known)), len(lines))
    kept = [line for line in lines[first:] if not (_is_date(line) or _is_phrase(line))]
    last = len(kept)
    while last > max(1, len(kept) - _MOST_ENDS) and _is_label(kept[last - 1]):
        last -= 1
    return kept[:last]


def agreed(found: list[str], stated: list[str]) -> list[str]:
    """Compare the lines that were found on a page with the text that it states in its data.

    Where the stated text has nearly all that was found, what it has not is no part of the article: boxes,
    captions, lists. It may lack the standfirst and short headings. Where it has far more, or where next
    to nothing was found, it is taken itself.
    """
    if not stated:
        return found
    own, size = letters("".join(stated)), len("\n".join(found))
    known = [letters(line)[:_KNOWN] in own for line in found]
    shared = sum(len(line) for line, is_known in zip(found, known, strict=True) if is_known)
    if found and shared >= _AGREED * size:
        if len(own) > _FAR_MORE * len(letters("".join(found))):
            return stated
        first = known.index(True)
        return [
            line
            for at, line in enumerate(found)
            if known[at] or len(letters(line)) < _SHORT or (at < first and _is_lead(line))
        ]
    return stated if size < WHOLE and len("\n".join(stated)) > size else found


def _is_title(line: str, titles: Sequence[str]) -> bool:
    return any(
        line == one or (len(one) > _FEWEST and one in line and len(line) <= len(one) + _MORE)
        for one in titles
    )


def _is_label(line: str) -> bool:
    return len(line) < _LONGEST_LABEL and not is_ended(line)


def _is_phrase(line: str) -> bool:
    return len(line) <= _LONGEST_PHRASE and is_boilerplate(line)


def _is_date(line: str) -> bool:
    """Tell "Orange avec AFP, publié le samedi 18 août 2018 à 16h10": a day, a time, and no sentence."""
    if len(line) > _LONGEST_DATE or is_ended(line):
        return False
    return bool(_TIME.search(line) and _DAY.search(line))


def _is_lead(line: str) -> bool:
    return len(line) > _LEAD and is_ended(line)

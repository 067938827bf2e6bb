"""Sentences, as stretches of a text: quotations, abbreviations and initials stay whole."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache, partial

import regex
from simplemma import split_sentences

from bot.rules.summary.text import fold
from bot.rules.summary.words import ABBREVIATIONS, CLOSING, COUNTED, FUNCTION_WORDS, LEANING, TITLES, table

Extent = tuple[int, int]
"""Where a stretch starts and ends in its text; the end is exclusive."""

LONGEST_QUOTATION = 1_500
"""Characters: a mark whose partner is further away was never closed."""

# English is not among them: the splitter never ends a sentence after "Inc." or "D.C.".
_SPLITTER_LANGUAGES = frozenset({"cs", "de", "fr", "nl", "pl", "pt", "el"})
# These write no point after an ordinal: one after a small number ends a sentence.
_PLAIN_NUMBERS = frozenset({"en", "fr", "es", "it", "pt", "nl", "ro", "ru", "uk", "bg"})
_PARTNER = {"»": "«", ")": "(", "]": "[", "”": "“"}
_OPENING = frozenset("«([“„")
_MARK = regex.compile(r"[«»()\[\]“”„\"]")
_CLOSERS_FIRST = regex.compile(r"[»”\")\]]+(?=\s|$)\s*")
_STOPS = regex.compile(r"[。！？]+[」』”）]*|۔+\s*|(?<=[^\s.]\s)\.\s+(?=\w)")  # the splitter's are others
_AFTER_NUMBER = regex.compile(r"(?<=\s\d{1,2}\.)\s+(?=\p{Lu})")
_NUMBER = regex.compile(r"\d|[IVXLC]{2,}\b")
# "علی) ع (گفت": brackets that were typed in the order in which they are seen.
_TURNED = regex.compile(r"(?<=[\p{Arabic}\p{Hebrew}]{2})\)\s?[^()\n]{1,40}?\s?\((?!\w{1,40}\))")
_NEXT_WORD = regex.compile(r"[\p{L}\p{M}]+")
# "« Jamais ! » — crie-t-il", "5 p.m. (local time)": what goes on, whatever marks stand before it.
_GOING_ON = regex.compile(r"[\s—–«\"“„(\[-]{0,8}\p{Ll}")
_INITIALS = regex.compile(r"\p{Lu}\.(?:-\p{Lu}\.)+")  # J.-P.
_DOTTED = regex.compile(r"(?:\p{L}\p{M}?\.-?){2,}")  # L.A., P.-D.G., أ.د.
_LAST_WORD = regex.compile(r"[^\s(«\"“]+\.$")


def sentences(text: str, language: str) -> list[Extent]:
    """Split one paragraph into its sentences."""
    return list(_split(text, language))


@lru_cache(maxsize=256)  # an article's paragraphs: cleaning and choosing ask for the same
def _split(text: str, language: str) -> tuple[Extent, ...]:
    code = language if language in _SPLITTER_LANGUAGES else None
    quotations = enclosed(text)
    found: list[Extent] = []
    start = 0
    for boundary in (*_boundaries(text, split_sentences(text, code), language), len(text)):
        last = boundary == len(text)
        if boundary > start and (last or _ends(text, start, boundary, quotations, language)):
            found.append(_trimmed(text, start, boundary))
            start = boundary
    return tuple(extent for extent in found if extent[0] < extent[1])


def enclosed(text: str) -> list[Extent]:
    """List what stands in quotation marks or brackets that are closed, marks included, outermost only."""
    open_marks: list[tuple[str, int]] = []
    closed: list[Extent] = []
    turned = 0
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if at < turned:
            continue
        opened = _matching(open_marks, mark, text, at)
        if opened is not None:
            closed.append((opened, at + 1))
        elif mark == ")" and (pair := _TURNED.match(text, at)):
            turned = pair.end()
            closed.append((at, turned))
        elif mark in _OPENING or (mark == '"' and _may_open(text, at)):
            open_marks = [one for one in open_marks[-4:] if at - one[1] < LONGEST_QUOTATION]
            open_marks.append((mark, at))
    return _outermost(closed)


def inside(extents: list[Extent], at: int) -> bool:
    """Say whether a position lies within one of these stretches, its edges excepted."""
    index = bisect_right(extents, at, key=_start) - 1
    return index >= 0 and extents[index][0] < at < extents[index][1]


def _start(extent: Extent) -> int:
    return extent[0]


def _matching(open_marks: list[tuple[str, int]], mark: str, text: str, at: int) -> int | None:
    """Take the opening partner of a mark off the open ones; None when it closes nothing."""
    closes = partial(_closes, mark=mark, text=text, at=at)
    for index in range(len(open_marks) - 1, -1, -1):
        opening, opened = open_marks[index]
        if closes(opening) and at - opened < LONGEST_QUOTATION:
            del open_marks[index:]
            return opened
    return None


def _closes(opening: str, *, mark: str, text: str, at: int) -> bool:
    if mark == '"':
        return opening == '"' and _may_close(text, at)
    if mark in "“”":
        return opening == "„" or (opening == "“" and mark == "”")
    return _PARTNER.get(mark) == opening


def _may_open(text: str, at: int) -> bool:
    """Tell an opening straight quote from an inch mark and from Hebrew gershayim inside a word."""
    return not text[at - 1 : at].isalnum() and bool(text[at + 1 : at + 2].strip())


def _may_close(text: str, at: int) -> bool:
    return not text[at + 1 : at + 2].isalnum()


def _outermost(closed: list[Extent]) -> list[Extent]:
    kept: list[Extent] = []
    for extent in sorted(closed, key=lambda one: (one[0], -one[1])):
        if not kept or extent[0] >= kept[-1][1]:
            kept.append(extent)
    return kept


def _boundaries(text: str, parts: list[str], language: str) -> Iterator[int]:
    """Yield where the splitter, or a mark that it does not know, lets a sentence begin."""
    found = {match.end() for match in _STOPS.finditer(text)}
    if language in _PLAIN_NUMBERS:
        found.update(match.end() for match in _AFTER_NUMBER.finditer(text))
    at = 0
    for part in parts:
        at = text.find(part, at)
        closers = _CLOSERS_FIRST.match(text, at)  # "… Jamais ! | » Puis il est parti."
        found.add(closers.end() if closers else at)
        at += len(part)
    yield from sorted(one for one in found if 0 < one < len(text))


def _ends(text: str, start: int, boundary: int, quotations: list[Extent], language: str) -> bool:
    """Say whether a sentence really ends before a boundary that is offered."""
    if inside(quotations, boundary) or _GOING_ON.match(text, boundary):
        return False
    before = text[start:boundary].rstrip()
    word = _LAST_WORD.search(before, max(0, len(before) - 12))
    return not word or _ends_after(word[0], text, boundary, language)


def _ends_after(word: str, text: str, following: int, language: str) -> bool:
    """Say whether a sentence ends after this word and its point, before what follows."""
    bare = word.strip("(.")
    folded = fold(bare).rpartition("'")[2]
    if folded in CLOSING or (folded not in ABBREVIATIONS and _DOTTED.fullmatch(word)):
        return _begins_sentence(text, following, language)
    if folded in COUNTED:
        return not _NUMBER.match(text, following)
    if folded in TITLES:
        return bare[0].islower()
    return folded not in ABBREVIATIONS and not _INITIALS.fullmatch(word)


def _begins_sentence(text: str, at: int, language: str) -> bool:
    """Say whether the word here is one that begins sentences and hardly a name."""
    match = _NEXT_WORD.match(text, at)
    if not match:
        return not text[at].isdigit()
    if len(match[0]) == 1 and text[match.end() : match.end() + 1] == ".":
        return False  # an initial
    return match[0].lower() in table(FUNCTION_WORDS, language) or fold(match[0]) in table(LEANING, language)


def _trimmed(text: str, start: int, end: int) -> Extent:
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end

"""Which way a text runs: marks that nobody sees, so that its parts read in their order on every phone.

Both apps give a paragraph the direction of its first strong letter, and order what stands in it by the
Unicode Bidirectional Algorithm (UAX #9, unicode.org/reports/tr9). That algorithm sees letters, not parts:
in a Hebrew line it moves the bracket that ends a French name, and the minus before a number. So each
paragraph begins with the mark that it needs, and each part of the other direction stands in an isolate.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

import regex

from bot.rules.runs import foreign_runs, is_link
from bot.texts import is_leftward

LEFT_MARK: Final = "\u200e"
RIGHT_MARK: Final = "\u200f"
ARABIC_MARK: Final = "\u061c"
OPEN: Final = "\u2068"
CLOSE: Final = "\u2069"

SHARE_AT_HOME: Final = 1 / 3
"""Of the words, from which on a text runs right to left for who reads that way: it may name many names.

Most estimates ask 0.4 of all readers (Closure Library, goog.i18n.bidi); ours knows who reads.
"""

SHARE_ABROAD: Final = 1 / 2
"""The same for who reads left to right; it has to be more than that."""

DEEPEST: Final = 4
"""How many isolates within each other are looked into; the algorithm itself bears 125."""

_LEFTWARD: Final = regex.compile(r"[\p{bc=R}\p{bc=AL}--[\u200f\u061c]]", regex.VERSION1)
_STRONG: Final = regex.compile(r"[\p{bc=L}\p{bc=R}\p{bc=AL}]")
_WORD: Final = regex.compile(r"\p{L}[\p{L}\p{M}]*+")
_NUMBER_FIRST: Final = regex.compile(r"[^\p{L}\p{N}]*+\p{N}")
_NO_WORDS: Final = regex.compile(r"(?:https?://|www\.|[@#/])\S++|\S++@\S++")
_MARKS: Final = "\u200e\u200f\u061c"
_OPENERS: Final = "\u2066\u2067\u2068"
_ISOLATES: Final = regex.compile("[\u2066-\u2069]")
_GAPS: Final = " \u00a0\u202f"
_EMPTY: Final = _OPENERS + _MARKS + _GAPS
"""What a text that ends in it shows nothing of."""


def directed(text: str, language: str, *, ours: bool = False) -> str:
    """Write each paragraph of a text so that its parts read in their order to a reader of a language.

    `ours` are words of the interface: they run as the language does, whatever they name. A text all of
    whose letters run as the reader's do comes back as it is; so does one that was directed before.
    """
    leftward = is_leftward(language)
    if not leftward and not _LEFTWARD.search(text) and not (OPEN in text and "://" in text):
        return text
    return "\n".join(_paragraph(line, leftward=leftward, ours=ours) for line in text.split("\n"))


def enclosed(text: str, language: str) -> str:
    """Isolate a directed text for its place in a line of a language: where it runs the other way.

    So is one that begins with a number in a line that runs right to left, or a name before it would draw
    the number to itself.
    """
    leftward = is_leftward(language)
    if not text or (runs_left(text) is leftward and not (leftward and _NUMBER_FIRST.match(text))):
        return text
    if is_link(text):
        return text if text[-1].isalnum() and text.isascii() else f"{OPEN} {text} {CLOSE}"
    return f"{OPEN}{text}{CLOSE}"


def closed(text: str) -> str:
    """Close the isolates that a cut left open at the end of a directed text, and keep a link there whole."""
    text = text.rstrip(_EMPTY)
    last = text.rsplit(" ", 1)[-1]
    if "://" in last or last.startswith("www."):
        text += " "  # or the ellipsis that follows would be a part of the link
    opened = sum(1 for mark in _ISOLATES.findall(text) if mark != CLOSE)
    return text + CLOSE * (opened - len(_twins(text)))


def runs_left(text: str) -> bool:
    """Say whether the first strong letter of a text runs right to left."""
    first = _STRONG.search(text)
    return first is not None and bool(_LEFTWARD.match(first[0]) or first[0] in "\u200f\u061c")


def _paragraph(text: str, *, leftward: bool, ours: bool = False, depth: int = 0) -> str:
    if not text.strip():
        return text
    segments = list(_segments(text))
    if text[0] in _MARKS:  # an author who begins with a mark means it
        leftward = text[0] != LEFT_MARK
    elif not ours:
        leftward = _estimate(segments, leftward=leftward)
    mixed = leftward or _LEFTWARD.search(text)
    write = partial(_isolated, leftward=leftward) if mixed else str
    written = "".join(_isolate(each, depth) if each[0] in _OPENERS else write(each) for each in segments)
    written = written.replace(
        f" {CLOSE} ", f" {CLOSE}"
    )  # the space before stays: one may hang at a line's end
    return _begun(written, leftward=leftward)


def _segments(text: str) -> Iterator[str]:
    """Part a paragraph into isolates, each whole, and what stands between; a mark without its twin goes."""
    twins, done = _twins(text), 0
    for mark in _ISOLATES.finditer(text):
        if mark.start() < done:
            continue
        yield from filter(None, [text[done : mark.start()]])
        done = twins.get(mark.start(), mark.start()) + 1
        if mark.start() in twins:
            yield text[mark.start() : done]
    yield from filter(None, [text[done:]])


def _twins(text: str) -> dict[int, int]:
    """Find where each isolate that is opened in a text is closed."""
    twins: dict[int, int] = {}
    open_at: list[int] = []
    for mark in _ISOLATES.finditer(text):
        if mark[0] != CLOSE:
            open_at.append(mark.start())
        elif open_at:
            twins[open_at.pop()] = mark.start()
    return twins


def _estimate(segments: list[str], *, leftward: bool) -> bool:
    """Say whether a paragraph runs right to left, by its words; the reader's way where it has none."""
    bare = " ".join(_NO_WORDS.sub(" ", each) for each in segments if each[0] not in _OPENERS)
    words = _WORD.findall(bare)
    if not words:
        return leftward
    share = sum(1 for word in words if _LEFTWARD.match(word)) / len(words)
    return share >= SHARE_AT_HOME if leftward else share > SHARE_ABROAD


def _isolate(pair: str, depth: int) -> str:
    """Direct what an isolate holds as a paragraph of its own, which it is."""
    inner = pair[1:-1]
    if not inner or depth >= DEEPEST or pair[0] != OPEN or inner.startswith(ARABIC_MARK):
        return pair if inner else ""
    if not is_link(inner.strip(_GAPS)):
        inner = _paragraph(inner, leftward=runs_left(inner), depth=depth + 1)
    return f"{OPEN}{_set_off(inner)}{CLOSE}"


def _set_off(text: str) -> str:
    """Set a link at an end of an isolate off by a space: apps take a mark that touches it for its part."""
    before = " " if is_link(text.split(" ", 1)[0]) else ""
    after = " " if is_link(text.rsplit(" ", 1)[-1]) else ""
    return f"{before}{text}{after}"


def _isolated(text: str, *, leftward: bool) -> str:
    """Isolate the parts of a plain text that run the other way than its paragraph."""
    written, done = "", 0
    for run in foreign_runs(text, leftward=leftward):
        before, part = text[done : run.start], text[run.start : run.end]
        done = run.end
        if run.link:
            written += f"{before}{OPEN} {part} {CLOSE}"
        elif run.native:
            written += f"{before}{OPEN}{ARABIC_MARK}{part}{CLOSE}"
        else:
            written += f"{before}{OPEN}{part if leftward else _isolated(part, leftward=True)}{CLOSE}"
    return written + text[done:]


def _begun(text: str, *, leftward: bool) -> str:
    """Begin a paragraph with a mark unless its first letter says the same, within isolates and without."""
    outside = "".join(each for each in _segments(text) if each[0] not in _OPENERS)
    if all(_STRONG.search(each) and runs_left(each) is leftward for each in (text, outside)):
        return text
    if not leftward and not runs_left(text) and not runs_left(outside):
        return text  # what has no letters runs left to right
    return (RIGHT_MARK if leftward else LEFT_MARK) + text

"""Reading a text as a request: to stop, to start, for help, or none."""

import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Final, Literal

from bot.rules.consent.folding import words_in
from bot.rules.consent.layouts import MEANT
from bot.rules.consent.phrases import HELP_PATTERNS, START_PATTERNS, STOP_PATTERNS, VOCABULARY, is_whole
from bot.rules.consent.politeness import POLITE, without_politeness
from bot.rules.consent.typos import Lexicon, distance, is_slip_of_order
from bot.rules.consent.words import HELP_WORDS, START_WORDS, STOP_WORDS

Word = Literal["stop", "start", "help", "unsure"]

LONGEST: Final = 200  # characters: whoever writes more asks for more than to stop, to start or for help

_STOP_SIGN: Final = "\N{OCTAGONAL SIGN}"
_BESIDE_THE_SIGN: Final = frozenset("\N{PERSON WITH FOLDED HANDS}\N{RAISED HAND}")
_SLIPS: Final = 2  # mistyped words in a phrase: with more of them it may be another one
_READINGS: Final = 24  # of a phrase with mistyped words
_ABOUT: Final = 2  # slips
_NOT_SO_SHORT: Final = 4  # letters: two slips away from a shorter word is anywhere
_KNOWN: Final = (
    VOCABULARY | STOP_WORDS | START_WORDS | HELP_WORDS | {word for said in POLITE for word in said.split()}
)
_KNOWN_WORDS: Final = Lexicon(_KNOWN)
_STOPS: Final = Lexicon(STOP_WORDS)
_STARTS: Final = Lexicon(START_WORDS)
_HELPS: Final = Lexicon(HELP_WORDS)
_IN_DOUBT: Final[tuple[Word, ...]] = ("stop", "start", "help")


def word_of(text: str) -> Word | None:
    """Say what a text asks for, be it a word, a phrase, polite or mistyped; None for all else.

    "unsure" is a mistyped word that may be a stop word as well as a start word. Only a text of at most
    LONGEST characters, spaces around it aside, is looked at.
    """
    short = text.strip()
    if len(short) > LONGEST:
        return None
    words = words_in(short)
    if not words:
        return "stop" if _is_sign(short) else None
    ways = tuple(dict.fromkeys(_asked(words)))
    return _first(_exact, ways) or _mistyped(without_politeness(words)) or _first(_phrase, ways)


def _first(read: Callable[[tuple[str, ...]], Word | None], ways: tuple[tuple[str, ...], ...]) -> Word | None:
    return next((word for way in ways if (word := read(way))), None)


def bare_word_of(text: str) -> Word | None:
    """Say whether a text is a stop, start or help word as the tables have it; None for all else."""
    return _listed("".join(words_in(text))) if len(text) <= LONGEST else None


def _asked(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """List what may be asked: all that is said, or that without the politeness around or within it."""
    yield words
    yield without_politeness(words, before=False)
    yield without_politeness(words)
    yield tuple(word for word in words if word not in POLITE)


def _exact(words: tuple[str, ...]) -> Word | None:
    """Read a word that stands alone, or a stop word that is said again and again."""
    joined = "".join(words)
    listed = _listed(MEANT.get(joined, joined))
    if listed:
        return listed
    said = [word for word in words if word not in POLITE]
    return "stop" if said and all(MEANT.get(word, word) in STOP_WORDS for word in said) else None


def _listed(joined: str) -> Word | None:
    if joined in STOP_WORDS:
        return "stop"
    if joined in START_WORDS:
        return "start"
    return "help" if joined in HELP_WORDS else None


# ---- phrases -------------------------------------------------------------------------------------


def _phrase(words: tuple[str, ...]) -> Word | None:
    """Read several words; what mistyped words leave open between a stop and a start is unsure."""
    if len(words) < 2:  # noqa: PLR2004 -- not even two
        return None
    written = _whole(words)
    if written:
        return written
    meant = {_whole(without_politeness(reading)) for reading in _readings(words)}
    if meant >= {"stop", "start"}:
        return "unsure"
    return next((word for word in _IN_DOUBT if word in meant), None)


def _whole(words: tuple[str, ...]) -> Word | None:
    joined = "".join(words)
    if is_whole(joined, STOP_PATTERNS):
        return "stop"
    if is_whole(joined, START_PATTERNS):
        return "start"
    return "help" if is_whole(joined, HELP_PATTERNS) else _listed(joined)


def _readings(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """List what a phrase may say when its mistyped words are made good."""
    unknown = [word for word in words if word not in _KNOWN]
    if not 0 < len(unknown) <= _SLIPS:
        return iter(())
    ways = [[word] if word in _KNOWN else _KNOWN_WORDS.meant_by(word) for word in words]
    return islice(product(*ways), _READINGS)


# ---- mistyped words ------------------------------------------------------------------------------


def _mistyped(words: tuple[str, ...]) -> Word | None:
    """Read one mistyped word; what may be a start word must be far from every stop word.

    Leaving is made easy, coming sure: a slip away from a stop word is a stop, unless it is one away from a
    start word too.
    """
    if len(words) != 1:
        return None
    (word,) = words
    starts = _STARTS.meant_by(word)
    if _STOPS.meant_by(word):
        return "unsure" if starts else "stop"
    if any(is_slip_of_order(word, start) for start in starts):
        return "start"
    if starts:
        return "unsure" if _is_about(word, STOP_WORDS) else "start"
    return "help" if _HELPS.meant_by(word) else None


def _is_about(written: str, words: frozenset[str]) -> bool:
    return any(distance(written, word) <= _ABOUT for word in words if len(word) >= _NOT_SO_SHORT)


# ---- signs ---------------------------------------------------------------------------------------


def _is_sign(text: str) -> bool:
    """Say whether a text without letters is a stop sign, and no other sign that could mean more."""
    symbols = {letter for letter in text if unicodedata.category(letter) == "So"}
    return _STOP_SIGN in symbols and symbols <= {_STOP_SIGN} | _BESIDE_THE_SIGN

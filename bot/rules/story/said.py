"""What is said: words, names and figures of a title and a lead, and whether they were said before."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import regex

from bot.rules.revision.likeness import is_same_stem
from bot.rules.revision.tables import spelt
from bot.rules.story.figures import Figure, digits_of, figures, states
from bot.rules.story.light import light
from bot.rules.story.steps import denials
from bot.rules.story.telling import Telling
from bot.rules.summary.title import without_site

TITLE: Final = 400  # characters of a title that are read
LEAD: Final = 600  # characters of a text that are its lead here: all else is background
_FEWEST: Final = 3  # letters that a word has behind the letters written before it
_BEFORE: Final = {"he": "והבכלמש", "ar": "وفبلكس", "fa": "و"}
_ARTICLE: Final = {"he": "ה", "ar": "ال"}
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[a-zA-Z]{2,6}+(?<=n)['’]t\b|"
    r"[[\p{L}\p{M}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]]+",
    regex.VERSION1,
)
_NOT = regex.compile(r"\p{L}+['’]t")
_OPENERS = frozenset('.:!?|«»"“”„–—؟')
_WRITTEN_SMALL: Final = 4  # letters of a word that a title which writes all words large would write small


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something, as it stands and as it is compared."""

    key: str
    start: int
    end: int
    is_name: bool


@dataclass(frozen=True)
class Part:
    """A title or a lead, read once."""

    text: str
    language: str
    words: tuple[Word, ...]
    figures: tuple[Figure, ...]
    digits: frozenset[str]  # all of its numbers in digits, also those that count nothing
    denials: int
    state: frozenset[tuple[int, int]]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its words, as they are compared."""
        return frozenset(word.key for word in self.words)


class Said:
    """All that was said so far."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Bring the words of all parts together."""
        self.parts = parts
        self._words: set[str] = set()
        self._alike: dict[str, set[str]] = defaultdict(set)
        for part in parts:
            for word in part.words:
                for form in forms(word.key, part.language):
                    self._words.add(form)
                    self._alike[form[:_FEWEST]].add(form)
        self.figures = [figure for part in parts for figure in part.figures]
        self.digits = frozenset[str]().union(*(part.digits for part in parts))
        self.state = frozenset[tuple[int, int]]().union(*(part.state for part in parts))

    def has(self, word: str, language: str) -> bool:
        """Say whether a form of a word was said."""
        return any(
            form in self._words or any(is_same_stem(form, one) for one in self._alike.get(form[:_FEWEST], ()))
            for form in forms(word, language)
        )


def read(telling: Telling) -> tuple[Part, Part]:
    """Read the title and the lead of a telling; what stands further down is background."""
    lead = telling.text[:LEAD]
    if len(telling.text) > LEAD:
        lead = lead.rpartition(" ")[0] or lead
    title = without_site(telling.title[:TITLE], telling.link[:TITLE])
    return _read(title, telling.language), _read(lead, telling.language)


def forms(word: str, language: str) -> Iterator[str]:
    """Yield a word, and what is left of it behind the letters that Hebrew and Arabic write before one."""
    yield word
    before, article = _BEFORE.get(language, ""), _ARTICLE.get(language, "")
    for _ in range(2):  # "ושב…", "وبال…"
        if not before or word[:1] not in before or len(word) <= _FEWEST:
            break
        word = word[1:]
        yield word
    if article and word.startswith(article) and len(word) - len(article) >= _FEWEST:
        yield word.removeprefix(article)


@lru_cache(maxsize=512)  # a story's tellings are compared with each that follows
def _read(text: str, language: str) -> Part:
    nothing, denying = light(language), denials(language)
    found: list[Word] = []
    denied = 0
    spoken = _spoken(text)
    matches = list(_WORD.finditer(text))
    for at, match in enumerate(matches):
        if _NOT.fullmatch(match[0]):
            denied += 1
            continue
        key = "".join(spelt(match[0]))
        denied += any(form in denying for form in forms(key, language))
        if not _tells(key, nothing, language):
            continue
        following = matches[at + 1] if at + 1 < len(matches) else None
        found.append(Word(key, *match.span(), spoken and _is_name(text, match, following, language)))
    counted = tuple(figures(text, language))
    state = states([word.key for word in found], language)
    return Part(text, language, tuple(found), counted, digits_of(text), denied, state)


def _tells(key: str, nothing: frozenset[str], language: str) -> bool:
    """Say whether a word tells something; not where it is a duty behind the letters written before it."""
    if len(key) < 2 and key.isascii():  # noqa: PLR2004 -- one letter
        return False
    return key not in nothing and not (
        language in _BEFORE and any(form in nothing for form in forms(key, language))
    )


def _spoken(text: str) -> bool:
    words = [match[0] for match in _WORD.finditer(text) if len(match[0]) >= _WRITTEN_SMALL]
    return any(word[0].islower() for word in words)


def _is_name(text: str, match: regex.Match[str], following: regex.Match[str] | None, language: str) -> bool:
    """Say whether a word is written large where nothing but a name is; German writes all nouns so."""
    word = match[0]
    if not word[0].isupper():
        return False
    if word.isupper():
        return len(word) >= _FEWEST
    paired = (
        following is not None
        and following[0][0].isupper()
        and text[match.end() : following.start()] in {" ", "-"}
    )
    if language == "de":
        before = text[: match.start()].rstrip().rpartition(" ")[2]
        named = before[:1].isupper() and before.isalpha() and before.casefold() not in light(language)
        return paired or (named and text[: match.start()].endswith(" "))
    opened = text[: match.start()].rstrip()
    return paired or not (not opened or opened[-1] in _OPENERS)

"""A source's habits: what its articles say whatever they tell, and where they tell their lead."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.model import Article
from bot.rules.summary.language import language_of
from bot.rules.summary.sentences import sentences
from bot.rules.summary.text import fold, paragraphs, words
from bot.rules.summary.words import FUNCTION_WORDS, table

SEVERAL: Final = 3
"""Articles of different titles in which a sentence has to stand to be no news in any of them.

So many with a text tell, too, where a source tells its lead.
"""
_FIRST, _LAST = 2, 6  # paragraphs where such sentences stand; in between, follow-ups tell again what was told
_ALIKE = 0.5  # of a title's words: such articles may tell one story, and share a sentence for that
_SHARED = 2  # words that say so, too, those aside that any title has: follow-ups are worded anew
_FEWEST_WORDS = 4  # of a standfirst, that tell whether it opens the body
_BEGINNING = 80  # characters of a text without a title, that stand for one
_REMEMBERED = (
    256  # articles: those that came at one look are edited after each other, and learn from the same
)
_LITTLE = {language: frozenset(map(fold, found)) for language, found in FUNCTION_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Habits:
    """What earlier articles of a source teach.

    `repeated` are sentences, as `key` writes them; `opens` is the share, from 0 to 1, of its articles
    whose lead is the opening of their text, because no standfirst stands apart.
    """

    repeated: frozenset[str] = frozenset()
    opens: float = 0.0


NO_HABITS: Final = Habits()


@dataclass(frozen=True, slots=True)
class _Trait:
    """What an article shows of its source's habits; it `leads` unless its standfirst stands apart."""

    title: frozenset[str]
    sentences: frozenset[str]
    has_text: bool
    leads: bool


def habits_of(earlier: Sequence[Article], article: Article) -> Habits:
    """Learn from a source's earlier articles, in any order, for one that comes after them.

    Where they are too few, or have no text, a source is taken to tell its lead first unless one of them,
    or the article itself, has a standfirst that stands apart.
    """
    language = language_of(article.title, article.language)
    traits = [_trait(one.title, one.standfirst, one.body, language) for one in earlier]
    return Habits(_repeated(traits), _opens([one for one in traits if one.has_text], traits, article))


def key(sentence: str) -> str:
    """Write a sentence by its words alone, as two printings of it are the same."""
    return " ".join(words(sentence))


def is_opening(standfirst: str, body: str) -> bool:
    """Say whether a standfirst is how the body begins: feeds put that there, cut or not."""
    told = words(" ".join(paragraphs(standfirst)))[:-1]  # the last word may be cut
    if len(told) < _FEWEST_WORDS:
        return False
    begins = " ".join(paragraphs(body[: 3 * len(standfirst)]))
    return told == words(begins)[: len(told)]


@lru_cache(_REMEMBERED)
def _trait(title: str, standfirst: str, body: str, language: str) -> _Trait:
    """Read an article; many feeds put the whole text where a standfirst belongs."""
    told = frozenset(_at_the_edges(standfirst, language)) | frozenset(_at_the_edges(body, language))
    named = words(title) or words(" ".join(paragraphs((standfirst or body)[:_BEGINNING])))
    named_so = frozenset(named) - table(_LITTLE, language)
    return _Trait(named_so, told, bool(body.strip()), _leads(standfirst, body))


def _leads(standfirst: str, body: str) -> bool:
    return not standfirst.strip() or is_opening(standfirst, body)


def _opens(with_text: Sequence[_Trait], earlier: Sequence[_Trait], article: Article) -> float:
    if len(with_text) >= SEVERAL:
        return sum(one.leads for one in with_text) / len(with_text)
    return float(_leads(article.standfirst, article.body) and all(one.leads for one in earlier))


def _repeated(traits: Sequence[_Trait]) -> frozenset[str]:
    titles: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for one in traits:
        for sentence in one.sentences:
            found = titles[sentence]
            if len(found) < SEVERAL and not any(_are_alike(one.title, other) for other in found):
                found.append(one.title)
    return frozenset(sentence for sentence, found in titles.items() if len(found) >= SEVERAL)


def _at_the_edges(text: str, language: str) -> Iterator[str]:
    found = paragraphs(text)
    for paragraph in [*found[:_FIRST], *found[max(_FIRST, len(found) - _LAST) :]]:
        for start, end in sentences(paragraph, language):
            if told := key(paragraph[start:end]):
                yield told


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _SHARED or shared > _ALIKE * min(len(one), len(other))

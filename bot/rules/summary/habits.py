"""A source's habits: what its articles say whatever they tell, and where they tell their lead."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import Article
from bot.rules.summary.sentences import sentences
from bot.rules.summary.text import paragraphs, words

SEVERAL: Final = 3
"""Articles of different titles in which a sentence has to stand to be no news in any of them."""
_FIRST, _LAST = 2, 6  # paragraphs where such sentences stand; in between, follow-ups tell again what was told
_ALIKE = 0.5  # of a title's words: such articles may tell one story, and share a sentence for that
_FEWEST_WORDS = 4  # of a standfirst, that tell whether it opens the body


@dataclass(frozen=True, slots=True)
class Habits:
    """What earlier articles of a source teach.

    `repeated` are sentences, as `key` writes them; `opens` is the share, from 0 to 1, of its articles
    whose lead is the opening of their text, because no standfirst stands apart.
    """

    repeated: frozenset[str] = frozenset()
    opens: float = 0.0


NO_HABITS: Final = Habits()


def habits_of(earlier: Sequence[Article], language: str = "") -> Habits:
    """Learn from a source's earlier articles, in any order."""
    with_text = [one for one in earlier if one.body.strip()]
    leading = [one for one in with_text if not one.standfirst.strip() or is_opening(one.standfirst, one.body)]
    return Habits(_repeated(with_text, language), len(leading) / len(with_text) if with_text else 0.0)


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


def _repeated(articles: Sequence[Article], language: str) -> frozenset[str]:
    titles: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for one in articles:
        title = frozenset(words(one.title))
        for sentence in set(_at_the_edges(one.body, language)):
            if not any(_are_alike(title, other) for other in titles[sentence]):
                titles[sentence].append(title)
    return frozenset(sentence for sentence, found in titles.items() if len(found) >= SEVERAL)


def _at_the_edges(body: str, language: str) -> Iterator[str]:
    found = paragraphs(body)
    for paragraph in [*found[:_FIRST], *found[max(_FIRST, len(found) - _LAST) :]]:
        for start, end in sentences(paragraph, language):
            if told := key(paragraph[start:end]):
                yield told


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > _ALIKE * min(len(one), len(other))

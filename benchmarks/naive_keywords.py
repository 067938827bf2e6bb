"""Who gets an alert, found the plain way: each reader's keywords read again, and the texts searched for each.

It knows words and stems as the program does, but no keys and no index: what it says is what they must say.
"""

from collections.abc import Iterable, Sequence

from bot.rules.keyword import Keyword
from bot.rules.keyword.stems import LATIN, meant, stem, told, way_of
from bot.rules.keyword.words import words_of


class Told:
    """The words of an alert's texts, stemmed."""

    def __init__(self, texts: Sequence[str], language: str) -> None:
        self._runs: list[tuple[list[str], list[set[str]]]] = []
        self._all: set[str] = set()  # a word that stands nowhere need not be searched for
        for text in texts:
            words = words_of(text)
            for way in (way_of(language),) if language else LATIN:
                stems = [stem(word, way) for word in words]
                firsts = [{stem(form, way) for form in told(word)} for word in words]
                self._runs.append((stems, firsts))
                self._all.update(*firsts)

    def says(self, words: Sequence[str]) -> bool:
        """Say whether a keyword's words stand in a text, one after the other."""
        for way in LATIN:
            rest = [stem(word, way) for word in words[1:]]
            for form in meant(words[0]):
                first = stem(form, way)
                if first in self._all and (not rest or self._holds(first, rest)):
                    return True
        return False

    def _holds(self, first: str, rest: Sequence[str]) -> bool:
        return any(
            first in firsts[at] and stems[at + 1 : at + 1 + len(rest)] == rest
            for stems, firsts in self._runs
            for at in range(len(stems))
        )


def lets_through(told_words: Told, chosen: Iterable[Keyword], *, breaking: bool) -> bool:
    """Say whether a reader with these keywords gets the alert."""
    awaited = False
    met = False
    for one in chosen:
        says = told_words.says(one.words)
        if says and one.excludes:
            return False
        awaited |= not one.excludes
        met |= says and not one.excludes
    return breaking or met or not awaited

"""Keys: what an alert offers and what a keyword asks for, as numbers that an index can hold.

A key stands for one stem, or for several in a row: a phrase. It is 64 bits of a hash, so that 20 million
of them stay small. Two phrases that share one by chance are a billion times rarer than a wrong stem.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Final

from bot.rules.keyword.stems import LATIN, meant, stem, told, way_of
from bot.rules.keyword.words import words_of

LONGEST_PHRASE: Final = 6
"""Words of a phrase at most; of a script without spaces, characters."""


def keys_of(texts: Iterable[str], language: str) -> frozenset[int]:
    """Make the keys that an alert offers: of its headline, its lines and its entry's title.

    `language` is the alert's; where it is not known, Latin words are stemmed in each way there is. No
    phrase goes from one text over into the next.
    """
    ways = (way_of(language),) if language else LATIN
    return frozenset(key for text in texts for key in _of_text(words_of(text), ways))


def keys_for(words: Sequence[str]) -> frozenset[int]:
    """Make the keys of which a keyword asks for any one, from its folded words.

    It is stemmed in each way that there is, for nobody knows yet in which language an alert will say
    it: a reader of French may wait for an English word.
    """
    return frozenset(_key(stems) for way in LATIN for stems in _asked(words, way))


def _of_text(words: Sequence[str], ways: Sequence[str]) -> Iterator[int]:
    done: list[list[str]] = []
    for way in ways:
        stems = [stem(word, way) for word in words]
        if stems not in done:  # other scripts than Latin have one way only
            done.append(stems)
            yield from _offered(words, stems, way)


def _offered(words: Sequence[str], stems: Sequence[str], way: str) -> Iterator[int]:
    for at, word in enumerate(words):
        # only what begins a phrase has something in front of it that the phrase lacks: בבית שמש
        firsts = {stem(form, way) for form in told(word)}
        rest: tuple[str, ...] = ()
        for following in [(), *((one,) for one in stems[at + 1 : at + LONGEST_PHRASE])]:
            rest += following
            yield from (_key((first, *rest)) for first in firsts)


def _asked(words: Sequence[str], way: str) -> Iterator[tuple[str, ...]]:
    rest = tuple(stem(word, way) for word in words[1:])
    return ((stem(first, way), *rest) for first in meant(words[0]))


def _key(stems: tuple[str, ...]) -> int:
    digest = blake2b(" ".join(stems).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)

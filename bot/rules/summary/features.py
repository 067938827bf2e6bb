"""What a candidate is weighed by: its words, its place in the article, its shape."""

# Marks of other scripts are what this file is about.

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from math import log, sqrt
from typing import Final, NamedTuple

from bot.rules.summary.candidate import Candidate, Kind
from bot.rules.summary.sentences import Extent
from bot.rules.summary.tokens import Tokens

ROOM: Final = 240
"""Characters that the weights were learned for; lengths count in shares of them."""
OWN_WORDS: Final = 28
"""Words of a standfirst, about: with these the share of words in common is F1's."""

_LATE = 5  # sentences after which a word or a line counts as late
_FAR = 6  # sentences from which on all are as far away
_MOST = 8  # times that are counted
_LONG_WORD, _SHORT_WORD, _TINY_WORD = 6, 3, 2  # letters
_OFTEN = 3
_LONG, _BRIEF, _SCANT = 240, 60, 100  # characters
_MARKS: Final = frozenset('«»“”„"')


WORD: Final = (
    "function",
    "function often",
    "function spread",
    "function tiny",
    "number",
    "titled",
    "often",
    "capital",
    "early",
    "first",
    "second",
    "late",
    "length",
    "titled often",
    "spread",
    "has a title",
    "capital often",
    "capital titled",
    "short",
    "long",
    "thrice",
)
"""What a word is described by, in the order of `describe_word`."""
AMOUNTS: Final = (
    "words",
    "words squared",
    "width",
    "scant",
    "content",
    "of the title",
    "titled",
    "titled root",
    "titled once",
    "titled thrice",
    "untitled",
    "frequent",
    "repeated",
)
SHAPE: Final = (
    "cut",
    "several",
    "continued",
    "pair",
    "one line",
    "from 0",
    "from 1",
    "from 2",
    "from 3",
    "from far",
    "depth",
    "depth root",
    "depth share",
    "pair from 0",
    "pair together",
    "pair apart",
    "ellipses",
)
PLACE: Final = (
    "starts a paragraph",
    "starts in the first",
    "ends in the first",
    "ends a paragraph",
    "first line titled",
    "last line titled",
)
TONE: Final = (
    "quotes",
    "last quotes",
    "asks",
    "leans",
    "last leans",
    "personal",
    "last personal",
    "attributes",
    "last attributes",
    "brief",
    "long",
)
CANDIDATE: Final = (*AMOUNTS, *SHAPE, *PLACE, *TONE)
"""What a candidate is described by, in the order of `Features.of`."""
OWN: Final = ("from 0", "depth", "pair", "two", "words")
"""What languages and their papers differ in, in the order of `own`."""


class Word(NamedTuple):
    """What matters of a word in an article; many words are the same in it."""

    is_function: bool
    is_number: bool
    letters: int  # of its stem
    times: int
    sentences: int  # that have it
    first: int  # of these
    is_titled: bool
    is_capital: bool  # within a sentence: names, and German nouns
    has_title: bool  # the article


class _Sentence(NamedTuple):
    leans: bool
    is_personal: bool
    attributes: bool
    quotes: bool
    asks: bool
    starts_paragraph: bool
    ends_paragraph: bool
    is_in_first: bool  # in the first paragraph
    titled: float  # how much of the title's words it has
    length: int


class Features:
    """Weighs nothing itself: says what there is to weigh, of the words and of a candidate."""

    def __init__(self, tokens: Tokens, sentences: Sequence[Extent], title: str, room: int) -> None:
        self.tokens = tokens
        self.sentences = sentences
        self._scale = ROOM / room
        self._seen = [tokens.known[slice(*tokens.within(*extent))] for extent in sentences]
        named = Tokens(title, tokens.language).known if title else ()
        self._title = {one.stem for one in named if not one.is_function}
        self._described: dict[int, _Sentence] = {}
        end = tokens.text.find("\n")
        self._first_paragraph = end if end >= 0 else len(tokens.text)

    @cached_property
    def words(self) -> Mapping[str, Word]:
        """Know each word of the sentences by its stem."""
        stems = [[one.stem for one in sentence] for sentence in self._seen]
        counts = Counter(chain.from_iterable(stems))
        having = Counter(chain.from_iterable(map(set, stems)))
        capitals = {one.stem for sentence in self._seen for one in sentence[1:] if one.is_capital}
        has_title, title = bool(self._title), self._title
        found: dict[str, Word] = {}
        for number, sentence in enumerate(self._seen):
            first = min(number, _FAR)
            for one in sentence:
                stem = one.stem
                if stem not in found:
                    found[stem] = Word(
                        one.is_function,
                        one.is_number,
                        len(stem),
                        min(_MOST, counts[stem]),
                        min(_MOST, having[stem]),
                        first,
                        stem in title,
                        stem in capitals,
                        has_title,
                    )
        return found

    # ---- sums, before each word and at the end

    def summed(self, worth: Mapping[str, float]) -> list[float]:
        """Sum the worth of the words so far; a word counts once a sentence."""
        return list(accumulate([worth.get(stem, 0.0) for stem in self._fresh], initial=0.0))

    @cached_property
    def _fresh(self) -> list[str]:
        """List the stems of all words; an empty one for a word that its sentence has had before."""
        fresh = [""] * len(self.tokens.known)
        for extent, words in zip(self.sentences, self._seen, strict=True):
            had: set[str] = set()
            for at, one in enumerate(words, self.tokens.within(*extent)[0]):
                if one.stem not in had:
                    had.add(one.stem)
                    fresh[at] = one.stem
        return fresh

    @cached_property
    def _content(self) -> list[float]:
        return self.summed({stem: 1.0 for stem, one in self.words.items() if not one.is_function})

    @cached_property
    def _titled(self) -> list[float]:
        return self.summed(dict.fromkeys(self._title, 1.0))

    @cached_property
    def _frequent(self) -> list[float]:
        return self.summed({stem: one.times for stem, one in self.words.items() if not one.is_function})

    @cached_property
    def _size(self) -> float:
        return sqrt(sum(one.times**2 for one in self.words.values() if not one.is_function)) or 1.0

    # ---- candidates

    def ranges(self, candidate: Candidate) -> list[tuple[int, int]]:
        """Say which words stand on each line."""
        return [self.tokens.within(cut.start, cut.end) for cut in candidate.cuts]

    def length(self, ranges: Sequence[tuple[int, int]]) -> float:
        """Count the words of all lines, as if they had the room that the weights were learned for."""
        return sum(after - first for first, after in ranges) * self._scale

    def of(self, candidate: Candidate, ranges: Sequence[tuple[int, int]]) -> tuple[float, ...]:
        """Describe a candidate, in the order of CANDIDATE."""
        one, other = self._sentence(candidate.first), self._sentence(candidate.last)
        return (
            *self._amounts(candidate, ranges),
            *_shape(candidate, len(self.sentences)),
            *_place(one, other, candidate),
            *_tone(one, other, two=candidate.last > candidate.first),
        )

    def _amounts(self, candidate: Candidate, ranges: Sequence[tuple[int, int]]) -> tuple[float, ...]:
        count = self.length(ranges)
        content = _total(self._content, ranges) or 1.0
        titled = _total(self._titled, ranges) if self._title else 0.0
        shown = sum(cut.end - cut.start for cut in candidate.cuts) * self._scale
        return (
            count / 40,
            (count / 40) ** 2,
            shown / ROOM,
            shown < _SCANT,
            content * self._scale / (count or 1.0),
            titled / len(self._title) if self._title else 0.0,
            titled / content,
            sqrt(titled) / 3,
            titled >= 1,
            titled >= _OFTEN,
            not self._title,
            _total(self._frequent, ranges) / (self._size * sqrt(content)),
            self._repeated(ranges) if candidate.kind is Kind.PAIR else 0.0,
        )

    def _repeated(self, ranges: Sequence[tuple[int, int]]) -> float:
        """Say how much of the shorter line's content the other has too."""
        one, other = (
            {word.stem for word in self.tokens.known[slice(*line)] if not word.is_function} for line in ranges
        )
        return len(one & other) / max(1, min(len(one), len(other)))

    def _sentence(self, index: int) -> _Sentence:
        found = self._described.get(index)
        if found is None:
            found = self._described[index] = self._describe(index)
        return found

    def _describe(self, index: int) -> _Sentence:
        (start, end), text, words = self.sentences[index], self.tokens.text, self._seen[index]
        titled = len({one.stem for one in words} & self._title) if self._title else 0
        return _Sentence(
            leans=bool(words) and words[0].leans,
            is_personal=any(one.is_personal for one in words),
            attributes=any(one.attributes for one in words),
            quotes=not _MARKS.isdisjoint(text[start:end]),
            asks=text[end - 1 : end] in {"?", "!", "؟"},
            starts_paragraph=start == 0 or text[start - 1] == "\n",
            ends_paragraph=text[end : end + 1] in {"", "\n"},
            is_in_first=end <= self._first_paragraph,
            titled=titled / len(self._title) if self._title else 0.0,
            length=end - start,
        )


@lru_cache(maxsize=1 << 14)
def describe_word(word: Word) -> tuple[float, ...]:
    """Describe a word, in the order of WORD."""
    often, spread = log(word.times), log(word.sentences)
    if word.is_function:
        tiny = word.letters <= _TINY_WORD
        return (1.0, often, spread, tiny, *(0.0,) * (len(WORD) - 4))
    return (
        *(0.0,) * 4,
        word.is_number,
        word.is_titled,
        often,
        word.is_capital,
        1 / (1 + word.first),
        word.first == 0,
        word.first == 1,
        word.first >= _LATE,
        word.letters / _LONG_WORD,
        word.is_titled * often,
        spread,
        word.has_title,
        word.is_capital * often,
        word.is_capital * word.is_titled,
        word.letters <= _SHORT_WORD,
        word.letters >= _LONG_WORD,
        word.times >= _OFTEN,
    )


def _shape(candidate: Candidate, sentences: int) -> tuple[float, ...]:
    ellipses = sum([cut.shortened for cut in candidate.cuts])
    lines, first, last = len(candidate.cuts), candidate.first, candidate.last
    return _shaped(candidate.kind, first, last, lines, ellipses, sentences)


@lru_cache(maxsize=1 << 12)
def _shaped(
    kind: Kind, first: int, last: int, lines: int, ellipses: int, sentences: int
) -> tuple[float, ...]:
    pair = kind is Kind.PAIR
    return (
        kind is Kind.CUT,
        kind is Kind.SEVERAL,
        kind is Kind.CONTINUED,
        pair,
        lines == 1,
        first == 0,
        first == 1,
        first == 2,  # noqa: PLR2004 -- what its name says
        first == 3,  # noqa: PLR2004 -- the same
        first > _LATE,
        min(first, 10) / 10,
        sqrt(first) / 3,
        first / max(1, sentences),
        pair and first == 0,
        pair and last == first + 1,
        (last - first) / 5 if pair else 0.0,
        ellipses,
    )


def _place(one: _Sentence, other: _Sentence, candidate: Candidate) -> tuple[float, ...]:
    return (
        one.starts_paragraph,
        one.is_in_first,
        other.is_in_first,
        other.ends_paragraph and not candidate.cuts[-1].shortened,
        one.titled,
        other.titled if candidate.last > candidate.first else 0.0,
    )


def _tone(one: _Sentence, other: _Sentence, *, two: bool) -> tuple[float, ...]:
    return (
        one.quotes,
        two and other.quotes,
        one.asks or other.asks,
        one.leans,
        two and other.leans,
        one.is_personal,
        two and other.is_personal,
        one.attributes,
        two and other.attributes,
        one.length < _BRIEF,
        one.length > _LONG,
    )


def own(candidate: Candidate, length: float) -> tuple[float, ...]:
    """Describe a candidate by what languages and their papers differ in, in the order of OWN."""
    first, last = candidate.first, candidate.last
    return (first == 0, first / 10, candidate.kind is Kind.PAIR, last > first, length / 40)


def _total(sums: Sequence[float], ranges: Sequence[tuple[int, int]]) -> float:
    return sum([sums[after] - sums[first] for first, after in ranges])

"""What an entry tells that no earlier entry of its story told: figures, names, statements.

Pure, and linear in the texts: of each telling the title and the lead are read, and no more. A copy, or the
same in other words, has nothing new. A lead is judged only beside a lead: next to bare titles each of its
sentences would be new. Only the dead and the hurt that it counts are, even then.
"""

# Marks of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Final

import regex

from bot.rules.revision.tables import spelt
from bot.rules.story.figures import Figure, fates, is_told, states
from bot.rules.story.light import asks
from bot.rules.story.said import Part, Said, Word, forms, read
from bot.rules.story.steps import steps
from bot.rules.story.telling import Telling
from bot.rules.summary.sentences import Extent, sentences

ENOUGH: Final = 0.5  # of a title's words: a new name, and a step of the story, weigh as two
FEWEST: Final = 2  # words, weighed so, that a title has to say anew
ENOUGH_OF_LEAD: Final = 0.75  # of the words of a lead's sentence
FEWEST_OF_LEAD: Final = 5
MOST_NAMES: Final = 2  # that weigh more than other words: a list of names is one piece of news
MOST_STEPS: Final = 1
WHOLLY: Final = 0.8  # of a title's words, in one that has little to do with what was told
ALIKE: Final = 0.6  # of the words of two titles, where one says what the other does, or its opposite
SHOWN: Final = 4  # stretches of text that an editor is shown
ALONE: Final = 3  # words that are shown where one alone is new
MOST_OF_LABEL: Final = 2  # words that say something, unless all of them are written large
LONGEST: Final = 60  # characters of one of them
WITHOUT_CAPITALS: Final = frozenset({"he", "ar", "fa"})
_END = regex.compile(r"[.!?؟;:…|]+[\s»”\"]+|\s+[–—-]\s+")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_QUOTATION = frozenset('«“„"')
_WITHIN_NAME = frozenset({" ", "-", "\u00a0"})


@dataclass(frozen=True, slots=True)
class Novelty:
    """What is new in a telling, as it stands in its text and in its order."""

    figures: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    important: bool = False  # it stands in the title, and is no mere detail of what was told

    @property
    def any(self) -> bool:
        """Say whether anything is new: where nothing is, an entry of a story that was told may be silent."""
        return bool(self.figures or self.names or self.statements)

    @property
    def words(self) -> tuple[str, ...]:
        """The few stretches of text that tell an editor what is new, each once."""
        shown: list[str] = []
        for one in (*self.figures, *self.names, *self.statements):
            if not any(one in other for other in shown):
                shown.append(one)
        return tuple(shown[:SHOWN])


def novelty(new: Telling, told: Sequence[Telling]) -> Novelty:
    """Say what a telling tells that none of those did which told its story before it, in whatever order."""
    title, lead = read(new)
    before = [read(one) for one in told]
    said = Said([part for pair in before for part in pair])
    head = _of_title(title, said)
    below = [_news(lead, [extent], said) for extent in sentences(lead.text, lead.language)]
    beside_leads = any(part.text for _title, part in before)
    turned = _is_turned(title, [part for part, _lead in before], head)
    spoken = [head] if turned or head.says(FEWEST, ENOUGH) else []
    spoken += [
        one for one in below if beside_leads and one.steps and one.says(FEWEST_OF_LEAD, ENOUGH_OF_LEAD)
    ]
    counted = [one for news in below for one in news.figures if one.fate]
    return Novelty(
        figures=_once(one.text for one in _distinct((*head.figures, *counted))),
        names=_once(
            chain((name for one in spoken for name in _named(one)), _repeated(head, lead) if spoken else ())
        ),
        statements=_once((_cut(title.text, title.words) if turned else "", *map(_stated, spoken))),
        important=bool(head.figures) or turned or (head in spoken and (bool(head.names) or head.is_whole)),
    )


@dataclass(frozen=True, slots=True)
class _News:
    """What one sentence, or a title, says anew."""

    part: Part
    words: tuple[Word, ...]  # that tell something
    unsaid: tuple[Word, ...]  # of those
    names: tuple[Word, ...]  # of those that are unsaid
    figures: tuple[Figure, ...]
    steps: int  # words that are unsaid by which a story goes on

    def says(self, fewest: float, enough: float) -> bool:
        """Say whether it says enough anew, in words and in the share of its words."""
        weight = len(self.unsaid) + min(len(self.names), MOST_NAMES) + min(self.steps, MOST_STEPS)
        return weight >= max(fewest, enough * len(self.words))

    @property
    def is_whole(self) -> bool:
        """Say whether hardly anything of it was said."""
        return len(self.unsaid) > FEWEST and len(self.unsaid) >= WHOLLY * len(self.words)


def _of_title(title: Part, said: Said) -> _News:
    """Read what a title says anew: nothing where it asks, and the label that it is headed with is no news."""
    parts = list(_parts(title.text))
    label = parts[0] if len(parts) > 1 and _is_label(title, *parts[:2]) else None
    news = _news(title, [extent for extent in parts if not _asks(title, extent)], said)
    if label is None:
        return news
    named = frozenset(word for word in news.unsaid if _within(word.start, [label]))
    return replace(
        news,
        words=tuple(word for word in news.words if word not in named),
        unsaid=tuple(word for word in news.unsaid if word not in named),
        names=tuple(word for word in news.names if word not in named),
    )


def _news(part: Part, extents: Sequence[Extent], said: Said) -> _News:
    words = tuple(word for word in part.words if _within(word.start, extents))
    unsaid = tuple(word for word in words if not _was_said(word, part, said))
    figures = tuple(
        one
        for one in part.figures
        if _within(one.start, extents) and not is_told(one, said.figures, said.digits)
    )
    return _News(part, words, unsaid, _new_names(part, unsaid), figures, _steps(part, unsaid, said))


def _was_said(word: Word, part: Part, said: Said) -> bool:
    """Say whether a word, or one that says the same of what became of somebody, was said."""
    state = states([word.key], part.language)
    return said.has(word.key, part.language) or (bool(state) and state <= said.state)


def _new_names(part: Part, unsaid: Sequence[Word]) -> tuple[Word, ...]:
    """List the names that are no mere rest of one that was said: the first name of a known one is not."""
    places = {word.start: at for at, word in enumerate(part.words)}
    new = {word.start for word in unsaid}

    def is_rest(word: Word) -> bool:
        at = places[word.start]
        beside = [part.words[place] for place in (at - 1, at + 1) if 0 <= place < len(part.words)]
        return any(one.is_name and one.start not in new and _are_one(part.text, one, word) for one in beside)

    return tuple(word for word in unsaid if word.is_name and not is_rest(word))


def _are_one(text: str, one: Word, other: Word) -> bool:
    return text[min(one.end, other.end) : max(one.start, other.start)] in _WITHIN_NAME


def _steps(part: Part, unsaid: Sequence[Word], said: Said) -> int:
    """Count the words by which the story goes on; what became of people, told for the first time, is one."""
    listed = steps(part.language)
    taken = sum(any(form in listed for form in forms(word.key, part.language)) for word in unsaid)
    return taken + len(fates([word.key for word in unsaid], part.language) - said.state)


def _is_turned(title: Part, told: Sequence[Part], head: _News) -> bool:
    """Say whether a title says the opposite of all that said nearly the same: one of them with a "not"."""
    if not head.words:
        return False
    alike = [one for one in told if len(title.keys & one.keys) >= ALIKE * max(len(title.keys), len(one.keys))]
    return bool(alike) and all(bool(one.denials) != bool(title.denials) for one in alike)


def _repeated(head: _News, lead: Part) -> Iterator[str]:
    """Yield what is new in a title and stands in its lead, too: where no capitals tell, it may be a name."""
    if head.part.language not in WITHOUT_CAPITALS:
        return
    there = {form for key in lead.keys for form in forms(key, lead.language)}
    for word in head.unsaid:
        is_step = states([word.key], lead.language) or any(
            form in steps(lead.language) for form in forms(word.key, lead.language)
        )
        if not is_step and any(form in there for form in forms(word.key, lead.language)):
            yield head.part.text[word.start : word.end]


# ---- stretches of text ---------------------------------------------------------------------------


def _is_label(title: Part, first: Extent, second: Extent) -> bool:
    """Say whether a title is headed with a place or a subject, as in "Valmont :", before it tells the news.

    A speaker is none, and neither is what became of people, or a step of the story.
    """
    words = [word for word in title.words if _within(word.start, [first])]
    if (
        title.text[slice(*second)][:1] in _QUOTATION
        or _within_figures(title, first)
        or _steps(title, words, Said([]))
    ):
        return False
    return len(words) <= MOST_OF_LABEL or all(title.text[word.start].isupper() for word in words)


def _within_figures(title: Part, extent: Extent) -> bool:
    return any(_within(figure.start, [extent]) for figure in title.figures)


def _parts(title: str) -> Iterator[Extent]:
    """Yield the sentences of a title, and what stands before and behind a colon."""
    start = 0
    for match in _END.finditer(title):
        yield start, match.end()
        start = match.end()
    yield start, len(title)


def _asks(title: Part, extent: Extent) -> bool:
    """Say whether a part of a title asks, or promises to say why: that tells nothing."""
    stretch = title.text[slice(*extent)]
    first = _WORD.search(stretch)
    return (
        "?" in stretch
        or "؟" in stretch
        or (first is not None and "".join(spelt(first[0])) in asks(title.language))
    )


def _within(at: int, extents: Sequence[Extent]) -> bool:
    return any(start <= at < end for start, end in extents)


def _named(news: _News) -> Iterator[str]:
    """Yield the new names; words that stand together are one."""
    text = news.part.text
    for _number, run in groupby(_joined(text, news.names), key=_number_of):
        words = [word for _at, word in run]
        yield text[words[0].start : words[-1].end]


def _joined(text: str, words: Sequence[Word]) -> Iterator[tuple[int, Word]]:
    """Yield words, each with the number of the run that it stands in."""
    number = 0
    for at, word in enumerate(words):
        number += at > 0 and not _are_one(text, words[at - 1], word)
        yield number, word


def _number_of(numbered: tuple[int, Word]) -> int:
    return numbered[0]


def _stated(news: _News) -> str:
    """Cut the stretch with most new words out of a sentence: words with a duty may stand between them.

    Empty where that is one word which is shown as a name or with a figure.
    """
    new = {word.start for word in news.unsaid}
    best: Sequence[Word] = ()
    for is_new, run in groupby(news.words, key=lambda word: word.start in new):
        words = tuple(run)
        if is_new and len(words) > len(best):
            best = words
    if len(best) == 1:
        best = () if _is_shown(best[0], news) else _beside(news, best[0])
    return _cut(news.part.text, best)


def _is_shown(word: Word, news: _News) -> bool:
    return word in news.names or any(
        one.start <= word.start < one.start + len(one.text) for one in news.figures
    )


def _beside(news: _News, word: Word) -> Sequence[Word]:
    """Add the words behind one that alone would tell an editor little, or those before it at an end."""
    at = news.words.index(word)
    for start in (at, max(0, at + 1 - ALONE)):
        words = news.words[start : start + ALONE]
        if len(words) > 1 and not _END.search(news.part.text, words[0].start, words[-1].end):
            return words
    return (word,)


def _cut(text: str, words: Sequence[Word]) -> str:
    """Cut the stretch of these words, or of as many as may be shown."""
    while len(words) > 1 and words[-1].end - words[0].start > LONGEST:
        words = words[:-1]
    return text[words[0].start : words[-1].end][:LONGEST] if words else ""


def _distinct(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Yield figures, each value once, however it is written and wherever it stands."""
    seen: set[tuple[str, bool]] = set()
    for figure in figures:
        if (figure.value, figure.percent) not in seen:
            seen.add((figure.value, figure.percent))
            yield figure


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))

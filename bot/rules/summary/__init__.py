"""The summariser: a headline and at most two lines, taken word for word from the article.

clean      what of the article is news: title, standfirst and body without boilerplate   markup, text, phrases
choose     the editor's standfirst if it is complete, else the leading sentences         sentences, language
lay out    whole sentences where they fit, else a clause that drops no "who said it"     layout, words
check      each text stands in the source where its span says; else the next best way    check
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, dropwhile

from bot.model import Article, Span, Summary
from bot.rules.summary.check import is_balanced, is_traced, may_stand, repeats
from bot.rules.summary.clean import Cleaned, clean
from bot.rules.summary.language import language_of
from bot.rules.summary.layout import Cut, Layout, hard_cut
from bot.rules.summary.sentences import Extent, sentences
from bot.rules.summary.text import clean_text, width, words

__all__ = [
    "LOCK",
    "MESSAGE",
    "Cleaned",
    "SummaryLimits",
    "clean_article",
    "clean_text",
    "language_of",
    "summarise",
]

_CONSIDERED = 8  # leading sentences: what comes later is no lead
_TELLING = 100  # characters that tell a language; markup can take most of a start
_FULL = 0.6  # of the room: where less is used, a clause of the next sentence follows
_WORTHWHILE = 40  # characters of that clause at least
_LEAD = 0.4  # of the room: what a first paragraph must fill to be the whole lead
_LEAST = 0.4  # of the room: a shorter clause says too little to be worth its ellipsis
_LEAST_HEADLINE = 0.3
"""Of a headline's room: what a clause must fill to stand for the whole."""


@dataclass(frozen=True, slots=True)
class SummaryLimits:
    """How much a summary may show: characters of the headline and of a line, and how many lines."""

    headline: int = 90
    line: int = 120
    lines: int = 2


MESSAGE = SummaryLimits()
"""What an open message shows."""
LOCK = SummaryLimits(headline=60, line=55)
"""What a locked phone shows."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A part of the cleaned article and its sentences."""

    part: str
    text: str
    sentences: tuple[Extent, ...]


def summarise(article: Article, limits: SummaryLimits = MESSAGE) -> Summary | None:
    """Summarise an article; None when it has neither a title nor a sentence to say.

    Every text is a stretch of the cleaned article (see `clean_article`), with "…" after it where it was
    cut. `spans` holds one Span for the headline and one for each line, in that order. An article without
    text, or whose text can't be laid out honestly, has a headline only.
    """
    language = _language(article)
    cleaned = clean(article, language)
    sources = _sources(cleaned, language)
    headed = _headline(cleaned, sources, language, limits)
    if headed is None:
        return None
    headline, span = headed
    for part, cuts, text in _layouts(sources, f"{cleaned.title} {headline}", language, limits):
        lines = tuple(cut.of(text) for cut in cuts)
        spans = tuple(Span(part, cut.start, cut.end) for cut in cuts)
        traced = all(is_traced(line, one, cleaned) for line, one in zip(lines, spans, strict=True))
        if traced and may_stand(_judged(lines, lead=_is_lead(cuts, text)), limits.line):
            return Summary(headline, lines, language, (span, *spans))
    return Summary(headline, (), language, (span,))


def clean_article(article: Article) -> Cleaned:
    """Clean an article as `summarise` does: the texts that a summary's spans count in."""
    return clean(article, _language(article))


def _language(article: Article) -> str:
    start = f"{article.title[:300]} {article.standfirst[:500]} {article.body[:500]}"
    text = clean_text(start)
    return language_of(
        text if len(text) >= _TELLING else clean_text(start + article.body[500:5000]), article.language
    )


def _sources(cleaned: Cleaned, language: str) -> list[_Source]:
    """Order what lines may come from: a complete standfirst, the body, then what standfirst there is."""
    parts = ["standfirst", "body"] if cleaned.complete else ["body", "standfirst"]
    return [
        _Source(part, cleaned.part(part), tuple(_lead(cleaned.part(part), language)))
        for part in parts
        if cleaned.part(part)
    ]


def _lead(text: str, language: str) -> Iterator[Extent]:
    """Yield the leading sentences of a text, as stretches of it."""
    count = start = 0
    for paragraph in text.split("\n"):
        for first, last in sentences(paragraph, language):
            yield start + first, start + last
            count += 1
            if count == _CONSIDERED:
                return
        start += len(paragraph) + 1


def _headline(
    cleaned: Cleaned, sources: list[_Source], language: str, limits: SummaryLimits
) -> tuple[str, Span] | None:
    """Take the title, or the first sentence where there is none, cut to its best clause if too long."""
    if cleaned.title:
        part, text, extent = "title", cleaned.title, (0, len(cleaned.title))
    elif sources:
        part, text, extent = sources[0].part, sources[0].text, sources[0].sentences[0]
    else:
        return None
    cut = _one_line(text, extent, language, limits.headline)
    return cut.of(text), Span(part, cut.start, cut.end)


def _one_line(text: str, extent: Extent, language: str, most: int) -> Cut:
    start, end = extent
    if width(text[start:end]) <= most:
        return Cut(start, end)
    first = next(iter(sentences(text[start:end], language)))
    if most * _LEAST_HEADLINE <= width(text[start : start + first[1]]) <= most:
        return Cut(start, start + first[1])
    layout = Layout(text, language, most, 1)
    for cuts in layout.shortened([extent], int(most * _LEAST_HEADLINE)):
        if is_balanced(cuts[0].of(text)):
            return cuts[0]
    return hard_cut(text, start, end, most)


def _layouts(
    sources: list[_Source], title: str, language: str, limits: SummaryLimits
) -> Iterator[tuple[str, list[Cut], str]]:
    """Yield ways to fill the lines, best first; what only repeats the title, whole or cut, is none."""
    said = set(words(title))
    for source in sources:
        layout = Layout(source.text, language, limits.line, limits.lines)
        told = list(dropwhile(partial(_is_said, source.text, said), source.sentences))
        for index in range(len(told)):
            for cuts in chain(_from(layout, told[index:]), _late(layout, told[index])):
                if not repeats(cuts[0].of(source.text), said):
                    yield source.part, cuts, source.text


def _is_said(text: str, said: set[str], sentence: Extent) -> bool:
    return repeats(text[slice(*sentence)], said)


def _from(layout: Layout, sentences: Sequence[Extent]) -> Iterator[list[Cut]]:
    """Yield ways to fill the lines from a sentence on: more of the next one only where much room is left."""
    room = layout.line * layout.lines
    sentences = _opening(layout, sentences)
    count, cuts = layout.whole(sentences)
    used = cuts[-1].end - cuts[0].start if cuts else 0
    if (not cuts or used < room * _FULL) and count < len(sentences):
        yield from layout.shortened(sentences[: count + 1], int(max(used + _WORTHWHILE, room * _LEAST)))
    if cuts:
        yield cuts


def _late(layout: Layout, sentence: Extent) -> Iterator[list[Cut]]:
    """Yield a sentence with a first line so full that it tells more than a headline cut from it."""
    cuts = layout.wrapped_late(*sentence)
    if cuts:
        yield cuts


def _opening(layout: Layout, sentences: Sequence[Extent]) -> Sequence[Extent]:
    """Keep to a first paragraph that says enough: it was written as the lead."""
    start = sentences[0][0]
    stop = layout.text.find("\n", start)
    if stop >= 0 and stop - start >= layout.line * layout.lines * _LEAD:
        return [one for one in sentences if one[1] <= stop]
    return sentences


def _is_lead(cuts: Sequence[Cut], text: str) -> bool:
    """Say whether lines are a whole first paragraph, where an open mark is its writer's slip, no cut's."""
    together = len(cuts) == 1 or not text[cuts[0].end : cuts[-1].start].strip()
    ends = not cuts[-1].shortened and text[cuts[-1].end :][:1] in {"", "\n"}
    return together and ends and cuts[0].start == 0


def _judged(lines: tuple[str, ...], *, lead: bool) -> tuple[str, ...]:
    """Give the lines as their balance is judged: straight marks of a lead told whole stand as written."""
    return tuple(line.replace('"', " ") for line in lines) if lead else lines

"""The summariser: a headline and at most two lines, taken word for word from the article.

clean      what of the article is news: title, standfirst and body without boilerplate   markup, text, phrases
choose     the editor's standfirst if it is complete, else what a learned ranker likes   lead, choice, ranker
lay out    whole sentences where they fit, else a clause that drops no "who said it"     layout, candidate
check      each text stands in the source where its span says; else the next best way    check
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.model import Article, Span, Summary
from bot.rules.summary.check import is_balanced, is_traced, may_stand, repeats
from bot.rules.summary.choice import LEAST_HEADLINE, Body, ranked, sentences_of
from bot.rules.summary.clean import Cleaned, clean
from bot.rules.summary.habits import NO_HABITS, Habits, habits_of, is_opening
from bot.rules.summary.language import language_of
from bot.rules.summary.layout import Cut, Layout, hard_cut
from bot.rules.summary.lead import leads
from bot.rules.summary.limits import LOCK, MESSAGE, SummaryLimits
from bot.rules.summary.sentences import Extent, sentences
from bot.rules.summary.text import clean_text, width, words
from bot.rules.summary.weights import HEADLINE, LINES

__all__ = [
    "LOCK",
    "MESSAGE",
    "NO_HABITS",
    "Cleaned",
    "Habits",
    "SummaryLimits",
    "clean_article",
    "clean_text",
    "habits_of",
    "language_of",
    "summarise",
]

_ECHO = 1.5  # of score, that lines lose which tell all of a headline again
_OPENING = 30.0  # of score, that the opening gains where it is the lead
_AROUND = 80  # characters of the article on either side of a text, that are kept with it
_HEADS = 6  # headlines that are weighed against the lines that go with them
_TELLING = 100  # characters that tell a language; markup can take most of a start


@dataclass(frozen=True, slots=True)
class _Head:
    """A headline that a part of the article gives, and how good it is."""

    part: str
    cut: Cut
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to fill the lines with a part of the article; `whole` sentences may keep their writer's slips."""

    part: str
    cuts: Sequence[Cut]
    whole: bool
    score: float = 0.0


def summarise(
    article: Article, limits: SummaryLimits = MESSAGE, habits: Habits = NO_HABITS
) -> Summary | None:
    """Summarise an article; None when it has neither a title nor a sentence to say.

    `habits` are what the source's earlier articles teach.

    Every text is a stretch of the cleaned article (see `clean_article`), with "…" after it where it was
    cut. `spans` holds one Span for the headline and one for each line, in that order. An article without
    text, or whose text can't be laid out honestly, has a headline only.
    """
    language = _language(article)
    cleaned = clean(article, language, habits.repeated)
    body = Body(cleaned.body, language)
    heads = _heads(cleaned, body, limits)
    if not heads:
        return None
    head, way = _chosen(cleaned, body, heads, limits, habits.opens)
    told = [(head.part, head.cut), *((way.part, cut) for cut in way.cuts)]
    headline, *lines = (cut.of(cleaned.part(part)) for part, cut in told)
    spans = tuple(_span(cleaned.part(part), part, cut) for part, cut in told)
    return Summary(headline, tuple(lines), language, spans)


def _span(text: str, part: str, cut: Cut) -> Span:
    """Say where a text stands, and between which words."""
    before = text[max(0, cut.start - _AROUND) : cut.start]
    after = text[cut.end : cut.end + _AROUND]
    if cut.start > _AROUND:
        before = before.partition(" ")[2]
    if cut.end + _AROUND < len(text):
        after = after.rpartition(" ")[0]
    return Span(part, cut.start, cut.end, before, after)


def _chosen(
    cleaned: Cleaned, body: Body, heads: Sequence[_Head], limits: SummaryLimits, opens: float
) -> tuple[_Head, _Way]:
    """Choose from a complete standfirst before the body, from one that was cut after it."""
    told = _of_lead(cleaned, body, limits), _of_ranking(cleaned, body, limits, opens)
    for ways in told if cleaned.complete else reversed(told):
        if best := _best(cleaned, heads, ways, limits):
            return best
    return heads[0], _Way("", (), whole=True)


def _best(
    cleaned: Cleaned, heads: Sequence[_Head], ways: Iterable[_Way], limits: SummaryLimits
) -> tuple[_Head, _Way] | None:
    """Choose the headline and the lines that are best together: no line may only repeat the headline."""
    said = [set(words(f"{cleaned.title} {one.cut.of(cleaned.part(one.part))}")) for one in heads]
    best: tuple[float, _Head, _Way] | None = None
    for way in ways:
        if best and heads[0].score + way.score <= best[0]:
            break  # no way that follows can be better, whatever its headline
        if not _may_leave(way, cleaned, limits):
            continue
        lines = [cut.of(cleaned.part(way.part)) for cut in way.cuts]
        if any(repeats(line, set(words(one))) for one, line in pairwise(lines)):
            continue
        for head, told in zip(heads, said, strict=True):
            score = head.score + way.score - _ECHO * _echo(head, way)
            if (best is None or score > best[0]) and not any(repeats(line, told) for line in lines):
                best = score, head, way
    return best[1:] if best else None


def _echo(head: _Head, way: _Way) -> float:
    """Say how much of a headline the lines tell again: the very words, not others of the same sense."""
    if head.part != way.part:
        return 0.0
    shared = sum(max(0, min(cut.end, head.cut.end) - max(cut.start, head.cut.start)) for cut in way.cuts)
    return shared / max(1, head.cut.end - head.cut.start)


def _may_leave(way: _Way, cleaned: Cleaned, limits: SummaryLimits) -> bool:
    """Check lines before they leave, whatever made them."""
    text = cleaned.part(way.part)
    lines = [cut.of(text) for cut in way.cuts]
    traced = all(
        is_traced(line, Span(way.part, cut.start, cut.end), cleaned)
        for line, cut in zip(lines, way.cuts, strict=True)
    )
    return traced and may_stand(lines, limits.line, whole=way.whole)


def clean_article(article: Article, habits: Habits = NO_HABITS) -> Cleaned:
    """Clean an article as `summarise` does: the texts that a summary's spans count in."""
    return clean(article, _language(article), habits.repeated)


def _language(article: Article) -> str:
    start = f"{article.title[:200]} {article.standfirst[:200]} {article.body[:300]}"
    text = clean_text(start)
    return language_of(
        text if len(text) >= _TELLING else clean_text(start + article.body[500:5000]), article.language
    )


# ---- the headline --------------------------------------------------------------------------------


def _heads(cleaned: Cleaned, body: Body, limits: SummaryLimits) -> list[_Head]:
    """Take the title, or where there is none what is most like one, cut where it is too long."""
    if cleaned.title:
        return [_first_of("title", cleaned.title, body, limits)]
    text = cleaned.body
    made = ranked(body.for_headline(limits), "", HEADLINE) if text else []
    found = [_Head("body", one.cuts[0], score) for score, one in made if is_balanced(one.cuts[0].of(text))][
        :_HEADS
    ]
    if found:
        return found
    part = "body" if text else "standfirst"
    return [_first_of(part, cleaned.part(part), body, limits)] if cleaned.part(part) else []


def _first_of(part: str, text: str, body: Body, limits: SummaryLimits) -> _Head:
    """Make a headline of a title, or of a text's first sentence."""
    language = body.tokens.language
    whole = (0, len(text)) if part == "title" else next(sentences_of(text, language))
    return _Head(part, _one_line(text, whole, language, limits.headline))


def _one_line(text: str, extent: Extent, language: str, most: int) -> Cut:
    start, end = extent
    if width(text[start:end]) <= most:
        return Cut(start, end)
    first = next(iter(sentences(text[start:end], language)))
    if most * LEAST_HEADLINE <= width(text[start : start + first[1]]) <= most:
        return Cut(start, start + first[1])
    layout = Layout(text, language, most, 1)
    for cuts in layout.shortened([extent], int(most * LEAST_HEADLINE)):
        if is_balanced(cuts[0].of(text)):
            return cuts[0]
    return hard_cut(text, start, end, most)


# ---- the lines -----------------------------------------------------------------------------------


def _of_lead(cleaned: Cleaned, body: Body, limits: SummaryLimits) -> Iterator[_Way]:
    language = body.tokens.language
    layout = Layout(cleaned.standfirst, language, limits.line, limits.lines)
    said = set(words(cleaned.title))
    for cuts in leads(layout, tuple(sentences_of(cleaned.standfirst, language)), said):
        yield _Way("standfirst", cuts, not cuts[-1].shortened)


def _of_ranking(cleaned: Cleaned, body: Body, limits: SummaryLimits, opens: float) -> Iterator[_Way]:
    made = body.for_lines(limits)
    lead = _OPENING * (1.0 if is_opening(cleaned.standfirst, cleaned.body) else opens)
    for score, candidate in ranked(made, cleaned.title, LINES, lead) if cleaned.body else ():
        yield _Way("body", candidate.cuts, candidate.is_whole, score)
        if not cleaned.title and (fuller := made.fuller(candidate)):
            yield _Way("body", fuller.cuts, fuller.is_whole, score)

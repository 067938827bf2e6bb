"""What others make of an article in two lines: its start in four layouts, Luhn and LexRank."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

import regex
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer, null_stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.utils import get_stop_words

from benchmarks.rouge import plain
from bot.model import Article
from bot.rules.summary.sentences import sentences

LINE: Final = 120
LINES: Final = 2
_WORD: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[^\W\d_]+")
_NAMES: Final = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "he": "hebrew",
    "ru": "russian",
}

Baseline = Callable[[Article], list[str]]


def lead_1(article: Article) -> list[str]:
    """Cut the first sentence to a line."""
    return _cut(split(article)[:1])


def lead_2(article: Article) -> list[str]:
    """Cut each of the first two sentences to a line."""
    return _cut(split(article)[:LINES])


def flowed(article: Article) -> list[str]:
    """Let the article's start flow over both lines."""
    return _flow(" ".join(article.body.split()))


def wrapped(article: Article) -> list[str]:
    """Let the first sentence flow over both lines; where it fits in one, the second gets the other."""
    first, *rest = split(article) or [""]
    return _cut([first, *rest[:1]]) if len(first) <= LINE else _flow(first)


def luhn(article: Article) -> list[str]:
    """Take the two sentences with the densest clusters of frequent words, as sumy does."""
    return _by_sumy(LuhnSummarizer, article)


def lexrank(article: Article) -> list[str]:
    """Take the two sentences that most others are like, as sumy does."""
    return _by_sumy(LexRankSummarizer, article)


BASELINES: Final[dict[str, Baseline]] = {
    "lead-1": lead_1,
    "lead-2": lead_2,
    "flowed lead": flowed,
    "wrapped first": wrapped,
    "Luhn": luhn,
    "LexRank": lexrank,
}


def split(article: Article) -> list[str]:
    """List the sentences of a body: the same ones for everybody, so that the choice is what is compared."""
    return [
        paragraph[slice(*extent)]
        for paragraph in article.body.split("\n")
        for extent in sentences(paragraph, article.language)
    ]


def _by_sumy(method: type[LexRankSummarizer | LuhnSummarizer], article: Article) -> list[str]:
    told = [Sentence(one, _Words()) for one in split(article)]
    summarizer = method(_stemmer(article.language))
    summarizer.stop_words = _stop_words(article.language)
    return _cut([str(one) for one in summarizer(ObjectDocumentModel([Paragraph(told)]), LINES)])


class _Words:
    """Words for sumy, whose own reader needs data that it would fetch."""

    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(_WORD.findall(plain(text)))


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    stemmer: Callable[[str], str] = null_stemmer
    if language in {"de", "en", "es", "fr", "ru"}:
        stemmer = Stemmer(_NAMES[language])
    return stemmer


@cache
def _stop_words(language: str) -> frozenset[str]:
    try:
        return frozenset(get_stop_words(_NAMES.get(language, language)))
    except LookupError:
        return frozenset()


def _cut(texts: Sequence[str]) -> list[str]:
    return [text if len(text) <= LINE else _take(text, LINE - 1)[0] + "…" for text in texts if text]


def _flow(text: str) -> list[str]:
    lines: list[str] = []
    while text and len(lines) < LINES:
        last = len(lines) == LINES - 1
        if len(text) <= LINE:
            line, text = text, ""
        else:
            line, text = _take(text, LINE - last)
        lines.append(line + "…" if text and last else line)
    return lines


def _take(text: str, room: int) -> tuple[str, str]:
    """Take as many whole words as there is room for, or a piece of the first one; give what remains too."""
    end = text.rfind(" ", 0, room + 1)
    end = room if end <= 0 else end
    return text[:end].rstrip(), text[end:].lstrip()

"""The guard: what a machine's words must be before anyone reads them instead of the article's own.

Each sentence of the headline and of the lines has to be one sentence of the article made shorter: its
words in their order, none of another sentence among them, and none of those lost that say "not", "perhaps"
or "according to". That is stricter than people are; whatever is refused costs a nicer wording, no alert.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import regex

from bot.model import Article
from bot.rules.summary import MESSAGE, SummaryLimits, clean_article, language_of
from bot.rules.summary.alignment import Sentence, fault, says
from bot.rules.summary.boilerplate import is_boilerplate
from bot.rules.summary.check import is_balanced, repeats
from bot.rules.summary.clean import Cleaned, has_link
from bot.rules.summary.sentences import sentences
from bot.rules.summary.text import clean_text, width, words


class Refusal(StrEnum):
    """Why a machine's words are not used."""

    SHAPE = "shape"  # no headline, no line, or too many
    LENGTH = "length"
    MARKUP = "markup"
    CHARACTERS = "characters"  # controls, bidi marks, what no phone shows
    LINK = "link"
    BOILERPLATE = "boilerplate"
    REPEAT = "repeat"  # a line says what the headline has said
    LANGUAGE = "language"
    NUMBER = "number"
    NAME = "name"
    QUOTATION = "quotation"
    NOVELTY = "novelty"  # a word that the article does not have
    MERGED = "merged"  # words of several sentences in one, or in another order
    HANGING = "hanging"  # "the son of the president" made "the president"
    NEGATION = "negation"
    ATTRIBUTION = "attribution"  # who says it, or how sure they are


_MARKUP = regex.compile(r"<\s*[/!?\p{L}]|&#?\w+;|\*\*|__|`|^\s*(?:#+|[*•-])\s|\]\(", regex.MULTILINE)
_CONTROL = regex.compile(r"[\p{Bidi_Control}\p{Cc}\p{Co}]")
_ADDRESS = regex.compile(
    r"://|\bwww\.|\S@\S|\w\.(?:com|org|net|info|io|co|fr|il|ir|uk|de|eu|ly)\b", regex.IGNORECASE
)


@dataclass(frozen=True)
class _Source:
    """The article that words are held against, as the summariser has cleaned it."""

    cleaned: Cleaned
    text: str
    language: str

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of it; a title is one."""
        texts = [self.cleaned.title] if self.cleaned.title else []
        for part in (self.cleaned.standfirst, self.cleaned.body):
            for paragraph in part.split("\n"):
                texts += _split(paragraph, self.language)
        return tuple(Sentence(text, self.language) for text in dict.fromkeys(texts))


def refusal(
    headline: str, lines: Sequence[str], article: Article, limits: SummaryLimits = MESSAGE
) -> Refusal | None:
    """Say why these words must not stand for the article; None where they may."""
    wrong = next((kind for kind, is_so in _outward(headline, lines, limits) if is_so), None)
    if wrong is not None:
        return wrong
    cleaned = clean_article(article)
    text = f"{cleaned.title} {cleaned.standfirst} {cleaned.body}"
    source = _Source(cleaned, text, language_of(text, article.language))
    if _is_foreign(" ".join((headline, *lines)), source):
        return Refusal.LANGUAGE
    return _told([headline], source) or _lines(lines, source)


def _outward(headline: str, lines: Sequence[str], limits: SummaryLimits) -> Iterator[tuple[Refusal, bool]]:
    """Yield each thing that can be wrong with words whatever the article says, and whether it is."""
    texts = (headline, *lines)
    yield Refusal.SHAPE, not (1 <= len(lines) <= limits.lines and all(map(str.strip, texts)))
    yield Refusal.LENGTH, width(headline) > limits.headline or any(width(one) > limits.line for one in lines)
    yield Refusal.MARKUP, any(map(_MARKUP.search, texts))
    yield Refusal.CHARACTERS, any(_CONTROL.search(one) or clean_text(one) != one for one in texts)
    yield Refusal.LINK, any(has_link(one) or _ADDRESS.search(one) for one in texts)
    yield Refusal.BOILERPLATE, any(map(is_boilerplate, texts))
    said = set(words(headline))
    yield Refusal.REPEAT, any(repeats(line, said) for line in lines)
    yield Refusal.QUOTATION, not (is_balanced(headline) and is_balanced(" ".join(lines)))


def _is_foreign(text: str, source: _Source) -> bool:
    """Say whether words are of another language, as far as the article's own can be told from its words."""
    guess, own = language_of(text), language_of(source.text)
    return bool(guess and own) and own == source.language != guess


def _lines(lines: Sequence[str], source: _Source) -> Refusal | None:
    """Read the lines each for itself, and else as one text: a sentence may run over both."""
    apart = _told(lines, source)
    return apart if apart is None else (apart if _told([" ".join(lines)], source) else None)


def _told(texts: Iterable[str], source: _Source) -> Refusal | None:
    """Hold the sentences of some texts against the article's; what one drops another may say."""
    told: dict[Sentence, list[Sentence]] = {}
    for text in texts:
        for one in _split(text, source.language):
            unit = Sentence(one, source.language)
            nearest, found = _nearest(unit, source)
            if found is not None:
                return Refusal(found)
            told.setdefault(nearest, []).append(unit)
    lost = (one for nearest, units in told.items() for one in _lost(nearest, units))
    return next(map(Refusal, filter(None, lost)), None)


def _lost(nearest: Sentence, units: Sequence[Sentence]) -> Iterator[str | None]:
    """Yield what sentences have lost of the one they come from: together where each tells a part of it."""
    whole = Sentence(" ".join(one.text for one in units), nearest.language)
    if fault(whole, nearest, [nearest]) is None:
        yield says(nearest, units)
    else:  # they tell the same twice, and one could say what the other denies
        yield from (says(nearest, [one]) for one in units)


def _nearest(unit: Sentence, source: _Source) -> tuple[Sentence, str | None]:
    """Find the sentence that a machine's one comes from, and what in it does not."""
    shared = sorted(source.sentences, key=unit.unlike)[:4]
    if not shared:
        return unit, Refusal.NOVELTY
    faults = [(one, fault(unit, one, source.sentences)) for one in shared]
    return next((one for one in faults if one[1] is None), faults[0])


def _split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]

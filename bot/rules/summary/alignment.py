"""Alignment: whether one sentence is another one made shorter, and which of its words were lost."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Final

import regex

from bot.rules.summary.text import ELLIPSIS, words
from bot.rules.summary.words import ATTRIBUTIONS, FUNCTION_WORDS, REVERSALS, table

MOST_NOVEL: Final = 0.1
"""The share of a sentence's content words that may be another form of a word that was there."""
_STEM = 4  # letters that a word has before its ending
_ENDINGS = ("s", "e", "es", "x", "n")
"""What tells two forms of a word apart and changes no tense: number and gender."""
_RUN = 4  # words of a quotation, in a row, that make it one

_NUMBER = regex.compile(
    r"(?<![\p{L}\d])([-−+$€£₪]?)(\d+(?:[.,:/٫٬]\d+|[\s\u00a0\u202f]\d{3}(?!\d))*)\s*([%٪‰€$£₪]|[\p{L}\p{M}]+)?"
)
_QUOTED = regex.compile(r"«([^»]*)»|“([^”]*)”|„([^“”]*)[“”]|(?<!\w)\"([^\"]+(?:\w\"\w[^\"]*)*)\"(?!\w)")
_NOT = regex.compile(r"n['’]t\b", regex.IGNORECASE)
_WORD = regex.compile(r"[^\W_]+")
_CONDITIONAL = regex.compile(r"\w{2,}rai(?:t|ent)")
_PREFIXES = frozenset("ושהבכלמوفبلك")
"""Letters that Hebrew and Arabic write together with the next word: and, that, in, to."""

# What may be added to shorten a sentence, for it says nothing by itself.
_LIGHT: Final = {
    language: frozenset(text.split())
    for language, text in {
        "fr": "le la les l un une des du de d au aux et",
        "en": "the a an of and",
        "he": "של את",
        "ar": "و",
        "fa": "و را",
        "es": "el la los las un una unos unas de del al y",
        "de": "der die das den dem des ein eine einen einem einer eines und",
        "ru": "и",
    }.items()
}
# How sure, or how much: beside what bot.rules.summary.words lists for cuts.
_HEDGES: Final = {
    language: frozenset(words(text))
    for language, text in {
        "fr": "après peut être peuvent probablement soupçonné soupçonnée soupçonnés éventuel éventuelle "
        "semble semblent environ presque près moins tenté tentative projet menace ancien ancienne anciens ex "
        "faux fausse",
        "en": "perhaps probably potentially maybe seems appears nearly almost least approximately about if "
        "attempted plans planned threatened expected would former ex fake",
        "he": "אולי כנראה חשוד חשודה חשודים עלול עלולה כמעט לפחות ניסה ניסו לשעבר",
        "ar": "يعتقد يشتبه مشتبه لعل نحو حوالي يبدو حاول سابق السابق السابقة",
        "fa": "شاید حدود تقریبا حداقل",
        "es": "quizá quizás tal vez probablemente casi menos",
        "de": "vielleicht wahrscheinlich fast etwa mindestens versuchte ehemalige ehemaliger ehemaligen",
        "ru": "может возможно почти около минимум бывший бывшая бывшего",
    }.items()
}
# What hangs the next words on the ones before: of those one may not be told without the other.
_OF: Final = frozenset({"of", "de", "du", "des", "d", "del", "von", "vom", "של"})
_ARTICLES: Final = frozenset(
    {"the", "a", "an", "le", "la", "les", "l", "un", "une", "el", "los", "las", "den", "dem"}
)
_POSSESSIVE: Final = "s"  # the president's
_NONE: Final[frozenset[str]] = frozenset()


class Sentence:
    """A sentence, and what has to be known of it; equal where the text is."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language

    def __eq__(self, other: object) -> bool:
        """Say whether this is the same text."""
        return isinstance(other, Sentence) and other.text == self.text

    def __hash__(self) -> int:
        """Hash the text."""
        return hash(self.text)

    @cached_property
    def words(self) -> list[str]:
        """Its words, folded, a negation that is written together taken apart."""
        return words(_NOT.sub(" not", self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """Its capitalised words, folded."""
        return frozenset(
            folded for one in _WORD.findall(self.text) if one[0].isupper() for folded in words(one)
        )

    @cached_property
    def numbers(self) -> frozenset[tuple[str, str, str]]:
        """Its numbers, each with its sign and with what it counts."""
        return frozenset(
            (one[1], "".join(map(_digit, one[2])), "".join(words(one[3] or "")) or (one[3] or ""))
            for one in _NUMBER.finditer(self.text)
        )

    @cached_property
    def quotations(self) -> tuple[list[str], ...]:
        """What it quotes, as words."""
        return tuple(words("".join(filter(None, one.groups()))) for one in _QUOTED.finditer(self.text))

    @cached_property
    def unquoted(self) -> str:
        """Its words outside quotation marks, between spaces."""
        return _spaced(words(_QUOTED.sub(" ¦ ", self.text)))

    @cached_property
    def negations(self) -> Counter[str]:
        """Its words that turn a statement round."""
        return Counter(_marked(self.words, table(REVERSALS, self.language)))

    @cached_property
    def attributions(self) -> Counter[str]:
        """Its words that say who says it, or how sure they are."""
        listed = table(ATTRIBUTIONS, self.language) | _HEDGES.get(self.language, _NONE)
        found = Counter(_marked(self.words, listed - self.light))
        if self.language == "fr":
            found |= Counter(word for word in self.words if _CONDITIONAL.fullmatch(word))
        return found

    @property
    def light(self) -> frozenset[str]:
        """The words of its language that say nothing by themselves."""
        return _LIGHT.get(self.language, _NONE)

    def unlike(self, other: "Sentence") -> int:
        """Count the words that another sentence does not have."""
        return len(set(self.words).difference(other.words))


def fault(unit: Sentence, source: Sentence, everything: Sequence[Sentence]) -> str | None:
    """Name what a sentence says that its source does not; None where it is the source made shorter."""
    if not unit.numbers <= source.numbers | _shortened(unit, source):
        return "number"
    if _misquotes(unit, source):
        return "quotation"
    return _misplaced(unit, source, everything)


def says(source: Sentence, units: Sequence[Sentence]) -> str | None:
    """Name what the sentences made of a source have lost of it, all together."""
    if not source.negations <= sum((one.negations for one in units), Counter[str]()):
        return "negation"
    if not source.attributions <= sum((one.attributions for one in units), Counter[str]()):
        return "attribution"
    return None


def _shortened(unit: Sentence, source: Sentence) -> AbstractSet[tuple[str, str, str]]:
    """Allow a number at a cut's very end, before the mark that shows the cut."""
    if not unit.text.endswith(ELLIPSIS):
        return frozenset()
    return {(sign, number, "") for sign, number, _counted in source.numbers}


def _misquotes(unit: Sentence, source: Sentence) -> bool:
    """Say whether a quotation is not the source's, or the source's quotation has lost its marks."""
    quoted = [_spaced(one) for one in source.quotations]
    if not all(any(_spaced(one) in known for known in quoted) for one in unit.quotations):
        return True
    runs = (one for quotation in source.quotations for one in _runs(quotation))
    return any(one in unit.unquoted and one not in source.unquoted for one in runs)


def _misplaced(unit: Sentence, source: Sentence, everything: Sequence[Sentence]) -> str | None:
    kept = dict(_in_order(unit.words, source.words))
    known = {word for one in everything for word in one.words}
    missing = [word for index, word in enumerate(unit.words) if index not in kept and word not in unit.light]
    forms = 0
    for word in missing:
        if word in known:
            return "merged"
        kind = _novel(word, unit, source)
        if kind:
            return kind
        forms += 1
    content = [word for word in unit.words if word not in table(FUNCTION_WORDS, unit.language)]
    if forms > MOST_NOVEL * len(content):
        return "novelty"
    return "hanging" if _hangs(list(kept.values()), source.words) else None


def _hangs(kept: Sequence[int], of: Sequence[str]) -> bool:
    """Say whether a word was left out on which one that was kept hangs: "the son of the president"."""
    for before, at in zip((-1, *kept), kept, strict=False):
        lost = [word for word in of[before + 1 : at] if word not in _ARTICLES]
        if not lost:
            continue
        stands_in = before >= 0 and of[before] in _OF  # "mayor of [the town of] Paris"
        if (lost[-1] in _OF and not stands_in) or lost[0] == _POSSESSIVE:
            return True
    return False


def _novel(word: str, unit: Sentence, source: Sentence) -> str:
    """Name what a word is that the article does not have; nothing where it is another form of one."""
    if any(map(str.isdigit, word)):
        return "number"
    if word in unit.negations:
        return "negation"
    if word in unit.attributions:
        return "attribution"
    if word in unit.names:
        return "name"
    return "" if any(_is_form(word, one) for one in source.words) else "novelty"


def _is_form(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) >= _STEM and longer.startswith(shorter) and longer[len(shorter) :] in _ENDINGS


def _in_order(shorter: Sequence[str], longer: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pair the most words of one text that stand in the other in the same order, by their places."""
    rows = [[0] * (len(longer) + 1)]
    for word in reversed(shorter):
        below, row = rows[-1], [0]
        for at in range(len(longer) - 1, -1, -1):
            after = len(longer) - 1 - at
            row.append(below[after] + 1 if word == longer[at] else max(row[-1], below[after + 1]))
        rows.append(row)
    rows.reverse()
    return _walk(shorter, longer, rows)


def _walk(
    shorter: Sequence[str], longer: Sequence[str], rows: Sequence[Sequence[int]]
) -> Iterator[tuple[int, int]]:
    one = other = 0
    while one < len(shorter) and other < len(longer):
        left = len(longer) - other
        if shorter[one] == longer[other]:
            yield one, other
            one, other = one + 1, other + 1
        elif rows[one + 1][left] >= rows[one][left - 1]:
            one += 1
        else:
            other += 1


def _marked(of: Sequence[str], listed: AbstractSet[str]) -> Iterator[str]:
    """Yield the listed words of a text, without the letter that Hebrew and Arabic write before them."""
    for word in of:
        if word in listed:
            yield word
        elif word[0] in _PREFIXES and len(word) > 2 and word[1:] in listed:  # noqa: PLR2004 -- a letter and a word
            yield word[1:]


def _runs(quotation: Sequence[str]) -> Iterator[str]:
    size = min(_RUN, len(quotation))
    if size > 2:  # noqa: PLR2004 -- a word or two are nobody's sentence
        for at in range(len(quotation) - size + 1):
            yield _spaced(quotation[at : at + size])


def _spaced(of: Sequence[str]) -> str:
    return f" {' '.join(of)} "


def _digit(character: str) -> str:
    """Write a digit of any script as ours, a space in a number as none."""
    if character.isspace():
        return ""
    return str(unicodedata.digit(character, character))

"""How an article writes its words: what tells a name from a word in a title that is all capitals."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Final

import regex

from bot.rules.summary.text import fold
from bot.rules.summary.words import FUNCTION_WORDS, table

_KNOWN: Final = 0.7  # of a shouting title's telling words, that its text must spell
_STEM: Final = 5
# Languages in which a small letter can't be told from its capital alone.
_UNSAFE: Final = frozenset({"tr", "az"})
_CAPITAL_NOUNS: Final = frozenset({"de", "lb"})
# Those that titles have most; a text may write out what they stand for.
_ACRONYMS = frozenset(
    fold(word)
    for word in (  # noqa: SIM905 - a table reads better as text
        "UN EU US USA UK UAE NATO WHO FBI CIA NSA NASA ESA FIFA UEFA IOC IMF ECB OPEC OECD UNESCO UNICEF "
        "NHS BBC CNN MP GOP TV AI IT CEO GDP EV ONU UE OTAN OMS FMI BCE OCDE CIO CGT SNCF RATP RER TGV "
        "EDF ONG PIB PS LR RN LFI CNIL INSEE CHU VTT JO IA UNO EZB IWF BKA BND CDU CSU SPD FDP AfD ZDF "
        "ARD DFB VW BMW KI EM WM EEUU PSOE PP OPEP DGT UGT CCOO США ООН НАТО ЕС РФ МВД МИД МЧС ФСБ СК ЦБ "
        "ВОЗ МВФ ОПЕК ДТП СМИ ФИФА УЕФА ВВП ЖКХ ЕГЭ "
    ).split()
)
_VOWEL = regex.compile(r"[aeiouyаеиоуыэюя]")  # of a folded word

_WORD = regex.compile(r"[^\W\d_]+")
_COMPOUND = regex.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NEXT_WORD = regex.compile(r" ([^\W\d_]+)")
_SENTENCE_START = regex.compile(r"(?:^|[.!?…]\s+|\n|:\s(?=[\"«“„]))[\s\"«“„'(\[¿¡-]*$")


def in_sentence_case(title: str, text: str, language: str) -> str:
    """Set a shouting title in small letters, but for what its text shows to be a name or an acronym.

    It stays as it is where the text spells too few of its words: what is a name can't be told.
    """
    if language in _UNSAFE:
        return title
    spelling = _Spelling(text, language)
    told = [word for word in _WORD.findall(title) if not spelling.is_function(word)]
    if sum(map(spelling.knows, told)) < _KNOWN * max(1, len(told)):
        return title
    return _COMPOUND.sub(partial(_recased, spelling=spelling), title)


class _Spelling:
    """How a text writes its words; how it begins a sentence tells a name only where nothing else does."""

    def __init__(self, text: str, language: str) -> None:
        within: defaultdict[str, Counter[str]] = defaultdict(Counter)
        first: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for match in _COMPOUND.finditer(text):
            for start, word in _parts(match):
                forms = first if _begins(text, start) else within
                forms[fold(word)][word] += 1
        self._text = text
        self._forms = {
            word: counts.most_common(1)[0][0] for forms in (first, within) for word, counts in forms.items()
        }
        self._stems = {word[:_STEM] for word, form in self._forms.items() if form.islower()}
        self._names = {word[:_STEM] for word, form in self._forms.items() if not form.islower()}
        self._function = table(FUNCTION_WORDS, language)
        self._has_nouns = language in _CAPITAL_NOUNS

    def is_function(self, word: str) -> bool:
        """Say whether a word is one that every text has."""
        return word.lower() in self._function

    def knows(self, word: str) -> bool:
        """Say whether the text has the word, or one that is like it and has small letters."""
        folded = fold(word)
        return folded in self._forms or (len(folded) > _STEM and folded[:_STEM] in self._stems)

    def of(self, word: str, following: str) -> str:
        """Write a word as the text does, before the one that follows; it is small where the text lacks it."""
        form = self._forms.get(fold(word), "")
        if self.is_function(word):
            return word.capitalize() if self._belongs(word, following) else word.lower()
        if len(form) == len(word):
            return "".join(
                letter.upper() if model.isupper() else letter.lower()
                for letter, model in zip(word, form, strict=True)
            )
        if "-" in word:
            return "-".join(self.of(part, "") for part in word.split("-"))
        if not self.knows(word) and (fold(word) in _ACRONYMS or not _VOWEL.search(fold(word))):
            return word
        is_name = len(word) > _STEM and fold(word)[:_STEM] in self._names
        return word.capitalize() if is_name or (self._has_nouns and not self.knows(word)) else word.lower()

    def _belongs(self, word: str, following: str) -> bool:
        """Say whether a word that every text has is the start of a name here: "Le Pen"."""
        form = self._forms.get(fold(following), "")
        return (
            form[:1].isupper()
            and f" {word.capitalize()} {form}" in self._text
            and f" {word.lower()} {form}" not in self._text
        )


def _recased(match: regex.Match[str], *, spelling: _Spelling) -> str:
    title, (start, end) = match.string, match.span()
    if title[start - 1 : start].isdigit() or title[end : end + 1].isdigit():
        return match[0]
    following = _NEXT_WORD.match(title, end)
    word = spelling.of(match[0], following[1] if following else "")
    starts = _begins(title, start) and len(word[0].upper()) == 1
    return word[0].upper() + word[1:] if starts else word


def _parts(match: regex.Match[str]) -> Iterator[tuple[int, str]]:
    """Yield a word, and each part of a compound: where it starts, and how it is written."""
    yield match.start(), match[0]
    if "-" in match[0]:
        yield from ((match.start() + part.start(), part[0]) for part in _WORD.finditer(match[0]))


def _begins(text: str, at: int) -> bool:
    return at == 0 or bool(_SENTENCE_START.search(text, max(0, at - 6), at))

"""Figures: what a text counts, each with what it counts, however the number is written."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import regex

from bot.rules.revision.tables import NUMBERS, SCALES, spelt
from bot.rules.revision.tokens import value_of
from bot.rules.story.light import light, teasers
from bot.rules.story.passing import passing
from bot.rules.summary.words import FUNCTION_WORDS, table

_LARGE: Final = 1_000
"""From here on a round number may be another one rounded, also where nothing says "about"."""
_LONGEST: Final = 15  # digits: a longer run is a code
_SCORE = r"(?<![\p{Latin}\p{Cyrillic}\d-])\d{1,3}[-–:]\d{1,3}(?![\d-])"
_DIGITS = r"(?<![\p{Latin}\p{Cyrillic}\d.,])\d+(?:[.,٫٬]\d+)*(?:[\s\u00a0\u202f]\d{3}(?!\d))*"
_TERM = regex.compile(
    rf"(?P<score>{_SCORE})|(?P<digits>{_DIGITS})|(?P<word>[\p{{L}}\p{{M}}]+)|(?P<percent>[%٪])"
)
_ALL_DIGITS = regex.compile(_DIGITS)
_BETWEEN = regex.compile(r"[\s\u00a0\u202f\-‑'’]*")
_CURRENCY = "$€£₪₽¥"
_SIGN = regex.compile(rf"[{_CURRENCY}]\Z|(?<!\S)[+–−-]\Z")
_YEAR = regex.compile(r"(?:1[6-9]|20)\d\d")
_SCORED = regex.compile("[–:]")
# What headlines write for "million": only where money or a number stands beside it.
_SHORT: Final = {
    **dict.fromkeys(("k", "тыс"), 3),
    **dict.fromkeys(("m", "mn", "mln", "mio", "млн"), 6),
    **dict.fromkeys(("bn", "md", "mds", "mrd", "млрд"), 9),
}
_MONEY_ONLY: Final = frozenset({"k", "m"})
_PER_CENT: Final = frozenset(
    spelt("percent pourcent prozent процент процента процентов אחוז אחוזים بالمئة بالمائة درصد")
)
_PER: Final = frozenset(
    {("pour", "cent"), ("per", "cent"), ("por", "ciento"), ("في", "المئة"), ("في", "المائة")}
)
"""In two words, of which the second alone may be a hundred."""
_NEARLY: Final = frozenset(
    spelt(
        "près environ presque quasi quelque plus moins nearly almost about around some over under more less "
        "roughly than כמעט כ מעל יותר פחות לפחות حوالي نحو قرابة أكثر أقل حدود نزدیک بیش کمتر casi cerca más "
        "menos unos unas alrededor fast etwa rund knapp mehr weniger über unter около почти более менее свыше"
    )
)
# "the two", "their three": two that were told of, and no count.
_KNOWN: Final = frozenset(
    spelt("les ces ses leurs nos the these those his her their los las sus die den der beiden эти")
)
_PREFIXED: Final = {"he": "והבכלמש", "ar": "وفبلك", "fa": "و"}
_COMPOUND: Final = {
    "de": regex.compile(r"(?P<unit>\p{L}{3,6})und(?P<tens>\p{L}{6,8})"),
    "es": regex.compile(r"(?P<tens>veint)i(?P<unit>\p{L}{2,6})"),
}
_UNITS: Final = {
    language: {one: 1}
    | {word: int(worth[1:]) for word, worth in NUMBERS[language].items() if len(worth) == len("#1")}
    for language, one in (("de", "ein"), ("es", "un"))
}
_FATES: Final = frozenset({1, 6})  # of the scales of each language
_AFTER: Final = 3  # words behind a number that can say what it counts


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a text counts something with."""

    value: str  # in one way of writing; a score as it stands
    percent: bool
    near: bool  # "about", "more than": no exact number
    beside: tuple[str, ...]  # the folded words beside it
    fate: frozenset[tuple[int, int]]  # what became of those that it counts: the scale, and the part of it
    digits: str  # of a number that is written in digits alone
    start: int
    text: str  # the number and what it counts, as they stand


@dataclass(slots=True)
class _Term:
    kind: str
    text: str
    start: int
    end: int
    key: str = ""
    worth: Decimal | None = None
    power: int = 0  # of ten, for words like "million"


def digits_of(text: str) -> frozenset[str]:
    """List all numbers that a text writes in digits, also those that count nothing."""
    return frozenset(value_of(match[0]) for match in _ALL_DIGITS.finditer(text))


def figures(text: str, language: str) -> list[Figure]:
    """List what a text counts: no times, dates, years, ages or ordinals, and no part of a name."""
    terms = _terms(text, language)
    found: list[Figure] = []
    at = 0
    while at < len(terms):
        if terms[at].worth is None and terms[at].kind != "score":
            at += 1
            continue
        after = _run(text, terms, at, language)
        figure = _figure(text, terms, at, after, language)
        if figure is not None:
            found.append(figure)
        at = after
    return found


def is_told(new: Figure, old: Sequence[Figure], digits: Container[str] = frozenset()) -> bool:
    """Say whether one of these figures is the same, or what it rounds; or whether its digits stood there.

    Those may have been part of a name, or a year. A number of what became of others is another one: two hurt
    are not the two dead.
    """
    alike = [
        one for one in old if one.percent == new.percent and (one.value == new.value or _rounds(new, one))
    ]
    if any(not _conflicts(new, one) for one in alike):
        return True
    return not alike and not new.fate and not new.percent and new.digits in digits


def states(words: Sequence[str], language: str) -> frozenset[tuple[int, int]]:
    """Say which parts of which scales words stand in: dead is one of a scale, hurt another."""
    light = table(FUNCTION_WORDS, language)  # "for" and "against" stand in a scale, and in front of all else
    scales = SCALES.get(language, ())
    telling = [word for word in words if word not in light]
    return frozenset(
        (at, scale[word]) for at, scale in enumerate(scales) for word in telling if word in scale
    )


def fates(words: Sequence[str], language: str) -> frozenset[tuple[int, int]]:
    """Say what words tell of what became of somebody: dead, hurt or unharmed, held or free."""
    return frozenset(one for one in states(words, language) if one[0] in _FATES)


def _conflicts(new: Figure, old: Figure) -> bool:
    mine, theirs = dict(new.fate), dict(old.fate)
    return any(theirs.get(scale, part) != part for scale, part in mine.items())


def _rounds(new: Figure, old: Figure) -> bool:
    """Say whether a number that is none of the exact ones is another one, rounded: nearly 300, of 292."""
    if "-" in new.value + old.value:
        return False
    mine, theirs = Decimal(new.value), Decimal(old.value)
    if not (new.near or old.near or mine >= _LARGE) or not theirs or abs(mine - theirs) > theirs / 10:
        return False
    digits = len(mine.normalize().as_tuple().digits)
    return _rounded(theirs, digits) == mine or (new.near and old.near)


def _rounded(value: Decimal, digits: int) -> Decimal:
    """Round a number to its first digits."""
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1)) if value else value


# ---- reading -------------------------------------------------------------------------------------


def _terms(text: str, language: str) -> list[_Term]:
    blank = list(passing(text))
    counts = NUMBERS.get(language, {})
    found: list[_Term] = []
    gap = 0
    for match in _TERM.finditer(text):
        while gap < len(blank) and blank[gap][1] <= match.start():
            gap += 1
        covered = gap < len(blank) and blank[gap][0] <= match.start()
        kind = match.lastgroup or ""
        term = _Term("passing" if covered else kind, match[0], *match.span())
        if covered:
            pass
        elif kind == "word":
            _read_word(term, counts, language)
            if found and (found[-1].key, term.key) in _PER:
                start = found.pop().start
                term = _Term("percent", text[start : match.end()], start, match.end())
        elif kind == "digits" and sum(map(str.isdigit, term.text)) <= _LONGEST:
            term.worth = Decimal(value_of(term.text))
        found.append(term)
    return found


def _read_word(term: _Term, counts: Mapping[str, str], language: str) -> None:
    term.key = "".join(spelt(term.text))
    short = _SHORT.get(term.key)
    if short is not None:
        term.power = short
        return
    worth = counts.get(term.key)
    if worth is None and term.key[:1] in _PREFIXED.get(language, "-"):
        worth = counts.get(term.key[1:])
    if worth is None:
        term.worth = _compound(term.key, counts, language)
        return
    if worth.startswith("#e"):
        term.power = int(worth[2:])
    term.worth = Decimal(10) ** term.power if term.power else Decimal(worth[1:])


def _compound(word: str, counts: Mapping[str, str], language: str) -> Decimal | None:
    """Read what is written as one word: zweiundzwanzig, veintidós."""
    parts = _COMPOUND[language].fullmatch(word) if language in _COMPOUND else None
    if parts is None or parts["unit"] not in (units := _UNITS[language]):
        return None
    tens = counts.get(parts["tens"].replace("veint", "veinte"), "")
    return None if not tens or tens.startswith("#e") else Decimal(tens[1:]) + units[parts["unit"]]


def _run(text: str, terms: Sequence[_Term], first: int, language: str) -> int:
    """Find where the words and digits end that make one number together."""
    after = first + 1
    if terms[first].kind == "score":
        return after
    while after < len(terms) and _joined(text, terms, after, language):
        after += 1
    return after


def _joined(text: str, terms: Sequence[_Term], at: int, language: str) -> bool:
    before, term = terms[at - 1], terms[at]
    if not _BETWEEN.fullmatch(text, before.end, term.start):
        return False
    if term.power:
        return term.key not in _MONEY_ONLY or _is_money(text, before.start, term, language)
    return term.kind == "word" and term.worth is not None and before.kind == "word"


def _is_money(text: str, start: int, short: _Term, language: str) -> bool:
    """Tell millions from metres: €12m, 12 M€, and in English 3m that are written together."""
    if start and text[start - 1] in _CURRENCY:
        return True
    return _currency(text, short.end) > 0 or (language == "en" and text[short.start - 1].isdigit())


def _currency(text: str, at: int) -> int:
    """Find where a sign of money ends that follows here; 0 where none does."""
    gap = at + (text[at : at + 1].isspace())
    return gap + 1 if text[gap : gap + 1] and text[gap] in _CURRENCY else 0


def _worth(run: Sequence[_Term]) -> Decimal:
    """Put words and digits together: 2 million, vingt-deux, trois cents, quatre-vingt-dix."""
    total, current = Decimal(0), Decimal(0)
    for term in run:
        scale = Decimal(10) ** term.power
        if term.power and 0 < total < scale:  # mille milliards
            total, current = (total + current) * scale, Decimal(0)
        elif term.power:
            total, current = total + max(current, Decimal(1)) * scale, Decimal(0)
        elif term.worth is not None:
            times = term.worth == 100 or (term.worth == 20 and current == 4)  # noqa: PLR2004 -- cent; quatre-vingts
            current = max(current, Decimal(1)) * term.worth if times else current + term.worth
    return total + current


def _figure(text: str, terms: Sequence[_Term], first: int, after: int, language: str) -> Figure | None:
    run = terms[first:after]
    end, beside, percent = _counted(text, terms, after, language)
    spelt_out = all(term.kind == "word" for term in run)
    before = terms[first - 1] if first else None
    if spelt_out and (
        end == run[-1].end
        or not teasers(language).isdisjoint(beside[:1])
        or (before is not None and before.key in _KNOWN)
    ):
        return None
    if len(run) == 1 and run[0].kind == "digits" and not percent and _is_label(text, terms, first, language):
        return None
    value = _SCORED.sub("-", run[0].text) if run[0].kind == "score" else format(_worth(run).normalize(), "f")
    words = ((before.key,) if before is not None and before.key else ()) + beside
    near = any(term.key in _NEARLY for term in terms[max(0, first - 2) : first])
    start = run[0].start - (_SIGN.search(text, max(0, run[0].start - 2), run[0].start) is not None)
    if start < run[0].start and text[start] in _CURRENCY:  # $1.4bn counts money already
        end = run[-1].end
    digits = value if len(run) == 1 and not spelt_out else ""
    return Figure(value, percent, near, words, fates(words, language), digits, start, text[start:end])


def _is_label(text: str, terms: Sequence[_Term], at: int, language: str) -> bool:
    """Say whether a number counts nothing: a year, five reasons, or part of a name."""
    number, after = terms[at], terms[at + 1] if at + 1 < len(terms) else None
    if after is not None and not _BETWEEN.fullmatch(text, number.end, after.start):
        after = None
    if after is not None and after.key in teasers(language):
        return True
    counts = after is not None and after.key not in light(language)
    if not counts and _YEAR.fullmatch(number.text):
        return True
    return _ends_name(text, terms[at - 1] if at else None, number, counts) or _begins_name(
        text, number, after
    )


def _ends_name(text: str, before: _Term | None, number: _Term, counts: bool) -> bool:  # noqa: FBT001 -- both are asked
    """Boeing 737, Ligue 1, JO-2020: behind a name, and nothing follows that it could count."""
    if counts or before is None or before.kind != "word" or not before.text[0].isupper():
        return False
    return text[before.end : number.start] in {" ", "-", "\u00a0"}


def _begins_name(text: str, number: _Term, after: _Term | None) -> bool:
    """737 MAX, 1-Ukraine: what follows is in capitals, or hangs on it."""
    if after is not None and len(after.text) > 1 and after.text.isupper():
        return True
    behind = text[number.end : number.end + 2]
    return behind[:1] in {"-", "/"} and behind[1:].isalpha()


def _counted(
    text: str, terms: Sequence[_Term], after: int, language: str
) -> tuple[int, tuple[str, ...], bool]:
    """Find what a number counts: where that ends, its words, and whether it is a share of a hundred."""
    function = table(FUNCTION_WORDS, language)
    at = end = _currency(text, terms[after - 1].end) or terms[after - 1].end
    beside: list[str] = []
    percent = found = False
    for term in terms[after : after + _AFTER]:
        if not _BETWEEN.fullmatch(text, at, term.start) or term.worth is not None:
            break
        if term.kind == "percent":
            return term.end, (), True
        if term.kind != "word":
            break
        at = term.end
        if term.text.casefold() in function:
            continue
        beside.append(term.key)
        percent = percent or term.key in _PER_CENT
        if not found:
            found, end = True, at
    return end, tuple(beside), percent

"""What may be wrong with a summary, told from its source alone: nothing of the summariser is used here."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import regex

from benchmarks.rouge import plain, tokens

LINE: Final = 120
HEADLINE: Final = 90

NEVER: Final = (
    "invented words",
    "invented numbers",
    "invented names",
    "altered quotations",
    "cuts inside a word",
    "lines too long",
    "headlines too long",
    "addresses",
    "lost negations",
)
"""What no summary may have."""
SELDOM: Final = {
    "inner deletions": 2.0,
    "dangling function words": 2.0,
    "lines ending in …": 25.0,
    "unbalanced marks": 2.0,
    "repeated lines": 1.0,
}
"""What few may have: the most per cent, of the lines or (the last two) of the summaries."""
OF_SUMMARIES: Final = frozenset({"unbalanced marks", "repeated lines"})

_ALIKE: Final = 0.8
_NUMBER: Final = regex.compile(r"\d+(?:[.,:]\d+| \d{3}(?!\d))*")
_NAME: Final = regex.compile(r"(?<!\w)\p{Lu}[\w’'-]*")
_ADDRESS: Final = regex.compile(
    r"https?:|www\.|\b(?:bit\.ly|t\.co|t\.me|tiny\.cc|goo\.gl)\b", regex.IGNORECASE
)
_QUOTATION: Final = regex.compile(r'«([^«»]+)»|“([^“”]+)”|„([^„“”]+)[“”]|(?<![\w״])"([^"]+)"(?!\w)')
_PARENTHESIS: Final = regex.compile(r"\([^()]*\)")
_TRAILING: Final = regex.compile(r"[\s\p{P}]+$")
_OPENS: Final = regex.compile(r'(?<!\w)"(?=\S)')
_CLOSES: Final = regex.compile(r'(?<=\S)"(?!\w)')

_NEGATIONS: Final = frozenset(
    tokens(
        "ne n pas jamais aucun aucune sans ni non selon aurait auraient serait seraient "
        "not no never without nor cannot t alleged allegedly reportedly according "
        "לא אין בלי ללא אל טרם אינו אינה אינם לפי לכאורה لا لم لن ليس ليست غير بدون دون ما وفق "
        "نه نیست نیستند بدون هرگز هیچ no nunca sin jamás ni ningún ninguna según "
        "nicht kein keine keinen keiner keinem nie niemals ohne laut не нет без ни никогда нельзя якобы"
    )
)
# Of all languages together. A Persian sentence may well end on است: it is counted all the same.
_FUNCTION_WORDS: Final = frozenset(
    tokens(
        "le la les l un une des du de d à au aux en et ou que qu qui dont par pour sur sous dans avec sans "
        "ce cette ces son sa ses leur leurs ne se s est a ont sont mais "
        "the an of to in on at by for with from and or that which who his her its their this these is are "
        "was were has have had be but as el los las lo del al y o e u con por para su sus es una unos unas "
        "der die das den dem ein eine einen einem einer und oder zu im am vom zum zur mit für von bei auf "
        "aus dass ist hat wird и в во на с со к ко о об от до по за из у для что как который которая "
        "которые не но или при של את על עם אל כי או גם לא אם אשר זה זו הוא היא "
        "في من إلى على عن مع أن إن التي الذي الذين أو ثم قد ما لا هذا هذه و "
        "در به از که را با برای تا یا این آن بر هم می است"
    )
)


@dataclass(frozen=True)
class Told:
    """A summary, by whomever."""

    headline: str
    lines: Sequence[str]

    @property
    def texts(self) -> Iterator[str]:
        """Give the headline and each line, where there is one."""
        return (one for one in (self.headline, *self.lines) if one)


@dataclass(frozen=True)
class Source:
    """What a summary may say: the title where it was shown, and the body."""

    title: str
    body: str

    @cached_property
    def words(self) -> frozenset[str]:
        """Know each word."""
        return frozenset(tokens(f"{self.title}\n{self.body}"))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Know each number, as written."""
        return frozenset(_numbers(f"{self.title}\n{self.body}"))

    @cached_property
    def running(self) -> str:
        """Join all words, for finding some that follow each other."""
        return _joined(tokens(f"{self.title}\n{self.body}"))

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Know where in the body each word is."""
        return _places(self.body)

    @cached_property
    def places_outside_parentheses(self) -> dict[str, list[int]]:
        """Know the same of the body without its parentheses: one may be left out."""
        return _places(_PARENTHESIS.sub(" ", self.body))


def faults(told: Told, source: Source) -> Counter[str]:
    """Count what is wrong with a summary, by the names in NEVER and SELDOM."""
    said = tokens(" ".join(told.texts))
    shown = " ".join(told.lines)
    found = Counter(
        {
            "invented words": sum(one not in source.words for one in said),
            "invented numbers": sum(
                one not in source.numbers for text in (told.headline, shown) for one in _numbers(text)
            ),
            "invented names": sum(
                part not in source.words
                for text in told.texts
                for name in _NAME.findall(text)
                for part in tokens(name)
            ),
            "altered quotations": sum(
                _joined(tokens(one)) not in source.running
                for text in (told.headline, shown)
                for one in _quotations(text)
            ),
            "cuts inside a word": sum(_splits(text, source.words) for text in told.texts),
            "lines too long": sum(width(one) > LINE for one in told.lines),
            "headlines too long": int(width(told.headline) > HEADLINE),
            "addresses": sum(bool(_ADDRESS.search(text)) for text in told.texts),
            "unbalanced marks": int(is_unbalanced(shown)),
            "repeated lines": int(_repeats(told)),
        }
    )
    for number, line in enumerate(told.lines, 1):
        found += _faults_of_line(line, source, ends=number == len(told.lines))
    return +found


def width(text: str) -> int:
    """Count what is seen: no points and no marks of direction."""
    seen = unicodedata.normalize("NFC", text)
    return sum(unicodedata.category(one) not in {"Mn", "Me", "Cf"} for one in seen)


def is_unbalanced(text: str) -> bool:
    """Say whether a quotation or a bracket has no other end."""
    high = text.count("“") + text.count("„") != text.count("”") and text.count("„") != text.count("“")
    straight = len(_OPENS.findall(text)) != len(_CLOSES.findall(text))
    return text.count("«") != text.count("»") or text.count("(") != text.count(")") or high or straight


def left_out(line: Sequence[str], places: dict[str, list[int]]) -> list[int] | None:
    """Find where a line's words stand in order, closest together: the places between that it leaves out.

    None where they do not stand in that order.
    """
    best: list[int] | None = None
    for start in places.get(line[0], ()) if line else ():
        path = _path(start, line, places)
        if path and (best is None or path[-1] - path[0] < best[-1] - best[0]):
            best = path
    return None if best is None else sorted(set(range(best[0], best[-1])) - set(best))


def planted_in(told: Told, planted: Sequence[str], before: str) -> bool:
    """Say whether four words in a row of what was planted are shown, which the text before had not."""
    shown, own = _joined(tokens(" ".join(told.texts))), _joined(tokens(before))
    for phrase in planted:
        words = tokens(phrase)
        size = min(4, len(words))
        runs = [_joined(words[at : at + size]) for at in range(len(words) - size + 1)]
        if any(run in shown and run not in own for run in runs):
            return True
    return False


def _faults_of_line(line: str, source: Source, *, ends: bool) -> Counter[str]:
    words = tokens(line)
    gone = left_out(words, source.places)
    is_cut = line.rstrip().endswith(("…", "..."))
    last = tokens(_TRAILING.sub("", line))[-1:]
    return Counter(
        {
            "inner deletions": int(gone != [] and left_out(words, source.places_outside_parentheses) != []),
            "lost negations": int(_negates(gone or (), source)),
            "lines ending in …": int(is_cut),
            "dangling function words": int((ends or is_cut) and not _FUNCTION_WORDS.isdisjoint(last)),
        }
    )


def _negates(gone: Sequence[int], source: Source) -> bool:
    wanted = set(gone)
    return any(not wanted.isdisjoint(source.places.get(word, ())) for word in _NEGATIONS)


def _path(start: int, line: Sequence[str], places: dict[str, list[int]]) -> list[int]:
    path = [start]
    for word in line[1:]:
        there = places.get(word, [])
        after = bisect_right(there, path[-1])
        if after == len(there):
            return []
        path.append(there[after])
    return path


def _places(text: str) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(tokens(text)):
        found[word].append(place)
    return dict(found)


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(plain(text))


def _quotations(text: str) -> Iterator[str]:
    return ("".join(parts) for parts in _QUOTATION.findall(text))


def _splits(text: str, known: frozenset[str]) -> bool:
    words = tokens(text)
    first, last = words[:1], words[-1:]
    return any(one not in known and any(word.startswith(one) for word in known) for one in last) or any(
        one not in known and any(word.endswith(one) for word in known) for one in first
    )


def _repeats(told: Told) -> bool:
    lines = [tokens(one) for one in told.lines]
    if len(lines) == 2 and _share(set(lines[0]) & set(lines[1]), min(lines, key=lambda one: len(set(one)))):  # noqa: PLR2004 -- two lines
        return True
    return bool(lines) and (Counter(tokens(told.headline)) & Counter(lines[0])).total() > _ALIKE * len(
        lines[0]
    )


def _share(both: set[str], shorter: Sequence[str]) -> bool:
    return len(both) > _ALIKE * max(1, len(set(shorter)))


def _joined(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "

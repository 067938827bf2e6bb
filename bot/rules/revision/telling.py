"""How one sentence became another, and whether what was changed in it matters."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from typing import Final

from bot.rules.revision.likeness import distance, is_denied, is_misspelt, is_same_stem, is_slip
from bot.rules.revision.tables import BANNERS, DOUBTS, NEGATIONS, SCALES
from bot.rules.revision.tokens import is_number, names, runs_in, tokens
from bot.rules.summary.alignment import Sentence
from bot.rules.summary.words import FUNCTION_WORDS, table

ALIKE: Final = 0.5
"""The share of a sentence's words that another has which was made from it."""
KEPT: Final = 0.5  # of a headline's words, in one that says the same
MOST_NEW: Final = 0.5  # of a headline's words, that the article did not have
_NAME: Final = 5  # letters of a name that can be misspelt
_WITHOUT_CAPITALS: Final = frozenset({"he", "ar", "fa"})
_ALL_NOUNS_LARGE: Final = "de"
_NONE: Final[frozenset[str]] = frozenset()


class Reason(StrEnum):
    """What was changed; `WORDS` alone is no reason to disturb anybody."""

    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    MEANING = "meaning"
    MARK = "mark"
    WORDS = "words"


@dataclass(frozen=True)
class Text:
    """A version of an article: its title, and the sentences of the rest."""

    title: str
    sentences: tuple[str, ...]
    language: str

    @cached_property
    def words(self) -> Counter[str]:
        """How often each of its words stands in it."""
        return Counter(word for one in (self.title, *self.sentences) for word in tokens(one, self.language))

    @cached_property
    def names(self) -> frozenset[str]:
        """The words that are written large where nothing but a name is."""
        if self.language == _ALL_NOUNS_LARGE:
            return _NONE
        return frozenset().union(*(names(one) for one in (self.title, *self.sentences)))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its words, for `has`."""
        return frozenset(self.words)

    def has(self, word: str) -> bool:
        """Say whether a form of a word stands in it."""
        return word in self.stems or any(is_same_stem(word, one) for one in self.stems)


def counterpart(was: str, after: Text) -> str | None:
    """Find the sentence that another one was made into; None where it is gone."""
    words = tokens(was, after.language)
    before = Counter(words)
    best, most = None, (0, 0.0)
    for one in after.sentences:
        now = tokens(one, after.language)
        if runs_in(words, now) >= 0:
            return one
        kept = (before & Counter(now)).total()
        if (kept, kept / max(1, len(now))) > most:
            best, most = one, (kept, kept / max(1, len(now)))
    return best if most[0] >= ALIKE * len(words) else None


def differences(shown: str, was: str, now: str, before: Text, after: Text) -> list[Reason]:
    """List what was changed of the `shown` part of a sentence that `was` one and is another `now`."""
    return _Edit(shown, was, now, before, after).reasons()


def rewritten(headline: str, now: str, before: Text, *, stands: bool) -> bool:
    """Say whether a headline in other words says another thing; hardly where its article `stands`."""
    if stands:
        return False
    language = before.language
    old, new = (_content(tokens(one, language), language) for one in (headline, now))
    kept = sum(any(is_same_stem(word, one) for one in new) for word in old)
    novel = sum(not before.has(word) for word in new)
    return kept < KEPT * len(old) and novel > MOST_NEW * len(new)


class _Edit:
    """One sentence's change, word by word."""

    def __init__(self, shown: str, was: str, now: str, before: Text, after: Text) -> None:
        self.before, self.after, self.language = before, after, before.language
        self.was, self.now = tokens(was, self.language), tokens(now, self.language)
        self.titled = now == after.title
        self.light = Sentence("", self.language).light
        self.start = max(runs_in(tokens(shown, self.language), self.was), 0)
        self.end = self.start + len(tokens(shown, self.language))
        self.changes = [(a, b) for a, b in self._opcodes() if not self._is_cosmetic(a, b)]
        self.lost = Counter(word for a, _ in self.changes for word in a)
        self.gained = Counter(word for _, b in self.changes for word in b)
        both = self.lost & self.gained
        self.lost, self.gained = self.lost - both, self.gained - both

    def reasons(self) -> list[Reason]:
        """List what was changed."""
        negated = self._is_negated()
        if not self.changes and not negated:
            return []
        found = {
            Reason.NUMBER: any(is_number(word) for word in self.lost),
            Reason.NAME: self._is_of_another(),
            Reason.NEGATION: negated,
            Reason.MEANING: self._means_another_thing(),
        }
        return [reason for reason, is_so in found.items() if is_so] + [Reason.WORDS]

    # ---- words -----------------------------------------------------------------------------------

    def _opcodes(self) -> Iterable[tuple[Sequence[str], Sequence[str]]]:
        """Yield what was replaced by what, of the part that is shown."""
        matcher = SequenceMatcher(None, self.was, self.now, autojunk=False)
        for kind, i1, i2, j1, j2 in matcher.get_opcodes():
            if kind == "equal" or i1 > self.end or i2 < self.start:
                continue
            beside = i1 == i2 and ((i1 == self.end < len(self.was)) or (0 < i1 == self.start))
            outside = i1 < i2 and (i1 >= self.end or i2 <= self.start)
            if not beside and not outside:
                yield self.was[i1:i2], self.now[j1:j2]

    def _is_cosmetic(self, a: Sequence[str], b: Sequence[str]) -> bool:
        if any(word in self._telling for word in (*a, *b)):
            return False
        if "".join(a) == "".join(b):
            return True
        a = [word for word in a if word not in self.light]
        b = [word for word in b if word not in self.light]
        if self._is_banner(a, b):
            return True
        return len(a) == len(b) and all(map(self._is_one, a, b))

    def _is_banner(self, a: Sequence[str], b: Sequence[str]) -> bool:
        """Say whether what was added or left out of a title is "LIVE", "Video", "Update 3"."""
        words = [word for word in (*a, *b) if not is_number(word)]
        if not self.titled or (a and b):
            return False
        return all(word in BANNERS for word in words) and (bool(words) or not (a or b))

    def _is_one(self, old: str, new: str) -> bool:
        if is_number(old) or is_number(new) or is_denied(old, new, self.language):
            return old == new
        if old in self.before.names or new in self.after.names:
            return self._is_one_name(old, new)
        return old == new or is_misspelt(old, new) or self._was_a_typo(old, new)

    def _is_one_name(self, old: str, new: str) -> bool:
        if old == new:
            return True
        slip = min(len(old), len(new)) >= _NAME and is_slip(old, new)
        return (slip and new not in self.before.words) or self._was_a_typo(old, new)

    def _was_a_typo(self, old: str, new: str) -> bool:
        """Say whether the article had the right spelling elsewhere, and has the wrong one no more."""
        near = distance(old, new, 2) <= 2 and min(len(old), len(new)) >= _NAME - 1  # noqa: PLR2004 -- letters
        return near and new in self.before.words and old not in self.after.words

    @cached_property
    def _telling(self) -> frozenset[str]:
        doubts, denials = DOUBTS.get(self.language, _NONE), NEGATIONS.get(self.language, _NONE)
        return doubts | denials

    # ---- what matters ----------------------------------------------------------------------------

    def _is_negated(self) -> bool:
        listed = NEGATIONS.get(self.language, _NONE)
        if _count(self.was, listed) != _count(self.now, listed):
            return True
        return any(
            is_denied(old, new, self.language)
            for a, b in self.changes
            for old, new in zip(a, b, strict=False)
        )

    def _is_of_another(self) -> bool:
        """Say whether a name was changed for another, or is told no more."""
        lost = [word for word in self.lost if word in self.before.names and not is_number(word)]
        gained = [word for word in self.gained if word in self.after.names]
        if lost and (gained or not any(word in self.after.words for word in lost)):
            return True
        return any(self._was_replaced(a, b) for a, b in self.changes)

    def _was_replaced(self, a: Sequence[str], b: Sequence[str]) -> bool:
        """Say whether one word stands for another in the whole article: for names in any script."""
        old, new = _content(a, self.language), _content(b, self.language)
        if not old or not new or len(old) > 3 or len(new) > 3:  # noqa: PLR2004 -- a name has three words at most
            return False
        if any(is_number(word) for word in (*old, *new)):
            return False
        gone = not any(self.after.has(word) for word in old)
        come = not any(self.before.has(word) for word in new)
        often = 1 if self.language in _WITHOUT_CAPITALS else 2
        return (
            gone
            and come
            and max(self.before.words[word] for word in old) >= often
            and max(self.after.words[word] for word in new) >= often
        )

    def _means_another_thing(self) -> bool:
        doubts = DOUBTS.get(self.language, _NONE)
        if bool(_count(self.was, doubts)) != bool(_count(self.now, doubts)):
            return True
        for scale in SCALES.get(self.language, ()):
            old = {scale[word] for word in self.lost if word in scale}
            new = {scale[word] for word in self.gained if word in scale}
            if old and new and not old & new:
                return True
        return self._is_turned_round()

    def _is_turned_round(self) -> bool:
        """Say whether names changed places while all other words stayed: who did it to whom."""
        if self.lost or self.gained:
            return False
        known = self.before.names | self.after.names
        return [word for word in self.was if word in known] != [word for word in self.now if word in known]


def _count(of: Sequence[str], listed: frozenset[str]) -> int:
    """Count listed words, also behind the letters that Hebrew and Arabic write before a word."""
    return sum(
        word in listed or (len(word) > 2 and word[0] in "ושהו" and word[1:] in listed)  # noqa: PLR2004 -- a letter and a word
        for word in of
    )


def _content(of: Iterable[str], language: str) -> list[str]:
    light = table(FUNCTION_WORDS, language) | Sentence("", language).light
    return [word for word in of if word not in light]

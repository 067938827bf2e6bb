"""Lines out of sentences: whole ones where they fit, a clause of one where nothing else does."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import regex

from bot.rules.summary.sentences import Extent, enclosed, inside
from bot.rules.summary.text import ELLIPSIS, head, width, words
from bot.rules.summary.words import ATTRIBUTIONS, FUNCTION_WORDS, REVERSALS, table

_GAP = regex.compile(r"\s+")
_LAST_WORD = regex.compile(r"[^\W_]+", regex.REVERSE)  # searched from the end: there is one soon
_NEXT_WORD = regex.compile(r"[^\W_]+")
_NO_LINE_START = frozenset("»!?;:%)…,.”")
_NO_LINE_END = frozenset("«([“„")
_CLAUSE_MARKS = frozenset(",;:–—،؛-")
_TRAILING = " \u00a0\u202f,;:–—-،؛"
_STRONG_MARKS = frozenset(";:–—؛.!?")
_CLAUSE = 0.3  # of the room that ending with a clause is worth
_ENOUGH = 0.5  # of the room: lines of whole sentences that fill it are left as they are
_COMMA = 2  # how well a line ends there; see `_strength`
_TWO = 2  # lines
_NEAR = 6  # words after a cut in which a reversal still belongs to what stands before it


@dataclass(frozen=True, slots=True)
class Cut:
    """One line as a stretch of its text; `shortened` says that an ellipsis stands for the rest."""

    start: int
    end: int
    shortened: bool = False

    def of(self, text: str) -> str:
        """Write the line."""
        return text[self.start : self.end].replace("\n", " ") + (ELLIPSIS if self.shortened else "")


class Layout:
    """Lays the sentences of one text out in lines of a given width."""

    def __init__(self, text: str, language: str, line: int, lines: int) -> None:
        self.text = text
        self.line = line
        self.lines = lines
        self._all_visible = width(text) == len(text)
        self._function = table(FUNCTION_WORDS, language)
        self._attributions = table(ATTRIBUTIONS, language)
        self._reversals = table(REVERSALS, language)

    def whole(self, sentences: Sequence[Extent]) -> tuple[int, list[Cut]]:
        """Lay whole sentences out, as many of these as fit; says how many did."""
        found: tuple[int, list[Cut]] = (0, [])
        for count in range(1, len(sentences) + 1):
            start, end = sentences[0][0], sentences[count - 1][1]
            if self._width(start, end) > self.line * self.lines + self.lines:
                break
            ends = [one[1] for one in sentences[:count]]
            cuts = self.wrapped(start, end, ends)
            if cuts and not self._spoils(cuts, found[1], ends):
                found = (count, cuts)
        return found

    def _spoils(self, cuts: list[Cut], neat: list[Cut], ends: Sequence[int]) -> bool:
        """Say whether one more sentence would break lines that each hold whole sentences, and enough."""
        if not neat or any(cut.end not in ends for cut in neat) or all(cut.end in ends for cut in cuts):
            return False
        return self._width(neat[0].start, neat[-1].end) >= _ENOUGH * self.line * self.lines

    def wrapped(self, start: int, end: int, sentence_ends: Sequence[int] = ()) -> list[Cut] | None:
        """Break a stretch into lines where a reader would pause; None when it does not fit."""
        cuts: list[Cut] = []
        for left in range(self.lines, 0, -1):
            if self._width(start, end) <= self.line and not (left > 1 and sentence_ends[:-1]):
                return [*cuts, Cut(start, end)]
            stop = self._break(start, end, left, sentence_ends)
            if stop is None:
                return [*cuts, Cut(start, end)] if self._width(start, end) <= self.line else None
            cuts.append(Cut(start, stop))
            start = self._after(stop)
        return None

    def wrapped_late(self, start: int, end: int) -> list[Cut] | None:
        """Break a stretch in two where the first line is fullest; None when it fits one or needs more."""
        if self._width(start, end) <= self.line:
            return None
        fitting = takewhile(lambda gap: self._width(start, gap) <= self.line, self._gaps(start, end))
        last = max(filter(self._may_stop, fitting), default=end)
        if last == end or self._width(self._after(last), end) > self.line * (self.lines - 1):
            return None
        return [Cut(start, last), Cut(self._after(last), end)] if self.lines == _TWO else None

    def shortened(self, sentences: Sequence[Extent], least: int) -> Iterator[list[Cut]]:
        """Yield ways to lay out sentences of which the last is too long, its best clause first.

        A cut lies outside quotations and brackets, and drops no attribution, no hedge, and no "but
        not" that follows it closely. `least` is how wide the whole must be, to be worth an ellipsis.
        """
        start = sentences[0][0]
        last, end = sentences[-1]
        for gap in sorted(self._cuts(start, last, end, least), key=self._worth(start), reverse=True):
            if not (self._may_stop(gap) and self._may_drop(last, gap, end)):
                continue
            stop = last + len(self.text[last:gap].rstrip(_TRAILING))
            lines = self.wrapped(start, stop, [one[1] for one in sentences[:-1]] + [stop])
            if lines and self._width(lines[-1].start, stop) < self.line:
                yield [*lines[:-1], Cut(lines[-1].start, stop, shortened=True)]

    def _cuts(self, start: int, last: int, end: int, least: int) -> Iterator[int]:
        """Yield where a sentence may be cut, as far as room and quotations go."""
        quotations = enclosed(self.text[last:end])
        for gap in self._gaps(last, end):
            used = self._width(start, gap)
            if used > self.line * self.lines:
                return
            if used >= least and not inside(quotations, gap - last):
                yield gap

    def _worth(self, start: int) -> Callable[[int], float]:
        """Weigh how much a cut keeps against how well it ends: a clause says more than a few words more."""

        def worth(gap: int) -> float:
            kept = self._width(start, gap) / (self.line * self.lines)
            return kept + (_CLAUSE if self._strength(gap) >= _COMMA else 0)

        return worth

    def _break(self, start: int, end: int, left: int, sentence_ends: Sequence[int]) -> int | None:
        """Choose where the first of `left` lines ends so that the rest fits the others."""
        best: tuple[int, int] | None = None
        middle = start + (end - start) // left
        for gap in self._gaps(start, end):
            if self._width(start, gap) > self.line:
                break
            rest = self._width(self._after(gap), end)
            if rest > self.line * (left - 1):
                continue
            rank = (_COMMA + 2 if gap in sentence_ends else self._strength(gap), -abs(gap - middle))
            if best is None or rank > best:
                best = rank
                chosen = gap
        return chosen if best else None

    def _width(self, start: int, end: int) -> int:
        return end - start if self._all_visible else width(self.text[start:end])

    def _gaps(self, start: int, end: int) -> Iterator[int]:
        """Yield where a word ends and a line may."""
        for match in _GAP.finditer(self.text, start, end):
            before, after = self.text[match.start() - 1], self.text[match.end() : match.end() + 1]
            if after in _NO_LINE_START or before in _NO_LINE_END or (before.isdigit() and after.isdigit()):
                continue
            yield match.start()

    def _after(self, gap: int) -> int:
        match = _GAP.match(self.text, gap)
        return match.end() if match else gap

    def _strength(self, gap: int) -> int:
        """Say how well a line ends: with a clause, at a comma, before a function word (1), after one."""
        before = self.text[gap - 1]
        if before in _STRONG_MARKS:
            return _COMMA + 1
        if before in _CLAUSE_MARKS:
            return _COMMA
        if not self._may_stop(gap):
            return -1
        follows = _NEXT_WORD.match(self.text, self._after(gap))
        return 1 if follows and follows[0].casefold() in self._function else 0

    def _may_stop(self, at: int) -> bool:
        """Say whether a text may end here, which it may not on a word that asks for more."""
        word = _LAST_WORD.search(self.text, max(0, at - 40), at)
        return word is not None and word[0].casefold() not in self._function

    def _may_drop(self, start: int, at: int, end: int) -> bool:
        """Say whether a sentence keeps its sense when it ends at `at`: who says it, and no "but not"."""
        dropped = words(self.text[at:end])
        if not self._reversals.isdisjoint(dropped[:_NEAR]):
            return False
        return self._attributions.isdisjoint(dropped) or not self._attributions.isdisjoint(
            words(self.text[start:at])
        )


def hard_cut(text: str, start: int, end: int, most: int) -> Cut:
    """Cut a stretch that has no better place: at the end of a word, or of a grapheme where there is none."""
    stop = start + head(text[start:end], most - 1)
    space = max(text.rfind(" ", start, stop + 1), text.rfind("\u00a0", start, stop + 1))
    if space > start:
        stop = space
    stop = start + len(text[start:stop].rstrip(_TRAILING))
    return Cut(start, stop, shortened=True)

"""Lines out of sentences: whole ones where they fit, a clause of one where nothing else does."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.rules.summary.sentences import Extent, enclosed, inside
from bot.rules.summary.text import ELLIPSIS, head
from bot.rules.summary.tokens import Tokens

_CLOSING = frozenset('»”"')
_CLAUSE_MARKS = frozenset(",;:–—،؛-")
_TRAILING = " \u00a0\u202f,;:–—-،؛"
_STRONG_MARKS = frozenset(";:–—؛!?؟")  # a full stop within a sentence ends an abbreviation
_CLAUSE = 0.3  # of the room that ending with a clause is worth
_ENOUGH = 0.5  # of the room: lines of whole sentences that fill it are left as they are
_COMMA = 2  # how well a line ends there; see `_strength`
_TWO = 2  # lines
_NEAR_END = 40  # characters: marks that may stand between a word and a line's end
_SAYING = 3  # words before a cut in which who spoke is not yet told
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

    def __init__(self, text: str, language: str, line: int, lines: int, tokens: Tokens | None = None) -> None:
        self.text = text
        self.line = line
        self.lines = lines
        self.tokens = tokens or Tokens(text, language)
        self._width = self.tokens.width
        self._strengths: dict[int, int] = {}
        self._enclosed_in: dict[Extent, list[Extent]] = {}

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

    def shortened(
        self, sentences: Sequence[Extent], least: int, *, clauses: bool = False
    ) -> Iterator[list[Cut]]:
        """Yield ways to lay out sentences of which the last is too long, its best clause first.

        A cut lies outside quotations and brackets, and drops no attribution, no hedge, and no "but
        not" that follows it closely. `least` is how wide the whole must be, to be worth an ellipsis, and
        `clauses` asks for cuts at the end of one alone.
        """
        start = sentences[0][0]
        last, end = sentences[-1]
        for gap in sorted(self._cuts(start, last, end, least), key=self._worth(start), reverse=True):
            if clauses and self._strength(gap) < _COMMA:
                continue
            if not (self._may_stop(gap) and self._may_drop(last, gap, end)):
                continue
            stop = last + len(self.text[last:gap].rstrip(_TRAILING))
            lines = self.wrapped(start, stop, [one[1] for one in sentences[:-1]] + [stop])
            if lines and self._width(lines[-1].start, stop) < self.line:
                yield [*lines[:-1], Cut(lines[-1].start, stop, shortened=True)]

    def _cuts(self, start: int, last: int, end: int, least: int) -> Iterator[int]:
        """Yield where a sentence may be cut, as far as room and quotations go."""
        quotations = self._enclosed(last, end)
        for gap in self._gaps(last, end):
            used = self._width(start, gap)
            if used > self.line * self.lines:
                return
            if used >= least and not inside(quotations, gap - last):
                yield gap

    def _enclosed(self, start: int, end: int) -> list[Extent]:
        """List what a sentence has in quotation marks or brackets, counted from its start."""
        found = self._enclosed_in.get((start, end))
        if found is None:
            found = self._enclosed_in[start, end] = enclosed(self.text[start:end])
        return found

    def _worth(self, start: int) -> Callable[[int], float]:
        """Weigh how much a cut keeps against how well it ends: a clause says more than a few words more."""

        def worth(gap: int) -> float:
            kept = self._width(start, gap) / (self.line * self.lines)
            return kept + (_CLAUSE if self._strength(gap) >= _COMMA else 0)

        return worth

    def _break(self, start: int, end: int, left: int, sentence_ends: Sequence[int]) -> int | None:
        """Choose where the first of `left` lines ends so that the rest fits the others."""
        middle = start + (end - start) // left
        least = self._width(start, end) - self.line * (left - 1)  # what the other lines can't hold
        best: tuple[int, int] | None = None
        chosen = None
        for gap in self._gaps(start + max(0, least), end):
            if self._width(start, gap) > self.line:
                break
            if self._width(self._after(gap), end) > self.line * (left - 1):
                continue
            rank = (_COMMA + 2 if gap in sentence_ends else self._strength(gap), -abs(gap - middle))
            if best is None or rank > best:
                best, chosen = rank, gap
        return chosen

    def _gaps(self, start: int, end: int) -> Sequence[int]:
        """List where a word ends and a line may, in their order."""
        gaps = self.tokens.gaps
        return gaps[bisect_right(gaps, start) : bisect_left(gaps, end)]

    def _after(self, gap: int) -> int:
        return self.tokens.after.get(gap, gap)

    def _strength(self, gap: int) -> int:
        """Say how well a line ends: with a clause, at a comma, before a function word (1), after one."""
        found = self._strengths.get(gap)
        if found is None:
            found = self._strengths[gap] = self._judged(gap)
        return found

    def _judged(self, gap: int) -> int:
        before = self.text[gap - 1]
        if before in _STRONG_MARKS:
            return _COMMA + 1
        if before in _CLAUSE_MARKS:
            return _COMMA
        if not self._may_stop(gap):
            return -1
        follows, known = self.tokens.before(gap) + 1, self.tokens.known
        stands_there = follows < len(known) and self.tokens.starts[follows] == self._after(gap)
        return 1 if stands_there and known[follows].is_function else 0

    def _may_stop(self, at: int) -> bool:
        """Say whether a text may end here, which it may not on a word that asks for more."""
        last = self.tokens.before(at)
        return (
            last >= 0 and at - self.tokens.ends[last] < _NEAR_END and not self.tokens.known[last].is_function
        )

    def _may_drop(self, start: int, at: int, end: int) -> bool:
        """Say whether a sentence keeps its sense when it ends at `at`: who says it, and no "but not"."""
        tokens = self.tokens
        first, after = tokens.within(at, end)
        if tokens.reverses(first, min(first + _NEAR, after)):
            return False
        begins = tokens.within(start, at)[0]
        if after > first and self._leaves_speaker(max(begins, first - _SAYING), first):
            return False
        return not tokens.attributes(first, after) or tokens.attributes(begins, first)

    def _leaves_speaker(self, first: int, after: int) -> bool:
        """Say whether words end right after a quotation's "said": "…”, said the head" of whom?"""
        starts, known = self.tokens.starts, self.tokens.known
        return any(
            known[at].attributes and not _CLOSING.isdisjoint(self.text[max(0, starts[at] - 3) : starts[at]])
            for at in range(first, after)
        )


def hard_cut(text: str, start: int, end: int, most: int) -> Cut:
    """Cut a stretch that has no better place: at the end of a word, or of a grapheme where there is none."""
    stop = start + head(text[start:end], most - 1)
    space = max(text.rfind(" ", start, stop + 1), text.rfind("\u00a0", start, stop + 1))
    if space > start:
        stop = space
    stop = start + len(text[start:stop].rstrip(_TRAILING))
    return Cut(start, stop, shortened=True)

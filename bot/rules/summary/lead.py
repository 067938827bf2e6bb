"""An editor's own lead, in the order in which it was written: as much of it as the lines hold."""

from collections.abc import Iterator, Sequence
from itertools import chain, dropwhile

from bot.rules.summary.candidate import LEAST
from bot.rules.summary.check import repeats
from bot.rules.summary.layout import Cut, Layout
from bot.rules.summary.sentences import Extent

_FULL = 0.6  # of the room: where less is used, a clause of the next sentence follows
_WORTHWHILE = 40  # characters of that clause at least
_ALONE = 0.4  # of the room: what a first paragraph must fill to be the whole lead


def leads(layout: Layout, sentences: Sequence[Extent], said: set[str]) -> Iterator[list[Cut]]:
    """Yield ways to fill the lines, from the first sentence that says more than what was `said`, in words."""
    told = list(dropwhile(lambda one: repeats(layout.text[slice(*one)], said), sentences))
    for index in range(len(told)):
        yield from chain(_from(layout, told[index:]), _late(layout, told[index]))


def _from(layout: Layout, sentences: Sequence[Extent]) -> Iterator[list[Cut]]:
    """Yield ways to fill the lines from a sentence on: more of the next one only where much room is left."""
    room = layout.line * layout.lines
    sentences = _opening(layout, sentences)
    count, cuts = layout.whole(sentences)
    used = cuts[-1].end - cuts[0].start if cuts else 0
    if (not cuts or used < room * _FULL) and count < len(sentences):
        yield from layout.shortened(sentences[: count + 1], int(max(used + _WORTHWHILE, room * LEAST)))
    if cuts:
        yield cuts


def _late(layout: Layout, sentence: Extent) -> Iterator[list[Cut]]:
    """Yield a sentence with a first line so full that it tells more than a headline cut from it."""
    cuts = layout.wrapped_late(*sentence)
    if cuts:
        yield cuts


def _opening(layout: Layout, sentences: Sequence[Extent]) -> Sequence[Extent]:
    """Keep to a first paragraph that says enough: it was written as the lead."""
    start = sentences[0][0]
    stop = layout.text.find("\n", start)
    if stop >= 0 and stop - start >= layout.line * layout.lines * _ALONE:
        return [one for one in sentences if one[1] <= stop]
    return sentences

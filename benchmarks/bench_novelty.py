"""Which of the later headlines of a story bring an update: what the rule says beside what a person says.

One reader went through the 139 stories of fr20_dev that have two headlines and more, and marked those that
somebody who knows the story would want to be told of; all others are repeats. The words of the rule were
chosen with these in sight, so this is no held-out estimate. Rivals: a number that nobody said, and the share
of words that nobody said, from the bound that is best on these very marks.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from benchmarks.stories import CORPUS, said_same, stream
from bot.rules.revision.tokens import is_number, tokens
from bot.rules.story import Telling
from bot.rules.story.novelty import novelty
from bot.rules.story.words import words_of

_MARKED: Final = (
    33,
    35,
    52,
    98,
    1267,
    1700,
    1816,
    1887,
    2002,
    2074,
    2128,
    2132,
    2222,
    2232,
    2254,
    2343,
    2366,
    2420,
    2651,
    2740,
    2750,
    2756,
    2762,
    2776,
)
UPDATES: Final = frozenset(f"fr20-{number:05}" for number in _MARKED)
BOUNDS: Final = tuple(step / 10 for step in range(1, 11))


def main() -> None:
    """Print how well each finds the updates."""
    if not CORPUS.is_dir():
        print("the headlines do not lie beside the project: nothing is measured")
        return
    later = _later()
    same = [new.id in UPDATES for new, _ in later]
    print(f"{len(later)} later headlines, {sum(same)} updates")
    print(f"{'':36}precision  recall    F1   told again   a second")
    _say("tocsin: a count, an act, a denial", lambda new, told: novelty(new, told).important, later, same)
    _say("a number that nobody said", _new_number, later, same)
    best = max(BOUNDS, key=lambda bound: said_same([_unsaid(*one) >= bound for one in later], same).f1)
    _say(f"{best:.0%} of its words unsaid", lambda new, told: _unsaid(new, told) >= best, later, same)


def _later() -> list[tuple[Telling, list[Telling]]]:
    """Give each later headline with those of its story before it."""
    day = stream("fr20_dev")
    stories: dict[str, list[Telling]] = {}
    found = []
    for one, story in zip(day.tellings, day.gold, strict=True):
        told = stories.setdefault(story, [])
        if told:
            found.append((one, list(told)))
        told.append(one)
    return found


def _say(
    name: str,
    rule: Callable[[Telling, Sequence[Telling]], bool],
    later: Sequence[tuple[Telling, list[Telling]]],
    same: Sequence[bool],
) -> None:
    began = time.process_time()
    said = [rule(new, told) for new, told in later]
    rate = len(later) / (time.process_time() - began)
    one = said_same(said, same)
    again = sum(said) / len(said)
    print(f"  {name:34}{one.precision:9.2f}{one.recall:8.2f}{one.f1:6.2f}{again:12.1%}{rate:11.0f}")


def _new_number(new: Telling, told: Sequence[Telling]) -> bool:
    known = {word for one in told for word in tokens(one.title, one.language)}
    return any(is_number(word) and word not in known for word in tokens(new.title, new.language))


def _unsaid(new: Telling, told: Sequence[Telling]) -> float:
    known = {stem for one in told for stem in words_of(one.title, one.language).stems}
    stems = words_of(new.title, new.language).stems
    return sum(stem not in known for stem in stems) / max(1, len(stems))


if __name__ == "__main__":
    main()

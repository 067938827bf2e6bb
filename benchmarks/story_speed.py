"""How fast a telling is placed among 100,000 that are live, in one process: prints a line of JSON.

The live ones are headlines put together from halves of real ones, with vectors put together likewise. What
is measured is the way of a new one: embed it (with `--vectors`), place it, add it. Time is that of the
processor; memory is the most that was resident.
"""

import json
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

import numpy as np

from benchmarks.embedded import with_vectors
from benchmarks.stories import STREAMS, stream
from bot.rules.story.placing import Window
from bot.rules.story.telling import Telling
from bot.vectors import STEPS, vector_of

LIVE: Final = 100_000
MEASURED: Final = {True: 400, False: 2_000}  # tellings, with and without vectors
GAP: Final = timedelta(hours=71) / LIVE
PER_STORY: Final = 3  # tellings, on average


def main() -> None:
    """Fill a window, measure, print."""
    meant = "--vectors" in sys.argv[1:]
    chance = random.Random(7)  # noqa: S311 -- repeatable, not secret
    known = [telling for name in STREAMS for telling in stream(name).tellings]
    vectors = [telling.vector for telling in with_vectors(known)] if meant else []
    window = Window()
    made = _recombined(known, vectors, chance)
    began = time.process_time()
    for number in range(LIVE):
        window.add(next(made), str(chance.randrange(LIVE // PER_STORY)) if number else "first")
    filled = time.process_time() - began
    spent = sorted(_spent(window, next(made), meant=meant) for _ in range(MEASURED[meant]))
    print(
        json.dumps(
            {
                "live": len(window),
                "a second": round(len(spent) / sum(spent), 1),
                "p99 ms": round(1000 * spent[int(0.99 * len(spent))], 1),
                "MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "filled a second": round(LIVE / filled),
            }
        )
    )


def _spent(window: Window, new: Telling, *, meant: bool) -> float:
    began = time.process_time()
    vector = vector_of(new.title, new.text) or b"" if meant else b""
    telling = Telling(new.id, new.title, new.published, new.text, new.language, new.source, vector=vector)
    window.add(telling, window.place(telling).story or telling.id)
    return time.process_time() - began


def _recombined(
    known: Sequence[Telling], vectors: Sequence[bytes], chance: random.Random
) -> Iterator[Telling]:
    """Make headlines without end, a little later each: the start of one and the end of another."""
    moment = known[0].published
    number = 0
    while True:
        one, other = chance.randrange(len(known)), chance.randrange(len(known))
        first, second = known[one].title.split(), known[other].title.split()
        title = " ".join(first[: len(first) // 2] + second[len(second) // 2 :])
        moment += GAP
        yield Telling(
            f"made-{number}",
            title,
            moment,
            language=known[one].language,
            source=f"paper {chance.randrange(50)}",
            vector=_mixed(vectors[one], vectors[other]) if vectors else b"",
        )
        number += 1


def _mixed(one: bytes, other: bytes) -> bytes:
    total = np.frombuffer(one, np.int8).astype(np.float64) + np.frombuffer(other, np.int8)
    return (total * (STEPS / np.linalg.norm(total))).round().clip(-127, 127).astype(np.int8).tobytes()


if __name__ == "__main__":
    main()

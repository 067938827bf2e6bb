"""WhatsApp's window under a referee: generated histories, what was sent in them, and which rule was broken.

Prints the counts and histories a second of processor time, beside as many runs of an empty history; ends
with 1 where a rule was broken.
"""

import argparse
import sys
import time
from collections import Counter

from benchmarks.window_histories import History, House, generated
from benchmarks.window_referee import BREACHES


def main() -> None:
    """Play the histories."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    broken: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    started = time.process_time()
    for number in range(asked.histories):
        house = House(generated(asked.seed * 1_000_000_000 + number))
        broken.update(house.play())
        counts.update(house.counts)
    seconds = time.process_time() - started
    print(
        f"{asked.histories:,} histories, {asked.histories / seconds:,.0f} a second of processor time", end=""
    )
    print(f" ({seconds / _empty(asked.histories):.1f} times an empty one's)")
    for what, count in sorted(counts.items()):
        print(f"  {count:>12,}  {what}")
    print("broken:")
    for what in BREACHES:
        print(f"  {broken[what]:>12,}  {what}")
    sys.exit(1 if broken.total() else 0)


def _empty(histories: int) -> float:
    like = generated(1)
    started = time.process_time()
    for _ in range(histories):
        House(History(like.terms, like.people, ())).play()
    return time.process_time() - started


if __name__ == "__main__":
    main()

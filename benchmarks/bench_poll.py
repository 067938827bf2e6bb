"""How soon a feed's entries are seen, and for how many requests: the product's rule beside others'.

Made worlds of feeds (benchmarks/world.py): 8 days to learn, 10 measured. The constants of the rule were
not fitted; its patience was chosen on the seeds 5 and 7, and the figures are of other seeds. Then the
publish times of real feeds, where they lie beside the project. Exits with 1 where a promise is broken.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from benchmarks.policies import HOUR, MINUTE, MONDAY, ByWeek, Fixed, Policy, Product, WaitsOut
from benchmarks.watching import MEASURED, WARM_UP, Figures, Span, Watch, figures, watch, watched
from benchmarks.world import CLASSES, DAY, Feed, world
from bot.rules.source import PATIENCE, Pace

SEEDS: Final = (11, 23, 42)
TIMES: Final = Path(__file__).parents[2] / "shared" / "data" / "feeds" / "publish_times.json"

MOST_REQUESTS: Final = 100.0
MOST_MEAN: Final = 300.0
MOST_P95: Final = 800.0
MOST_PRODUCT: Final = 20.0
MOST_REFUSED: Final = 0.001

OURS: Final = "Tocsin"
WEEKLY: Final = {
    "miniflux by entries, x4": lambda: ByWeek(4),
    "miniflux by entries, x1": lambda: ByWeek(1),
}
OTHERS: Final[Mapping[str, Callable[[], Policy]]] = {
    "every minute": lambda: Fixed(MINUTE),
    "every 15 min": lambda: Fixed(15 * MINUTE),
    "RSS-to-Telegram-Bot, 10 min": WaitsOut,
    "miniflux, 60 min": lambda: Fixed(HOUR),
    **WEEKLY,
}
HEAD: Final = f"  {'':28}{'requests':>9}{'mean':>8}{'p50':>7}{'p95':>7}{'429':>8}{'lost':>6}{'product':>9}"


def main() -> None:
    """Measure the seeds asked for, and judge."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    arguments.add_argument("--feeds", type=int, default=120)
    arguments.add_argument("--patience", type=float, default=PATIENCE)
    chosen = arguments.parse_args()
    print(f"requests a feed a day, seconds from publication; patience {chosen.patience:g} entry-seconds")
    broken = []
    for seed in chosen.seeds:
        broken += [f"seed {seed}: {words}" for words in of_a_world(seed, chosen.feeds, chosen.patience)]
    of_real_times(chosen.patience)
    for words in broken:
        print(f"BROKEN {words}")
    sys.exit(bool(broken))


def of_a_world(seed: int, count: int, patience: float) -> list[str]:
    """Run all policies in one world, print its table, and name what is broken."""
    feeds = world(seed, count, WARM_UP + MEASURED)
    began = time.process_time()
    watches = watched(feeds, ours(patience), seed, WARM_UP)
    spent = time.process_time() - began
    own = figures(watches)
    others = {
        name: figures(watched(feeds, make, seed, WARM_UP if name in WEEKLY else 1 / 24))
        for name, make in OTHERS.items()
    }
    entries = sum(len(one.delays) for one in watches)
    print(f"seed {seed}: {count} feeds, {entries} entries, unavoidable {own.unavoidable:.0f} s")
    print(HEAD)
    for name, each in {**others, OURS: own}.items():
        _show(name, each)
    _show_classes(watches)
    looks = own.requests * count * (WARM_UP + MEASURED)
    print(f"  the rule and its world: {spent / looks * 1000:.2f} ms of CPU a look")
    return faults(own, others)


def faults(own: Figures, others: Mapping[str, Figures]) -> list[str]:
    """Name what our figures fall short of."""
    best = min(others.values(), key=lambda one: one.product)
    kept = {
        f"{own.requests:.0f} requests": own.requests <= MOST_REQUESTS,
        f"mean {own.mean:.0f} s": own.mean <= MOST_MEAN,
        f"p95 {own.p95:.0f} s": own.p95 <= MOST_P95,
        f"product {own.product:.1f}": own.product <= MOST_PRODUCT,
        f"product {own.product:.1f}, another's {best.product:.1f}": own.product < best.product,
        f"{own.refused:.2%} of 429": own.refused < MOST_REFUSED,
    }
    return [words for words, is_so in kept.items() if not is_so]


def ours(patience: float) -> Callable[[], Policy]:
    """Make the product's rule with its default bounds."""
    pace = Pace(timedelta(seconds=MINUTE), timedelta(seconds=HOUR), patience=patience)
    return lambda: Product(pace)


def of_real_times(patience: float) -> None:
    """Learn real feeds on the older half of their dates and follow them over the younger half."""
    if not TIMES.exists():
        print("REAL PUBLISH TIMES ARE NOT MEASURED: they lie beside the project, and are not there")
        return
    feeds = real_feeds(json.loads(TIMES.read_text("utf-8")))
    print(f"real publish times: {len(feeds)} feeds of 3 entries a day and more")
    print(HEAD)
    for name, make in {**OTHERS, OURS: ours(patience)}.items():
        _show(name, _followed(feeds, make))


def real_feeds(found: Mapping[str, Mapping[str, Sequence[float]]]) -> list[Feed]:
    """Choose the feeds whose dates tell of their days: 10 and more within two months, 3 a day."""
    feeds = []
    for name, told in sorted(found.items()):
        moments = sorted(one - MONDAY.timestamp() for one in told["ts"])
        dense = [one for one in moments if one > moments[-1] - 60 * DAY]
        if len(dense) >= 10 and len(dense) * DAY / (dense[-1] - dense[0] + 1) >= 3:  # noqa: PLR2004 -- said above
            feeds.append(Feed(name, dense))
    return feeds


def _followed(feeds: Sequence[Feed], make: Callable[[], Policy]) -> Figures:
    """Follow each five times, from five moments; all counts by the day, for no two windows are as long."""
    requests, weighed = 0.0, []
    for feed in feeds:
        middle, end = feed.published[len(feed.published) // 2], feed.published[-1] + HOUR
        for begin in (middle + part * 180 for part in range(5)):
            one, days = watch(feed, make(), Span(begin, begin, end)), (end - begin) / DAY
            requests += one.requests / days
            weighed += [(delay, 1 / days) for delay, _least in one.delays]
    weighed.sort()
    p50, p95 = _share(weighed, 0.5), _share(weighed, 0.95)
    mean = sum(delay * weight for delay, weight in weighed) / sum(weight for _delay, weight in weighed)
    return Figures(requests / len(feeds) / 5, mean, p50, p95, 0.0, 0, 0.0)


def _share(weighed: Sequence[tuple[float, float]], share: float) -> float:
    """Find the delay that this share of the weight does not exceed."""
    left = share * sum(weight for _delay, weight in weighed)
    for delay, weight in weighed:
        left -= weight
        if left <= 0:
            return delay
    return weighed[-1][0]


def _show(name: str, each: Figures) -> None:
    seconds = f"{each.mean:8.0f}{each.p50:7.0f}{each.p95:7.0f}"
    print(f"  {name:28}{each.requests:9.0f}{seconds}{each.refused:8.2%}{each.lost:6}{each.product:9.1f}")


def _show_classes(watches: Sequence[Watch]) -> None:
    for kind in CLASSES:
        _show(f"  of these, {kind.name}", figures([one for one in watches if one.kind == kind.name]))


if __name__ == "__main__":
    main()

"""The run under faults and kills in its small form, held to every promise of docs/delivery.md.

The referee is the benchmark's own: `python -m benchmarks.bench_faults` is the same at length.
"""

import random
from pathlib import Path

import pytest

from benchmarks.trial import Outcome, Trial, under_faults

SMALL = Trial(people=40, alerts=4, kills=2, share=0.3, every=0.5, in_flight=8, minutes=1.5, hastened=True)
"""Three messages of ten struck, all kinds of faults among them; few in flight, for a kill dooms them all."""


async def tried(folder: Path, *, replicas: int, database: str = "") -> Outcome:
    deal = random.SystemRandom().randrange(10_000)
    print(f"the faults are dealt by {deal}")  # noqa: T201 -- shown with a failure
    trial = Trial(**vars(SMALL) | {"replicas": replicas, "database": database, "deal": deal})
    return await under_faults(folder, trial)


def hold(outcome: Outcome) -> None:
    assert outcome.failures() == []
    assert (len(outcome.cut_off), sum(one.deliveries for one in outcome.counts.values())) == (2, 160)
    assert outcome.faults >= 28, "each kind strikes each channel once"


async def test_one_process_on_sqlite_loses_and_doubles_nothing_without_a_recorded_doubt(
    tmp_path: Path,
) -> None:
    hold(await tried(tmp_path, replicas=1))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_replicas_on_postgresql_lose_and_double_nothing_without_a_recorded_doubt(
    tmp_path: Path, database_url: str
) -> None:
    hold(await tried(tmp_path, replicas=2, database=database_url))

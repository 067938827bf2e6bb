"""The periodic jobs, one line each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

Schedule: TypeAlias = AsyncIOScheduler
"""A running schedule; `shutdown` ends it."""


@dataclass(frozen=True)
class Job:
    """One periodic job: its name, the seconds between two runs, and what it does."""

    name: str
    every: float
    run: Callable[[], Awaitable[object]]


def start(jobs: list[Job]) -> Schedule:
    """Start the jobs. A run that is late runs once, and none runs beside itself.

    The scheduler only ticks: what is due stands in rows, so every replica may run the same jobs.
    """
    scheduler: Schedule = AsyncIOScheduler(timezone="UTC")
    for job in jobs:
        scheduler.add_job(
            job.run,
            IntervalTrigger(seconds=job.every),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    return scheduler

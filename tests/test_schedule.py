import asyncio

from bot.schedule import Job, start
from tests.fakes import until


async def test_a_job_runs_again_and_again() -> None:
    runs: list[int] = []

    async def run() -> None:
        runs.append(1)

    scheduler = start([Job("count", 0.02, run)])
    await until(lambda: len(runs) >= 3)
    scheduler.shutdown(wait=False)


async def test_a_job_does_not_run_beside_itself() -> None:
    open_ = most = runs = 0

    async def slow() -> None:
        nonlocal open_, most, runs
        open_, runs = open_ + 1, runs + 1
        most = max(most, open_)
        await asyncio.sleep(0.1)
        open_ -= 1

    scheduler = start([Job("slow", 0.02, slow)])
    await until(lambda: runs >= 3)
    scheduler.shutdown(wait=False)
    assert most == 1


async def test_a_jobs_surprise_ends_neither_it_nor_another() -> None:
    odd: list[int] = []
    fine: list[int] = []

    async def fail() -> None:
        odd.append(1)
        raise RuntimeError("a bug")

    async def run() -> None:
        fine.append(1)

    scheduler = start([Job("odd", 0.02, fail), Job("fine", 0.02, run)])
    await until(lambda: len(odd) >= 2 and len(fine) >= 2)
    scheduler.shutdown(wait=False)


async def test_a_slow_job_holds_up_no_other() -> None:
    runs: list[int] = []

    async def slow() -> None:
        await asyncio.sleep(60)

    async def run() -> None:
        runs.append(1)

    scheduler = start([Job("slow", 0.02, slow), Job("fine", 0.02, run)])
    await until(lambda: len(runs) >= 3)
    scheduler.shutdown(wait=False)

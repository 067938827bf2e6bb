import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it comes without types
import pytest

from bot.errors import Invalid, Unavailable
from bot.sources.pool import LIMITS, Pool
from bot.sources.worker import MEGABYTE, Limits
from tests.sources import labour

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def a_pool(limits: Limits = LIMITS, most: int = 1) -> AsyncIterator[Pool]:
    pool = Pool(limits, most)
    try:
        yield pool
    finally:
        await pool.close()


async def until(true: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 -- the system tells nobody that a process has ended
            await asyncio.sleep(0.02)


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "bot.sources.worker" in _command(one)]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie too: it has ended between the two looks
        return ""


# ---- what comes back -----------------------------------------------------------------------------


async def test_a_job_is_done_in_another_process_and_its_result_comes_back(pool: Pool) -> None:
    assert await pool.run(labour.doubled, 21) == 42
    assert await pool.run(os.getpid) != os.getpid()


async def test_a_source_error_comes_back_as_it_was_raised(pool: Pool) -> None:
    with pytest.raises(Unavailable) as caught:
        await pool.run(labour.refuse, "paper.example")
    assert caught.value.text == labour.REFUSAL("paper.example")


async def test_a_mistake_of_ours_comes_back_as_one_without_what_was_read(pool: Pool) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError") as caught:
        await pool.run(labour.stumble, "a secret")
    assert "labour.py" in str(caught.value)
    assert "a secret" not in str(caught.value)
    assert await pool.run(labour.doubled, 1) == 2


async def test_a_large_body_goes_there_and_back(pool: Pool) -> None:
    body = os.urandom(8 * MEGABYTE)
    assert await pool.run(bytes, body) == body


async def test_what_a_library_prints_does_not_mix_with_answers(pool: Pool) -> None:
    assert await pool.run(labour.printed, "words") == "words"
    assert await pool.run(labour.doubled, 2) == 4


async def test_jobs_beyond_the_workers_wait_their_turn() -> None:
    async with a_pool(most=2) as pool:
        pids = await asyncio.gather(*(pool.run(labour.pid_after, 0.05) for _ in range(6)))
        assert len(set(pids)) == 2


# ---- limits --------------------------------------------------------------------------------------


async def test_a_job_that_takes_too_much_of_the_processor_is_invalid_and_no_other_job_is_lost() -> None:
    async with a_pool(replace(LIMITS, cpu=1)) as pool:
        began = time.monotonic()
        endless = asyncio.create_task(pool.run(labour.spin))
        await asyncio.sleep(0)
        waiting = [pool.run(labour.doubled, number) for number in range(3)]
        assert await asyncio.gather(*waiting) == [0, 2, 4]
        with pytest.raises(Invalid, match="too long"):
            await endless
        assert time.monotonic() - began < 20  # on a busy machine


async def test_the_time_of_one_job_does_not_count_for_the_next() -> None:
    async with a_pool(replace(LIMITS, cpu=2)) as pool:
        pids = {await pool.run(labour.spun, 0.7) for _ in range(4)}
        assert len(pids) == 1


async def test_a_job_that_hangs_is_ended_by_the_clock() -> None:
    async with a_pool(replace(LIMITS, wall=4)) as pool:
        with pytest.raises(Invalid, match="too long"):
            await pool.run(time.sleep, 60)
        await until(lambda: not children())
        assert await pool.run(labour.doubled, 1) == 2


async def test_a_job_that_takes_too_much_memory_is_invalid_and_the_worker_goes_on() -> None:
    async with a_pool(replace(LIMITS, memory=128 * MEGABYTE)) as pool:
        with pytest.raises(Invalid, match="too much memory"):
            await pool.run(labour.swollen, 256 * MEGABYTE)
        with pytest.raises(Invalid, match="too much memory"):  # what came of it, twice, is too much
            await pool.run(labour.swollen, 60 * MEGABYTE)
        assert await pool.run(labour.doubled, 1) == 2


async def test_a_worker_that_grew_fat_is_replaced() -> None:
    async with a_pool(replace(LIMITS, fat=60 * MEGABYTE)) as pool:
        first = await pool.run(labour.kept, 50 * MEGABYTE)
        assert await pool.run(os.getpid) != first
        await until(lambda: len(children()) == 1)


async def test_an_idle_worker_ends_and_the_next_job_starts_another() -> None:
    async with a_pool(replace(LIMITS, idle=0.1)) as pool:
        first = await pool.run(os.getpid)
        await until(lambda: not children())
        assert await pool.run(os.getpid) != first


async def test_a_job_whose_worker_was_killed_by_another_is_done_again() -> None:
    async with a_pool() as pool:
        await pool.run(labour.doubled, 1)
        job = asyncio.create_task(pool.run(labour.pid_after, 0.3))
        await asyncio.sleep(0.1)
        (victim,) = children()
        victim.kill()
        assert await job != victim.pid


async def test_a_job_that_kills_its_worker_each_time_is_invalid(pool: Pool) -> None:
    with pytest.raises(Invalid, match="too broken"):
        await pool.run(os._exit, 3)
    assert await pool.run(labour.doubled, 1) == 2


async def test_a_worker_that_died_at_rest_is_not_asked(pool: Pool) -> None:
    first = await pool.run(os.getpid)
    os.kill(first, signal.SIGKILL)
    await until(lambda: not children())
    assert await pool.run(os.getpid) != first


@pytest.mark.parametrize("reach", [labour.call_out, labour.look_up, labour.start_another])
async def test_a_job_reaches_neither_the_network_nor_another_program(
    pool: Pool, reach: Callable[[], object]
) -> None:
    with pytest.raises(RuntimeError, match="PermissionError"):
        await pool.run(reach)


# ---- the end -------------------------------------------------------------------------------------


async def test_a_cancelled_job_leaves_no_answer_to_the_next(pool: Pool) -> None:
    job = asyncio.create_task(pool.run(labour.pid_after, 5))
    await asyncio.sleep(0.5)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert await pool.run(labour.doubled, 4) == 8


async def test_closing_ends_every_process_and_cancels_what_is_under_way() -> None:
    pool = Pool(most=2)
    assert await pool.run(labour.doubled, 1) == 2
    jobs = [asyncio.create_task(pool.run(time.sleep, 30)) for _ in range(3)]
    await asyncio.sleep(0.4)
    await pool.close()
    done = await asyncio.gather(*jobs, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in done)
    assert children() == []
    with pytest.raises(asyncio.CancelledError):
        await pool.run(labour.doubled, 1)
    await pool.close()


async def test_closing_ends_a_process_that_is_just_starting() -> None:
    pool = Pool(most=1)
    job = asyncio.create_task(pool.run(time.sleep, 30))
    await asyncio.sleep(0)
    await pool.close()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert children() == []


async def test_a_worker_that_hangs_on_at_its_end_is_killed() -> None:
    pool = Pool(most=1)
    await pool.run(labour.left_running, 60)
    await pool.close()
    assert children() == []


async def test_the_processes_that_are_there_are_listed(pool: Pool) -> None:
    assert pool.pids == []
    assert [await pool.run(os.getpid)] == pool.pids


async def test_a_worker_ends_with_a_program_that_is_killed() -> None:
    code = (
        "import asyncio, os, sys; from bot.sources.pool import Pool\n"
        "async def main():\n"
        "    print(await Pool().run(os.getpid), flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(main())"
    )
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None
    pid = int(await program.stdout.readline())
    assert psutil.pid_exists(pid)
    program.kill()
    await program.wait()
    await until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


async def test_a_large_answer_comes_back_as_it_was_made() -> None:
    async with a_pool() as pool:
        assert await pool.run(labour.many, 50_000) == list(range(50_000))

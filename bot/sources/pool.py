"""Reads what strangers wrote in processes of its own: whatever it does there, the program goes on."""

import asyncio
import json
import pickle
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from bot.errors import Invalid
from bot.sources.worker import LENGTH, Limits, Went
from bot.texts import Text, _

T = TypeVar("T")

LIMITS: Final = Limits()
WORKERS: Final = 2
PATIENCE: Final = 2.0  # seconds for a worker to end by itself
PIECE: Final = 256 * 1024  # bytes of a job that are handed over at once
LARGE: Final = 128 * 1024  # bytes of an answer that takes milliseconds to be read

# No environment, no working folder: the modules are found where this process finds them.
_BOOT: Final = (
    "import json, sys; path, *limits = json.loads(sys.argv[1]); sys.path[:] = path; "
    "from bot.sources.worker import main; main(*limits)"
)

_SLOW: Final = _("this takes too long to be read")
_LARGE: Final = _("this takes too much memory to be read")
_FATAL: Final = _("this is too broken to be read")


class Pool:
    """Does jobs in up to `most` processes, within limits; nothing is started before the first one.

    It belongs to the event loop in which it is used.
    """

    def __init__(self, limits: Limits = LIMITS, most: int = WORKERS) -> None:
        self._limits = limits
        self._turn = asyncio.Semaphore(most)
        self._free: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """List the processes that are there, by their ids: for whoever watches what they take."""
        return [worker.pid for worker in self._all if worker.is_alive]

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """Call a function of a module in a process, and give back what it returns.

        Raises:
            SourceError: the function raised it; or Invalid, where the job took more than it may.
            RuntimeError: the function surprised us; the message is its trace.

        """
        job = pickle.dumps((work, args), pickle.HIGHEST_PROTOCOL)
        async with self._turn:
            # Once more after a death that was not of its own making: the system's, an operator's.
            answer = await self._tried(job) or await self._tried(job)
        if answer is None:
            raise Invalid(_FATAL)
        result: T = _opened(answer)
        return result

    async def close(self) -> None:
        """End every process; jobs under way are cancelled."""
        self._closed = True
        free, self._free = self._free, []
        for worker in free:
            worker.end()
        for worker in self._all - set(free):
            worker.kill()
        await asyncio.gather(*(worker.ended() for worker in list(self._all)))

    async def _tried(self, job: bytes) -> "_Answer | None":
        """Have a worker do it; None where the worker is no more, for whatever reason of its own."""
        worker = await self._worker()
        try:
            async with asyncio.timeout(self._limits.wall):
                answer = await worker.do(job)
        except TimeoutError:
            await self._killed(worker)
            raise Invalid(_SLOW) from None
        except (EOFError, OSError):
            await self._died(worker)
            return None
        except BaseException:
            worker.kill()
            raise
        self._rest(worker, answer.resident)
        return answer

    async def _worker(self) -> "_Worker":
        while self._free:
            worker = self._free.pop()  # the last one that worked: the others' idle time runs
            worker.wake()
            if worker.is_alive:
                return worker
        self._must_be_open()
        worker = _Worker(await _started(self._limits))
        try:
            self._must_be_open()
        except asyncio.CancelledError:
            await self._killed(worker)
            raise
        self._all = {one for one in self._all if one.is_alive} | {worker}
        return worker

    def _must_be_open(self) -> None:
        """Cancel what is asked of a pool that is closed: whoever asks is about to end too."""
        if self._closed:
            raise asyncio.CancelledError

    async def _killed(self, worker: "_Worker") -> None:
        worker.kill()
        await worker.ended()

    async def _died(self, worker: "_Worker") -> None:
        code = await worker.ended()
        self._must_be_open()
        if code == -signal.SIGXCPU:
            raise Invalid(_SLOW)

    def _rest(self, worker: "_Worker", resident: int) -> None:
        if resident > self._limits.fat or self._closed:
            worker.end()
            return
        self._free.append(worker)
        worker.sleep(self._limits.idle, lambda: self._forget(worker))

    def _forget(self, worker: "_Worker") -> None:
        self._free.remove(worker)
        worker.end()


@dataclass(frozen=True, slots=True)
class _Answer:
    went: Went
    result: Any
    resident: int


def _opened(answer: _Answer) -> Any:  # noqa: ANN401 -- whatever the work returned
    match answer.went:
        case Went.WELL:
            return answer.result
        case Went.REFUSED:
            kind, text = answer.result
            raise _error(kind, text)
        case Went.OVERSIZED:
            raise Invalid(_LARGE)
        case Went.SURPRISED:
            raise RuntimeError(answer.result)


def _error(kind: type[Exception], text: Text) -> Exception:
    return kind(text)


def _read(answer: bytes) -> tuple[int, Any, int]:
    read: tuple[int, Any, int] = pickle.loads(answer)  # noqa: S301 -- our own worker wrote it
    return read


async def _started(limits: Limits) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-c",
        _BOOT,
        json.dumps([sys.path, limits.cpu, limits.memory]),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # a Ctrl-C is for the program, which ends its workers in order
    )


class _Worker:
    """A process at the other end of two pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None  # noqa: S101 -- asked for above
        assert process.stdout is not None  # noqa: S101 -- the same
        self._process, self._jobs, self._answers = process, process.stdin, process.stdout
        self._nap: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int:
        """Tell the id of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Say whether the process is still there, as far as is known."""
        return self._process.returncode is None

    async def do(self, job: bytes) -> _Answer:
        """Hand a job over and wait for the answer; raises EOFError or OSError where the process ends."""
        self._jobs.write(LENGTH.pack(len(job)))
        for start in range(0, len(job), PIECE):  # to copy it whole would hold up the loop
            self._jobs.write(job[start : start + PIECE])
            await self._jobs.drain()
        (size,) = LENGTH.unpack(await self._answers.readexactly(LENGTH.size))
        answer = await self._answers.readexactly(size)
        # a large one in a thread: thousands of entries would hold up the loop
        went, result, resident = _read(answer) if size < LARGE else await asyncio.to_thread(_read, answer)
        return _Answer(Went(went), result, resident)

    def sleep(self, seconds: float, then: Callable[[], None]) -> None:
        """Call `then` unless it is woken before."""
        self._nap = asyncio.get_running_loop().call_later(seconds, then)

    def wake(self) -> None:
        """Be at work."""
        if self._nap:
            self._nap.cancel()

    def end(self) -> None:
        """Let the process end when it has nothing more to do; one that hangs on is killed."""
        self.wake()
        self._jobs.close()
        asyncio.get_running_loop().call_later(PATIENCE, self.kill)

    def kill(self) -> None:
        """End the process at once."""
        self.wake()
        if self.is_alive:
            self._process.kill()

    async def ended(self) -> int:
        """Wait until the process is no more, and answer its exit code."""
        return await self._process.wait()

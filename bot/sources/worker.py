"""The other end of the pool: a process that does one job at a time, within limits, and knows no secret.

A job is (function, arguments), an answer (how it went, what came of it, bytes resident): each a pickle
behind its length. It ends when its standard input does, so it outlives the program by no more than a job.
"""

import gc
import logging
import os
import pickle
import resource
import signal
import struct
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, BinaryIO, Final

from bot.errors import SourceError

LENGTH: Final = struct.Struct(">Q")
MEGABYTE: Final = 1024 * 1024

# Reading asks for nothing but the bytes that it is given: these events are refused, whatever raised them.
REFUSED: Final = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.system", "os.exec"}
)


class Went(IntEnum):
    """How a job went."""

    WELL = 0
    REFUSED = 1  # a SourceError: its type and its text
    OVERSIZED = 2  # it wanted more memory than there is for it
    SURPRISED = 3  # a mistake of ours: its trace


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may take: seconds of processor, seconds by the clock, bytes of memory.

    A worker that holds more than `fat` bytes after a job is replaced, and so is one that had nothing to
    do for `idle` seconds: the memory goes back, and the next job starts another.
    """

    cpu: int = 9  # the kernel counts in whole seconds, and ends the process a little later
    wall: float = 30.0
    memory: int = 512 * MEGABYTE
    fat: int = 160 * MEGABYTE
    idle: float = 60.0


def main(cpu: int, memory: int) -> None:
    """Do the jobs that come down standard input, until it ends."""
    jobs, answers = os.fdopen(0, "rb", closefd=False), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    _settle(memory)
    while (job := _next(jobs)) is not None:
        _limit_time(cpu)
        answer = _done(job)
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()
        del job, answer
        gc.collect()
        gc.freeze()  # what is left are modules: the next collection need not walk them


def _settle(memory: int) -> None:
    """Shut what no job needs; signals meant for the program end it first, and then this by its input."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    logging.disable()
    warnings.simplefilter("ignore")
    sys.addaudithook(_refuse)


def _refuse(event: str, _args: tuple[Any, ...]) -> None:
    if event in REFUSED:
        raise PermissionError("reading must not reach out")


def _limit_time(seconds: int) -> None:
    """Let the next job take that much of the processor; the kernel ends the process beyond."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _next(jobs: BinaryIO) -> bytes | None:
    head = jobs.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    job = jobs.read(size)
    return job if len(job) == size else None


def _done(job: bytes) -> bytes:
    try:
        return _packed(*_do(job))
    except MemoryError:  # what came of it was as large as what made it
        return _packed(Went.OVERSIZED, None)


def _do(job: bytes) -> tuple[Went, object]:
    try:
        work: Callable[..., object]
        work, args = pickle.loads(job)  # noqa: S301 -- written by our own parent
        return Went.WELL, work(*args)
    except SourceError as error:
        return Went.REFUSED, (type(error), error.text)
    except MemoryError:
        return Went.OVERSIZED, None
    except Exception as error:  # noqa: BLE001 -- the parent raises it again, with its trace
        # Without its words, which may hold a piece of what was read.
        return Went.SURPRISED, f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


def _packed(went: Went, result: object) -> bytes:
    return pickle.dumps((int(went), result, _resident()), pickle.HIGHEST_PROTOCOL)


def _resident() -> int:
    """Count the bytes that this process holds in memory now."""
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 -- a path object costs more than the reading
        return int(file.read().split()[1]) * resource.getpagesize()

"""Jobs for the tests of the pool: a worker imports them by name."""

import os
import socket
import subprocess
import threading
import time

from bot.errors import Invalid, Unavailable
from bot.texts import Text, _


def REFUSAL(host: str) -> Text:  # noqa: N802 -- a constant but for its value
    return _("{host} is asleep", host=host)


_KEPT: list[bytes] = []


def doubled(number: int) -> int:
    return 2 * number


def refuse(host: str) -> None:
    raise Unavailable(REFUSAL(host))


def invalid() -> None:
    raise Invalid(_("this is nothing"))


class _Vast:
    def __reduce__(self) -> str:
        raise MemoryError


def unpackable() -> _Vast:
    return _Vast()


def stumble(secret: str) -> float:
    return len(secret) / 0


def printed(words: str) -> str:
    print(words, flush=True)  # noqa: T201 -- what this is about
    return words


def pid_after(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def spin() -> None:
    while True:
        pass


def spun(seconds: float) -> int:
    began = time.process_time()
    while time.process_time() - began < seconds:
        pass
    return os.getpid()


def swollen(size: int) -> bytes:
    return bytes(size)


def kept(size: int) -> int:
    _KEPT.append(os.urandom(size))
    return os.getpid()


def left_running(seconds: float) -> None:
    threading.Thread(target=time.sleep, args=(seconds,)).start()


def call_out() -> None:
    socket.create_connection(("127.0.0.1", 9), 1)


def look_up() -> None:
    socket.getaddrinfo("localhost", 80)


def start_another() -> None:
    subprocess.run(["true"], check=True)


def many(count: int) -> list[int]:
    """Answer at length."""
    return list(range(count))

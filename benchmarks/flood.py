"""A flood of hooks: forged, huge and slow ones at a rate that waits for no answer, valid ones between them.

Each kind is a process of its own (`python -m benchmarks.flood KIND …`), which prints what came of it as a
line of JSON.
"""

import argparse
import asyncio
import base64
import hashlib
import hmac
import json
import random
import re
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from typing import Final
from urllib.parse import urlencode

PUBLIC: Final = "https://alerts.example.org"
AUTH: Final = "a-made-up-twilio-token"
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- a header's name

TICK: Final = 0.02
FLOODING: Final = 100
"""Connections of who floods."""
BACKED_UP: Final = 64 * 1024
"""Bytes that wait to leave on a connection; beyond, what is due is offered and can't be taken."""
VALID: Final = 64
"""Valid hooks that wait for an answer at once, as a service's connections are."""
PATIENCE: Final = 15.0
TRIES: Final = 40
_STATUS: Final = re.compile(rb"HTTP/1\.1 (\d{3})")
_ADDRESSES: Final = 20


def main() -> None:
    """Play one kind."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("kind", choices=("forged", "odd", "valid"))
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--rate", type=float, required=True)
    arguments.add_argument("--seconds", type=float, required=True)
    told = arguments.parse_args()
    kinds = {"forged": forged, "odd": odd, "valid": valid}
    print(json.dumps(asyncio.run(kinds[told.kind](told.port, told.rate, told.seconds))))


def request(path: str, body: bytes, **headers: str) -> bytes:
    """Write a request as it goes over the wire."""
    named = {"Host": "alerts.example.org", "Content-Length": str(len(body))} | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def signed(number: int, prefix: str) -> bytes:
    """Write a person's message as Twilio posts it."""
    form = {
        "MessageSid": f"SM{prefix}{number}",
        "From": f"whatsapp:+1555{number % 10_000_000:07d}",
        "To": "whatsapp:+15550100",
        "ProfileName": "Noa",
        "Body": f"Hello {number}",
    }
    pairs = "".join(name + form[name] for name in sorted(form))
    said = hmac.new(AUTH.encode(), f"{PUBLIC}/hooks/whatsapp{pairs}".encode(), hashlib.sha1).digest()
    headers = {
        "X-Twilio-Signature": base64.b64encode(said).decode(),
        "X-Forwarded-For": f"54.172.60.{number % 4}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return request("/hooks/whatsapp", urlencode(form).encode(), **headers)


# ---- forged ----------------------------------------------------------------------------------------


class Flooding(asyncio.Protocol):
    """A connection of who floods: it counts the answers, and does not wait for them."""

    def __init__(self, statuses: Counter[str]) -> None:
        self.statuses = statuses
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Count."""
        self.statuses.update(status.decode() for status in _STATUS.findall(data))

    def connection_lost(self, _error: Exception | None) -> None:
        """Know that it is over."""
        self.transport = None


def _forged() -> Iterator[bytes]:
    """Make the requests: wrong secrets, no signatures, and wrong ones, which have to be read."""
    body = urlencode({"MessageSid": "SMx", "From": "whatsapp:+15550199", "Body": "Hello " * 20}).encode()
    made = []
    for number in range(_ADDRESSES):
        told = {"X-Forwarded-For": f"203.0.113.{number}"}
        wrong = base64.b64encode(random.Random(number).randbytes(20)).decode()  # noqa: S311 -- no secret
        made += [
            request("/hooks/telegram", b'{"update_id": 1}', **{SECRET_HEADER: "guess"}, **told),
            request("/hooks/whatsapp", body, **told),
            request("/hooks/whatsapp", body, **{"X-Twilio-Signature": wrong}, **told),
        ]
    return cycle(made)


async def forged(port: int, rate: float, seconds: float) -> dict[str, object]:
    """Offer forged hooks at a rate."""
    loop, statuses, requests = asyncio.get_running_loop(), Counter[str](), _forged()
    ways: list[Flooding] = []
    offered = sent = 0
    began = time.monotonic()
    while (now := time.monotonic() - began) < seconds:
        ways = [one for one in ways if one.transport]
        while len(ways) < FLOODING:
            try:
                _transport, made = await loop.create_connection(lambda: Flooding(statuses), "127.0.0.1", port)
            except OSError:
                break
            ways.append(made)
        due = int(now * rate) - offered
        offered += due
        for one, part in zip(ways, _shared(due, len(ways)), strict=True):
            if part and one.transport and one.transport.get_write_buffer_size() < BACKED_UP:
                one.transport.write(b"".join(next(requests) for _ in range(part)))
                sent += part
        await asyncio.sleep(TICK)
    for one in ways:
        if one.transport:
            one.transport.abort()
    return {"offered": offered, "sent": sent, "statuses": dict(statuses)}


def _shared(count: int, among: int) -> list[int]:
    return [count // among + (number < count % among) for number in range(among)] if among else []


# ---- huge and slow ---------------------------------------------------------------------------------


async def odd(port: int, rate: float, seconds: float) -> dict[str, object]:
    """Offer huge and slow hooks, in turn, and stay on each for as long as it is let."""
    statuses, until = Counter[str](), time.monotonic() + seconds
    at_it: set[asyncio.Task[None]] = set()
    ways = cycle((_huge, _endless, _slow_body, _slow_head))
    offered, began = 0, time.monotonic()
    while time.monotonic() < until:
        for _ in range(int((time.monotonic() - began) * rate) - offered):
            offered += 1
            task = asyncio.create_task(_one(next(ways)(), port, statuses, until))
            at_it.add(task)
            task.add_done_callback(at_it.discard)
        await asyncio.sleep(TICK)
    await asyncio.gather(*at_it, return_exceptions=True)
    return {"offered": offered, "sent": offered, "statuses": dict(statuses)}


def _head(**headers: str) -> bytes:
    wrong = base64.b64encode(b"x" * 20).decode()
    told = {"Host": "x", "X-Twilio-Signature": wrong, "X-Forwarded-For": "198.51.100.7"} | headers
    return "".join(
        [
            "POST /hooks/whatsapp HTTP/1.1\r\n",
            *(f"{name}: {value}\r\n" for name, value in told.items()),
            "\r\n",
        ]
    ).encode()


def _huge() -> Iterator[tuple[bytes, float]]:
    yield _head(**{"Content-Length": str(8 * 2**20)}), 0
    for _ in range(128):
        yield b"x" * 2**16, 0.01


def _endless() -> Iterator[tuple[bytes, float]]:
    yield _head(**{"Transfer-Encoding": "chunked"}), 0
    while True:
        yield b"8000\r\n" + b"x" * 2**15 + b"\r\n", 0.05


def _slow_body() -> Iterator[tuple[bytes, float]]:
    yield _head(**{"Content-Length": "5000"}), 0
    while True:
        yield b"x", 0.5


def _slow_head() -> Iterator[tuple[bytes, float]]:
    yield _head()[:-2], 0
    while True:
        yield b"X-More: x\r\n", 2.0


async def _one(words: Iterator[tuple[bytes, float]], port: int, statuses: Counter[str], until: float) -> None:
    """Send word by word until there is an answer, or the end."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        statuses["no connection"] += 1
        return
    heard = asyncio.create_task(reader.read(64))
    try:
        for said, wait in words:
            if heard.done() or time.monotonic() > until:
                break
            writer.write(said)
            with suppress(TimeoutError):
                await asyncio.wait_for(writer.drain(), 1)
            await asyncio.wait([heard], timeout=wait or 0.001)
        first = await asyncio.wait_for(heard, 1) if not heard.done() else heard.result()
        statuses[first[9:12].decode() or "closed"] += 1
    except (OSError, TimeoutError):
        statuses["held to the end" if time.monotonic() > until else "closed"] += 1
    finally:
        heard.cancel()
        writer.transport.abort()


# ---- valid -----------------------------------------------------------------------------------------


async def valid(port: int, rate: float, seconds: float) -> dict[str, object]:
    """Call valid hooks at a rate, each again until it is confirmed, as services do that are told to."""
    statuses, seconds_of, confirmed = Counter[str](), list[float](), list[int]()
    due: deque[tuple[int, float]] = deque()
    over = asyncio.Event()
    prefix = f"{random.SystemRandom().getrandbits(48):012x}"
    callers = [
        asyncio.create_task(_call(port, prefix, due, over, statuses, seconds_of, confirmed))
        for _ in range(VALID)
    ]
    offered, began = 0, time.monotonic()
    while (now := time.monotonic() - began) < seconds:
        due += [(number, time.monotonic()) for number in range(offered, int(now * rate))]
        offered = max(offered, int(now * rate))
        await asyncio.sleep(TICK)
    over.set()
    await asyncio.wait(callers, timeout=60)
    for one in callers:
        one.cancel()
    ranked = sorted(seconds_of) or [0.0]
    told = {f"p{share}": ranked[min(len(ranked) - 1, len(ranked) * share // 100)] for share in (50, 99)}
    return {
        "offered": offered,
        "sent": offered,
        "statuses": dict(statuses),
        "prefix": prefix,
        "confirmed": confirmed,
        **told,
    }


async def _call(  # noqa: PLR0913, PLR0917 -- what the callers share
    port: int,
    prefix: str,
    due: deque[tuple[int, float]],
    over: asyncio.Event,
    statuses: Counter[str],
    seconds_of: list[float],
    confirmed: list[int],
) -> None:
    """Call one after another over one connection: an answer's seconds are those of its own request."""
    way: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while due or not over.is_set():
        if not due:
            await asyncio.sleep(TICK)
            continue
        number, _since = due.popleft()
        words = signed(number, prefix)
        for _try in range(TRIES):
            began = time.monotonic()
            try:
                if way is None:
                    way = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), PATIENCE)
                way[1].write(words)
                head = await asyncio.wait_for(way[0].readuntil(b"\r\n\r\n"), PATIENCE)
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                statuses["no answer"] += 1
                _leave(way)
                way = None
                await asyncio.sleep(0.5)
                continue
            status = head[9:12].decode()
            statuses[status] += 1
            if status.startswith("2"):
                seconds_of.append(time.monotonic() - began)
                confirmed.append(number)
                break
            _leave(way)
            way = None
            await asyncio.sleep(1.0)
    _leave(way)


def _leave(way: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> None:
    if way:
        way[1].transport.abort()


if __name__ == "__main__":
    main()

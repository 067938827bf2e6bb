"""A relay before a PostgreSQL, a process of its own, that can be cut: it refuses, or says nothing."""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qs, urlsplit

State = Literal["open", "refused", "silent"]

ROOT: Final = Path(__file__).parents[1]


class _Side(asyncio.Protocol):
    """One end of a connection; what comes goes out at the other."""

    def __init__(self, relay: "_Relay", other: "_Side | None" = None) -> None:
        self._relay = relay
        self.other = other
        self.early: list[bytes] = []
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._relay.sides.add(self)
        if self._relay.state == "silent":
            transport.pause_reading()
        if self.other is None:
            self._reaching = asyncio.ensure_future(self._reach())

    async def _reach(self) -> None:
        _, other = await asyncio.get_running_loop().create_unix_connection(
            lambda: _Side(self._relay, self), self._relay.target
        )
        assert isinstance(other, _Side)
        self.other = other
        for data in self.early:
            self.data_received(data)

    def data_received(self, data: bytes) -> None:
        if self.other is None:
            self.early.append(data)
        elif self.other.transport:
            self.other.transport.write(data)

    def connection_lost(self, _reason: Exception | None) -> None:
        self._relay.sides.discard(self)
        if self.other and self.other.transport:
            self.other.transport.close()


class _Relay:
    def __init__(self, port: int, target: str) -> None:
        self.port, self.target = port, target
        self.state: State = "open"
        self.sides: set[_Side] = set()
        self._server: asyncio.Server | None = None

    async def become(self, state: State) -> None:
        """Change over: who is refused is cut off; who meets silence keeps the connection, and waits."""
        self.state = state
        if self._server is None and state != "refused":
            self._server = await asyncio.get_running_loop().create_server(
                lambda: _Side(self), "127.0.0.1", self.port
            )
        if state == "refused" and self._server:
            self._server.close()
            self._server = None
        for side in list(self.sides):
            if side.transport is None:
                continue
            if state == "refused":
                side.transport.abort()
            elif state == "silent":
                side.transport.pause_reading()
            else:
                side.transport.resume_reading()


async def _serve(port: int, target: str) -> None:
    relay, loop = _Relay(port, target), asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        await relay.become(line.strip())
        sys.stdout.write(line)
        sys.stdout.flush()


class Relay:
    """A relay that runs, and the database's URL through it."""

    def __init__(self, process: "subprocess.Popen[str]", url: str) -> None:
        self._process, self.url = process, url

    def become(self, state: State) -> None:
        """Let everything through, refuse, or fall silent; returns once it is so."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{state}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == state


@contextmanager
def relay(url: str, port: int) -> Iterator[Relay]:
    """Run a relay to the PostgreSQL at a URL that names its socket's folder, and end it afterwards."""
    parts = urlsplit(url)
    target = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
    command = [sys.executable, "-m", "tests.relay", "--port", str(port), "--target", target]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        made = Relay(process, f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}")
        made.become("open")
        yield made
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    _arguments = argparse.ArgumentParser(description=__doc__)
    _arguments.add_argument("--port", type=int, required=True)
    _arguments.add_argument("--target", required=True)
    _told = _arguments.parse_args()
    asyncio.run(_serve(_told.port, _told.target))

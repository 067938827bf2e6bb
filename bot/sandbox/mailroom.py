"""A mail server on this machine, which takes every letter: the only file that knows aiosmtpd."""

import asyncio
import socket
import struct
from collections.abc import Callable
from datetime import datetime

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.sandbox.chores import Chores
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.ids import Counter
from bot.sandbox.journal import Entry, Journal
from bot.sandbox.mailbox import Mailbox, opened

HOST = "127.0.0.1"
TAKEN = "250 2.0.0 OK"

AT_RCPT = {
    "greylisted": "450 4.2.0 Greylisted, try again later",
    "no_mailbox": "550 5.1.1 No such user here",
}
"""What is said to an address."""

AT_DATA = {
    "busy": "451 4.3.0 Try again later",
    "policy": "554 5.7.1 Refused by policy",
}
"""What is said to a letter."""


class Mailroom:
    """The server: its port is free or named, open while the application is."""

    def __init__(
        self,
        mailbox: Mailbox,
        faults: Faults,
        journal: Journal,
        chores: Chores,
        clock: Callable[[], datetime],
        port: int = 0,
    ) -> None:
        self.port = port
        self._mailbox = mailbox
        self._faults = faults
        self._journal = journal
        self._chores = chores
        self._clock = clock
        self._next_id = Counter(clock())
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()

    async def open(self, _app: web.Application | None = None) -> None:
        """Listen; `port` says where from then on."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self, self._open), HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self, _app: web.Application | None = None) -> None:
        """Stop listening, and hang up."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._open):
            connection.hang_up()
        self._server = None

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address, or do to it what was ordered; a fault of letters waits for the letter."""
        fault = self._faults.take("email", address)
        if fault and fault.kind in AT_RCPT:
            return AT_RCPT[fault.kind]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        if fault:
            _ordered(envelope).append(fault)
        return TAKEN

    async def handle_DATA(self, server: "_Connection", _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        """Take a letter, or do to it what was ordered."""
        fault = next(iter(_ordered(envelope)), None)
        if fault is None:
            return self._take(envelope)
        if fault.kind in AT_DATA:
            return AT_DATA[fault.kind]
        return await self._break_off(fault, server, envelope)

    async def _break_off(self, fault: Fault, server: "_Connection", envelope: Envelope) -> str:
        """Take the letter or not, then answer late or not at all."""
        when, _, how = fault.kind.partition("_")
        answer = self._take(envelope) if when != "before" else TAKEN
        if how in {"", "hang"}:
            await self._chores.pause(fault.seconds)
        if how:
            server.hang_up()
        return answer

    def _take(self, envelope: Envelope) -> str:
        """Write a letter down, once for each address, and then put it into the mailbox."""
        content = envelope.content or b""
        whole = content if isinstance(content, bytes) else content.encode()
        now = self._clock()
        for address in envelope.rcpt_tos:
            letter = opened(whole, str(self._next_id()), address, now)
            said = f"{letter.subject}\n\n{letter.text}"
            self._journal.add(Entry("email", address, letter.name, said, now.isoformat()))
            self._mailbox.keep(letter)
        return TAKEN


class _Connection(SMTP):
    """One client's connection."""

    def __init__(self, mailroom: Mailroom, others: "set[_Connection]") -> None:
        loop = asyncio.get_running_loop()
        super().__init__(mailroom, enable_SMTPUTF8=True, hostname="sandbox", ident="sandbox", loop=loop)
        self._others = others

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a conversation."""
        self._others.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """End it."""
        self._others.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Close the connection with a reset, as a killed process's machine does."""
        if not isinstance(self.transport, asyncio.Transport):
            return
        raw: socket.socket | None = self.transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


def _ordered(envelope: Envelope) -> list[Fault]:
    """List what is to go wrong with a letter; kept on its envelope, which aiosmtpd makes for each."""
    faults: list[Fault] = envelope.__dict__.setdefault("faults", [])
    return faults

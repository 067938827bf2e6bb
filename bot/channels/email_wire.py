"""The connections to a mail server: the only file that knows aiosmtplib.

They are kept open and used again. One letter goes over one of them at a time, in three steps (MAIL, RCPT,
DATA), so that it is known how far a letter got when a connection breaks: before DATA nothing can have been
accepted; after it, until the answer, nobody knows.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import aiosmtplib

from bot.channels.email_errors import AGAIN, Stage, meaning
from bot.errors import ChannelDown, ChannelError, Refused, TryLater, Unknown
from bot.texts import _

MOST_LETTERS: Final = 100
"""Letters over one connection: servers that limit it allow about as many."""

IDLE: Final = 20.0
"""Seconds for which a connection is kept that carries nothing: RFC 5321 lets servers wait for minutes, but
many close sooner."""

CONNECT_AGAIN: Final = 5.0
"""Seconds until a server is tried again that could not be reached."""

PATIENCE: Final = 0.5
"""Seconds for a farewell, which is a courtesy."""

_BROKEN: Final = (OSError, aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError)


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters go: `tls` from the first byte, or `starttls`; neither on this machine itself.

    `hello` is the name by which we greet it.
    """

    host: str
    port: int
    name: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = True
    hello: str = "localhost"

    def __repr__(self) -> str:
        """Show no password."""
        return f"Server({self.host}:{self.port})"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What goes on the wire: from whom to whom, and the letter, its lines ended as RFC 5322 asks."""

    sender: str
    to: str
    letter: bytes

    def __repr__(self) -> str:
        """Show no address."""
        return f"Envelope({len(self.letter)} bytes)"


@dataclass(frozen=True, slots=True)
class Look:
    """How far a server lets us: `stage` is where it said no, or nothing, and `error` what that means."""

    stage: Stage | None = None
    error: ChannelError | None = None


@dataclass(eq=False)
class _Line:
    """One open connection."""

    client: aiosmtplib.SMTP
    letters: int = 0
    used_at: float = 0.0


class Wire:
    """Keeps the connections to one server; they open with the first letter."""

    def __init__(self, server: Server, timeout: float) -> None:
        self._server = server
        self._timeout = timeout
        self._idle: list[_Line] = []

    async def check(self) -> None:
        """Connect and log in, and keep the connection.

        Raises:
            ChannelDown: the server refuses us.
            TryLater: it can't be reached, or takes nothing for now.

        """
        self._give_back(await self._within(_Try(), self._open))

    async def look(self, sender: str) -> Look:
        """Connect, log in, and say whom a letter would come from; then take that back: none is sent."""
        tried = _Try()
        try:
            self._give_back(await self._within(tried, lambda: self._offer(sender, tried)))
        except ChannelError as error:
            return Look(tried.stage, error)
        return Look()

    async def send(self, envelope: Envelope) -> None:
        """Hand a letter over; returns once the server has taken it.

        Raises:
            TryLater: surely not taken, for now.
            Unreachable: nobody has this address.
            Refused: this letter is not taken.
            Unknown: it may have been taken.
            ChannelDown: nothing of ours is taken.

        """
        tried = _Try()
        await self._within(tried, lambda: self._carry(envelope, tried))

    async def close(self) -> None:
        """Close the connections that carry nothing."""
        while self._idle:
            await _farewell(self._idle.pop())

    async def _within(self, tried: "_Try", work: Callable[[], Awaitable[_Line]]) -> _Line:
        """Do all of it in the time there is; where that runs out, the line that it went over is cut."""
        try:
            async with asyncio.timeout(self._timeout):
                return await work()
        except TimeoutError as error:
            tried.cut()
            raise tried.broken("no answer came in time") from error
        except asyncio.CancelledError:
            tried.cut()
            raise

    async def _carry(self, envelope: Envelope, tried: "_Try") -> _Line:
        line, fresh = await self._take()
        while True:
            tried.line, tried.stage = line, Stage.MAIL
            try:
                with _translated(tried):
                    await self._hand_over(line.client, envelope, tried)
            except TryLater:
                if fresh or tried.stage is not Stage.MAIL or line.client.is_connected:
                    self._after_no(line, tried)
                    raise
                line, fresh = await self._open(), True  # it had been closed while it was kept
                continue
            except ChannelError:
                self._after_no(line, tried)
                raise
            line.letters += 1
            self._give_back(line)
            return line

    async def _offer(self, sender: str, tried: "_Try") -> _Line:
        line = await self._open(tried)
        tried.stage = Stage.MAIL
        with _translated(tried):
            await line.client.mail(sender)
            await line.client.rset()
        return line

    async def _hand_over(self, client: aiosmtplib.SMTP, envelope: Envelope, tried: "_Try") -> None:
        options, encoding = _options(client, envelope)
        await client.mail(envelope.sender, options=options, encoding=encoding)
        tried.stage = Stage.RCPT
        try:
            await client.rcpt(envelope.to, encoding=encoding)
        except aiosmtplib.SMTPRecipientRefused:
            with suppress(*_BROKEN, aiosmtplib.SMTPException):
                await client.rset()
            raise
        tried.stage = Stage.DATA
        await client.data(envelope.letter)

    async def _take(self) -> tuple[_Line, bool]:
        now = asyncio.get_running_loop().time()
        while self._idle:
            line = self._idle.pop()
            if line.client.is_connected and now - line.used_at < IDLE and line.letters < MOST_LETTERS:
                return line, False
            await _farewell(line)
        return await self._open(), True

    def _after_no(self, line: _Line, tried: "_Try") -> None:
        """Keep a line after a no that was about a letter; after one before that, who knows where we are."""
        if tried.stage is Stage.MAIL:
            tried.cut()
        self._give_back(line)

    def _give_back(self, line: _Line) -> None:
        if line.client.is_connected:
            line.used_at = asyncio.get_running_loop().time()
            self._idle.append(line)

    async def _open(self, opening: "_Try | None" = None) -> _Line:
        server, opening = self._server, opening or _Try()
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls,
            start_tls=server.starttls and not server.tls,
            timeout=self._timeout,
            local_hostname=server.hello,
        )
        opening.line = line = _Line(client)
        try:
            with _translated(opening):
                await client.connect()
                if client.is_ehlo_or_helo_needed:
                    await client.ehlo()
                if server.name:
                    opening.stage = Stage.LOGIN
                    await client.login(server.name, server.password)
        except BaseException:
            opening.cut()
            raise
        return line


@dataclass(eq=False)
class _Try:
    """How far one try got."""

    line: _Line | None = None
    stage: Stage = Stage.CONNECT

    def cut(self) -> None:
        """Let nothing more go over the line."""
        if self.line is not None:
            self.line.client.close()

    def broken(self, why: str) -> ChannelError:
        """Say what it means that no answer came."""
        if self.stage is Stage.DATA:
            return Unknown(why, likely=True)
        if self.stage is Stage.CONNECT:
            return TryLater(why, CONNECT_AGAIN, "sender")
        return TryLater(why, AGAIN, "chat" if self.stage is Stage.RCPT else "sender")


@contextmanager
def _translated(tried: _Try) -> Iterator[None]:
    """Let nothing of the library's out but as a ChannelError, and no address in its words."""
    try:
        yield
    except aiosmtplib.SMTPResponseException as error:
        # from None, here and below: the library writes the address there
        raise meaning(tried.stage, error.code, error.message) from None
    except aiosmtplib.SMTPNotSupported:
        raise _unsupported(tried) from None
    except _BROKEN as error:
        tried.cut()
        cause = error.__cause__ or error
        if isinstance(cause, ssl.SSLCertVerificationError):
            tried.stage = Stage.CERTIFICATE
            raise ChannelDown(
                _("the mail server's certificate does not hold for its name in SMTP_URL")
            ) from None
        broken = tried.broken("the connection broke, or none came about")
        tried.stage = Stage.TLS if isinstance(cause, ssl.SSLError) else tried.stage
        raise broken from None
    except aiosmtplib.SMTPException:
        tried.cut()
        if tried.stage in {Stage.CONNECT, Stage.LOGIN}:  # the library names what is not offered in words only
            raise _unsupported(tried) from None
        raise tried.broken("the mail server's answer can't be read") from None
    except (ValueError, UnicodeError):  # an address that no command can hold
        raise Refused("the address can't be written on an envelope") from None


def _unsupported(tried: _Try) -> ChannelError:
    if tried.stage not in {Stage.CONNECT, Stage.LOGIN}:
        return Refused("the mail server takes no addresses with letters other than English ones")
    tried.stage = Stage.TLS if tried.stage is Stage.CONNECT else tried.stage
    return ChannelDown(_("the mail server offers no TLS, or no way to log in that we know"))


def _options(client: aiosmtplib.SMTP, envelope: Envelope) -> tuple[list[str], str]:
    """Say what MAIL has to ask for."""
    if envelope.to.isascii() and envelope.sender.isascii():
        return ([f"SIZE={len(envelope.letter)}"] if client.supports_extension("size") else []), "ascii"
    if not client.supports_extension("smtputf8"):
        raise aiosmtplib.SMTPNotSupported("SMTPUTF8")
    return ["SMTPUTF8", "BODY=8BITMIME"], "utf-8"


async def _farewell(line: _Line) -> None:
    with suppress(*_BROKEN, aiosmtplib.SMTPException, TimeoutError):
        await line.client.quit(timeout=PATIENCE)
    line.client.close()

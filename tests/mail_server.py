# ruff: noqa: ARG002 -- the shapes of aiosmtpd's handlers
"""A real SMTP server on loopback that does what a test tells it, and keeps what it took."""

import asyncio
import warnings
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HELLO_SIZE = 10_000_000


@dataclass(frozen=True)
class Taken:
    """A letter that the server took."""

    sender: str
    to: str
    letter: EmailMessage
    raw: bytes

    @property
    def name(self) -> str:
        return str(self.letter["Message-ID"]).strip("<>")


@dataclass
class MailServer:
    """Answers with what is queued for a step: a line, "drop" before its answer, "silence"; else with yes.

    "drop after" at DATA keeps the letter first.
    """

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    greeted: int = 0
    answers: dict[str, deque[str]] = field(default_factory=dict)
    password: str = ""

    def says(self, step: str, *answers: str) -> None:
        self.answers.setdefault(step, deque()).extend(answers)

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's own names, here and below
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greeted += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's own shape
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self._answer(server, "MAIL")
        if said not in {"", "250 OK"}:
            return said
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's own shape
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self._answer(server, "RCPT")
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's own shape
        said = await self._answer(server, "DATA")
        if said in {"", "drop after"}:
            raw = envelope.content if isinstance(envelope.content, bytes) else b""
            letter = message_from_bytes(raw, policy=default)
            assert isinstance(letter, EmailMessage)
            self.taken.append(Taken(envelope.mail_from or "", envelope.rcpt_tos[0], letter, raw))
        if said == "drop after":
            _drop(server)
            return ""
        return said or "250 OK"

    def check(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:  # noqa: ANN401 -- aiosmtpd's own shape
        right = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=right, handled=False)

    async def _answer(self, server: SMTP, step: str) -> str:
        queued = self.answers.get(step)
        said = queued.popleft() if queued else ""
        if said == "drop":
            _drop(server)
            return "250 OK"
        if said.startswith("silence"):
            await asyncio.sleep(float(said.partition(" ")[2] or 60))
            return "250 OK"
        return said


def _drop(server: SMTP) -> None:
    transport: Any = server.transport
    transport.abort()


@asynccontextmanager
async def mail_server(
    port: int = 0,
    password: str = "",
    tls: SSLContext | None = None,
    starttls: SSLContext | None = None,
) -> AsyncIterator[MailServer]:
    """Serve until the test is over; with TLS from the first byte or offered, where there is a context."""
    made = MailServer(password=password)

    def protocol() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # that a password should go over TLS only: on loopback there is none
            return smtp()

    def smtp() -> SMTP:
        return SMTP(
            made,
            hostname="mail.test",
            data_size_limit=HELLO_SIZE,
            enable_SMTPUTF8=True,
            authenticator=made.check if password else None,
            auth_require_tls=False,
            auth_required=bool(password),
            loop=asyncio.get_running_loop(),
            tls_context=starttls,
        )

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", port, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()

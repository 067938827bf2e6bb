"""E-mail: does the mail server take us, do bounces come back, and is the sender's domain believed?"""

import asyncio
import socket
from urllib.parse import urlsplit

from bot.app.doctor import mail_domain
from bot.app.doctor.asking import is_private
from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, warning, well
from bot.channels import email_look
from bot.channels.email_errors import Stage
from bot.channels.email_wire import Look, Server
from bot.errors import TryLater
from bot.settings import Settings

SENDER = "write EMAIL_FROM=News <news@example.org>"
GREETING = (
    "if that port speaks TLS from the first byte, as 465 does: SMTP_URL=smtps://…; else see the server's log"
)
ACCOUNT = "as your mail service shows them: SMTP_URL=smtp://user:password@host:587 (%40 stands for @)"


async def check(case: Case) -> list[Finding]:
    """Look at the server, the pages that letters lead to, the bounces, and the domain's records."""
    settings = case.settings
    if settings.sandboxed:
        return [well("the sandbox's mailbox takes every letter")]
    if not settings.email_wanted:
        return [well("off: SMTP_URL is not set")]
    press = email_look.press(settings)
    if not press.mailbox:
        return [fault("there is nobody whom letters come from: EMAIL_FROM is not set", SENDER)]
    server, domain = await asyncio.gather(_server(case), mail_domain.check(case, press))
    return [*server, *_pages(settings), *_bounces(settings), *domain]


# ---- the server ------------------------------------------------------------------------------------


async def _server(case: Case) -> list[Finding]:
    server = email_look.server(case.settings)
    if trouble := await _unreachable(server, case.patience):
        return [trouble]
    look = await email_look.look(case.settings, case.patience)
    if look.stage is None:
        how = "with TLS" if server.tls or server.starttls else "on this machine"
        known = "the name and the password, and " if server.name else ""
        return [well(f"{server.host} takes, {how}, {known}letters of EMAIL_FROM's")]
    return [_refused(case.settings, server, look)]


async def _unreachable(server: Server, seconds: float) -> Finding | None:
    """Say why nothing can be said to the server at all; None where something listens there."""
    where = f"{server.host} at port {server.port}"
    try:
        async with asyncio.timeout(seconds):
            _reader, writer = await asyncio.open_connection(server.host, server.port)
    except socket.gaierror:
        what = f"the mail server's name {server.host} is not known to DNS"
        return fault(what, "correct the host in SMTP_URL")
    except TimeoutError:
        todo = "let this machine reach it (many hosts bar port 25: take 587), or correct SMTP_URL"
        return fault(f"the mail server {where} does not answer in time", todo)
    except OSError:
        todo = "start it, let this machine reach it, or correct host and port in SMTP_URL"
        return fault(f"the mail server {where} can't be reached: the connection is refused", todo)
    writer.close()
    return None


def _refused(settings: Settings, server: Server, look: Look) -> Finding:
    """Say at which step a server said no, and what to do; only "later" to a letter is no fault."""
    what, later = f"{server.host}: {look.error}", isinstance(look.error, TryLater)
    if look.stage is Stage.MAIL:
        domain = email_look.press(settings).comes_back_to(email_look.NO_LETTER).rpartition("@")[2]
        what = f"{server.host} takes no letter that comes from {domain}: {look.error}"
    todo = {
        Stage.CONNECT: GREETING,
        Stage.CERTIFICATE: "write the name that its certificate bears into SMTP_URL, or let it be renewed",
        Stage.TLS: "write SMTP_URL=smtp://…:587 for STARTTLS, smtps://…:465 for TLS from the first byte",
        Stage.LOGIN: f"write name and password {ACCOUNT}",
        Stage.MAIL: _unwanted_sender(server),
    }[look.stage or Stage.CONNECT]
    if later and look.stage in {Stage.LOGIN, Stage.MAIL}:
        return warning(what, f"ask again in a minute; if it stays so, {todo}")
    return fault(what, todo)


def _unwanted_sender(server: Server) -> str:
    if not server.name:
        return f"write its name and password {ACCOUNT}, or an address that it takes into EMAIL_FROM"
    return "write what this account may send from into EMAIL_FROM, and into TOCSIN_EMAIL_BOUNCE_DOMAIN"


# ---- what letters lead to, and what comes back -----------------------------------------------------


def _pages(settings: Settings) -> list[Finding]:
    """Look whether readers reach the pages that letters lead to, and may leave there with one click."""
    url, near = urlsplit(settings.public_url), is_private(email_look.server(settings).host)
    host = url.hostname or ""
    if not host or (near and is_private(host)):
        return []  # all of it is on this machine: a rehearsal
    if is_private(host):
        what = f"PUBLIC_URL is {host}: the links in readers' letters lead nowhere, also the one to leave"
        return [fault(what, "write the address that the internet knows us by: PUBLIC_URL=https://…")]
    if url.scheme != "https":
        what = "PUBLIC_URL is http: no mail program shows a button to leave at once, as Gmail asks for"
        return [fault(what, f"get a certificate, and write PUBLIC_URL=https://{url.netloc}")]
    return []


def _bounces(settings: Settings) -> list[Finding]:
    if settings.email.bounce_domain:
        return []  # the hook is knocked at with the others, and the domain's mail is asked for by its name
    what = "bounces go to EMAIL_FROM and are not read here: who is lost is written to for ever"
    todo = (
        "write TOCSIN_EMAIL_BOUNCE_DOMAIN=bounces.example.org and TOCSIN_EMAIL_HOOK_SECRET, and hand that "
        "domain's mail to /hooks/email: docs/newsletter.md"
    )
    return [warning(what, todo)]

"""The mail server of the settings."""

from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from bot.channels.email import Email
from bot.channels.email_letter import Press
from bot.channels.email_wire import Server
from bot.newsroom import Newsroom
from bot.ports import Menus
from bot.rules.mailbox import domain_of
from bot.settings import Settings

SUBMISSION, SUBMISSION_TLS = 587, 465
"""The ports where no other is named: RFC 6409 and RFC 8314."""


def open_email(settings: Settings, newsroom: Newsroom, menus: Menus) -> Email | None:  # noqa: ARG001 -- every channel is opened alike
    """Make the channel, or say with None that it is not set up."""
    if not settings.email_wanted:
        return None
    said = settings.email
    press = Press(
        newsroom.name,
        settings.email_from,
        settings.public_url,
        settings.email_key,
        newsroom.contact,
        said.bounce_domain,
    )
    return Email(
        server=server_of(settings.smtp_url.get_secret_value(), domain_of(press.mailbox)),
        press=press,
        hook_secret=settings.email_hook_secret.get_secret_value(),
        rate=said.rate,
        in_flight=min(said.in_flight, settings.delivery.in_flight),
        timeout=said.timeout,
    )


def server_of(url: str, hello: str = "localhost") -> Server:
    """Read an address such as ``smtp://user:password@host:587``; on this machine nothing is encrypted."""
    parts = urlsplit(url)
    host, tls = parts.hostname or "", parts.scheme == "smtps"
    port = parts.port or (SUBMISSION_TLS if tls else SUBMISSION)
    name, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(host, port, name, password, tls, starttls=not tls and not _is_here(host), hello=hello)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

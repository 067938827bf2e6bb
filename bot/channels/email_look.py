"""What a mail server says of our account, for who looks for what is wrong with it; no letter is sent."""

from collections.abc import Mapping
from typing import Final

from bot.channels.email_letter import Press
from bot.channels.email_opening import server_of
from bot.channels.email_wire import Look, Server, Wire
from bot.settings import Settings

NO_LETTER: Final = 0
"""The number of a letter that there is not, for the envelope that is shown and taken back."""


def server(settings: Settings) -> Server:
    """Say where letters go; greeted by the name of our domain, as the program does."""
    return server_of(settings.smtp_url.get_secret_value(), press(settings).domain)


def press(settings: Settings) -> Press:
    """Say whom letters come from, and where they come back to."""
    said = settings.email.bounce_domain
    return Press("", settings.email_from, settings.public_url, settings.email_key, bounce_domain=said)


async def look(settings: Settings, seconds: float) -> Look:
    """Greet the server, log in, and show it whom a letter would come back to; all in so many seconds."""
    wire = Wire(server(settings), seconds)
    try:
        return await wire.look(press(settings).comes_back_to(NO_LETTER))
    finally:
        await wire.close()


def probe(secret: str) -> tuple[Mapping[str, str], bytes]:
    """Write a report about no letter, which bears the secret: its headers and its body."""
    return {"Authorization": f"Bearer {secret}", "Content-Type": "message/rfc822"}, b""

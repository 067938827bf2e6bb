"""Letters handed to the sandbox's mail server, by the standard library's client."""

import asyncio
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from typing import TypeVar

from tests.sandbox.stand import Stand

READER = "maya@reader.example"
HTML = (
    '<!doctype html><html><head><title>x</title></head><body><p style="color:red">Bonjour</p></body></html>'
)

T = TypeVar("T")


def a_letter(subject: str = "La journée en bref", html: str = HTML, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Le Fil du Levant <news@lefil.example>"
    made["To"] = READER
    made["Subject"] = subject
    made["Message-ID"] = "<1.abc@lefil.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("Bonjour,\nvoici la journée.\n")
    if html:
        made.add_alternative(html, subtype="html")
    return made


async def hand(stand: Stand, letter: EmailMessage, to: str = READER) -> None:
    """Hand a letter over; raises what smtplib does."""
    await at_the_counter(stand, lambda client: client.send_message(letter, to_addrs=[to]))


async def at_the_counter(stand: Stand, work: Callable[[smtplib.SMTP], T]) -> T:
    """Do something over one connection."""
    mailroom = stand.sandbox.mailroom
    assert mailroom is not None

    def talk() -> T:
        with smtplib.SMTP("127.0.0.1", mailroom.port, timeout=5) as client:
            return work(client)

    return await asyncio.to_thread(talk)

"""From the form on the join page to the newsletter and out again, with the program as it runs."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import aiohttp
from sqlalchemy import Connection, update

from bot.clock import utc_now
from bot.model import SubscriberStatus
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.schema import alert, subscriber
from tests.channels.test_email_hooks import KEY
from tests.commands.test_newsletter import READER
from tests.mail_server import MailServer, mail_server
from tests.program import running
from tests.rows import an_alert

ADDRESS = re.compile(r"https?://[^\s<>\"]+/email/[a-z]+/[0-9a-f-]+")


def told(port: int) -> dict[str, str]:
    return {
        "SMTP_URL": f"smtp://127.0.0.1:{port}",
        "EMAIL_FROM": "Le Fil <news@example.org>",
        "PUBLIC_URL": "https://alerts.example.org",
        "TOCSIN_EMAIL_SECRET": KEY.decode(),
        "TOCSIN_EMAIL_RATE": "100",
    }


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def until(done: Callable[[], bool], seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not done():  # noqa: ASYNC110 -- another process sets no event
            await asyncio.sleep(0.05)


def due(tx: Connection) -> None:
    """Let a story be old enough to be told, and the reader's hour come."""
    now = utc_now()
    made = an_alert(tx, topics=["israel"], now=now, expires_in=86400)
    tx.execute(update(alert).where(alert.c.id == made).values(released_at=now - timedelta(hours=1)))
    tx.execute(update(subscriber).values(digest_due_at=now))


async def test_a_reader_comes_by_the_form_gets_the_newsletter_and_leaves_by_one_click(tmp_path: Path) -> None:
    async with mail_server() as server:
        started = running(tmp_path, **told(server.port))
        program = await asyncio.to_thread(started.__enter__)
        try:
            await walk(program.url, server, Database(f"sqlite:///{tmp_path / 'program.db'}"))
            log = program.text
        finally:
            await asyncio.to_thread(started.__exit__, None, None, None)
    assert READER.id not in log
    assert KEY.decode() not in log


async def walk(url: str, server: MailServer, database: Database) -> None:
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{url}/join?lang=fr") as page:
            assert (page.status, 'action="/join/email"' in await page.text()) == (200, True)
        async with http.post(f"{url}/join/email", data={"address": READER.id, "lang": "fr"}) as answer:
            assert answer.status == 200
        await until(lambda: len(server.taken) == 1)
        (asked,) = server.taken
        (link,) = set(ADDRESS.findall(text_of(asked.letter)))
        here = link.replace("https://alerts.example.org", url)
        async with http.get(here) as look:
            assert look.status == 200
        assert status(database) is SubscriberStatus.INVITED
        async with http.post(here) as pressed:
            assert pressed.status == 200
        assert status(database) is SubscriberStatus.ACTIVE
        database.write_here(due)
        await until(lambda: len(server.taken) == 2)
        letter = server.taken[1].letter
        leave = str(letter["List-Unsubscribe"]).strip(" <>").replace("https://alerts.example.org", url)
        async with http.post(leave, data={"List-Unsubscribe": "One-Click"}) as left:
            assert left.status == 200
        assert status(database) is SubscriberStatus.LEFT
    database.close()


def status(database: Database) -> SubscriberStatus:
    who = database.read_here(lambda tx: subscribers.at(tx, READER))
    assert who is not None
    return who.status

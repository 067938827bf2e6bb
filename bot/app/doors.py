"""Doors: what a newsroom answers, to the services and to people; who calls waits until they are open."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from bot.app.identity import proof_of
from bot.app.opening import Opened
from bot.clock import utc_now
from bot.rules.pace import TARGET
from bot.store import day, gauges
from bot.store import halt as halts
from bot.web import Codes, Files, Health, Hooks, JoinPage, NewsletterPages, Pages, StatusPage, WebSub
from bot.web.away import OPENING, STORING
from bot.web.status import Seen


@dataclass(frozen=True)
class Doors:
    """What the services call, and what says that they may."""

    hooks: Hooks
    websub: WebSub
    health: Health
    codes: Codes
    join: JoinPage
    files: Files
    newsletter: NewsletterPages
    status: StatusPage

    @property
    def all(self) -> Sequence[Pages]:
        """List what is mounted with each newsroom's pages: all but its health."""
        return self.hooks, self.websub, self.codes, self.join, self.files, self.newsletter, self.status


def doors_of(made: Opened) -> Doors:
    """Make a newsroom's doors; who calls waits until somebody opens them."""
    health = Health(
        lambda: made.database.read(lambda tx: tx.execute(text("SELECT 1")).scalar()),
        lambda: made.database.read(halts.stands),
        lambda nonce: proof_of(made.settings, made.newsroom.name, nonce),
    )
    return Doors(
        # where a replica may be beside this one, it is soon to be asked instead
        Hooks(made.settings.public_url, made.log, OPENING if made.database.embedded else STORING),
        WebSub(made.settings.fetch.max_bytes),
        health,
        Codes(),
        JoinPage(made.newsroom, made.settings.public_url),
        Files(made.database, utc_now),
        NewsletterPages(made.newsroom, made.database, made.settings.email_key, utc_now),
        status_of(made),
    )


def status_of(made: Opened) -> StatusPage:
    """Make a newsroom's page of how it stands."""

    def look(tx: Connection) -> Seen:
        now = utc_now()
        return Seen(gauges.look(tx, now), day.look(tx, now, TARGET))

    settings = made.settings
    shown = settings.status_key.get_secret_value() if settings.web.status == "key" else settings.web.status
    clock = asyncio.get_running_loop().time
    return StatusPage(made.newsroom, shown, lambda: made.database.read(look), clock)

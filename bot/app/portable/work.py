"""The steps of an import, each one transaction or many, and none of them done twice by a second run."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.app import opml
from bot.app.opening import migrated
from bot.app.portable.arriving import Arrived, arrive
from bot.app.portable.barring import Barring
from bot.app.portable.house import (
    Account,
    accounts_of,
    as_enrolled,
    enrol,
    house,
    keep_topics,
    reading,
    topics_here,
)
from bot.app.portable.people import Lines
from bot.app.portable.telling import Done, told
from bot.app.progress import Step
from bot.carried import Carried
from bot.clock import utc_now
from bot.newsroom import Newsroom
from bot.rules.roster import Wrong
from bot.settings import Settings
from bot.store import leavings
from bot.store.database import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator says of an import.

    `statement` is their word for the consent of those who come without a proof; `known` says that people
    on Telegram have begun with the very bot that runs here.
    """

    statement: str = ""
    known: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One import.

    `accounts` and `own` are what an export names: its accounts by channel, and the digests that came with it.
    """

    database: Database
    newsroom: Newsroom
    here: Sequence[Account]
    terms: Terms
    key: bytes
    now: datetime
    accounts: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    _topics: list[Mapping[str, object]] = field(default_factory=list)

    def of(self, newsroom: Newsroom) -> "Work":
        """Go on for a newsroom whose file has changed."""
        return replace(self, newsroom=newsroom)

    def topics(self, named: Sequence[Mapping[str, object]]) -> None:
        """Keep the newsroom's topics, and as ended ones those of an export that it has not."""
        self._topics.extend(named)
        if not self.terms.dry_run:
            self.database.write_here(lambda tx: keep_topics(tx, self.newsroom, named, self.now))

    def sources(self, body: bytes) -> list[str]:
        """Add the sources of a list of our own; say how many, and what is wrong. Raises SourceError."""
        dry = self.terms.dry_run
        new, read = self.do(lambda tx: opml.add_listed(tx, self.newsroom, body, self.now, dry_run=dry))
        said = "would be added" if dry else "added"
        return [f"{new} sources {said}, {len(read.feeds) - new} there already", *read.troubles]

    def people(self, lines: Lines, size: int, step: Step) -> Done:
        """Bring in the people of a table."""
        topics = self.do(lambda tx: topics_here(tx, self.newsroom, self._topics))
        read = reading(self.newsroom, topics, lines.of, self.now, self.terms.statement)

        def said(count: int) -> None:
            step(count, count * size // max(1, lines.position))

        return told(self.arrive(map(read.read, lines.rows()), said), dry_run=self.terms.dry_run)

    def arrive(self, people: Iterable[Carried | Wrong], said: Callable[[int], None]) -> Arrived:
        """Bring people in, a stretch at a time."""
        barring = Barring(self.key, self.own)

        def enrolled(tx: Connection) -> None:
            enrol(tx, self.here, self.accounts, self.now)

        if not self.terms.dry_run:
            self.database.write_here(enrolled)
        known = self.database.read_here(
            lambda tx: house(tx, self.newsroom, self.here, barring, self.now, known=self.terms.known)
        )
        known = as_enrolled(known, self.here, self.accounts)
        return arrive(self.database, people, known, self.now, said, dry_run=self.terms.dry_run)

    def forgotten(self, gone: Sequence[Mapping[str, object]]) -> int:
        """Keep what an export holds of those who asked to be forgotten; say how many are new."""
        if self.terms.dry_run:
            return len(gone)
        return self.do(lambda tx: sum(leavings.keep(tx, one, self.now) for one in gone))

    def do(self, work: Callable[[Connection], T]) -> T:
        """Do one step: in a transaction that is undone where only a look was asked for."""
        return self.database.read_here(work) if self.terms.dry_run else self.database.write_here(work)


@contextmanager
def working(settings: Settings, newsroom: Newsroom, terms: Terms) -> Iterator[Work]:
    """Open the database for an import.

    Raises:
        SettingsError: it does not answer, or has another schema.

    """
    migrated(settings)
    database = Database(settings.database_url.get_secret_value())
    key = settings.twilio_auth_token.get_secret_value().encode()
    try:
        yield Work(database, newsroom, accounts_of(settings, newsroom), terms, key, utc_now())
    finally:
        database.close()

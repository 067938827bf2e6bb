"""Departures: the proof of consent of those who asked to be forgotten, which names nobody."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, delete, insert, select

from bot.model import Address, Subscriber
from bot.store import consent as consents
from bot.store.consent import Step
from bot.store.consent_tables import departure

Digest: TypeAlias = Callable[[Address, str], str]
"""Digests an address with a salt: bot/rules/departure.py."""


@dataclass(frozen=True, slots=True)
class Departure:
    """What is kept: what was consented to or ended, when, and when the person left."""

    salt: str
    digest: str
    steps: tuple[tuple[Step, datetime], ...]
    left_at: datetime
    mark: str = ""
    asked: bool = True  # to be forgotten; else they only left


@dataclass(frozen=True, slots=True)
class Proof:
    """What an address is known again by, and until when it is kept; making it takes a while."""

    salt: str
    digest: str
    mark: str
    until: datetime


def keep(
    tx: Connection, who: Subscriber, now: datetime, until: datetime, digest: Digest, mark: str = ""
) -> bool:
    """Keep the times of a person's consents and of their leaving; nothing of one who never consented.

    `mark` is the address under a key that is not in the database; empty: there is none.
    """
    if not any(one.step in {Step.GIVEN, Step.CONFIRMED} for one in consents.history(tx, who.id)):
        return False
    salt = new_salt()
    remember(tx, who, now, Proof(salt, digest(who.address, salt), mark, until), asked=True)
    return True


def remember(
    tx: Connection, who: Subscriber, left_at: datetime, proof: Proof, *, asked: bool = False
) -> None:
    """Keep that a person left, with the times of their consents, if there are any."""
    tx.execute(
        insert(departure).values(
            channel=who.address.channel,
            salt=proof.salt,
            digest=proof.digest,
            mark=proof.mark,
            steps=[(one.step, one.at.isoformat()) for one in consents.history(tx, who.id)],
            left_at=left_at,
            erase_at=proof.until,
            asked=asked,
        )
    )


def new_salt() -> str:
    """Draw a salt for one digest."""
    return secrets.token_hex(16)


def on(tx: Connection, channel: str) -> list[Departure]:
    """List the departures from a channel, the oldest first."""
    query = select(departure).where(departure.c.channel == channel).order_by(departure.c.left_at)
    return [
        Departure(
            row.salt,
            row.digest,
            tuple((Step(step), datetime.fromisoformat(at)) for step, at in row.steps),
            row.left_at,
            row.mark,
            row.asked,
        )
        for row in tx.execute(query)
    ]


def marked(tx: Connection, channel: str, marks: Collection[str]) -> dict[str, list[Departure]]:
    """Find the departures that bear one of these marks, by their marks."""
    found: dict[str, list[Departure]] = {}
    query = select(departure).where(departure.c.channel == channel, departure.c.mark.in_(marks))
    for row in tx.execute(query):
        found.setdefault(row.mark, []).append(Departure(row.salt, row.digest, (), row.left_at, row.mark))
    return found


def unmarked(tx: Connection, channel: str, key: str) -> list[Departure]:
    """List the departures whose marks are not of the key that is named, the oldest first."""
    query = select(departure).where(departure.c.channel == channel, departure.c.mark.not_like(f"{key}:%"))
    rows = tx.execute(query.order_by(departure.c.left_at))
    return [Departure(row.salt, row.digest, (), row.left_at, row.mark) for row in rows]


def erase_due(tx: Connection, now: datetime) -> int:
    """Erase what has been kept long enough; say how many."""
    return tx.execute(delete(departure).where(departure.c.erase_at <= now)).rowcount

"""Departures: the proof of consent of those who asked to be forgotten, which names nobody."""

import hashlib
import secrets
from collections.abc import Callable
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


BUCKETS = 2**16


def bucket_of(address: Address) -> int:
    """Say in which of 65,536 buckets an address falls.

    It makes it cheap to say that most addresses are surely not a departed one's, and names nobody: each
    holds tens of thousands of telephone numbers.
    """
    said = f"{address.channel}:{address.id}".encode()
    return int.from_bytes(hashlib.sha256(said).digest()[:2], "big")


@dataclass(frozen=True, slots=True)
class Departure:
    """What is kept: what was consented to or ended, when, and when the person asked to be forgotten."""

    salt: str
    digest: str
    steps: tuple[tuple[Step, datetime], ...]
    left_at: datetime
    bucket: int | None = None


def keep(tx: Connection, who: Subscriber, now: datetime, until: datetime, digest: Digest) -> bool:
    """Keep the times of a person's consents and of their leaving; nothing of one who never consented."""
    steps = [(one.step, one.at.isoformat()) for one in consents.history(tx, who.id)]
    if not any(step in {Step.GIVEN, Step.CONFIRMED} for step, _at in steps):
        return False
    salt = secrets.token_hex(16)
    tx.execute(
        insert(departure).values(
            channel=who.address.channel,
            salt=salt,
            digest=digest(who.address, salt),
            bucket=bucket_of(who.address),
            steps=steps,
            left_at=now,
            erase_at=until,
        )
    )
    return True


def on(tx: Connection, channel: str) -> list[Departure]:
    """List the departures from a channel, the oldest first."""
    query = select(departure).where(departure.c.channel == channel).order_by(departure.c.left_at)
    return [
        Departure(
            row.salt,
            row.digest,
            tuple((Step(step), datetime.fromisoformat(at)) for step, at in row.steps),
            row.left_at,
            row.bucket,
        )
        for row in tx.execute(query)
    ]


def erase_due(tx: Connection, now: datetime) -> int:
    """Erase what has been kept long enough; say how many."""
    return tx.execute(delete(departure).where(departure.c.erase_at <= now)).rowcount

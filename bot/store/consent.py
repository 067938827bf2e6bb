"""The history of consent: each step that a person took, only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Row, insert, select

from bot.model import SubscriberId, TopicId
from bot.store import campaign as campaigns
from bot.store.consent_tables import consent


class Step(StrEnum):
    """What a person did, or what was asked of them."""

    ASKED = "asked"  # they asked for alerts, and we asked whether they mean it
    GIVEN = "given"
    CONFIRMED = "confirmed"  # the answer to what was asked
    ENDED = "ended"


JOINS = (Step.GIVEN, Step.CONFIRMED)
"""The steps by which somebody begins to get alerts."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One step: when, how, where from, the words that were shown and their language, on which topics."""

    step: Step
    at: datetime
    how: str
    origin: str = ""
    campaign: str = ""
    words: str = ""
    language: str = ""
    topics: tuple[TopicId, ...] = ()


def note(tx: Connection, who: SubscriberId, taken: Taken) -> None:
    """Add a step to a person's history."""
    if taken.campaign and taken.step in JOINS:
        campaigns.arrive(tx, who, taken.campaign[:64], taken.at)
    tx.execute(
        insert(consent).values(
            subscriber_id=who,
            step=taken.step,
            at=taken.at,
            how=taken.how[:64],
            origin=taken.origin,
            campaign=taken.campaign[:64],
            words=taken.words,
            language=taken.language,
            topics=list(taken.topics),
        )
    )


def history(tx: Connection, who: SubscriberId) -> Sequence[Taken]:
    """List a person's steps, the oldest first."""
    query = select(consent).where(consent.c.subscriber_id == who).order_by(consent.c.id)
    return [_of_row(row) for row in tx.execute(query)]


def last(tx: Connection, who: SubscriberId) -> Taken | None:
    """Find a person's last step."""
    query = select(consent).where(consent.c.subscriber_id == who).order_by(consent.c.id.desc()).limit(1)
    row = tx.execute(query).one_or_none()
    return _of_row(row) if row else None


def _of_row(row: Row[tuple[object, ...]]) -> Taken:
    topics = tuple(TopicId(one) for one in row.topics)
    return Taken(Step(row.step), row.at, row.how, row.origin, row.campaign, row.words, row.language, topics)

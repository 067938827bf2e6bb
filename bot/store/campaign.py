"""Campaigns: who came by which, noted as each person first agrees to alerts, and how many they are.

Only the first consent counts: who is here already, and opens a campaign's link, did not come by it. Who is
erased counts no more, for the figures of a small campaign could tell of a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, case, exists, func, insert, select

from bot.model import HERE, SubscriberId
from bot.store.schema import arrival, consent, subscriber

WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Campaign:
    """How a campaign fares: who came by it in all and of late, who of them is here, when they came."""

    name: str
    came: int
    week: int
    month: int
    here: int
    first_at: datetime
    last_at: datetime
    by_channel: Mapping[str, int] = field(default_factory=dict)


def arrive(tx: Connection, who: SubscriberId, campaign: str, at: datetime) -> None:
    """Note by which campaign somebody comes who has not agreed to alerts before."""
    before = exists().where(consent.c.subscriber_id == who, consent.c.step.in_(["given", "confirmed"]))
    if tx.scalar(select(before)):
        return
    channel = select(subscriber.c.channel).where(subscriber.c.id == who).scalar_subquery()
    tx.execute(insert(arrival).values(subscriber_id=who, campaign=campaign, channel=channel, at=at))


def names(tx: Connection) -> list[str]:
    """Name the campaigns by which anybody came: that by which somebody came last stands first."""
    last = func.max(arrival.c.at)
    query = select(arrival.c.campaign).group_by(arrival.c.campaign)
    return list(tx.scalars(query.order_by(last.desc(), arrival.c.campaign)))


def count(tx: Connection, said: Sequence[str], now: datetime) -> list[Campaign]:
    """Count these campaigns, in their order; one by which nobody came is left out."""
    keys = (arrival.c.campaign, arrival.c.channel)
    asked = select(
        *keys,
        func.count(),
        func.sum(case((arrival.c.at > now - WEEK, 1), else_=0)),
        func.sum(case((arrival.c.at > now - MONTH, 1), else_=0)),
        func.min(arrival.c.at),
        func.max(arrival.c.at),
    ).group_by(*keys)
    rows = tx.execute(asked.where(arrival.c.campaign.in_(said))).all()
    here = _here(tx, said)
    by_name: dict[str, list[tuple[str, int, int, int, datetime, datetime]]] = {}
    for campaign, *row in rows:
        by_name.setdefault(campaign, []).append(tuple(row))
    return [
        Campaign(
            campaign,
            sum(one[1] for one in some),
            sum(one[2] for one in some),
            sum(one[3] for one in some),
            here.get(campaign, 0),
            min(one[4] for one in some),
            max(one[5] for one in some),
            {one[0]: one[1] for one in sorted(some)},
        )
        for campaign in said
        if (some := by_name.get(campaign))
    ]


def _here(tx: Connection, said: Sequence[str]) -> dict[str, int]:
    """Count who has not gone, by campaign."""
    query = (
        select(arrival.c.campaign, func.count())
        .join(subscriber, subscriber.c.id == arrival.c.subscriber_id)
        .where(arrival.c.campaign.in_(said), subscriber.c.status.in_([one.value for one in HERE]))
        .group_by(arrival.c.campaign)
    )
    return {campaign: many for campaign, many in tx.execute(query)}  # noqa: C416 -- a row is no pair to dict()

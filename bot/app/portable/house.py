"""What an import has to know of this installation: its newsroom, its accounts, its sources, its readers."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from bot.app.portable.barring import Barring
from bot.channels import CHANNELS
from bot.clock import zone_of
from bot.model import Topic, TopicId, Wish
from bot.newsroom import Newsroom
from bot.rules.consent import fold
from bot.rules.hours import next_slot
from bot.rules.portable import CarriedReading
from bot.rules.roster import Reading, Table
from bot.settings import Settings
from bot.store import sender as senders
from bot.store import source as sources
from bot.store import topic as topics
from bot.store.arrival import House
from bot.store.schema import topic as topic_table
from bot.texts import languages

NOBODY: Final = -1
"""The number of an account that is not enrolled yet."""

_WISH = TypeAdapter(Wish)


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a channel, by which people are written to."""

    channel: str
    name: str
    edits: bool = False


def accounts_of(settings: Settings, newsroom: Newsroom) -> Sequence[Account]:
    """Name the accounts that the settings set up; nothing is sent, and nobody is asked."""
    return asyncio.run(_accounts_of(settings, newsroom))


async def _accounts_of(settings: Settings, newsroom: Newsroom) -> Sequence[Account]:
    found: list[Account] = []
    for open_channel in CHANNELS.values():
        channel = open_channel(settings, newsroom, {})
        if channel is not None:
            found.append(Account(channel.name, channel.account, channel.limits.edits))
            await channel.close()
    return found


def enrol(tx: Connection, here: Sequence[Account], elsewhere: Mapping[str, str], now: datetime) -> None:
    """Enrol the accounts that the settings set up, and for any other channel the one that an export names.

    Whoever came with such an account is written to once the program runs under it, and not before.
    """
    known = {one.channel for one in senders.listed(tx)} | {one.channel for one in here}
    for one in here:
        senders.enrol(tx, one.channel, one.name, now, edits=one.edits)
    for channel, name in elsewhere.items():
        if channel not in known:
            senders.enrol(tx, channel, name, now, edits=channel == "telegram")


def as_enrolled(made: House, here: Sequence[Account], elsewhere: Mapping[str, str]) -> House:
    """Say what would be known, had the accounts been enrolled: for a look that changes nothing."""
    ours = {one.channel: one.name for one in here}
    new = {**{channel: name for channel, name in elsewhere.items() if channel not in made.writers}, **ours}
    rows = dict.fromkeys(new.items(), NOBODY) | dict(made.senders)
    return replace(made, senders=rows, writers={**made.writers, **{key[0]: rows[key] for key in new.items()}})


def house(
    tx: Connection,
    newsroom: Newsroom,
    here: Sequence[Account],
    barring: Barring,
    now: datetime,
    *,
    known: bool = False,
) -> House:
    """Say what is known before people come."""
    rows = {(row.channel, row.account): int(row.id) for row in senders.listed(tx)}
    writers = {channel: id_ for (channel, _account), id_ in rows.items()}
    ours = {(one.channel, one.name) for one in here}
    writers |= {channel: id_ for (channel, account), id_ in rows.items() if (channel, account) in ours}
    return House(
        rows,
        writers,
        {row.url: int(row.id) for row in sources.listed(tx)},
        barring,
        _digest_due(newsroom, now),
        known=known,
    )


def reading(
    newsroom: Newsroom, topics: Collection[str], of: Table, now: datetime, statement: str
) -> CarriedReading:
    """Say how lines of people are read here; `topics` are all, those too that have ended."""
    offered = {fold(name): one.id for one in newsroom.topics for name in (one.id, *one.names.values())}
    spoken = languages()
    first = next((one for one in newsroom.languages if one in spoken), spoken[0])
    ordered = (first, *(one for one in spoken if one != first))
    return CarriedReading(Reading(of, offered, ordered, now), topics, statement)


def topics_here(tx: Connection, newsroom: Newsroom, told: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """Name all topics that there are, and those of an export."""
    kept = set(tx.scalars(select(topic_table.c.id)))
    return frozenset(kept | {one.id for one in newsroom.topics} | {str(one.get("id")) for one in told})


def keep_topics(
    tx: Connection, newsroom: Newsroom, told: Sequence[Mapping[str, object]], now: datetime
) -> None:
    """Keep the newsroom's topics; those of an export that it has not are kept as ones that have ended."""
    topics.keep(tx, newsroom.topics, now)
    here = set(tx.scalars(select(topic_table.c.id)))
    lacking = [one for one in told if str(one.get("id")) not in here]
    if lacking:
        kept = [Topic(TopicId(str(one["id"])), dict(one["names"])) for one in lacking]  # type: ignore[call-overload]  # JSON of ours
        topics.keep(tx, [*newsroom.topics, *kept], now)
        topics.keep(tx, newsroom.topics, now)


def _digest_due(newsroom: Newsroom, now: datetime) -> Callable[[str], datetime | None]:
    @lru_cache(1024)
    def due(written: str) -> datetime | None:
        wish = _WISH.validate_json(written)
        return next_slot(wish, zone_of(wish.zone, newsroom.timezone), now)

    return due

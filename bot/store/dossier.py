"""Dossiers: all that is kept of one person, as JSON that they can take with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, select

from bot.model import Subscriber
from bot.store import link as links
from bot.store.columns import metadata
from bot.store.schema import alert, consent, delivery, event, sender, subscriber, subscription

LAST = 20
"""How many deliveries and letters are told one by one; of the others the number."""

_TOLD_APART = frozenset({"consent", "delivery", "subscription"})


@dataclass(frozen=True, slots=True)
class Told:
    """One alert that was sent, or is to be: its headline, what became of it, when it was, and its number.

    `error` is the word for why it has not left, or failed.
    """

    headline: str
    state: str
    at: datetime
    alert_id: int
    error: str = ""


def last_alerts(tx: Connection, who: Subscriber, most: int) -> list[Told]:
    """List the last alerts that were meant for a person, the newest first."""
    query = (
        select(alert.c.headline, delivery.c.state, delivery.c.created_at, delivery.c.sent_at)
        .add_columns(alert.c.id, delivery.c.error)
        .join(alert, alert.c.id == delivery.c.alert_id)
        .where(delivery.c.subscriber_id == who.id)
        .order_by(delivery.c.id.desc())
        .limit(most)
    )
    return [
        Told(row.headline, row.state, row.sent_at or row.created_at, row.id, row.error)
        for row in tx.execute(query)
    ]


def count_alerts(tx: Connection, who: Subscriber) -> int:
    """Count the alerts that were meant for a person."""
    theirs = (delivery.c.subscriber_id == who.id, delivery.c.alert_id.is_not(None))
    return tx.scalar(select(func.count()).select_from(delivery).where(*theirs)) or 0


def count_letters(tx: Connection, who: Subscriber) -> int:
    """Count what the person wrote or pressed and is kept still."""
    return tx.scalar(select(func.count()).select_from(event).where(*_theirs(who))) or 0


def dossier(tx: Connection, who: Subscriber) -> dict[str, Any]:
    """Gather all that is kept: values are JSON's own, moments are UTC in ISO 8601."""
    kept = {
        "person": _rows(tx, subscriber, subscriber.c.id == who.id)[0],
        "choices": _rows(tx, subscription, subscription.c.subscriber_id == who.id),
        "consent": _rows(tx, consent, consent.c.subscriber_id == who.id),
        "alerts": {
            "count": count_alerts(tx, who),
            "last": [
                {"headline": one.headline, "state": one.state, "at": one.at.isoformat()}
                for one in last_alerts(tx, who, LAST)
            ],
        },
        "letters": {"count": count_letters(tx, who), "last": _letters(tx, who)},
    }
    joined = [one for one in links.of(tx, who.id) if one.id != who.id]
    phones = [{"channel": one.address.channel, "address": one.address.id} for one in joined]
    return kept | ({"joined": phones} if phones else {}) | _others(tx, who)


def _others(tx: Connection, who: Subscriber) -> dict[str, Any]:
    """Gather what other tables hold of a person, whichever there are."""
    tables = [table for table in metadata.sorted_tables if table.name not in _TOLD_APART]
    found = {
        table.name: _rows(tx, table, table.c.subscriber_id == who.id)
        for table in tables
        if "subscriber_id" in table.c
    }
    return {name: rows for name, rows in found.items() if rows}


def _rows(tx: Connection, table: Table, condition: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- SQL's own
    rows = tx.execute(select(table).where(condition).order_by(*table.primary_key.columns)).mappings()
    return [_plain(row) for row in rows]


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Say a row in JSON's values; empty ones and the numbers of rows say nothing to anybody."""
    return {
        str(name): value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
        if value not in (None, "", []) and name not in {"id", "subscriber_id", "sender_id", "menu"}
    }


def _letters(tx: Connection, who: Subscriber) -> list[dict[str, Any]]:
    query = select(event.c.received_at, event.c.body).where(*_theirs(who))
    rows = tx.execute(query.order_by(event.c.id.desc()).limit(LAST))
    return [{"at": row.received_at.isoformat(), "text": row.body.get("text", "")} for row in rows]


def _theirs(who: Subscriber) -> tuple[Any, ...]:
    senders = select(sender.c.id).where(sender.c.channel == who.address.channel)
    return (
        event.c.due_at.is_(None),
        event.c.kind == "inbound",
        event.c.about == who.address.id,
        event.c.sender_id.in_(senders),
    )

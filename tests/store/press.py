"""An alert that went out, for the tests of what is changed in it afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.model import AlertId, DeliveryState, Priority, RevisionKind, Subscriber, SubscriberId, Summary
from bot.store import alert as alerts
from bot.store import amendment, revision
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store.alert import AlertRow
from bot.store.delivery import DeliveryRow
from bot.store.schema import delivery
from tests.rows import NOW, a_sender, a_subscriber, an_alert

SECOND = timedelta(seconds=1)
CHANGED = Summary("Another headline", ("Another line.",), "en")


def readers(tx: Connection, telegram: int = 0, whatsapp: int = 0, **about: Any) -> list[Subscriber]:  # noqa: ANN401 -- what `a_subscriber` takes
    channels = ["telegram"] * telegram + ["whatsapp"] * whatsapp
    return [a_subscriber(tx, channel=channel, heard_at=NOW, **about) for channel in channels]


def told(tx: Connection, **about: Any) -> AlertId:  # noqa: ANN401 -- what `an_alert` takes
    """Write an alert and lay it for all readers."""
    id_ = an_alert(tx, **about)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    return id_


def lane(tx: Connection, channel: str = "telegram") -> claims.Lane:
    return claims.Lane(a_sender(tx, channel), 0.0, 30.0)


def is_(tx: Connection, id_: AlertId, state: DeliveryState, *who: SubscriberId) -> None:
    """Let an alert's deliveries (to these) be in a state, as if each had been sent."""
    rows = update(delivery).where(delivery.c.alert_id == id_)
    if who:
        rows = rows.where(delivery.c.subscriber_id.in_(who))
    values = {"state": state, "sent_at": NOW, "tried_at": NOW}
    tx.execute(rows.values(external_id="M" + delivery.c.id.cast(delivery.c.external_id.type), **values))


def row_of(tx: Connection, id_: AlertId) -> AlertRow:
    found = alerts.find(tx, id_)
    assert found
    return found


def revise(
    tx: Connection,
    id_: AlertId,
    kind: RevisionKind = RevisionKind.MATERIAL,
    summary: Summary = CHANGED,
    now: datetime = NOW,
) -> None:
    assert revision.revise(tx, row_of(tx, id_), revision.NewRevision(kind, summary), now)


def rows(tx: Connection, id_: AlertId | None = None) -> Sequence[Row[Any]]:
    query = select(delivery).order_by(delivery.c.id)
    return tx.execute(query if id_ is None else query.where(delivery.c.alert_id == id_)).all()


def marked(tx: Connection, id_: AlertId) -> set[int]:
    """List whom an alert is to be changed for."""
    return {row.subscriber_id for row in rows(tx, id_) if row.amend_at is not None}


def corrected(tx: Connection, id_: AlertId) -> dict[int, list[str]]:
    """List by reader the states of the corrections of an alert that were laid for them."""
    found: dict[int, list[str]] = {}
    for row in rows(tx):
        if row.alert_id is not None and row_of(tx, AlertId(row.alert_id)).corrects == id_:
            found.setdefault(row.subscriber_id, []).append(row.state)
    return found


def amend(tx: Connection, now: datetime = NOW, most: int = 30) -> list[DeliveryRow]:
    return amendment.take(tx, lane(tx), now, most)


def done(tx: Connection, *changed: DeliveryRow, at: datetime = NOW) -> None:
    amendment.sent_all(tx, [(row, row.external_id, at) for row in changed])


def of_try(row: DeliveryRow, number: int) -> DeliveryRow:
    return replace(row, tries=number)

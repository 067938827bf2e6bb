"""Corrections: alerts for exactly those who got the first one where it can't be changed in place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from bot.model import (
    AlertId,
    AlertKind,
    AlertState,
    DeliveryState,
    RevisionKind,
    StoryId,
    SubscriberStatus,
    Summary,
)
from bot.store import alert as alerts
from bot.store import batch as batches
from bot.store import sender as senders
from bot.store.alert import AlertRow
from bot.store.amendment import is_accepted
from bot.store.database import insert_into
from bot.store.delivery import ACCEPTED, MAY_HAVE_LEFT
from bot.store.schema import alert, delivery, digest, revision, subscriber
from bot.store.subscriber import listens

KINDS = {RevisionKind.MATERIAL: AlertKind.CORRECTION, RevisionKind.WITHDRAWAL: AlertKind.WITHDRAWAL}
MOST = 1000  # readers in one statement
LEAST = timedelta(hours=1)  # for which a correction is worth sending


def fan_out(tx: Connection, id_: AlertId, now: datetime, after: int | None = None) -> int:
    """Tell the readers who are marked, and surely got the first, of its last correction; once each.

    `after` names the stretch of them; None: all that got it by itself. With a stretch, those are told too
    to whom a digest told it, for a digest is not changed in place. Who has left since is told nothing.
    """
    told = tx.execute(select(alert).where(alert.c.id == id_).with_for_update()).one()
    who = _unmark(tx, id_, after) + (_by_digest(tx, id_, after) if after is not None else [])
    correction = _correction(tx, told, now) if who else None
    if correction is None:
        return 0
    _lay(tx, correction, who, now)
    return len(who)


def work(tx: Connection, now: datetime) -> bool:
    """Correct for the next alert of which a reader has just turned out to have got the first words."""
    late = (
        select(delivery.c.alert_id)
        .where(delivery.c.sender_id.not_in(senders.that_edit()), delivery.c.amend_at <= now, is_accepted())
        .limit(1)
    )
    id_ = tx.scalar(late)
    if id_ is None:
        return False
    fan_out(tx, AlertId(id_), now)
    return True


def _unmark(tx: Connection, id_: AlertId, after: int | None) -> list[tuple[int, int]]:
    """Take the marks of a stretch off; list its readers who can still be told, each with their sender."""
    marked = update(delivery).where(
        delivery.c.alert_id == id_,
        delivery.c.amend_at.is_not(None),
        is_accepted(),
        delivery.c.sender_id.not_in(senders.that_edit()),
    )
    if after is not None:
        marked = marked.where(
            delivery.c.subscriber_id > after, delivery.c.subscriber_id <= after + batches.SIZE
        )
    ids = list(tx.scalars(marked.values(amend_at=None).returning(delivery.c.subscriber_id)))
    found: list[tuple[int, int]] = []
    for at in range(0, len(ids), MOST):
        found += _listening(tx, ids[at : at + MOST])
    return found


def _listening(tx: Connection, ids: Sequence[int]) -> list[tuple[int, int]]:
    """List who of these can still be told, each with their sender; a person's other address for their own."""
    row = subscriber.alias()
    same = or_(
        row.c.id == subscriber.c.id,
        (row.c.status == SubscriberStatus.LINKED) & (row.c.person_id == subscriber.c.person_id),
    )
    query = (
        select(subscriber.c.id, subscriber.c.sender_id)
        .join_from(row, subscriber, same)
        .where(row.c.id.in_(ids), listens())
        .distinct()
    )
    return [(id_, by) for id_, by in tx.execute(query.order_by(subscriber.c.id))]


def _by_digest(tx: Connection, id_: AlertId, after: int) -> list[tuple[int, int]]:
    """List a stretch of the readers whose digest left, or may have, with words that an alert had before."""
    own = delivery.alias()  # the digest's
    last = select(func.max(revision.c.created_at)).where(revision.c.alert_id == id_).scalar_subquery()
    query = (
        select(delivery.c.subscriber_id, digest.c.alerts)
        .join_from(delivery, digest, digest.c.id == delivery.c.digest_id)
        .join(own, own.c.id == digest.c.delivery_id)
        .where(
            delivery.c.alert_id == id_,
            delivery.c.subscriber_id > after,
            delivery.c.subscriber_id <= after + batches.SIZE,
            delivery.c.state == DeliveryState.FOLDED,
            digest.c.made_at < last,
            own.c.state.in_((*ACCEPTED, *MAY_HAVE_LEFT)),
        )
    )
    # folded as well is what a later alert of its story stood for: nobody read it
    who = [reader for reader, told in tx.execute(query) if id_ in told]
    return [one for at in range(0, len(who), MOST) for one in _listening(tx, who[at : at + MOST])]


def _correction(tx: Connection, told: Row[Any], now: datetime) -> AlertRow | None:
    """Find the alert that tells of the last change that matters, or write it; None where it was stopped."""
    query = select(revision).where(revision.c.alert_id == told.id, revision.c.kind.in_(list(KINDS)))
    last = tx.execute(query.order_by(revision.c.number.desc()).limit(1)).one_or_none()
    if last is None:
        return None
    if last.correction_id is not None:
        found = alerts.find(tx, AlertId(last.correction_id))
        return found if found and found.state is AlertState.RELEASED else None
    made = _write(tx, told, RevisionKind(last.kind), now)
    tx.execute(update(revision).where(revision.c.id == last.id).values(correction_id=made))
    return alerts.find(tx, made)


def _write(tx: Connection, told: Row[Any], kind: RevisionKind, now: datetime) -> AlertId:
    first = alerts.of_row(told)
    life = max(first.expires_at - (first.released_at or now), LEAST)
    new = alerts.NewAlert(
        StoryId(told.story_id),
        KINDS[kind],
        first.priority,
        AlertState.RELEASED,
        Summary(first.headline, first.lines, first.language),
        first.byline,
        first.link,
        (),
        now,
        now + life,
        entry_id=None,
        by_machine=first.by_machine,
        corrects=first.id,
    )
    return alerts.write(tx, new, now)


def _lay(tx: Connection, correction: AlertRow, who: Sequence[tuple[int, int]], now: datetime) -> None:
    once = insert_into(tx, delivery).on_conflict_do_nothing(index_elements=["alert_id", "subscriber_id"])
    one = {
        "alert_id": correction.id,
        "priority": int(correction.priority),
        "state": DeliveryState.QUEUED,
        "due_at": now,
        "created_at": now,
    }
    tx.execute(once, [one | {"subscriber_id": id_, "sender_id": by} for id_, by in who])
    _hold_for_digests(tx, correction.id, now)


def _hold_for_digests(tx: Connection, id_: AlertId, now: datetime) -> None:
    """Let those who read by a sender of digests be told in their next one."""
    next_one = select(func.coalesce(subscriber.c.digest_due_at, now)).where(
        subscriber.c.id == delivery.c.subscriber_id
    )
    at = next_one.scalar_subquery()
    mine = update(delivery).where(
        delivery.c.alert_id == id_,
        delivery.c.sender_id.in_(senders.of_digests()),
        delivery.c.state == DeliveryState.QUEUED,
        delivery.c.fold_at.is_(None),
    )
    tx.execute(mine.values(fold_at=at, due_at=at))

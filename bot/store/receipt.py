"""What receipts told of tries that failed, and what becomes of their deliveries."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select, update

from bot.model import DeliveryId, DeliveryState, Priority, SenderId, SubscriberId
from bot.receipt import ReceiptFault
from bot.store import sender as senders
from bot.store.database import insert_into
from bot.store.schema import delivery, fault, sender, subscriber


def note(tx: Connection, id_: DeliveryId, external_id: str, kind: ReceiptFault, now: datetime) -> int:
    """Note that a try failed; say how often the delivery has met this fault, or 0 if it was noted before."""
    row = insert_into(tx, fault).values(delivery_id=id_, external_id=external_id, kind=kind, noted_at=now)
    once = row.on_conflict_do_nothing(index_elements=["delivery_id", "external_id"])
    if not tx.execute(once, execution_options={"preserve_rowcount": True}).rowcount:
        return 0
    met = select(func.count()).where(fault.c.delivery_id == id_, fault.c.kind == kind)
    return tx.scalar(met) or 0


def failed_before(tx: Connection, id_: DeliveryId, external_id: str) -> bool:
    """Say whether this try of the delivery is known to have failed."""
    one = select(fault.c.id).where(fault.c.delivery_id == id_, fault.c.external_id == external_id)
    return tx.scalar(one) is not None


def again(tx: Connection, id_: DeliveryId, due_at: datetime) -> bool:
    """Queue an alert's failed delivery, or a digest's, once more.

    A reply was the answer of a moment, and stays as it is.
    """
    lasting = or_(delivery.c.alert_id.is_not(None), delivery.c.priority == int(Priority.DIGEST))
    failed = update(delivery).where(delivery.c.id == id_, delivery.c.state == DeliveryState.FAILED, lasting)
    return tx.execute(failed.values(state=DeliveryState.QUEUED, due_at=due_at, sent_at=None)).rowcount > 0


def in_words(tx: Connection, id_: DeliveryId, now: datetime) -> bool:
    """Queue a failed reply once more, its choices in words this time; False for one that went so already.

    A letter has no other form.
    """
    failed = (delivery.c.id == id_, delivery.c.state == DeliveryState.FAILED, delivery.c.alert_id.is_(None))
    letters = delivery.c.sender_id.in_(senders.of_digests())
    body = tx.scalar(select(delivery.c.body).where(*failed, ~letters))
    if not body or body.get("plain") or not body.get("message", {}).get("buttons"):
        return False
    values = {"state": DeliveryState.QUEUED, "due_at": now, "sent_at": None, "body": {**body, "plain": True}}
    return tx.execute(update(delivery).where(*failed).values(values)).rowcount > 0


def forget_window(tx: Connection, who: SubscriberId, tried_at: datetime) -> None:
    """Take the person's window for closed, unless they have written since the try that found it so."""
    stale = subscriber.c.last_heard_at <= tried_at
    tx.execute(update(subscriber).where(subscriber.c.id == who, stale).values(last_heard_at=None))


def cap(tx: Connection, who: SubscriberId, until: datetime) -> None:
    """Hold back the person's alerts, but for breaking ones; a longer wait that holds already stays."""
    shorter = func.coalesce(subscriber.c.capped_until, until) <= until
    tx.execute(update(subscriber).where(subscriber.c.id == who, shorter).values(capped_until=until))


def claim_notice(
    tx: Connection, sender_id: SenderId, kind: ReceiptFault, now: datetime, quiet: timedelta
) -> bool:
    """Say whether the admins are to hear of this fault now: they did not within `quiet`."""
    # held to the end of the transaction, so that of two replicas one tells
    tx.execute(select(sender.c.id).where(sender.c.id == sender_id).with_for_update(key_share=True))
    told = select(fault.c.id).where(fault.c.kind == kind, fault.c.told_at > now - quiet).limit(1)
    if tx.scalar(told) is not None:
        return False
    newest = select(func.max(fault.c.id)).where(fault.c.kind == kind).scalar_subquery()
    return tx.execute(update(fault).where(fault.c.id == newest).values(told_at=now)).rowcount > 0

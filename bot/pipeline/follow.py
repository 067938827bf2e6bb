"""Follow: a receipt moves its delivery on, or leads to what its failure asks for."""

from datetime import datetime

from sqlalchemy import Connection

from bot.model import DeliveryState, SenderId, Subscriber, SubscriberStatus
from bot.pipeline import losing
from bot.pipeline.attaching import in_words
from bot.pipeline.holding import tell_of_template
from bot.ports import Receipt
from bot.receipt import ReceiptFault, ReceiptStatus
from bot.rules.receipt import Remedy, may_be_form, remedy
from bot.store import delivery as deliveries
from bot.store import picture as pictures
from bot.store import receipt as receipts
from bot.texts import Text, _

ARRIVED = frozenset({DeliveryState.DELIVERED, DeliveryState.READ})


def follow(tx: Connection, sender_id: SenderId, receipt: Receipt, now: datetime) -> None:
    """Follow one receipt; late, repeated and out of order as receipts come, it does no harm."""
    row = deliveries.find(tx, sender_id, receipt.external_id, receipt.reference)
    if row is None or row.subscriber.status is SubscriberStatus.FORGOTTEN:  # whose words are erased
        return
    if receipt.status is ReceiptStatus.FAILED:
        _failed(tx, row, receipt, now)
    elif receipt.status is not ReceiptStatus.SENT or not receipts.failed_before(
        tx, row.id, receipt.external_id
    ):
        deliveries.progress(tx, row, DeliveryState(receipt.status.value), receipt.external_id, now)


def lose(
    tx: Connection, who: Subscriber | None, now: datetime, status: SubscriberStatus = SubscriberStatus.LOST
) -> None:
    """Send no more alerts to a person whom the channel can't reach; their own stop outranks its word."""
    if who is None or not who.status.hears:
        return
    losing.end(tx, who.id, status, now)


def _failed(tx: Connection, row: deliveries.DeliveryRow, receipt: Receipt, now: datetime) -> None:
    fault = receipt.fault or ReceiptFault.OTHER
    times = 0 if row.state in ARRIVED else receipts.note(tx, row.id, receipt.external_id, fault, now)
    if not times:
        return
    what = remedy(fault, times)
    if deliveries.progress(tx, row, DeliveryState.FAILED, receipt.external_id, now):
        deliveries.explain(tx, row.id, receipt.error)
        if fault is ReceiptFault.PICTURE and in_words(tx, row, now):
            return
        if may_be_form(fault) and receipts.in_words(tx, row.id, now):
            return
        if what.again is not None:
            receipts.again(tx, row.id, now + what.again)
    if what.drops_picture and row.alert is not None:
        pictures.refuse(tx, row.alert.id, row.sender_id, f"error {receipt.error}", now)
    _treat(tx, row, what, now)
    if what.tells_admins:
        tell_of_template(tx, row.sender_id, _refused(receipt.error), now)


def _treat(tx: Connection, row: deliveries.DeliveryRow, what: Remedy, now: datetime) -> None:
    """Do what concerns the person; one who has written since the try is not as the receipt found them."""
    heard_at, tried_at = row.subscriber.last_heard_at, row.tried_at or now
    if heard_at is not None and heard_at > tried_at:
        return
    if what.forgets_window:
        receipts.forget_window(tx, row.subscriber.id, tried_at)
    if what.cap is not None:
        receipts.cap(tx, row.subscriber.id, now + what.cap)
    if what.ends is not None:
        lose(tx, row.subscriber, now, what.ends)


def _refused(error: str) -> Text:
    return _(
        "WhatsApp refuses a template of ours (error {error}): it is paused or missing, or is not the one "
        "that we know",
        error=f"\u2068{error}\u2069",
    )

"""Holding: what no template can carry waits until somebody has put that right, who is told of it once."""

from datetime import datetime

from sqlalchemy import Connection

from bot.model import SenderId
from bot.pipeline.notice import tell_admins
from bot.receipt import ReceiptFault
from bot.rules.receipt import TELL_AGAIN, template_wait
from bot.store import delivery as deliveries
from bot.store import receipt as receipts
from bot.texts import Text, _, say


def hold_back(tx: Connection, row: deliveries.DeliveryRow, reason: Text, now: datetime) -> bool:
    """Queue again, after a pause that grows with each try, what was surely not accepted; its expiry ends it.

    Says whether it is held: not so where the try is over already. Once a delivery, and once a day at
    most, admins hear the `reason`.
    """
    if not deliveries.later(tx, row, now + template_wait(row.tries), say(reason, "en")):
        return False
    # without an external id, since there is none: one note a delivery, however often it is tried
    if receipts.note(tx, row.id, "", ReceiptFault.TEMPLATE, now):
        tell_of_template(tx, row.sender_id, reason, now)
    return True


def tell_of_template(tx: Connection, sender_id: SenderId, reason: Text, now: datetime) -> None:
    """Tell admins what is wrong with a template, unless they heard of one within the day."""
    if not receipts.claim_notice(tx, sender_id, ReceiptFault.TEMPLATE, now, TELL_AGAIN):
        return
    words = _(
        "{reason}. Until that is put right, alerts to readers who have not written to us within 24 hours "
        "wait, each until it is too old to be sent. To see the templates, run: {command}",
        reason=reason,
        command="\u2068python -m bot templates\u2069",
    )
    tell_admins(tx, words, now)

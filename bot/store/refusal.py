"""Refusals: when a service would not tell what people wrote, such as because another program asks it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, case, update

from bot.model import SenderId
from bot.store.schema import sender

ROW = timedelta(minutes=5)
"""How long after a refusal another is of the same row: who was refused asks again after half a minute."""

_LONGEST = 300


def note(tx: Connection, id_: SenderId, reason: str, now: datetime) -> None:
    """Note a refusal; the row that it stands in goes on, or begins with it."""
    goes_on = sender.c.unheard_at > now - ROW
    since = case((goes_on, sender.c.unheard_since), else_=now)
    told = {"unheard_since": since, "unheard_at": now, "unheard_reason": reason[:_LONGEST]}
    tx.execute(update(sender).where(sender.c.id == id_).values(told))

"""Turns: which replica asks a service for its events, as a lease on the sender's row."""

from datetime import datetime

from sqlalchemy import Connection, or_, update

from bot.model import SenderId
from bot.store.schema import sender


def take(tx: Connection, id_: SenderId, now: datetime, until: datetime, mine: datetime | None) -> bool:
    """Take the turn until a moment where it is nobody's, or keep it; False while it is another's.

    `mine` is until when the caller held it, by which its own turn is told from another's.
    """
    free = or_(sender.c.heard_until.is_(None), sender.c.heard_until <= now, sender.c.heard_until == mine)
    return tx.execute(update(sender).where(sender.c.id == id_, free).values(heard_until=until)).rowcount > 0


def give_back(tx: Connection, id_: SenderId, mine: datetime) -> None:
    """Give the turn back, so that nobody needs to wait for its end; another's stays."""
    held = update(sender).where(sender.c.id == id_, sender.c.heard_until == mine)
    tx.execute(held.values(heard_until=None))

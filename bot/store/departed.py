"""Departed: people of whom somebody else knows that they want no more alerts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.model import Address, SubscriberStatus
from bot.store import delivery as deliveries
from bot.store import link as links
from bot.store import subscriber as subscribers


def leave_all(tx: Connection, addresses: Sequence[Address], how: str, now: datetime) -> int:
    """End the alerts of whoever is at these addresses, as if they had said STOP; say of how many.

    Whoever has left before counts, too; an address at which nobody is does not.
    """
    found = [one for address in addresses if (one := subscribers.at(tx, address)) is not None]
    for one in found:
        who = links.target(tx, one)
        if who.status.hears:
            subscribers.end(tx, who.id, SubscriberStatus.LEFT, now, how)
            deliveries.drop_alerts_for(tx, who.id)
    return len(found)

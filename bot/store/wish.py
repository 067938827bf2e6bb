"""Wishes: when readers want to hear from us, and what left for those who count it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from bot.model import SubscriberId
from bot.store.delivery import MAY_HAVE_BEEN_GOT
from bot.store.schema import delivery


def left_since(
    tx: Connection, who: Collection[SubscriberId], since: datetime
) -> Mapping[int, list[datetime]]:
    """List by reader when alerts left for them since a moment."""
    query = select(delivery.c.subscriber_id, delivery.c.tried_at).where(
        delivery.c.subscriber_id.in_(who),
        delivery.c.alert_id.is_not(None),
        delivery.c.tried_at >= since,
        delivery.c.state.in_(MAY_HAVE_BEEN_GOT),
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for id_, at in tx.execute(query):
        found[id_].append(at)
    return found

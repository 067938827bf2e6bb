"""Bans: to whom nothing goes, and whose words are not answered, but those by which people go.

A ban stands in the person's own row, beside the status: what they chose holds when it is lifted. Of one
who asks to be forgotten a digest of the address is kept, so that the same address is banned when it comes
back. These digests share a salt: a newcomer costs one digest, and not one for each ban.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.model import Address, DeliveryState, Role, Subscriber, SubscriberId
from bot.store import link as links
from bot.store import subscriber as subscribers
from bot.store.audit_tables import audit
from bot.store.departure import Digest
from bot.store.people_tables import ban
from bot.store.schema import delivery, subscriber


def lay(tx: Connection, who: SubscriberId, now: datetime) -> bool:
    """Ban an address, take its role, and end what waits for it; False where it is banned already."""
    free = update(subscriber).where(subscriber.c.id == who, subscriber.c.banned_at.is_(None))
    if not tx.execute(free.values(banned_at=now, role=Role.READER)).rowcount:
        return False
    links.withdraw(tx, who)
    waits = update(delivery).where(delivery.c.subscriber_id == who)
    tx.execute(waits.where(delivery.c.state == DeliveryState.QUEUED).values(state=DeliveryState.DROPPED))
    return True


def lift(tx: Connection, who: Subscriber, digest: Digest) -> bool:
    """Let an address be as any other again; False where it was not banned."""
    banned = update(subscriber).where(subscriber.c.id == who.id, subscriber.c.banned_at.is_not(None))
    if not tx.execute(banned.values(banned_at=None)).rowcount:
        return False
    tx.execute(delete(ban).where(ban.c.digest.in_(_digests(tx, who.address, digest))))
    return True


def remember(tx: Connection, who: Subscriber, until: datetime, digest: Digest, mark: str = "") -> None:
    """Keep the ban of one who is being forgotten, until a moment, by a digest of the address.

    `mark` is the address under a key that is not in the database, for an import; empty: there is none.
    """
    if who.banned_at is None or known(tx, who.address, digest):
        return
    channel = who.address.channel
    salt = next(iter(_salts(tx, channel)), None) or secrets.token_hex(16)
    values = {"channel": channel, "salt": salt, "digest": digest(who.address, salt), "mark": mark}
    tx.execute(insert(ban).values(values | {"banned_at": who.banned_at, "erase_at": until}))


def known(tx: Connection, address: Address, digest: Digest) -> datetime | None:
    """Say since when an address is banned that was forgotten; None where it is not."""
    found = _digests(tx, address, digest)
    return tx.scalar(select(func.min(ban.c.banned_at)).where(ban.c.digest.in_(found))) if found else None


def met(tx: Connection, address: Address, digest: Digest) -> None:
    """Ban a newcomer's address that was banned before it was forgotten."""
    since = known(tx, address, digest)
    who = subscribers.at(tx, address) if since else None
    if who is not None:
        subscribers.change(tx, who.id, banned_at=since)


def marked(tx: Connection, channel: str, marks: Collection[str]) -> set[str]:
    """Find which of some marks are those of bans that outlast their people."""
    return set(tx.scalars(select(ban.c.mark).where(ban.c.channel == channel, ban.c.mark.in_(marks))))


def lifted_since(tx: Connection, at: datetime) -> list[int]:
    """List whose ban stood at a moment, and was lifted since, as it was written down."""
    written = at.astimezone(UTC).isoformat(timespec="microseconds")
    acts = select(audit.c.about, audit.c.act).where(audit.c.act.in_(["ban", "unban"]))
    freed = acts.where(audit.c.act == "unban", audit.c.at > written).with_only_columns(audit.c.about)
    before = acts.where(audit.c.at <= written, audit.c.about.in_(freed)).order_by(audit.c.number)
    last = {about: act for about, act in tx.execute(before)}  # noqa: C416 -- a row is no pair to dict()
    return [int(about.removeprefix("subscriber ")) for about, act in last.items() if act == "ban"]


def any_of(tx: Connection, channel: str, *ids: str) -> bool:
    """Say whether any of some addresses of a channel is banned."""
    theirs = (subscriber.c.channel == channel, subscriber.c.address.in_(ids))
    found = select(subscriber.c.id).where(*theirs, subscriber.c.banned_at.is_not(None))
    return tx.scalar(found.limit(1)) is not None


def listed(tx: Connection, most: int) -> list[Subscriber]:
    """List who is banned, the last first."""
    query = select(subscriber).where(subscriber.c.banned_at.is_not(None))
    rows = tx.execute(query.order_by(subscriber.c.banned_at.desc(), subscriber.c.id.desc()).limit(most))
    return [subscribers.of_row(row) for row in rows]


def erase_due(tx: Connection, now: datetime) -> int:
    """Erase digests that have been kept long enough; say how many."""
    return tx.execute(delete(ban).where(ban.c.erase_at <= now)).rowcount


def _salts(tx: Connection, channel: str) -> Sequence[str]:
    return tx.scalars(select(ban.c.salt).where(ban.c.channel == channel).distinct()).all()


def _digests(tx: Connection, address: Address, digest: Digest) -> list[str]:
    return [digest(address, salt) for salt in _salts(tx, address.channel)]

"""Senders: one row an account that sends, which is the rate limiter of all replicas (GCRA)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, or_, select, true, update

from bot.model import DeliveryState, SenderId
from bot.store.schema import delivery, sender, subscriber


@dataclass(frozen=True, slots=True)
class SenderRow:
    """One account: when it may send next, since when its channel is down, and whether its breaker is open.

    The breaker is open from the moment at which the channel is found down to the next acceptance.
    `stalled_since` is when a try first came to nothing, with no answer of the service since.
    """

    id: SenderId
    channel: str
    account: str
    due_at: datetime
    down_since: datetime | None
    down: bool = False
    stalled_since: datetime | None = None


def enrol(
    tx: Connection,
    channel: str,
    account: str,
    now: datetime,
    *,
    edits: bool = False,
    digests_only: bool = False,
) -> SenderId:
    """Find the sender of an account, or make it.

    `edits`: what it has sent can be changed in place. `digests_only`: it carries no single alert.
    """
    can = {"edits": edits, "digests_only": digests_only}
    found = tx.scalar(select(sender.c.id).where(sender.c.channel == channel, sender.c.account == account))
    if found is None:
        new = insert(sender).values(channel=channel, account=account, due_at=now, **can)
        return SenderId(tx.scalar(new.returning(sender.c.id)) or 0)
    other = or_(sender.c.edits.is_not(edits), sender.c.digests_only.is_not(digests_only))
    tx.execute(update(sender).where(sender.c.id == found, other).values(**can))
    return SenderId(found)


def that_edit() -> Select[tuple[int]]:
    """Choose, in SQL, the senders whose messages can be changed in place."""
    return select(sender.c.id).where(sender.c.edits.is_(True))


def of_digests() -> Select[tuple[int]]:
    """Choose, in SQL, the senders that carry digests only."""
    return select(sender.c.id).where(sender.c.digests_only.is_(True))


def alerts(tx: Connection) -> ColumnElement[bool]:
    """Say in SQL who is sent alerts by themselves: all, where no sender carries digests only."""
    if tx.scalar(of_digests().limit(1)) is None:
        return true()
    return subscriber.c.sender_id.not_in(of_digests())


def lock(tx: Connection, id_: SenderId) -> SenderRow | None:
    """Lock the sender's row for this transaction; None while another replica holds it."""
    # not FOR UPDATE: rows that name the sender, as those of hooks do, may come meanwhile
    query = select(sender).where(sender.c.id == id_).with_for_update(skip_locked=True, key_share=True)
    row = tx.execute(query).one_or_none()
    return _row(row) if row else None


def hold_all(tx: Connection) -> None:
    """Hold all senders' rows until this transaction ends: nothing is claimed meanwhile."""
    tx.execute(select(sender.c.id).order_by(sender.c.id).with_for_update()).all()


def listed(tx: Connection) -> list[SenderRow]:
    """List all senders."""
    return [_row(row) for row in tx.execute(select(sender).order_by(sender.c.id))]


def move(tx: Connection, id_: SenderId, due_at: datetime) -> None:
    """Set when the sender may send next."""
    tx.execute(update(sender).where(sender.c.id == id_).values(due_at=due_at))


def silence(tx: Connection, id_: SenderId, now: datetime, seconds: float) -> None:
    """Keep the sender quiet for a while; a longer silence that holds already stays."""
    until = now + timedelta(seconds=seconds)
    tx.execute(update(sender).where(sender.c.id == id_, sender.c.due_at < until).values(due_at=until))


def mark_down(tx: Connection, id_: SenderId, now: datetime, reason: str) -> bool:
    """Note that the channel takes nothing; say whether that is news."""
    done = tx.execute(
        update(sender)
        .where(sender.c.id == id_, sender.c.down_since.is_(None))
        .values(down_since=now, down_reason=reason[:300])
    )
    return done.rowcount > 0


def mark_up(tx: Connection, id_: SenderId) -> bool:
    """Note that the channel takes messages again; say whether that is news."""
    done = tx.execute(
        update(sender)
        .where(sender.c.id == id_, or_(sender.c.down_since.is_not(None), sender.c.down_reason != ""))
        .values(down_since=None, down_reason="")
    )
    return done.rowcount > 0


def mark_stalled(tx: Connection, id_: SenderId, now: datetime) -> None:
    """Note that the service took nothing; since when stays as it is."""
    first = update(sender).where(sender.c.id == id_, sender.c.stalled_since.is_(None))
    tx.execute(first.values(stalled_since=now))


def mark_answering(tx: Connection, id_: SenderId) -> None:
    """Note that the service answers."""
    stalled = update(sender).where(sender.c.id == id_, sender.c.stalled_since.is_not(None))
    tx.execute(stalled.values(stalled_since=None))


def count_waiting(tx: Connection, id_: SenderId) -> int:
    """Count the alerts' deliveries that wait for the sender."""
    waits = (delivery.c.sender_id == id_, delivery.c.state == DeliveryState.QUEUED)
    query = select(func.count()).where(*waits, delivery.c.alert_id.is_not(None), delivery.c.fold_at.is_(None))
    return tx.scalar(query) or 0


def _row(row: Row[tuple[object, ...]]) -> SenderRow:
    return SenderRow(
        SenderId(row.id),
        row.channel,
        row.account,
        row.due_at,
        row.down_since,
        bool(row.down_since or row.down_reason),
        row.stalled_since,
    )

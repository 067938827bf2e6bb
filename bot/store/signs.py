"""Signs: what the rows tell of how the service fares, for `bot.rules.alarm`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, case, exists, func, or_, select

from bot.model import AlertId, DeliveryState, Priority, SenderId
from bot.signs import Lane, Signs, Told
from bot.store import figures
from bot.store import halt as halts
from bot.store import sender as senders
from bot.store import source as sources
from bot.store.delivery import ACCEPTED, FOR_EVER, OPEN, in_doubt, in_state
from bot.store.schema import alert, delivery, digest, event, source, subscriber

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
COUNTED: Final = 600
"""Seconds: the fates of a day's messages are counted once in so many, since they may be a million."""

PACED: Final = timedelta(minutes=1)
"""A chat that may be written to for so long already is not what keeps a message."""


def look(
    tx: Connection,
    channels: Mapping[SenderId, str],
    last: datetime | None,
    now: datetime,
    soon: timedelta,
) -> Signs:
    """Read how the service fares; `last` is when that was done before, `soon` an alert's time to arrive.

    `channels` are the senders that work today: what waits for an account of the past is another matter.
    """
    halted = halts.stands(tx)
    counts = sources.health(tx)
    counted = last is None or last.timestamp() // COUNTED != now.timestamp() // COUNTED
    fates = _fates(tx, channels, now) if counted else {}
    return Signs(
        lanes=_lanes(tx, channels, fates, now, halted=halted),
        unheard_since=tx.scalar(select(func.min(event.c.due_at)).where(event.c.due_at.is_not(None))),
        unread_since=_unread_since(tx, now),
        sources=counts["all"] - counts["paused"],
        sources_failing=counts["failing"],
        doubts=_doubts(tx, now),
        alerts=[_told(tx, id_, at, at + soon, channels) for id_, at in _ripe(tx, last, now, soon)],
        halted=halted,
        counted=counted,
    )


def _lanes(
    tx: Connection,
    channels: Mapping[SenderId, str],
    fates: Mapping[tuple[SenderId, DeliveryState], int],
    now: datetime,
    *,
    halted: bool,
) -> Sequence[Lane]:
    waiting, doubtful = figures.waiting(tx), _doubtful(tx)
    return [
        Lane(
            row.channel,
            sum(one.count for one in waiting if one.sender_id == row.id) + doubtful.get(row.id, 0),
            row.stalled_since,
            row.down,
            _unsent_since(tx, row, [one for one in waiting if one.sender_id == row.id], now, halted=halted),
            sum(fates.get((row.id, state), 0) for state in ACCEPTED),
            fates.get((row.id, DeliveryState.FAILED), 0),
        )
        for row in senders.listed(tx)
        if row.id in channels
    ]


def _doubtful(tx: Connection) -> dict[SenderId, int]:
    """Count what is being tried, or waits for its doubt to be settled: it is with nobody yet."""
    query = select(delivery.c.sender_id, func.count()).where(
        or_(in_doubt(DeliveryState.SENDING), in_doubt(DeliveryState.UNKNOWN)), delivery.c.due_at < FOR_EVER
    )
    return {SenderId(by): count for by, count in tx.execute(query.group_by(delivery.c.sender_id))}


def _unsent_since(
    tx: Connection,
    row: senders.SenderRow,
    waiting: Sequence[figures.Waiting],
    now: datetime,
    *,
    halted: bool,
) -> datetime | None:
    """Say since when a message could leave and none was claimed: each claim moves the sender's moment."""
    may = [one.first_due_at for one in waiting if one.priority <= Priority.REPLY or not halted]
    since = max(min(may, default=now), row.due_at)
    if since > now - PACED:
        return None
    due = (delivery.c.sender_id == row.id, in_state(DeliveryState.QUEUED), delivery.c.fold_at.is_(None))
    ready = delivery.c.due_at <= now - PACED, subscriber.c.due_at <= now - PACED
    query = exists().where(*due, *ready, subscriber.c.id == delivery.c.subscriber_id)
    return since if tx.scalar(select(query)) else None


def _fates(
    tx: Connection, channels: Mapping[SenderId, str], now: datetime
) -> dict[tuple[SenderId, DeliveryState], int]:
    """Count what became of a day's alerts and digests, by sender."""
    fates: dict[tuple[SenderId, DeliveryState], int] = {}
    for one in figures.tallies(tx, figures.released_since(tx, now - DAY)):
        key = one.sender_id, one.state
        fates[key] = fates.get(key, 0) + one.count
    told = select(delivery.c.sender_id, delivery.c.state, func.count()).join(
        digest, digest.c.delivery_id == delivery.c.id
    )
    query = told.where(digest.c.made_at >= now - DAY).group_by(delivery.c.sender_id, delivery.c.state)
    for by, state, count in tx.execute(query):
        key = SenderId(by), DeliveryState(state)
        fates[key] = fates.get(key, 0) + count
    return {key: count for key, count in fates.items() if key[0] in channels}


def _unread_since(tx: Connection, now: datetime) -> datetime | None:
    """Say since when a source is due and none was looked at; None where none is due."""
    here = source.c.paused_at.is_(None)
    due = tx.scalar(select(func.min(source.c.due_at)).where(here))
    looked = tx.scalar(select(func.max(source.c.looked_at)))
    return max(due, looked or due) if due is not None and due <= now else None


def _doubts(tx: Connection, now: datetime) -> int:
    recent = delivery.c.tried_at >= now - HOUR
    held = in_doubt(DeliveryState.UNKNOWN), delivery.c.due_at == FOR_EVER
    return tx.scalar(select(func.count()).where(*held, recent)) or 0


def _ripe(
    tx: Connection, last: datetime | None, now: datetime, soon: timedelta
) -> Collection[tuple[AlertId, datetime]]:
    """List the alerts whose time to reach their readers ended since the last look: each comes once."""
    if last is None:
        return ()
    ended = alert.c.released_at > last - soon, alert.c.released_at <= now - soon
    query = select(alert.c.id, alert.c.released_at).where(*ended).order_by(alert.c.id)
    return [(AlertId(id_), at) for id_, at in tx.execute(query)]


def _told(tx: Connection, id_: AlertId, at: datetime, by: datetime, channels: Mapping[SenderId, str]) -> Told:
    """Count for how many readers an alert was, and how many had it soon.

    What waits for a digest or a person's hours is nobody's fault, and stands in the row as a reason.
    """
    tries = or_(delivery.c.error == "", delivery.c.tries > 0)
    open_ = delivery.c.state.in_(OPEN)
    wanted = or_(delivery.c.state.in_(ACCEPTED), and_(open_, delivery.c.fold_at.is_(None), tries))
    soon = func.sum(case((delivery.c.sent_at <= by, 1), else_=0))
    query = select(delivery.c.sender_id, func.count(), soon).where(delivery.c.alert_id == id_, wanted)
    readers: dict[str, int] = {}
    had = 0
    for sender, count, many in tx.execute(query.group_by(delivery.c.sender_id)):
        channel = channels.get(SenderId(sender), "")
        readers[channel] = readers.get(channel, 0) + count
        had += many
    return Told(id_, at, readers, had)

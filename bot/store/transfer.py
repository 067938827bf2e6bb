"""Transfers: imports and exports, done in stretches, each of which is one transaction.

Where a process dies, its transfer is taken up again where it stood; where two replicas have hold of the
same one, the second finds it moved on, and its stretch is undone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.model import DeliveryId, FileId, SubscriberId
from bot.store.schema import delivery, transfer


class Kind(StrEnum):
    """Which way the people go."""

    IMPORT = "import"
    EXPORT = "export"


class State(StrEnum):
    """Where a transfer stands."""

    FETCHING = "fetching"  # what was sent is to be fetched
    CHECKING = "checking"  # it is read, and nothing is done
    ASKING = "asking"  # who sent it is asked
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Overtaken(Exception):
    """The transfer is not where this stretch began."""


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One transfer: `position` is how far it is, `counts` what became of the people so far.

    `file` is what is read, `made` what is written; `told_by` is the message that told of it last.
    """

    id: int
    kind: Kind
    state: State
    who: SubscriberId
    language: str
    document: dict[str, Any] | None
    file: FileId | None
    made: FileId | None
    position: int
    total: int
    counts: dict[str, int]
    statement: str
    confirmed_at: datetime | None
    tries: int
    told_by: DeliveryId | None
    told_at: datetime | None
    told_share: int
    created_at: datetime


def begin(  # noqa: PLR0913, PLR0917 -- what is asked for, by whom, and when
    tx: Connection,
    kind: Kind,
    state: State,
    who: SubscriberId,
    language: str,
    now: datetime,
    document: dict[str, Any] | None = None,
) -> int:
    """Ask for a transfer: it is due at once."""
    made = insert(transfer).values(
        kind=kind,
        state=state,
        subscriber_id=who,
        language=language,
        document=document,
        counts={},
        created_at=now,
        due_at=now,
    )
    return tx.scalar(made.returning(transfer.c.id)) or 0


def any_due(tx: Connection, now: datetime) -> bool:
    """Say whether there is one to take: a look that keeps no writer waiting."""
    due = select(transfer.c.id).where(transfer.c.due_at <= now)
    return tx.execute(due.limit(1)).first() is not None


def take(tx: Connection, now: datetime, lease: timedelta) -> TransferRow | None:
    """Take the one that has been due the longest; it comes due again when the lease ends."""
    query = (
        select(transfer)
        .where(transfer.c.due_at <= now)
        .order_by(transfer.c.due_at, transfer.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    tx.execute(update(transfer).where(transfer.c.id == row.id).values(due_at=now + lease))
    return _of_row(row)


def step(tx: Connection, row: TransferRow, due_at: datetime | None, **values: Any) -> TransferRow:  # noqa: ANN401 -- columns
    """Move a transfer on from where `row` says that it stands; raises Overtaken where it does not."""
    still = update(transfer).where(
        transfer.c.id == row.id, transfer.c.state == row.state, transfer.c.position == row.position
    )
    if not tx.execute(still.values(due_at=due_at, **values)).rowcount:
        raise Overtaken
    found = find(tx, row.id)
    if found is None:
        raise Overtaken
    return found


def told(tx: Connection, id_: int, by: DeliveryId, share: int, now: datetime) -> None:
    """Note which message told of it last, and when."""
    noted = update(transfer).where(transfer.c.id == id_)
    tx.execute(noted.values(told_by=by, told_share=share, told_at=now))


def find(tx: Connection, id_: int) -> TransferRow | None:
    """Find a transfer."""
    row = tx.execute(select(transfer).where(transfer.c.id == id_)).one_or_none()
    return _of_row(row) if row else None


def last(tx: Connection, who: SubscriberId, kind: Kind) -> TransferRow | None:
    """Find the last transfer of a kind that a person asked for."""
    query = select(transfer).where(transfer.c.subscriber_id == who, transfer.c.kind == kind)
    row = tx.execute(query.order_by(transfer.c.id.desc()).limit(1)).one_or_none()
    return _of_row(row) if row else None


def confirm(tx: Connection, id_: int, statement: str, now: datetime) -> bool:
    """Let an import that asks begin; False where it asks no more."""
    asking = update(transfer).where(transfer.c.id == id_, transfer.c.state == State.ASKING)
    values = {"state": State.RUNNING, "statement": statement, "confirmed_at": now, "due_at": now}
    return tx.execute(asking.values(**values, position=0, tries=0)).rowcount > 0


def cancel(tx: Connection, id_: int) -> bool:
    """End what is not done yet; what was taken in stays. False where there is nothing to end."""
    over = (State.DONE, State.CANCELLED, State.FAILED)
    going = update(transfer).where(transfer.c.id == id_, transfer.c.state.not_in(over))
    return tx.execute(going.values(state=State.CANCELLED, due_at=None)).rowcount > 0


def shown_as(tx: Connection, row: TransferRow) -> str:
    """Give the channel's id of the message that told of it last; empty where it has none yet."""
    if row.told_by is None:
        return ""
    return tx.scalar(select(delivery.c.external_id).where(delivery.c.id == row.told_by)) or ""


def _of_row(row: Row[Any]) -> TransferRow:
    return TransferRow(
        row.id,
        Kind(row.kind),
        State(row.state),
        SubscriberId(row.subscriber_id),
        row.language,
        row.document,
        None if row.file_id is None else FileId(row.file_id),
        None if row.made_id is None else FileId(row.made_id),
        row.position,
        row.total,
        dict(row.counts),
        row.statement,
        row.confirmed_at,
        row.tries,
        None if row.told_by is None else DeliveryId(row.told_by),
        row.told_at,
        row.told_share,
        row.created_at,
    )

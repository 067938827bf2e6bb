"""Revisions: the versions of an alert's words, and what each leads to for those who got an earlier one.

Whoever can be shown the new words in place has them marked as due there (`bot.store.amendment`). Others
get an alert of its own that corrects the first, if the change matters: exactly those who got that one. What
is queued needs neither, for its words are read when it is claimed. A revision for very many is laid in
stretches, as an alert is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Update,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.model import (
    NOT_OUT,
    AlertId,
    AlertState,
    DeliveryState,
    EntryId,
    RevisionKind,
    SubscriberId,
    Summary,
)
from bot.store import alert as alerts
from bot.store import batch as batches
from bot.store import sender as senders
from bot.store.alert import AlertRow
from bot.store.correction import fan_out
from bot.store.delivery import MAY_HAVE_BEEN_GOT, DeliveryRow
from bot.store.schema import alert, delivery, revision, subscriber

OPEN = (*NOT_OUT, AlertState.RELEASED)
"""An alert whose words may still be changed."""


@dataclass(frozen=True, slots=True)
class NewRevision:
    """Other words for an alert; `entry_id` is the version that they were taken from."""

    kind: RevisionKind
    summary: Summary
    reasons: tuple[str, ...] = ()
    entry_id: EntryId | None = None
    written_by: SubscriberId | None = None
    by_machine: bool = False


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One version of an alert's words, and what it was made from."""

    number: int
    kind: RevisionKind
    headline: str
    lines: tuple[str, ...]
    entry_id: EntryId | None
    written_by: SubscriberId | None
    created_at: datetime


def revise(tx: Connection, row: AlertRow, new: NewRevision, now: datetime) -> bool:
    """Give an alert other words; False where somebody was quicker, and `row` is not how it stands.

    The senders' rows are held from here to the commit, so that nothing is claimed meanwhile: a claim
    either was committed before, and is amended, or comes after, and leaves with the new words.
    """
    senders.hold_all(tx)
    if not _change(tx, row, new, now):
        return False
    corrections = [one for one in _corrections(tx, row.id) if one.state is AlertState.RELEASED]
    if new.kind is RevisionKind.MINOR:
        for one in corrections:
            _change(tx, one, new, now)
    for one in corrections if new.kind is not RevisionKind.MINOR else ():
        tx.execute(update(alert).where(alert.c.id == one.id).values(state=AlertState.RECALLED))
        batches.sweep(tx, one.id, DeliveryState.RECALLED)
    if row.state not in NOT_OUT:
        _lay(tx, tx.execute(select(revision).where(_is(row.id, row.revision + 1))).one(), now)
    return True


def withdraw(tx: Connection, row: AlertRow, by: SubscriberId | None, now: datetime) -> bool:
    """Take an alert back: what is queued never leaves, and what was sent is deleted, or marked."""
    was = tx.execute(
        update(alert)
        .where(alert.c.id == row.id, alert.c.state.in_([AlertState.RELEASED, AlertState.RECALLED]))
        .values(state=AlertState.WITHDRAWN)
    )
    if not was.rowcount:
        return False
    words = Summary(row.headline, row.lines, row.language)
    stands = replace(row, state=AlertState.WITHDRAWN)
    new = NewRevision(RevisionKind.WITHDRAWAL, words, written_by=by, by_machine=row.by_machine)
    if not revise(tx, stands, new, now):
        return False
    batches.sweep(tx, row.id, DeliveryState.RECALLED)
    return True


def work(tx: Connection, now: datetime) -> bool:
    """Lay the next stretch of a revision that nobody else lays; False when there is none."""
    query = select(revision).where(revision.c.after_id.is_not(None)).order_by(revision.c.id).limit(1)
    row = tx.execute(query.with_for_update(skip_locked=True)).one_or_none()
    if row is not None:
        _lay(tx, row, now)
    return row is not None


def of_alert(tx: Connection, id_: AlertId) -> list[RevisionRow]:
    """List the versions of an alert's words, the first one first; none where there is only that one."""
    query = select(revision).where(revision.c.alert_id == id_).order_by(revision.c.number)
    return [_row(row) for row in tx.execute(query)]


def as_carried(tx: Connection, rows: Sequence[DeliveryRow]) -> list[DeliveryRow]:
    """Give deliveries the words that they carried when they were tried, where their alert has newer ones."""
    return [_as_carried(tx, row) for row in rows]


# ---- words ---------------------------------------------------------------------------------------


def _change(tx: Connection, row: AlertRow, new: NewRevision, now: datetime) -> bool:
    spans = alerts.spans(new.summary, by_machine=new.by_machine)
    before = tx.execute(select(alert.c.spans).where(alert.c.id == row.id)).scalar_one()
    values = {
        "headline": new.summary.headline,
        "lines": list(new.summary.lines),
        "spans": spans,
        "revision": row.revision + 1,
        "revised_at": now,
        "revised_as": _lasting(row.revised_as, new.kind),
    }
    stands = update(alert).where(alert.c.id == row.id, alert.c.revision == row.revision)
    if not tx.execute(stands.values(values)).rowcount:
        return False
    if row.revision == 1:
        _keep_first(tx, row, before)
    _keep(tx, row, new, spans, now)
    return True


def _lasting(before: RevisionKind | None, kind: RevisionKind) -> RevisionKind:
    """Let what was corrected once stay so called: a smaller change since does not undo that."""
    is_smaller = kind is RevisionKind.MINOR and before is RevisionKind.MATERIAL
    return RevisionKind.MATERIAL if is_smaller else kind


def _keep_first(tx: Connection, row: AlertRow, spans: object) -> None:
    first = {"alert_id": row.id, "number": 1, "kind": RevisionKind.MINOR, "headline": row.headline}
    about = {"lines": list(row.lines), "spans": spans, "reasons": [], "entry_id": row.entry_id}
    whose = {"written_by": row.written_by, "created_at": row.released_at or row.published_at}
    tx.execute(insert(revision).values(first | about | whose))


def _keep(tx: Connection, row: AlertRow, new: NewRevision, spans: object, now: datetime) -> None:
    words = {"headline": new.summary.headline, "lines": list(new.summary.lines), "spans": spans}
    about = {"kind": new.kind, "reasons": list(new.reasons), "entry_id": new.entry_id}
    whose = {"written_by": new.written_by, "created_at": now}
    which = {"alert_id": row.id, "number": row.revision + 1}
    tx.execute(insert(revision).values(which | words | about | whose))


def _corrections(tx: Connection, id_: AlertId) -> list[AlertRow]:
    mine = select(revision.c.correction_id).where(
        revision.c.alert_id == id_, revision.c.correction_id.is_not(None)
    )
    return [alerts.of_row(row) for row in tx.execute(select(alert).where(alert.c.id.in_(mine)))]


def _as_carried(tx: Connection, row: DeliveryRow) -> DeliveryRow:
    told = row.alert
    if told is None or row.revision >= told.revision:
        return row
    was = tx.execute(select(revision).where(_is(told.id, row.revision))).one_or_none()
    if was is None:
        return row
    by_machine = alerts.MACHINE in was.spans
    words = replace(told, headline=was.headline, lines=tuple(was.lines), by_machine=by_machine)
    return replace(row, alert=words)


def _is(id_: AlertId, number: int) -> ColumnElement[bool]:
    return and_(revision.c.alert_id == id_, revision.c.number == number)


def _row(row: Row[tuple[object, ...]]) -> RevisionRow:
    return RevisionRow(
        row.number,
        RevisionKind(row.kind),
        row.headline,
        tuple(row.lines),
        EntryId(row.entry_id) if row.entry_id else None,
        SubscriberId(row.written_by) if row.written_by else None,
        row.created_at,
    )


# ---- who got the words before --------------------------------------------------------------------


def _lay(tx: Connection, row: Row[tuple[object, ...]], now: datetime) -> None:
    """Mark a stretch of those who may have got earlier words, and leave the rest as a place to go on from."""
    after = row.after_id or 0
    tx.execute(_marking(row, after, now))
    if row.kind != RevisionKind.MINOR:
        fan_out(tx, AlertId(row.alert_id), now, after)
    last = tx.scalar(select(func.max(subscriber.c.id))) or 0
    rest = after + batches.SIZE if last > after + batches.SIZE else None
    tx.execute(update(revision).where(revision.c.id == row.id).values(after_id=rest))


def _marking(row: Row[tuple[object, ...]], after: int, now: datetime) -> Update:
    """Mark what left, or may have: one in flight is changed once it is known to have been accepted.

    What is marked already is left alone: it may be being changed at this moment, and is due again as
    soon as that is over.
    """
    matters = literal(row.kind != RevisionKind.MINOR)
    marked = update(delivery).where(
        delivery.c.alert_id == row.alert_id,
        delivery.c.subscriber_id > after,
        delivery.c.subscriber_id <= after + batches.SIZE,
        delivery.c.revision < row.number,
        delivery.c.amend_at.is_(None),
        delivery.c.state.in_(MAY_HAVE_BEEN_GOT),
        or_(matters, delivery.c.sender_id.in_(senders.that_edit())),
    )
    return marked.values(amend_at=now)

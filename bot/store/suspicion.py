"""Suspicions: alerts whose source seems to have taken back what they tell, and what editors decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.model import AlertId, AlertState, EntryId, SourceId, SubscriberId
from bot.store.database import insert_into
from bot.store.schema import alert, entry, suspicion
from bot.store.schema import held as held_table

AGAIN = timedelta(minutes=10)
"""How long an entry that is missed again, though its page stood, is not looked for once more; doubled."""


class Cause(StrEnum):
    """Why an alert is under suspicion."""

    VANISHED = "vanished"  # its entry left the feed before its time, and its page is gone
    MARKED = "marked"  # its source says that it was wrong


class State(StrEnum):
    """Where a suspicion stands."""

    LOOKING = "looking"  # its page is to be looked at
    STANDS = "stands"  # it is there
    HELD = "held"  # editors were asked
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class SuspicionRow:
    """One suspicion: `entry_id` is the version that says so, `link` where the article's page is."""

    id: int
    alert_id: AlertId
    cause: Cause
    state: State
    entry_id: EntryId | None
    tries: int
    link: str


@dataclass(frozen=True, slots=True)
class Out:
    """An alert that is out, and by what its source's window shows that its entry is still there."""

    alert_id: AlertId
    guid: str
    canonical_link: str
    published: datetime


def out(tx: Connection, source_id: SourceId, since: datetime) -> list[Out]:
    """List the alerts of a source's entries, released since a moment or yet to be, whose entry is dated."""
    dated = (
        select(alert.c.id, entry.c.guid, entry.c.canonical_link, entry.c.published_at)
        .join(entry, entry.c.id == alert.c.entry_id)
        .where(entry.c.source_id == source_id, entry.c.published_at.is_not(None))
    )
    is_out = dated.where(alert.c.released_at >= since, alert.c.state == AlertState.RELEASED)
    at_desk = select(held_table.c.alert_id).where(held_table.c.closed_at.is_(None))
    waits = dated.where(alert.c.id.in_(at_desk), alert.c.released_at.is_(None))
    return [
        Out(AlertId(id_), guid, link, moment)
        for query in (is_out, waits)
        for id_, guid, link, moment in tx.execute(query)
    ]


def suspect(tx: Connection, id_: AlertId, now: datetime) -> None:
    """Have an alert's page looked at; not at once again where it was, and stood."""
    _begin(tx, id_, Cause.VANISHED, now)
    # each look that found the page there makes the next one later
    stood = select(suspicion).where(*_is(id_, Cause.VANISHED), suspicion.c.state == State.STANDS)
    row = tx.execute(stood).one_or_none()
    if row is not None and row.noted_at + AGAIN * (1 << min(row.tries, 10)) <= now:
        again = update(suspicion).where(suspicion.c.id == row.id)
        tx.execute(again.values(state=State.LOOKING, due_at=now, noted_at=now))


def claim(tx: Connection, now: datetime, lease: float, most: int) -> list[SuspicionRow]:
    """Take suspicions whose page is to be looked at; given back after `lease` seconds."""
    due = (
        select(suspicion, alert.c.link)
        .join(alert, alert.c.id == suspicion.c.alert_id)
        .where(suspicion.c.due_at <= now, suspicion.c.state == State.LOOKING)
        .order_by(suspicion.c.due_at, suspicion.c.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=suspicion)
    )
    rows = [_row(row) for row in tx.execute(due)]
    taken = update(suspicion).where(suspicion.c.id.in_([row.id for row in rows]))
    tx.execute(taken.values(due_at=now + timedelta(seconds=lease), tries=suspicion.c.tries + 1))
    return rows


def stands(tx: Connection, row: SuspicionRow, now: datetime) -> None:
    """Note that the page is there."""
    looking = update(suspicion).where(suspicion.c.id == row.id, suspicion.c.state == State.LOOKING)
    tx.execute(looking.values(state=State.STANDS, due_at=None, noted_at=now))


def later(tx: Connection, row: SuspicionRow, due_at: datetime) -> None:
    """Look at the page at a moment."""
    looking = update(suspicion).where(suspicion.c.id == row.id, suspicion.c.state == State.LOOKING)
    tx.execute(looking.values(due_at=due_at))


def hold(tx: Connection, id_: AlertId, cause: Cause, now: datetime, entry_id: EntryId | None = None) -> bool:
    """Hold an alert for the editors; False where they were asked already, or have decided."""
    _begin(tx, id_, cause, now)
    asked = update(suspicion).where(*_is(id_, cause), suspicion.c.state.in_([State.LOOKING, State.STANDS]))
    done = tx.execute(asked.values(state=State.HELD, due_at=None, entry_id=entry_id, noted_at=now))
    if not done.rowcount and entry_id is not None:  # the words that a press on "correct" takes are the last
        held = update(suspicion).where(*_is(id_, cause), suspicion.c.state == State.HELD)
        tx.execute(held.values(entry_id=entry_id))
    return done.rowcount > 0


def held(tx: Connection, id_: AlertId) -> SuspicionRow | None:
    """Find what the editors were asked about an alert and have not decided."""
    query = (
        select(suspicion, alert.c.link)
        .join(alert, alert.c.id == suspicion.c.alert_id)
        .where(suspicion.c.alert_id == id_, suspicion.c.state == State.HELD)
    )
    row = tx.execute(query.order_by(suspicion.c.noted_at.desc()).limit(1)).one_or_none()
    return _row(row) if row else None


def decide(tx: Connection, id_: AlertId, state: State, by: SubscriberId, now: datetime) -> bool:
    """Note what an editor decided about an alert; False where nothing was asked: the first to act wins."""
    asked = update(suspicion).where(suspicion.c.alert_id == id_, suspicion.c.state == State.HELD)
    return tx.execute(asked.values(state=state, decided_by=by, decided_at=now)).rowcount > 0


def decided(tx: Connection, id_: AlertId) -> tuple[State, SubscriberId] | None:
    """Say what was decided about an alert last, and by whom; None where nothing was."""
    query = (
        select(suspicion.c.state, suspicion.c.decided_by)
        .where(suspicion.c.alert_id == id_, suspicion.c.decided_by.is_not(None))
        .order_by(suspicion.c.decided_at.desc())
    )
    row = tx.execute(query.limit(1)).one_or_none()
    return (State(row.state), SubscriberId(row.decided_by)) if row else None


def _begin(tx: Connection, id_: AlertId, cause: Cause, now: datetime) -> None:
    first = {"alert_id": id_, "cause": cause, "state": State.LOOKING, "due_at": now, "noted_at": now}
    tx.execute(
        insert_into(tx, suspicion).values(first).on_conflict_do_nothing(index_elements=["alert_id", "cause"])
    )


def _is(id_: AlertId, cause: Cause) -> tuple[Any, ...]:
    return suspicion.c.alert_id == id_, suspicion.c.cause == cause


def _row(row: Row[Any]) -> SuspicionRow:
    return SuspicionRow(
        row.id,
        AlertId(row.alert_id),
        Cause(row.cause),
        State(row.state),
        EntryId(row.entry_id) if row.entry_id else None,
        row.tries + 1,
        row.link,
    )

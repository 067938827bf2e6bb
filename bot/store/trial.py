"""Trials: addresses that an editor wants to see tried, and what is known of the entries found there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from bot.model import AlertId, AlertKind, SourceId, StoryId, SubscriberId
from bot.store.entry import Outcome, guid_key
from bot.store.schema import alert, entry, trial


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One trial that was taken up, for the `tries`th time."""

    id: int
    subscriber_id: SubscriberId
    url: str
    tries: int


def ask(tx: Connection, who: SubscriberId, url: str, now: datetime) -> None:
    """Ask for a trial, due at once."""
    tx.execute(insert(trial).values(subscriber_id=who, url=url, asked_at=now, due_at=now))


def waiting(tx: Connection, who: SubscriberId) -> int:
    """Count the trials that a person waits for."""
    mine = select(func.count()).select_from(trial).where(trial.c.subscriber_id == who)
    return tx.scalar(mine) or 0


def any_due(tx: Connection, now: datetime) -> bool:
    """Say whether a claim would find anything: it is asked often, and takes no lock."""
    return bool(tx.scalar(select(exists().where(trial.c.due_at <= now))))


def claim(tx: Connection, now: datetime, lease: float, most: int) -> list[TrialRow]:
    """Take trials that are due; given back after `lease` seconds to whoever takes them then."""
    due = select(trial.c.id).where(trial.c.due_at <= now).order_by(trial.c.due_at, trial.c.id).limit(most)
    ids = list(tx.scalars(due.with_for_update(skip_locked=True)))
    until = now + timedelta(seconds=lease)
    taking = update(trial).where(trial.c.id.in_(ids)).values(due_at=until, tries=trial.c.tries + 1)
    rows = tx.execute(taking.returning(trial.c.id, trial.c.subscriber_id, trial.c.url, trial.c.tries))
    return [TrialRow(row.id, SubscriberId(row.subscriber_id), row.url, row.tries) for row in rows]


def finish(tx: Connection, row: TrialRow) -> bool:
    """End a trial; False where another has taken it up since, whose answer it is then."""
    mine = delete(trial).where(trial.c.id == row.id, trial.c.tries == row.tries)
    return tx.execute(mine).rowcount > 0


def outcome(tx: Connection, source_id: SourceId, guid: str) -> tuple[Outcome, AlertId | None] | None:
    """Say what became of an entry of a source, and which alert tells it or its story; None: it is new."""
    query = select(entry.c.outcome, entry.c.id, entry.c.story_id).where(
        entry.c.source_id == source_id, entry.c.guid == guid_key(guid), entry.c.version == 1
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    own = tx.scalar(select(alert.c.id).where(alert.c.entry_id == row.id).order_by(alert.c.id).limit(1))
    told = AlertId(own) if own else first_alert(tx, StoryId(row.story_id)) if row.story_id else None
    return Outcome(row.outcome), told


def first_alert(tx: Connection, story: StoryId) -> AlertId | None:
    """Find the first alert of a story, whether or not it still goes to readers."""
    query = select(alert.c.id).where(alert.c.story_id == story, alert.c.kind == AlertKind.NEW)
    found = tx.scalar(query.order_by(alert.c.sequence).limit(1))
    return None if found is None else AlertId(found)

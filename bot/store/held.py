"""Held: the alerts at the desk, from when they came there until nothing can come of them any more.

What becomes of an alert is decided by whoever holds its row: `lock` comes first in each step that decides,
so that of two editors, on two replicas, one wins, and the other sees what was decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from bot.model import NOT_OUT, AlertId, AlertState, Priority, StoryId, SubscriberId, TopicId
from bot.store import alert as alerts
from bot.store import edition as editions
from bot.store import plan as plans
from bot.store.database import insert_into
from bot.store.schema import alert, alert_topic, held

KILL_UNDO = timedelta(minutes=5)
"""For how long a kill can be undone."""


class Why(StrEnum):
    """Why an alert is at the desk."""

    SOURCE = "source"
    TOPIC = "topic"
    STORY = "story"  # editors have decided against its story before
    RESTORED = "restored"  # it was scheduled when the backup was taken that was restored since
    PERSON = "person"  # somebody wrote it, and wants it breaking, which takes two


class End(StrEnum):
    """As what it ended there, where it was not sent."""

    KILLED = "killed"
    LAPSED = "lapsed"  # nobody decided while it was worth sending
    WITHDRAWN = "withdrawn"  # its source took it back


@dataclass(frozen=True, slots=True)
class Asked:
    """That somebody wants an alert sent as breaking, which takes a second person's yes.

    `revision` numbers the words that were to be sent, `leaves_at` is a later moment, and `expires_at` until
    when it is news then, where these were named.
    """

    by: SubscriberId
    at: datetime
    until: datetime
    priority: Priority
    revision: int
    leaves_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One alert at the desk; `choices` counts how often its topics were chosen there."""

    alert_id: AlertId
    why: Why
    about: str
    opened_at: datetime
    closed_at: datetime | None
    ended: End | None
    ended_at: datetime | None
    carded_at: datetime | None
    reminders: int
    remind_at: datetime | None
    choices: int
    asked: Asked | None

    def can_be_undone(self, now: datetime) -> bool:
        """Say whether it was killed so recently that it can be brought back."""
        return self.ended is End.KILLED and bool(self.ended_at) and now < (self.ended_at or now) + KILL_UNDO


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the desk makes of a story: its alert that waits, or whether one was killed and none was told."""

    waits: AlertId | None = None
    killed: bool = False


def open_(tx: Connection, id_: AlertId, why: Why, now: datetime, about: str = "") -> None:
    """Bring an alert to the desk; one that is there already stays as it is, and is open again."""
    new = insert_into(tx, held).values(alert_id=id_, why=why, about=about[:24], opened_at=now)
    again = {"closed_at": None, "ended": "", "ended_at": None}
    tx.execute(new.on_conflict_do_update(index_elements=["alert_id"], set_=again))


def find(tx: Connection, id_: AlertId) -> HeldRow | None:
    """Find an alert at the desk, or one that was there."""
    row = tx.execute(select(held).where(held.c.alert_id == id_)).one_or_none()
    return _of(row) if row else None


def standing(tx: Connection) -> Sequence[HeldRow]:
    """List what is at the desk, the oldest first."""
    query = select(held).where(held.c.closed_at.is_(None)).order_by(held.c.opened_at, held.c.alert_id)
    return [_of(row) for row in tx.execute(query)]


def queue(tx: Connection, now: datetime) -> list[AlertId]:
    """List the alerts that wait, for a word or for their moment, the oldest first."""
    waits = or_(
        and_(alert.c.state == AlertState.HELD, alert.c.expires_at > now),
        alert.c.state == AlertState.SCHEDULED,
    )
    query = select(alert.c.id).where(alert.c.released_at.is_(None), waits).order_by(alert.c.id)
    return [AlertId(id_) for id_ in tx.scalars(query)]


def lock(tx: Connection, id_: AlertId) -> AlertState | None:
    """Keep everybody else from deciding on an alert, in any language, until the transaction ends.

    Says how it stands; None where there is no such alert.
    """
    query = select(alert.c.id, alert.c.state).where(alert.c.id.in_(editions.of(tx, id_))).order_by(alert.c.id)
    states = {row.id: AlertState(row.state) for row in tx.execute(query.with_for_update())}
    return states.get(id_)


def lock_free(tx: Connection, id_: AlertId) -> AlertState | None:
    """Do as `lock`; None where somebody else is deciding at this moment."""
    query = select(alert.c.state).where(alert.c.id == id_).with_for_update(skip_locked=True)
    state = tx.scalar(query)
    return AlertState(state) if state else None


# ---- what becomes of it --------------------------------------------------------------------------


def end(tx: Connection, id_: AlertId, how: End, now: datetime) -> bool:
    """Drop a held alert; False where it is not held (any more)."""
    if not alerts.drop(tx, id_):
        return False
    _change(tx, id_, {"ended": how, "ended_at": now, "remind_at": None} | NOBODY)
    return True


def withdraw(tx: Connection, id_: AlertId, now: datetime) -> bool:
    """Drop an alert that waits or is scheduled, since its source took it back; False where it has left."""
    plans.undo(tx, id_)  # first, in the order in which a release takes the rows
    return end(tx, id_, End.WITHDRAWN, now)


def bring_back(tx: Connection, id_: AlertId, now: datetime) -> bool:
    """Hold again what was killed, and remind of it anew; False where it was not, or that is too long ago."""
    row = find(tx, id_)
    if row is None or not row.can_be_undone(now):
        return False
    killed = update(alert).where(alert.c.id.in_(editions.of(tx, id_)), alert.c.state == AlertState.DROPPED)
    if not tx.execute(killed.values(state=AlertState.HELD)).rowcount:
        return False
    _change(tx, id_, {"ended": "", "ended_at": None, "closed_at": None, "carded_at": None, "reminders": 0})
    return True


def close(tx: Connection, id_: AlertId, now: datetime) -> None:
    """Note that nothing comes of it at the desk any more."""
    _change(tx, id_, {"closed_at": now, "remind_at": None} | NOBODY)


def look_again(tx: Connection, ids: Sequence[AlertId]) -> None:
    """Let the cards of alerts follow what became of them after all was done with them."""
    shut = held.c.alert_id.in_(ids), held.c.closed_at.is_not(None)
    tx.execute(update(held).where(*shut).values(closed_at=None))


def carded(tx: Connection, id_: AlertId, remind_at: datetime | None, now: datetime) -> None:
    """Note that editors got its cards, and when they are to be reminded of it."""
    _change(tx, id_, {"carded_at": now, "remind_at": remind_at})


def reminded(tx: Connection, id_: AlertId, again_at: datetime | None) -> None:
    """Note a reminder, and when the next one is due."""
    _change(tx, id_, {"reminders": held.c.reminders + 1, "remind_at": again_at})


def postpone(tx: Connection, id_: AlertId, remind_at: datetime) -> None:
    """Remind of it later, which is no reminder."""
    _change(tx, id_, {"remind_at": remind_at})


# ---- two persons ---------------------------------------------------------------------------------


def ask(tx: Connection, id_: AlertId, asked: Asked) -> None:
    """Note that somebody wants it breaking."""
    values = {"asked_by": asked.by, "asked_at": asked.at, "asked_until": asked.until}
    values |= {"asked_priority": asked.priority, "asked_revision": asked.revision}
    _change(tx, id_, values | {"asked_leaves_at": asked.leaves_at, "asked_expires_at": asked.expires_at})


def unask(tx: Connection, id_: AlertId) -> bool:
    """Let nothing be asked of a second person; False where nothing was."""
    asking = update(held).where(held.c.alert_id == id_, held.c.asked_by.is_not(None))
    return tx.execute(asking.values(NOBODY)).rowcount > 0


# ---- topics, and stories -------------------------------------------------------------------------


def toggle(tx: Connection, id_: AlertId, topic: TopicId) -> bool:
    """Put a topic of an alert on or off, in all its languages; False where it is the only one."""
    known, ids = alerts.topics(tx, id_), editions.of(tx, id_)
    if known == (topic,):
        return False
    if topic in known:
        which = (alert_topic.c.alert_id.in_(ids), alert_topic.c.topic_id == topic)
        tx.execute(delete(alert_topic).where(*which))
    else:
        tx.execute(insert(alert_topic), [{"alert_id": one, "topic_id": topic} for one in ids])
    _change(tx, id_, {"choices": held.c.choices + 1})
    return True


def of_story(tx: Connection, id_: StoryId) -> Verdict:
    """Say what the desk makes of a story."""
    query = (
        select(alert.c.id, alert.c.state, held.c.ended)
        .join(held, held.c.alert_id == alert.c.id)
        .where(alert.c.story_id == id_)
        .order_by(alert.c.sequence)
    )
    rows = tx.execute(query).all()
    waits = next((AlertId(row.id) for row in rows if row.state in NOT_OUT), None)
    if waits is not None or not any(row.ended == End.KILLED for row in rows):
        return Verdict(waits)
    told = select(func.count()).where(alert.c.story_id == id_, alert.c.released_at.is_not(None))
    return Verdict(killed=not tx.scalar(told))


NOBODY: dict[str, Any] = dict.fromkeys(
    f"asked_{name}" for name in ("by", "at", "until", "priority", "leaves_at", "expires_at", "revision")
)
"""Values for the columns that tell what is asked of a second person: nothing is."""


def _change(tx: Connection, id_: AlertId, values: dict[str, Any]) -> None:
    tx.execute(update(held).where(held.c.alert_id == id_).values(values))


def _of(row: Row[Any]) -> HeldRow:
    asked = None
    if row.asked_by is not None:
        asked = Asked(
            SubscriberId(row.asked_by),
            row.asked_at,
            row.asked_until,
            Priority(row.asked_priority),
            row.asked_revision,
            row.asked_leaves_at,
            row.asked_expires_at,
        )
    return HeldRow(
        AlertId(row.alert_id),
        Why(row.why),
        row.about,
        row.opened_at,
        row.closed_at,
        End(row.ended) if row.ended else None,
        row.ended_at,
        row.carded_at,
        row.reminders,
        row.remind_at,
        row.choices,
        asked,
    )

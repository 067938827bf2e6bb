"""Aftermath: what is done to the rows of a restored backup, so that nothing stale leaves and nothing twice.

All of it is done in the transaction that restores. It errs on the side of silence: what may have been sent
is not sent again, and the desk is told of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    Connection,
    String,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.model import (
    NO_WISH,
    AlertId,
    AlertKind,
    AlertState,
    DeliveryState,
    Priority,
    Role,
    SubscriberId,
    Wish,
)
from bot.outcome import RESTORED
from bot.store import audit, held, recovery
from bot.store import edition as editions
from bot.store import halt as halts
from bot.store import subscriber as subscribers
from bot.store.alert import FOLLOWS
from bot.store.audit import Act
from bot.store.database import insert_into
from bot.store.delivery import OPEN
from bot.store.entry import Outcome
from bot.store.hub import KNOWS_US
from bot.store.recovery import Findings
from bot.store.schema import (
    alert,
    batch,
    delivery,
    digest,
    entry,
    event,
    hub,
    link_code,
    plan,
    question,
    report,
    revision,
    sender,
    source,
    staff_invite,
    story,
    subscriber,
    transfer,
    trial,
    weekly,
)
from bot.store.schema import held as held_table
from bot.store.transfer import State

Keeps: TypeAlias = Callable[[str, Mapping[str, Any]], bool]
"""Says of an event, by its kind and body, whether it is handled still: a receipt, somebody's STOP."""

NextDigest: TypeAlias = Callable[[Wish], datetime | None]
"""Says of a reader's wish when their next digest is due."""

GAPS: Final = {"alert": 1_000, "question": 1_000, "delivery": 1_000_000_000}
"""Numbers that are passed over: those given out since the backup stand in chats, buttons and callbacks.

An editor's button of an alert that was lost must not send another one that got its number.
"""


@dataclass(frozen=True, slots=True)
class Bearings:
    """What a restoring goes by: the moments of the backup and of now, and what rules say of rows."""

    taken_at: datetime
    now: datetime
    keeps: Keeps
    next_digest: NextDigest


def settle(tx: Connection, by: Bearings) -> Findings:
    """Bring what was restored to rest: nothing leaves before an owner says so; returns what was found."""
    counts: dict[str, int] = {}
    alerts = _on_their_way(tx)
    counts |= _deliveries(tx)
    counts["batches"] = tx.execute(delete(batch)).rowcount
    tx.execute(update(revision).where(revision.c.after_id.is_not(None)).values(after_id=None))
    scheduled = _schedules(tx, by.now)
    counts["scheduled"] = len(scheduled)
    entries = _entries(tx)
    counts["entries"] = len(entries)
    counts["sources"] = _sources(tx, by.now)
    counts["events"] = _events(tx, by.keeps)
    counts |= _digests(tx, by)
    counts |= _requests(tx, by.now)
    counts["invitations"] = _keys(tx, by.now)
    _pass_over_numbers(tx, by.now)
    waits = (
        select(held_table.c.alert_id).where(held_table.c.closed_at.is_(None)).order_by(held_table.c.alert_id)
    )
    found = Findings(
        {name: count for name, count in counts.items() if count},
        [(id_, count) for id_, count, _follows in alerts],
        [id_ for id_, _count, follows in alerts if follows],
        list(tx.scalars(waits)),
        entries,
    )
    halts.impose(tx, by.now)
    recovery.note(tx, by.taken_at, by.now, found)
    after = {"taken_at": by.taken_at.isoformat(), "ended": dict(found.counts)}
    audit.note_of_operator(tx, Act("restore", after=after), by.now)
    return found


# ---- what was on its way -------------------------------------------------------------------------


def _on_their_way(tx: Connection) -> list[tuple[int, int, bool]]:
    """List the alerts that had messages to be sent, with how many, and if they set others right."""
    query = (
        select(alert.c.id, alert.c.kind, func.count())
        .join(delivery, delivery.c.alert_id == alert.c.id)
        .where(delivery.c.state.in_(OPEN))
        .group_by(alert.c.id, alert.c.kind)
        .order_by(alert.c.id)
    )
    found = {id_: (count, kind in FOLLOWS) for id_, kind, count in tx.execute(query)}
    being_made = select(alert.c.id, alert.c.kind).join(batch, batch.c.alert_id == alert.c.id)
    for id_, kind in tx.execute(being_made.where(alert.c.state == AlertState.RELEASED)):
        found.setdefault(id_, (0, kind in FOLLOWS))
    return [(id_, *said) for id_, said in sorted(found.items())]


def _deliveries(tx: Connection) -> dict[str, int]:
    """End what was to be sent: nobody knows whether it was since.

    Changes of what was sent are left, too: there may have been newer words since. What was taken back, and
    is to be deleted at readers', is deleted still: that does no harm twice.
    """
    ended = {"state": DeliveryState.DROPPED, "error": RESTORED, "fold_at": None, "amend_at": None}
    waiting = update(delivery).where(delivery.c.state.in_(OPEN))
    alerts = tx.execute(waiting.where(delivery.c.alert_id.is_not(None)).values(ended)).rowcount
    letters = tx.execute(waiting.where(delivery.c.alert_id.is_(None)).values(ended)).rowcount
    withdrawn = select(alert.c.id).where(alert.c.state == AlertState.WITHDRAWN)
    changes = update(delivery).where(delivery.c.amend_at.is_not(None), delivery.c.alert_id.not_in(withdrawn))
    return {
        "messages": alerts,
        "letters": letters,
        "changes": tx.execute(changes.values(amend_at=None)).rowcount,
    }


def _schedules(tx: Connection, now: datetime) -> list[int]:
    """Let what was to leave by itself wait for a look, and remind of all that waits there.

    Who wanted something breaking may have got the second yes since: it is to be asked for anew.
    """
    tx.execute(delete(plan))
    scheduled = alert.c.state == AlertState.SCHEDULED
    ids = sorted(
        {editions.of(tx, AlertId(id_))[0] for id_ in tx.scalars(select(alert.c.id).where(scheduled))}
    )
    tx.execute(update(alert).where(scheduled).values(state=AlertState.HELD))
    for id_ in ids:
        held.open_(tx, id_, held.Why.RESTORED, now)
    open_ = held_table.c.closed_at.is_(None)
    tx.execute(update(held_table).where(open_).values(remind_at=now, **held.NOBODY))
    return list(ids)


# ---- what comes in -------------------------------------------------------------------------------


def _entries(tx: Connection) -> list[int]:
    """Let nothing come of entries by itself that waited to be edited, or judged as another version."""
    waiting = or_(entry.c.due_at.is_not(None), entry.c.outcome == Outcome.WAITING)
    ids = list(tx.scalars(select(entry.c.id).where(waiting).order_by(entry.c.id.desc())))
    told_of = update(entry).where(entry.c.outcome == Outcome.WAITING)
    tx.execute(told_of.values(outcome=Outcome.BASELINE, due_at=None))
    tx.execute(update(entry).where(entry.c.due_at.is_not(None)).values(due_at=None))
    return ids


def _sources(tx: Connection, now: datetime) -> int:
    """Look at all sources anew, as at first: what they published since is kept, and nobody is alerted."""
    tx.execute(update(hub).where(hub.c.state.in_(KNOWS_US)).values(due_at=now))
    tx.execute(update(sender).values(heard_until=None))
    return tx.execute(update(source).values(baseline_at=None, memo={}, due_at=now)).rowcount


def _events(tx: Connection, keeps: Keeps) -> int:
    """Let what was not handled be, but for receipts and for whoever wants no more: the rest was, since."""
    rows = tx.execute(select(event.c.id, event.c.kind, event.c.body).where(event.c.due_at.is_not(None))).all()
    ids = [row.id for row in rows if not keeps(row.kind, row.body)]
    for start in range(0, len(ids), _PORTION):
        some = event.c.id.in_(ids[start : start + _PORTION])
        tx.execute(update(event).where(some).values(due_at=None, error=RESTORED))
    return len(ids)


_PORTION: Final = 500

# ---- what is due ---------------------------------------------------------------------------------


def _digests(tx: Connection, by: Bearings) -> dict[str, int]:
    """Let digests come at their next regular hour, and tell nothing that was out when this was restored."""
    readers = subscriber.c.digest_due_at.is_not(None)
    wishes = select(cast(subscriber.c.wish, String).label("said"), func.min(subscriber.c.id).label("id"))
    late = 0
    for row in tx.execute(wishes.where(readers).group_by("said")).all():
        one = subscribers.find(tx, SubscriberId(row.id))
        next_at = by.next_digest((one and one.wish) or NO_WISH)
        same = (
            subscriber.c.wish.is_(None) if row.said is None else cast(subscriber.c.wish, String) == row.said
        )
        due = update(subscriber).where(same, subscriber.c.digest_due_at <= by.now)
        late += tx.execute(due.values(digest_due_at=next_at)).rowcount
    moment = digest.c.made_at.type
    told = select(
        subscriber.c.id,
        literal(f"restored {by.now:%y%m%d%H%M%S}"),
        literal(value=True),
        *(literal(by.now, moment) for _column in range(3)),
        literal([], digest.c.alerts.type),
    ).where(readers)
    columns = ["subscriber_id", "slot", "scheduled", "made_at", "since", "until", "alerts"]
    tx.execute(insert_into(tx, digest).from_select(columns, told))
    return {"digests": late}


def _requests(tx: Connection, now: datetime) -> dict[str, int]:
    """Let be what somebody waited for: they have got it since, or ask again."""
    open_ = transfer.c.due_at.is_not(None) | transfer.c.state.not_in(
        [State.DONE, State.CANCELLED, State.FAILED]
    )
    ended = {"state": State.CANCELLED, "due_at": None}
    tx.execute(delete(weekly).where(weekly.c.due_at <= now))
    return {
        "transfers": tx.execute(update(transfer).where(open_).values(ended)).rowcount,
        "reports": tx.execute(delete(report)).rowcount,
        "trials": tx.execute(delete(trial)).rowcount,
    }


def _keys(tx: Connection, now: datetime) -> int:
    """Let invitations and codes be good no more: they may have been used, or taken back."""
    tx.execute(delete(link_code))
    return tx.execute(
        update(staff_invite).where(staff_invite.c.ended_at.is_(None)).values(ended_at=now)
    ).rowcount


def _pass_over_numbers(tx: Connection, now: datetime) -> None:
    """Keep numbers from being given out again, by a row with the last of them: SQLite knows no other way."""
    story_id = tx.scalar(insert(story).values(opened_at=now).returning(story.c.id))
    over = {"state": DeliveryState.DROPPED, "error": RESTORED, "due_at": now, "created_at": now}
    nobody = {"subscriber_id": 0, "sender_id": 0, "priority": Priority.REPLY}
    tx.execute(insert(delivery).values(id=_beyond(tx, "delivery"), **over, **nobody))
    empty: dict[str, Any] = dict.fromkeys(("headline", "byline", "link", "language"), "")
    empty |= {"lines": [], "spans": []}
    moments = dict.fromkeys(("published_at", "created_at", "expires_at"), now)
    kind = {"kind": AlertKind.NEW, "state": AlertState.DROPPED, "priority": Priority.NORMAL}
    tx.execute(
        insert(alert).values(
            id=_beyond(tx, "alert"), story_id=story_id, sequence=1, **kind, **empty, **moments
        )
    )
    staff_first = select(subscriber.c.id).order_by(subscriber.c.role == Role.READER, subscriber.c.id).limit(1)
    anybody = tx.scalar(staff_first)
    if anybody is not None:
        asked = {"subscriber_id": anybody, "words": "", "asked_at": now, "closed_at": now}
        tx.execute(insert(question).values(id=_beyond(tx, "question"), **asked))


def _beyond(tx: Connection, name: str) -> int:
    table = {"alert": alert, "question": question, "delivery": delivery}[name]
    return (tx.scalar(select(func.max(table.c.id))) or 0) + GAPS[name]

"""Embargoes: until when an alert leaves by nobody's hand."""

from datetime import datetime

from sqlalchemy import Connection, update

from bot.model import NOT_OUT, AlertId
from bot.store import edition as editions
from bot.store import plan as plans
from bot.store.schema import alert


def put(tx: Connection, id_: AlertId, until: datetime | None) -> bool:
    """Set, move or lift the embargo of an alert that is not out; False when it is.

    A plan by which it would leave before is undone: the alert is held again.
    """
    # the plan first and then the alert, as whoever releases takes them
    _undo_before(tx, id_, until)
    of = update(alert).where(alert.c.id.in_(editions.of(tx, id_)), alert.c.state.in_(NOT_OUT))
    done = tx.execute(of.values(embargo_until=until)).rowcount > 0
    # and once more: somebody may have scheduled it while this waited for the alert's row
    _undo_before(tx, id_, until)
    return done


def _undo_before(tx: Connection, id_: AlertId, until: datetime | None) -> None:
    plan = plans.find(tx, id_)
    if until is not None and plan is not None and plan.leaves_at < until:
        plans.undo(tx, id_)

"""What is wanted: by their wishes for updates and for urgency, in SQL, whom an alert may reach."""

from sqlalchemy import ColumnElement, true

from bot.model import AlertKind, Priority, Updates, Urgency
from bot.store.schema import subscriber


def updates(kind: str, priority: Priority, *, matters: bool) -> ColumnElement[bool]:
    """Leave out of an update those who want none, and those to whom it matters too little.

    What is breaking does.
    """
    chosen = [one for one in Updates if one.met_by(AlertKind(kind), priority, matters=matters)]
    return true() if len(chosen) == len(Updates) else subscriber.c.updates.in_(chosen)


def urgent(priority: Priority, others: int) -> ColumnElement[bool]:
    """Leave out those for whom an alert is not urgent enough; breaking news is, for everybody.

    `others` counts the sources that tell its story besides its own.
    """
    met = [one for one in Urgency if one.met_by(priority, others)]
    return true() if len(met) == len(Urgency) else subscriber.c.urgency.in_(met)

"""Spans: what the steps of the walk tell of themselves, once they are done: ids, kinds and counts.

An alert is a trace of its own, which begins with the look that found its entry and goes on with each
message to a reader. A look, an entry that became no alert, and an event have traces of their own.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from bot.errors import ChannelError, SourceError
from bot.model import AlertId
from bot.ports import Sent
from bot.store.alert import AlertRow
from bot.store.delivery import DeliveryRow
from bot.store.entry import EntryRow, Kept
from bot.store.event import EventRow
from bot.store.source import SourceRow
from bot.tracing import Side, Spot, Step, Value, tracing

P = ParamSpec("P")


def _where_wanted(tell: Callable[P, None]) -> Callable[P, None]:
    """Let a step cost nothing that nobody wants to be told of."""

    @wraps(tell)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        if tracing.get().is_on:
            tell(*args, **kwargs)

    return told


def alert_trace(id_: AlertId, published_at: datetime) -> Spot:
    """Name an alert's trace: when it was published stays, once it is on its way."""
    return Spot("alert", id_, published_at)


def alert_at(alert: AlertRow) -> Spot:
    """Name the trace of an alert that is there."""
    return alert_trace(alert.id, alert.published_at)


@_where_wanted
def looked(row: SourceRow, began: datetime, kept_at: datetime, kept: Kept) -> None:
    """Tell of a look at a source that worked."""
    about: dict[str, Value] = {"source": row.id, "new": kept.new, "revised": kept.revised}
    _tell("look", began, kept_at, about, within=Spot("look", row.id, kept_at), is_whole=True)


@_where_wanted
def look_failed(row: SourceRow, began: datetime, ended: datetime, error: SourceError) -> None:
    """Tell of one that failed."""
    about: dict[str, Value] = {"source": row.id, "failures": row.failures + 1}
    if error.status:
        about["status"] = error.status
    _tell("look", began, ended, about, fault=type(error).__name__)


@_where_wanted
def edited(
    row: EntryRow, began: datetime, ended: datetime, outcome: str, readers: int, alert: Spot | None
) -> None:
    """Tell of an entry that was edited; `alert`: the one that tells it, which it may be that it made."""
    look = Spot("look", row.source_id, row.seen_at)
    about: dict[str, Value] = {"entry": row.id, "source": row.source_id, "outcome": outcome}
    if alert is None:
        _tell("edit", began, ended, about, Spot("entry", row.id, row.seen_at), look, is_whole=True)
        return
    about |= {"alert": alert.id}
    if outcome == "alert":
        _tell("alert", row.seen_at, ended, about, alert, look, is_whole=True)
    _tell("edit", began, ended, {**about, "readers": readers, "tries": row.tries}, alert, look)


@_where_wanted
def revised(row: EntryRow, told: AlertRow, began: datetime, ended: datetime, change: str) -> None:
    """Tell of a later version of an entry that was judged."""
    about: dict[str, Value] = {"entry": row.id, "source": row.source_id, "alert": told.id, "change": change}
    _tell("revise", began, ended, about, alert_at(told))


@_where_wanted
def sent(
    row: DeliveryRow, channel: str, result: Sent | ChannelError, began: datetime, ended: datetime
) -> None:
    """Tell of a try to send a message, or to change it, whatever came of it."""
    waited = (began - row.created_at).total_seconds()
    about = _of_delivery(row) | {"channel": channel, "outcome": type(result).__name__, "tries": row.tries}
    about |= {} if row.amending else {"waited": waited}
    fault = "" if isinstance(result, Sent) else type(result).__name__
    name = "change" if row.amending else "send"
    alone = row.alert is None and not row.amending and not fault
    _tell(name, began, ended, about, _delivery_at(row), is_whole=alone, fault=fault, side=Side.ASKING)


@_where_wanted
def settled(row: DeliveryRow, channel: str, began: datetime, ended: datetime) -> None:
    """Tell of a doubt that was looked into."""
    about = _of_delivery(row) | {"channel": channel}
    _tell("settle", began, ended, about, _delivery_at(row), side=Side.ASKING)


@_where_wanted
def handled(row: EventRow, began: datetime, ended: datetime, fault: str = "") -> None:
    """Tell of an event that was handled, or was not."""
    waited = (began - row.received_at).total_seconds()
    about: dict[str, Value] = {"event_id": row.id, "kind": row.kind, "tries": row.tries, "waited": waited}
    event = Spot("event", row.id, row.received_at)
    _tell("handle", began, ended, about, event, is_whole=not fault, fault=fault)


def _of_delivery(row: DeliveryRow) -> dict[str, Value]:
    about: dict[str, Value] = {"delivery": row.id, "priority": row.priority.name.lower()}
    return about | ({"alert": row.alert.id} if row.alert else {})


def _delivery_at(row: DeliveryRow) -> Spot:
    """Name the trace that a message belongs to: its alert's, or, of what answers somebody, its own."""
    return alert_at(row.alert) if row.alert else Spot("delivery", row.id, row.created_at)


def _tell(  # noqa: PLR0913 -- a span has so many sides
    name: str,
    began: datetime,
    ended: datetime,
    about: dict[str, Value],
    within: Spot | None = None,
    follows: Spot | None = None,
    *,
    is_whole: bool = False,
    fault: str = "",
    side: Side = Side.OURS,
) -> None:
    told = {f"tocsin.{key}": value for key, value in about.items()}
    tracing.get().tell(Step(name, began, ended, told, within, follows, is_whole, fault, side))

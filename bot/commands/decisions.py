"""Decisions: what was decided of an alert at the desk, by whom, and when."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from bot.ask import Ask
from bot.commands.colleagues import named
from bot.commands.numbers import alert_of
from bot.commands.shown import moment_of
from bot.model import AlertId, AlertState, Priority, SubscriberId
from bot.store import audit
from bot.store import held as desk
from bot.store import plan as plans
from bot.store import subscriber as subscribers
from bot.store.alert import AlertRow
from bot.store.audit import AuditRow
from bot.store.held import End
from bot.texts import Text, _, say_time

ACTS = 6
"""How many of the last acts on an alert are looked at for what happened last."""

QUIET = frozenset({"topics"})
"""Acts that change a card, and are no news of their own."""


def decided(ask: Ask, id_: AlertId) -> Text:
    """Say how an alert stands that does not wait any more, who decided so, and when."""
    told, row, plan = alert_of(ask, id_), desk.find(ask.tx, id_), plans.find(ask.tx, id_)
    last = last_act(ask.tx, id_)
    if plan is not None:
        words = _GOING_BREAKING if plan.priority is Priority.BREAKING else _GOING
        return replace(
            words, values={"name": name_of(ask, plan.decided_by), "time": moment_of(ask, plan.leaves_at)}
        )
    ended = row.ended if row else None
    if told.state is AlertState.DROPPED and not (last and last.act.after.get("state") == "dropped"):
        return _ENDED.get(ended, _OUTLIVED)
    if ended in _ENDED:
        return _ENDED[ended]
    words = _DECIDED.get(told.state, _WAITS)
    if told.state is AlertState.RELEASED and told.priority is Priority.BREAKING:
        words = _SENT_BREAKING
    at = told.released_at if told.state is AlertState.RELEASED else None
    moment = say_time(at or (last.at if last else ask.now), ask.who.language, ask.newsroom.timezone)
    return replace(words, values={"name": name_of(ask, last.who if last else None), "time": moment})


_WAITS = _("It waits.")
_GOING = _("It leaves at {time}, sent by {name}.")
_GOING_BREAKING = _("It leaves at {time} as breaking, sent by {name}.")
_SENT_BREAKING = _("Sent as breaking by {name} at {time}.")
_ENDED: Mapping[End | None, Text] = {
    End.LAPSED: _("Nobody decided in time: it was not sent."),
    End.WITHDRAWN: _("Its source has taken it back: it was not sent."),
}
_OUTLIVED = _("It was too old when it was to leave: it was not sent.")
_DECIDED: Mapping[AlertState, Text] = {
    AlertState.RELEASED: _("Sent by {name} at {time}."),
    AlertState.DROPPED: _("Killed by {name} at {time}: nobody gets it."),
    AlertState.RECALLED: _("Recalled by {name} at {time}."),
    AlertState.WITHDRAWN: _("Withdrawn by {name} at {time}."),
}


def numbered(told: AlertRow) -> Text:
    """Name an alert, and what stops it yet."""
    if told.state is AlertState.SCHEDULED:
        return _("It is alert #{id}; /undo {id} stops it.", id=told.id)
    if told.state is AlertState.RELEASED:
        return _("It is alert #{id}; /recall {id} stops it.", id=told.id)
    return _("It is alert #{id}.", id=told.id)


def name_of(ask: Ask, id_: SubscriberId | None) -> str:
    """Name a colleague; nobody where it is not known who."""
    who = subscribers.find(ask.tx, id_) if id_ else None
    return named(who.name if who else "")


def last_act(tx: Connection, id_: AlertId) -> AuditRow | None:
    """Find what was done about an alert last."""
    found = audit.page(tx, ACTS, about=f"alert {id_}")
    return next((one for one in found if one.act.what not in QUIET), None)

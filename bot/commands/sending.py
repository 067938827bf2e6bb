"""Sending: a person lets a held alert go, after a grace in which it can be undone, or at a later moment."""

from datetime import datetime, timedelta
from math import ceil

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, second
from bot.commands.colleagues import named
from bot.commands.numbers import alert_of
from bot.model import AlertId, AlertState, Priority, SubscriberId
from bot.rules.keyword import keys_of
from bot.store import alert as alerts
from bot.store import audit
from bot.store import batch as batches
from bot.store import plan as plans
from bot.store import subscriber as subscribers
from bot.store.plan import Plan
from bot.texts import Text, _, n_, say_moment

ACTS_LOOKED_AT = 20
"""How many acts on an alert are looked through for who decided on it."""


def send(ask: Ask, id_: AlertId, priority: Priority, at: datetime | None = None) -> Reply:
    """Let a held alert go, as how urgent, and at a later moment where one is given; answer how it went.

    It leaves after the desk's grace, and until then anybody who may send can undo that; without a grace
    it leaves at once. The first to act wins: who comes too late hears what was decided, and by whom.

    Raises:
        UsageError: there is no such alert.

    """
    alert_of(ask, id_)
    if waits := second.asked(ask, id_, priority, at):
        return waits
    grace = ask.desk.breaking_grace if priority <= Priority.BREAKING else ask.desk.grace
    leaves_at = max(at or ask.now, ask.now + grace)
    if leaves_at <= ask.now:
        return Reply(_release(ask, id_, priority), replaces=ask.pressed)
    new = Plan(id_, leaves_at, leaves_at + ask.alert_life, priority, ask.who.id)
    if not plans.make(ask.tx, new, ask.now):
        return Reply((too_late(ask, id_),), replaces=ask.pressed)
    _note(ask, new.alert_id, priority, {"state": "scheduled", "leaves_at": leaves_at.isoformat()})
    return Reply(
        (_going(ask, new, later=at is not None), _("It is alert #{id}; /undo {id} stops it.", id=id_)),
        replaces=ask.pressed,
        # not in the place of "Send": whoever presses twice would undo
        choices=((Choice(_("Status"), f"status {id_}"),), (Choice(_("Undo"), f"undo {id_}"),)),
    )


def too_late(ask: Ask, id_: AlertId) -> Text:
    """Say what was decided on an alert that is not held any more, and by whom."""
    row = alert_of(ask, id_)
    said = _DECIDED.get(row.state, _("This alert was sent already."))
    by = _decided_by(ask, id_, row.state)
    who = subscribers.find(ask.tx, by) if by else None
    return _("{what} Decided by {who}.", what=said, who=named(who.name)) if who and who.name else said


_DECIDED: dict[AlertState, Text] = {
    AlertState.HELD: _("This alert is held: nothing has been sent."),
    AlertState.SCHEDULED: _("This alert is about to be sent."),
    AlertState.DROPPED: _("This alert was cancelled already."),
    AlertState.RECALLED: _("This alert was recalled already."),
    AlertState.WITHDRAWN: _("This alert was withdrawn already."),
}


def _decided_by(ask: Ask, id_: AlertId, state: AlertState) -> SubscriberId | None:
    if state is AlertState.SCHEDULED:
        standing = plans.find(ask.tx, id_)
        return standing.decided_by if standing else None
    # one that left by its plan was decided for when it was scheduled
    led_here = {state.value, "scheduled"} if state is AlertState.RELEASED else {state.value}
    for one in audit.page(ask.tx, ACTS_LOOKED_AT, about=acts.alert(id_)):
        if one.act.after.get("state") in led_here:
            return one.who
    return None


def _release(ask: Ask, id_: AlertId, priority: Priority) -> tuple[Text, ...]:
    if not alerts.release(ask.tx, id_, priority, ask.now, ask.now + ask.alert_life):
        return (too_late(ask, id_),)
    _note(ask, id_, priority, {"state": "released"})
    batches.fan_out(ask.tx, id_, priority, ask.now, keys_of)
    count = _readers(ask, id_)
    going = n_("On its way to {count} reader.", "On its way to {count} readers.", count)
    # in words: a button in the place of "Send" would be hit by whoever presses twice
    return going, _("It is alert #{id}; /recall {id} stops it.", id=id_)


def _going(ask: Ask, new: Plan, *, later: bool) -> Text:
    count = _readers(ask, new.alert_id)
    if later:
        return n_(
            "It goes to {count} reader at {moment}.",
            "It goes to {count} readers at {moment}.",
            count,
            moment=say_moment(new.leaves_at, ask.who.language, ask.newsroom.timezone),
        )
    return n_(
        "Sending to {count} reader in {seconds} s.",
        "Sending to {count} readers in {seconds} s.",
        count,
        seconds=ceil((new.leaves_at - ask.now) / timedelta(seconds=1)),
    )


def _readers(ask: Ask, id_: AlertId) -> int:
    return subscribers.active_in(ask.tx, alerts.topics(ask.tx, id_))


def _note(ask: Ask, id_: AlertId, priority: Priority, after: dict[str, object]) -> None:
    what = "breaking" if priority <= Priority.BREAKING else "send"
    acts.done(ask, what, acts.alert(id_), {"state": "held"}, after)

"""Sending: a person lets a held alert go, after a grace in which it can be undone, or at a later moment."""

from datetime import datetime, timedelta
from math import ceil

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, second
from bot.commands.colleagues import named
from bot.commands.numbers import alert_of
from bot.commands.shown import isolated
from bot.errors import UsageError
from bot.model import AlertId, AlertState, Priority, SubscriberId
from bot.rules.keyword import keys_of
from bot.store import alert as alerts
from bot.store import audit
from bot.store import halt as halts
from bot.store import plan as plans
from bot.store import segment as segments
from bot.store import subscriber as subscribers
from bot.store.plan import Plan
from bot.texts import Text, _, n_, say_moment, say_time

ACTS_LOOKED_AT = 20
"""How many acts on an alert are looked through for who decided on it."""


def send(
    ask: Ask,
    id_: AlertId,
    priority: Priority,
    at: datetime | None = None,
    *,
    expires_at: datetime | None = None,
) -> Reply:
    """Let a held alert go, as how urgent, and at a later moment where one is given; answer how it went.

    It leaves after the desk's grace, and until then anybody who may send can undo that; without a grace
    it leaves at once. From `expires_at` on nobody gets it, or from when its life is over. While all is
    halted it is scheduled, and waits. The first to act wins: who comes too late hears what was decided,
    and by whom.

    Raises:
        UsageError: there is no such alert, or it is under embargo then.

    """
    row = alert_of(ask, id_)
    grace = ask.desk.breaking_grace if priority <= Priority.BREAKING else ask.desk.grace
    leaves_at = max(at or ask.now, ask.now + grace)
    if row.state is AlertState.HELD and row.embargo_until is not None and leaves_at < row.embargo_until:
        raise UsageError(embargoed(ask, id_, row.embargo_until))
    if waits := second.asked(ask, id_, priority, at, expires_at):
        return waits
    new = Plan(id_, leaves_at, expires_at or leaves_at + ask.alert_life, priority, ask.who.id)
    halted = halts.stands(ask.tx)
    if leaves_at <= ask.now and not halted:
        return Reply(_release(ask, new), replaces=ask.pressed)
    if not plans.make(ask.tx, new, ask.now):
        return Reply((too_late(ask, id_),), replaces=ask.pressed)
    _note(ask, new, {"state": "scheduled", "leaves_at": leaves_at.isoformat()})
    return Reply(
        (
            _going(ask, new, later=at is not None),
            *((_("Everything is halted: it waits for that to end."),) if halted else ()),
            _("It is alert #{id}; /undo {id} stops it.", id=id_),
        ),
        replaces=ask.pressed,
        # not in the place of "Send": whoever presses twice would undo
        choices=((Choice(_("Status"), f"status {id_}"),), (Choice(_("Undo sending"), f"undo {id_}"),)),
    )


def choices(id_: AlertId) -> tuple[tuple[Choice, ...], ...]:
    """Offer what can be decided on an alert that is held."""
    return (
        (Choice(_("Send"), f"alert send {id_}"), Choice(_("Send as breaking"), f"alert breaking {id_}")),
        (Choice(_("Later"), f"later {id_}"),),
        (Choice(_("Cancel"), f"alert cancel {id_}"),),
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


def _release(ask: Ask, new: Plan) -> tuple[Text, ...]:
    if not plans.let_go(ask.tx, new.alert_id, new.priority, ask.now, new.expires_at, keys_of):
        return (too_late(ask, new.alert_id),)
    _note(ask, new, {"state": "released"})
    count = _readers(ask, new.alert_id)
    going = n_("On its way to {count} reader.", "On its way to {count} readers.", count)
    # in words: a button in the place of "Send" would be hit by whoever presses twice
    return going, _("It is alert #{id}; /recall {id} stops it.", id=new.alert_id)


def embargoed(ask: Ask, id_: AlertId, until: datetime) -> Text:
    """Say until when an alert is under embargo, and how it is sent then."""
    return _(
        "Alert #{id} is under embargo until {moment}: nobody can send it before. /later {id} embargo sends "
        "it then.",
        id=id_,
        moment=isolated(moment_of(ask, until)),
    )


def moment_of(ask: Ask, at: datetime) -> str:
    """Write a moment in the newsroom's zone: its time of day, and its day where that is another one."""
    zone, language = ask.newsroom.timezone, ask.who.language
    same_day = at.astimezone(zone).date() == ask.now.astimezone(zone).date()
    return say_time(at, language, zone) if same_day else say_moment(at, language, zone)


def _going(ask: Ask, new: Plan, *, later: bool) -> Text:
    count = _readers(ask, new.alert_id)
    if later:
        return n_(
            "It goes to {count} reader at {moment}, and to nobody from {end} on.",
            "It goes to {count} readers at {moment}, and to nobody from {end} on.",
            count,
            moment=isolated(moment_of(ask, new.leaves_at)),
            end=isolated(moment_of(ask, new.expires_at)),
        )
    return n_(
        "Sending to {count} reader in {seconds} s.",
        "Sending to {count} readers in {seconds} s.",
        count,
        seconds=ceil((new.leaves_at - ask.now) / timedelta(seconds=1)),
    )


def _readers(ask: Ask, id_: AlertId) -> int:
    return segments.count(ask.tx, alerts.topics(ask.tx, id_), segments.picks_of(ask.tx, id_))


def _note(ask: Ask, new: Plan, after: dict[str, object]) -> None:
    what = "breaking" if new.priority <= Priority.BREAKING else "send"
    acts.done(ask, what, acts.alert(new.alert_id), {"state": "held"}, after)

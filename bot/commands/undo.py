"""/undo: an alert that is about to leave does not, and is held again."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, colleagues, faces
from bot.commands.numbers import alert_of, asked
from bot.commands.sending import choices, too_late
from bot.commands.shown import isolated, moment_of
from bot.errors import UsageError
from bot.model import AlertId, AlertState, Role
from bot.store import edition as editions
from bot.store import held as desk
from bot.store import plan as plans
from bot.store import subscriber as subscribers
from bot.store.card import Face
from bot.store.held import Why
from bot.store.plan import Plan
from bot.texts import Text, _

ROLE = Role.EDITOR
HELP = _("stop an alert that is about to leave, by its number")


def run(ask: Ask) -> Sequence[Reply]:
    """Undo at once; without a number the one alert that is about to leave, or a choice among several."""
    if ask.args.strip() or ask.replied is not None:
        id_ = asked(ask)
        if id_ is None:
            raise UsageError(_("Write /undo and the number of the alert, such as /undo 12."))
        return _undo(ask, alert_of(ask, id_).id)
    standing = plans.standing(ask.tx)
    if len(standing) == 1:
        return _undo(ask, standing[0].alert_id)
    return (offer(ask, standing),)


def offer(ask: Ask, standing: Sequence[Plan]) -> Reply:
    """List the alerts that are about to leave, each with a button that undoes it."""
    if not standing:
        return Reply((_("No alert is about to leave."),))
    rows = tuple((Choice(_("Undo #{id}", id=one.alert_id), f"undo {one.alert_id}"),) for one in standing)
    return Reply(tuple(_line(ask, one) for one in standing), _("About to leave"), rows, replaces=ask.pressed)


def _line(ask: Ask, one: Plan) -> Text:
    return _(
        "#{id} {headline} · {moment}",
        id=one.alert_id,
        headline=isolated(alert_of(ask, one.alert_id).headline),
        moment=isolated(moment_of(ask, one.leaves_at)),
    )


def _undo(ask: Ask, id_: AlertId) -> Sequence[Reply]:
    plan = plans.find(ask.tx, id_)
    if not plans.undo(ask.tx, id_):
        return (_missed(ask, id_),)
    acts.done(ask, "undo", acts.alert(id_), {"state": "scheduled"}, {"state": "held"})
    words = _("Undone: alert #{id} is held, and nobody gets it.", id=id_)
    told = _tell_decider(ask, id_, plan) if plan else ()
    return (_offering(ask, id_, words), *told)


def _offering(ask: Ask, id_: AlertId, words: Text) -> Reply:
    """Offer what can be decided: of an alert at the desk all that its card offers, and a reply edits it."""
    first = editions.of(ask.tx, id_)[0]
    row = desk.find(ask.tx, first)
    if row is None or row.closed_at is not None or row.why is Why.PERSON:
        return Reply((words,), choices=choices(id_), replaces=ask.pressed)
    offered = faces.choices(ask, alert_of(ask, first), row)
    return Reply((words,), choices=offered, replaces=ask.pressed, card=Face(first, "", live=False))


def _tell_decider(ask: Ask, id_: AlertId, plan: Plan) -> tuple[Reply, ...]:
    who = subscribers.find(ask.tx, plan.decided_by)
    if who is None or who.id == ask.who.id:
        return ()
    words = _(
        "{name} has undone what you sent: alert #{id} is held.", name=colleagues.named(ask.who.name), id=id_
    )
    return (Reply((words,), to=who),)


def _missed(ask: Ask, id_: AlertId) -> Reply:
    """Say that it is too late, or that there was nothing to undo."""
    row = alert_of(ask, id_)
    if row.state is AlertState.RELEASED:
        words = _("Too late: alert #{id} is out. A recall stops what has not left yet.", id=id_)
        return Reply((words,), choices=((Choice(_("Recall #{id}", id=id_), f"recall {id_}"),),))
    if row.state is AlertState.HELD:
        return _offering(ask, id_, too_late(ask, id_))
    return Reply((too_late(ask, id_),), replaces=ask.pressed)

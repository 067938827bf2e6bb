"""/recall: stop an alert that is on its way."""

from collections.abc import Sequence
from datetime import timedelta

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, past
from bot.commands.latest import brief
from bot.commands.numbers import asked
from bot.errors import UsageError
from bot.model import AlertId, AlertState, Role
from bot.store import alert as alerts
from bot.store import edition as editions
from bot.store import held as desk
from bot.store import plan as plans
from bot.store import recall as recalls
from bot.texts import Text, _, n_

ROLE = Role.EDITOR
HELP = _("stop an alert on its way, by its number")

DAY = timedelta(days=1)
MOST = 5

_NOTHING_TO_STOP: dict[AlertState, Text] = {
    AlertState.HELD: _("This alert has not been sent: there is nothing to stop."),
    AlertState.DROPPED: _("This alert was cancelled already."),
    AlertState.RECALLED: _("This alert was recalled already."),
    AlertState.WITHDRAWN: _("This alert was withdrawn already."),
}


def run(ask: Ask) -> Sequence[Reply]:
    """Stop the alert at once, without a question; without one that is meant, show which there are."""
    if not ask.args.strip() and ask.replied is None:
        return (_offer(ask),)
    id_ = asked(ask)
    if id_ is None:
        raise UsageError(
            _("Write /recall and the number of the alert, such as /recall 12; /recall alone lists the last.")
        )
    return (Reply(_stop(ask, id_), replaces=ask.pressed),)


def _stop(ask: Ask, id_: AlertId) -> tuple[Text, ...]:
    past.refuse(ask, id_)
    # first, since what leaves meanwhile is stopped by the recall that follows
    if plans.undo(ask.tx, id_):
        alerts.drop(ask.tx, id_)
        acts.done(ask, "recall", acts.alert(id_), {"state": "scheduled"}, {"state": "dropped"})
        return (_("Alert #{id} had not left yet: it is cancelled, and nobody gets it.", id=id_),)
    done = recalls.recall(ask.tx, id_)
    if done is None:
        row = alerts.find(ask.tx, id_)
        raise UsageError(_NOTHING_TO_STOP[row.state] if row else _("There is no alert #{id}.", id=id_))
    desk.look_again(ask.tx, editions.of(ask.tx, id_))
    after = {"state": "recalled", "stopped": done.stopped, "left": done.left}
    acts.done(ask, "recall", acts.alert(id_), {"state": "released"}, after)
    back = (_("/withdraw {id} takes back what has left.", id=id_),) if done.left else ()
    return (
        _("Alert #{id} is recalled.", id=id_),
        n_("{count} message was stopped.", "{count} messages were stopped.", done.stopped),
        n_("{count} message had left already.", "{count} messages had left already.", done.left),
        *back,
    )


def _offer(ask: Ask) -> Reply:
    rows = recalls.recallable(ask.tx, ask.now - DAY, MOST)
    if not rows:
        return Reply((_("No alert was sent in the last 24 hours."),))
    choices = tuple((Choice(_("Recall #{id}", id=row.id), f"recall {row.id}"),) for row in rows)
    return Reply(tuple(brief(ask, row) for row in rows), _("Which alert is to be stopped?"), choices)

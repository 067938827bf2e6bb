"""/withdraw: take an alert back from everybody who got it."""

from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands import acts, colleagues, past
from bot.commands.numbers import alert_of, asked
from bot.errors import UsageError
from bot.model import AlertId, AlertState, Role
from bot.store import alert as alerts
from bot.store import edition as editions
from bot.store import revision as revisions
from bot.store import subscriber as subscribers
from bot.store import suspicion as suspicions
from bot.store.alert import AlertRow
from bot.store.suspicion import State
from bot.texts import Text, _

ROLE = Role.EDITOR
HELP = _("take back an alert that was sent, by its number")

_DONE: dict[State, Text] = {
    State.CORRECTED: _("corrected"),
    State.WITHDRAWN: _("withdrawn"),
    State.LEFT: _("left as it is"),
}


def run(ask: Ask) -> Sequence[Reply]:
    """Take the alert back at once, without a question; the other editors hear of it."""
    id_ = asked(ask)
    if id_ is None:
        raise UsageError(_("Write /withdraw and the number of the alert, such as /withdraw 12."))
    row = alert_of(ask, id_)
    past.refuse(ask, id_)
    if ask.pressed and suspicions.held(ask.tx, row.id) is None:
        raise UsageError(too_late(ask, row))
    others = alerts.by_ids(ask.tx, [one for one in editions.of(ask.tx, row.id) if one != row.id])
    done = [revisions.withdraw(ask.tx, one, ask.who.id, ask.now) for one in (row, *others.values())]
    if not any(done):
        raise UsageError(_not_out(row))
    acts.done(ask, "withdraw", acts.alert(row.id), {"state": row.state}, {"state": "withdrawn"})
    told = decided(ask, row, State.WITHDRAWN)
    words = (
        _("Alert #{id} is withdrawn.", id=row.id),
        _(
            "On Telegram it is deleted, or marked where it is older than 48 hours; on WhatsApp those who "
            "got it are told. What was queued never leaves."
        ),
    )
    return (Reply(words, replaces=ask.pressed), *told)


def decided(ask: Ask, row: AlertRow, state: State) -> tuple[Reply, ...]:
    """Note a decision, and tell the other editors of it."""
    suspicions.decide(ask.tx, row.id, state, ask.who.id, ask.now)
    return colleagues.told(ask, _said(row.id, state, ask.who.name))


def too_late(ask: Ask, row: AlertRow) -> Text:
    """Say who was quicker; or that nothing is asked about an alert."""
    found = suspicions.decided(ask.tx, row.id)
    if found is None:
        return _("Nothing is to be decided about alert #{id}.", id=row.id)
    who = subscribers.find(ask.tx, found[1])
    return _said(row.id, found[0], who.name if who else "")


def _said(id_: AlertId, state: State, name: str) -> Text:
    return _("Alert #{id}: {what}, by {name}.", id=id_, what=_DONE[state], name=colleagues.named(name))


def _not_out(row: AlertRow) -> Text:
    if row.state is AlertState.WITHDRAWN:
        return _("This alert was withdrawn already.")
    return _("This alert has not been sent: there is nothing to take back.")

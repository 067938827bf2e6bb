"""/embargo: an alert leaves before a moment by nobody's hand; only an admin lifts that."""

from collections.abc import Sequence
from datetime import datetime

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, colleagues, moments
from bot.commands.numbers import alert_of, numbered
from bot.commands.sending import too_late
from bot.commands.shown import isolated, moment_of
from bot.commands.words import switched
from bot.errors import UsageError
from bot.model import NOT_OUT, AlertState, Role
from bot.store import embargo as embargoes
from bot.store import held as desk
from bot.store.alert import AlertRow
from bot.texts import _

ROLE = Role.EDITOR
HELP = _("keep an alert from leaving before a time, by its number")


def run(ask: Ask) -> Sequence[Reply]:
    """Set an embargo, move it on, or let an admin lift it; with the number alone tell of it."""
    found = numbered(ask.args)
    if found is None:
        raise UsageError(
            _(
                "Write /embargo, the number of the alert and a time: /embargo 12 18:00. "
                "/embargo 12 off lifts it."
            )
        )
    id_, words = found
    desk.lock(ask.tx, id_)  # of two who move it at once, the second sees what the first has set
    row = alert_of(ask, id_)
    if not words:
        return (_told(ask, row),)
    if row.state not in NOT_OUT:
        return (Reply((too_late(ask, row.id),), replaces=ask.pressed),)
    if switched(words) is False:
        return _lift(ask, row)
    until = moments.at_of(words, ask.now, ask.newsroom.timezone)
    if until is None:
        raise UsageError(
            _("This is no time that I can read. Write for example /embargo {id} 18:00.", id=row.id)
        )
    return (_set(ask, row, until),)


def _told(ask: Ask, row: AlertRow) -> Reply:
    if row.embargo_until is None or row.embargo_until <= ask.now:
        return Reply((_("Alert #{id} is under no embargo.", id=row.id),), replaces=ask.pressed)
    words = _(
        "Alert #{id} is under embargo until {moment}.",
        id=row.id,
        moment=isolated(moment_of(ask, row.embargo_until)),
    )
    return Reply((words,), replaces=ask.pressed)


def _set(ask: Ask, row: AlertRow, until: datetime) -> Reply:
    stands = row.embargo_until is not None and row.embargo_until > ask.now
    if stands and row.embargo_until is not None and until < row.embargo_until:
        _only_admins(ask)
    if not embargoes.put(ask.tx, row.id, until):
        return Reply((too_late(ask, row.id),), replaces=ask.pressed)
    _note(ask, row, until)
    held = alert_of(ask, row.id).state is AlertState.HELD
    words = _(
        "Alert #{id} is under embargo until {moment}: before that nobody can send it.",
        id=row.id,
        moment=isolated(moment_of(ask, until)),
    )
    undone = held and row.state is AlertState.SCHEDULED
    also = (_("It was to leave before: that is undone, and it is held."),) if undone else ()
    choices = ((Choice(_("Send it then"), f"later {row.id} embargo"),),) if held else ()
    return Reply((words, *also), choices=choices, replaces=ask.pressed)


def _lift(ask: Ask, row: AlertRow) -> Sequence[Reply]:
    _only_admins(ask)
    if not embargoes.put(ask.tx, row.id, None):
        return (Reply((too_late(ask, row.id),), replaces=ask.pressed),)
    _note(ask, row, None)
    words = _("The embargo on alert #{id} is lifted.", id=row.id)
    told = _("{name} has lifted the embargo on alert #{id}.", name=colleagues.named(ask.who.name), id=row.id)
    return (Reply((words,), replaces=ask.pressed), *colleagues.told(ask, told))


def _only_admins(ask: Ask) -> None:
    if not ask.who.role.may(Role.ADMIN):
        raise UsageError(_("Only an admin lifts an embargo, or lets it end sooner."))


def _note(ask: Ask, row: AlertRow, until: datetime | None) -> None:
    before = {"until": row.embargo_until.isoformat() if row.embargo_until else None}
    acts.done(ask, "embargo", acts.alert(row.id), before, {"until": until.isoformat() if until else None})

"""/silent: let alerts come without a sound."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands.words import switched
from bot.errors import UsageError
from bot.model import Role
from bot.store import subscriber as subscribers
from bot.texts import Text, _

ROLE = Role.READER
HELP = _("alerts with or without a sound")


def run(ask: Ask) -> Sequence[Reply]:
    """Show the choice, or change it."""
    if not ask.args.strip():
        return (_card(silent=ask.who.silent),)
    wish = switched(ask.args)
    if wish is None:
        raise UsageError(_("Write /silent on, or /silent off."))
    subscribers.change(ask.tx, ask.who.id, silent=wish)
    return (_card(silent=wish, replaces=True),)


def toggle(*, silent: bool) -> Choice:
    """Offer the other choice."""
    label = _("Turn sound on") if silent else _("Turn sound off")
    return Choice(label, "silent off" if silent else "silent on")


def _card(*, silent: bool, replaces: bool = False) -> Reply:
    return Reply((_state(silent=silent),), _("Sound"), ((toggle(silent=silent),),), replaces)


def _state(*, silent: bool) -> Text:
    if silent:
        return _("Alerts come without a sound. Breaking news still rings.")
    return _("Alerts come with a sound.")

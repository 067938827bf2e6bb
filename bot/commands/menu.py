"""/menu: the few things that most people want."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import silent
from bot.model import Role, SubscriberStatus
from bot.texts import Text, _

ROLE = Role.READER
HELP = _("show the menu")


def run(ask: Ask) -> Sequence[Reply]:
    """Show the menu."""
    return (card(ask, _("What would you like to do?")),)


def card(ask: Ask, *words: Text, title: Text | None = None, first: Sequence[Choice] = ()) -> Reply:
    """Show the menu under some words, below the choices that come first."""
    said = {choice.data for choice in first}
    rest = (tuple(choice for choice in row if choice.data not in said) for row in _choices(ask))
    rows = (tuple(first), *rest)
    return Reply(words, title or _("Menu"), tuple(row for row in rows if row))


def _choices(ask: Ask) -> tuple[tuple[Choice, ...], ...]:
    if ask.who.status is not SubscriberStatus.ACTIVE:
        first = (Choice(_("Get alerts"), "start"), Choice(_("Topics"), "topics"))
        return (first, (Choice(_("Language"), "language"), Choice(_("Help"), "help")))
    return (
        (Choice(_("Topics"), "topics"), Choice(_("Latest"), "latest")),
        (Choice(_("Language"), "language"), silent.toggle(silent=ask.who.silent)),
        (Choice(_("Settings"), "settings"), Choice(_("Help"), "help")),
        (Choice(_("End all alerts"), "stop"),),
    )

"""/urgency: choose how urgent an alert must be to come."""

from collections.abc import Mapping, Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import said
from bot.commands.choice_tables import URGENCIES
from bot.errors import UsageError
from bot.model import Role, Urgency
from bot.store import subscriber as subscribers
from bot.texts import Text, _

ROLE = Role.READER
HELP = _("choose how urgent an alert must be to come")

LABELS: Mapping[Urgency, Text] = {
    Urgency.ALL: _("All alerts"),
    Urgency.IMPORTANT: _("Important alerts"),
    Urgency.BREAKING: _("Breaking news"),
}

_LABELS = {wish.value: label for wish, label in LABELS.items()}
_KNOWN = said.by_words(URGENCIES)

_STATES: Mapping[Urgency, Text] = {
    Urgency.ALL: _("You get all alerts on your topics."),
    Urgency.IMPORTANT: _(
        "You get breaking news, what the newsroom puts first, and what at least three sources tell."
    ),
    Urgency.BREAKING: _("You get breaking news only."),
}


def run(ask: Ask) -> Sequence[Reply]:
    """Show the choices, or take one, named in any language."""
    if not ask.args.strip():
        return (_card(ask.who.urgency),)
    wish = named(ask.args)
    if wish is None:
        raise UsageError(_("Write /urgency all, /urgency important or /urgency breaking."))
    subscribers.change(ask.tx, ask.who.id, urgency=wish)
    return (_card(wish, replaces=True),)


def named(words: str) -> Urgency | None:
    """Read how urgent alerts are to be, in any language."""
    wish = said.named(words, _LABELS, _KNOWN)
    return Urgency(wish) if wish else None


def _card(current: Urgency, *, replaces: bool = False) -> Reply:
    words = (_STATES[current], _("Corrections come in any case."))
    rows = tuple((_choice(wish, current),) for wish in Urgency)
    return Reply(words, _("Urgency"), rows, replaces)


def _choice(wish: Urgency, current: Urgency) -> Choice:
    label = LABELS[wish]
    return Choice(_("✓ {choice}", choice=label) if wish is current else label, f"urgency {wish.value}")

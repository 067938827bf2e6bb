"""/updates: choose which updates of a story come, once an alert has told of it."""

from collections.abc import Mapping, Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import said
from bot.commands.choice_tables import UPDATES
from bot.errors import UsageError
from bot.model import Role, Updates
from bot.store import subscriber as subscribers
from bot.texts import Text, _

ROLE = Role.READER
HELP = _("choose which updates of a story you get")

LABELS: Mapping[Updates, Text] = {
    Updates.ALL: _("All"),
    Updates.IMPORTANT: _("Important"),
    Updates.NONE: _("None"),
}

_LABELS = {wish.value: label for wish, label in LABELS.items()}
_KNOWN = said.by_words(UPDATES)

_STATES: Mapping[Updates, Text] = {
    Updates.ALL: _("When there is more to a story, you get every update."),
    Updates.IMPORTANT: _("When there is more to a story, you get important updates only."),
    Updates.NONE: _("You get the first alert of each story, and no updates."),
}


def run(ask: Ask) -> Sequence[Reply]:
    """Show the choices, or take one, named in any language."""
    if not ask.args.strip():
        return (_card(ask.who.updates),)
    wish = named(ask.args)
    if wish is None:
        raise UsageError(_("Write /updates all, /updates important or /updates none."))
    subscribers.change(ask.tx, ask.who.id, updates=wish)
    return (_card(wish, replaces=True),)


def named(words: str) -> Updates | None:
    """Read a wish, named in any language."""
    wish = said.named(words, _LABELS, _KNOWN)
    return Updates(wish) if wish else None


def _card(current: Updates, *, replaces: bool = False) -> Reply:
    words = (_STATES[current], _("Corrections come in any case."))
    rows = tuple((_choice(wish, current),) for wish in Updates)
    return Reply(words, _("Updates"), rows, replaces)


def _choice(wish: Updates, current: Updates) -> Choice:
    label = LABELS[wish]
    return Choice(_("✓ {choice}", choice=label) if wish is current else label, f"updates {wish.value}")

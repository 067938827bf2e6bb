"""/priority: how much a source's news presses."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, said
from bot.commands.pause import source_of
from bot.commands.source_words import name_of
from bot.errors import UsageError
from bot.model import Priority, Role
from bot.store import source as sources
from bot.texts import Text, _

ROLE = Role.ADMIN
HELP = _("how much a source's news presses: /priority 3 breaking, normal or low")

NAMES: Final[Mapping[Priority, Text]] = {
    Priority.BREAKING: _("breaking news"),
    Priority.NORMAL: _("normal"),
    Priority.DIGEST: _("low"),
}
MEANINGS: Final[Mapping[Priority, Text]] = {
    Priority.BREAKING: _(
        "breaking: each of its alerts goes before all others and with a sound, in quiet hours and past daily "
        "limits, also to readers who want breaking news only. For a source that gives nothing else."
    ),
    Priority.NORMAL: _("normal: its alerts go in their turn, as each reader wishes."),
    Priority.DIGEST: _(
        "low: its alerts go when no other waits, and stand last in digests. It is looked at less often."
    ),
}

_KEYS: Final = {Priority.BREAKING: "breaking", Priority.NORMAL: "normal", Priority.DIGEST: "low"}
_LABELS: Final = {_KEYS[one]: label for one, label in NAMES.items()}


def run(ask: Ask) -> Sequence[Reply]:
    """Say what each priority means and which the source has, or give it another."""
    number, _space, word = ask.args.strip().partition(" ")
    row = source_of(
        ask, number, _("Write /priority, the number that /sources shows, and breaking, normal or low.")
    )
    now = named(row.priority)
    if not word.strip():
        return (_card(row, now),)
    key = said.named(word, _LABELS, {})
    wanted = next((one for one, name in _KEYS.items() if name == key), None)
    if wanted is None:
        raise UsageError(_("A source's priority is breaking, normal or low."))
    if wanted is now:
        return (_card(row, now),)
    sources.rank(ask.tx, row.id, wanted, ask.now)
    acts.done(ask, "rank", acts.source(row.id), {"priority": _KEYS[now]}, {"priority": _KEYS[wanted]})
    told = _(
        "{source} now counts as {priority}. Alerts that are out stay as they are.",
        source=name_of(row),
        priority=NAMES[wanted],
    )
    back = ((Choice(_("Show the source"), f"sources {row.id}"),),)
    return (Reply((told, MEANINGS[wanted]), choices=back, replaces=ask.pressed),)


def named(priority: Priority) -> Priority:
    """Take a source's priority for the nearest that has a name."""
    if priority <= Priority.BREAKING:
        return Priority.BREAKING
    return Priority.NORMAL if priority <= Priority.NORMAL else Priority.DIGEST


def _card(row: sources.SourceRow, now: Priority) -> Reply:
    choices = tuple(
        Choice(label, f"priority {row.id} {_KEYS[one]}") for one, label in NAMES.items() if one is not now
    )
    words = _("{source} counts as {priority}.", source=name_of(row), priority=NAMES[now])
    return Reply((words, *MEANINGS.values()), _("Priority"), (choices,))

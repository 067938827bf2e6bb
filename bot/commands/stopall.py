"""/stopall: everything in flight halts; replies to people still go."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, colleagues
from bot.commands.shown import isolated, moment_of
from bot.model import Role
from bot.store import halt as halts
from bot.store import subscriber as subscribers
from bot.store.halt import Halt
from bot.texts import Text, _

ROLE = Role.EDITOR
HELP = _("halt everything in flight at once")

RESUME = ((Choice(_("Resume"), "resume"),),)


def run(ask: Ask) -> Sequence[Reply]:
    """Halt at once, without a question; all who work here hear of it."""
    if not halts.begin(ask.tx, ask.who.id, ask.now):
        return (Reply((standing(ask, halts.find(ask.tx)), _NOTHING), choices=RESUME, replaces=ask.pressed),)
    acts.done(ask, "stopall", before={"halted": False}, after={"halted": True})
    words = (
        _("Everything is halted: no alert leaves, from now on."),
        _NOTHING,
        _("What a service was being handed at this very moment may still arrive."),
    )
    told = _("{name} has halted everything: no alert leaves.", name=colleagues.named(ask.who.name))
    return (Reply(words, choices=RESUME, replaces=ask.pressed), *colleagues.warned(ask, told))


_NOTHING = _(
    "Nothing is lost: sources are read on, alerts are written, and people who write are answered. /resume "
    "asks what to do with what waits."
)


def standing(ask: Ask, halt: Halt | None) -> Text:
    """Say since when all is halted, and by whom."""
    if halt is None:
        return _("Nothing is halted.")
    if halt.begun_by is None:
        return _(
            "Everything is halted since {moment}, from the machine that this runs on.",
            moment=isolated(moment_of(ask, halt.since)),
        )
    who = subscribers.find(ask.tx, halt.begun_by)
    return _(
        "Everything is halted since {moment}, by {name}.",
        moment=isolated(moment_of(ask, halt.since)),
        name=colleagues.named(who.name if who else ""),
    )

"""/pause: stop looking at a source, or look at it again."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import acts
from bot.commands.sources import name_of
from bot.errors import UsageError
from bot.model import Role, SourceId
from bot.store import source as sources
from bot.texts import Text, _

ROLE = Role.ADMIN
HELP = _("pause a source or resume it, by the number that /sources shows")

LONGEST_ID = 12


def run(ask: Ask) -> Sequence[Reply]:
    """Pause a source that is polled, resume one that is not."""
    row = _source(ask)
    if row.paused_at:
        sources.resume(ask.tx, row.id, ask.now)
        acts.done(ask, "resume", acts.source(row.id), {"paused": True}, {"paused": False})
        return (
            _reply(ask, row, _("Resumed: {source}. What came meanwhile is not sent.", source=name_of(row))),
        )
    sources.pause(ask.tx, row.id, ask.now, "desk")
    acts.done(ask, "pause", acts.source(row.id), {"paused": False}, {"paused": True})
    return (_reply(ask, row, _("Paused: {source}.", source=name_of(row))),)


def _source(ask: Ask) -> sources.SourceRow:
    number = ask.args.strip().removeprefix("#")
    if not (number.isdecimal() and len(number) <= LONGEST_ID):
        raise UsageError(_("Write /pause and the number that /sources shows, such as /pause 3."))
    row = sources.find(ask.tx, SourceId(int(number)))
    if row is None:
        raise UsageError(_("There is no source #{id}. /sources shows them.", id=int(number)))
    return row


def _reply(ask: Ask, row: sources.SourceRow, words: Text) -> Reply:
    label = _("Pause") if row.paused_at else _("Resume")
    return Reply((words,), choices=((Choice(label, f"pause {row.id}"),),), replaces=ask.pressed)

"""/pause: stop looking at a source, or look at it again."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import acts
from bot.commands.numbers import row_id
from bot.commands.source_words import name_of
from bot.errors import UsageError
from bot.model import Role, SourceId
from bot.store import source as sources
from bot.texts import Text, _

ROLE = Role.ADMIN
HELP = _("pause a source or resume it, by the number that /sources shows")


def run(ask: Ask) -> Sequence[Reply]:
    """Pause a source that is polled, resume one that is not."""
    row = source_of(ask, ask.args, _("Write /pause and the number that /sources shows, such as /pause 3."))
    if row.paused_at:
        sources.resume(ask.tx, row.id, ask.now)
        acts.done(ask, "resume", acts.source(row.id), {"paused": True}, {"paused": False})
        return (
            _reply(
                ask,
                row,
                _("Resumed: {source}. What came meanwhile is not sent.", source=name_of(row)),
                _("I look at it now; what it publishes from then on becomes alerts."),
            ),
        )
    sources.pause(ask.tx, row.id, ask.now, "desk")
    acts.done(ask, "pause", acts.source(row.id), {"paused": False}, {"paused": True})
    until = _("I look at it no more and nothing of it is sent, until somebody resumes it.")
    return (_reply(ask, row, _("Paused: {source}.", source=name_of(row)), until),)


def source_of(ask: Ask, words: str, usage: Text) -> sources.SourceRow:
    """Find the source whose number was written; raises UsageError, with `usage` where it is none."""
    id_ = row_id(words)
    if id_ is None:
        raise UsageError(usage)
    row = sources.find(ask.tx, SourceId(id_))
    if row is None:
        raise UsageError(_("There is no source #{id}. /sources shows them.", id=id_))
    return row


def _reply(ask: Ask, row: sources.SourceRow, *words: Text) -> Reply:
    label = _("Pause") if row.paused_at else _("Resume")
    choices = ((Choice(label, f"pause {row.id}"),), (Choice(_("Show the source"), f"sources {row.id}"),))
    return Reply(words, choices=choices, replaces=ask.pressed)

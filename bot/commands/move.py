"""/move: poll a source where it says that it has moved, to another site."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.ask import Ask, Reply
from bot.commands import acts
from bot.commands.pause import source_of
from bot.commands.source_words import address_of, name_of
from bot.errors import UsageError
from bot.model import Role
from bot.rules import move as moves
from bot.store import source as sources
from bot.texts import _

ROLE = Role.ADMIN
HELP = _("follow a source to the site where it says that it has moved, by its number")


def run(ask: Ask) -> Sequence[Reply]:
    """Poll the source where its server sends us from now on."""
    row = source_of(ask, ask.args, _("Write /move and the number that /sources shows, such as /move 3."))
    move = moves.from_json(row.move)
    if not move.to:
        raise UsageError(_("Source #{id} does not say that it has moved.", id=int(row.id)))
    other = sources.move(ask.tx, row.id, move.to, moves.to_json(moves.done(move, row.url)))
    if other:
        raise UsageError(
            _(
                "Source #{other} is polled there already: /pause {id} ends the double.",
                other=other.id,
                id=row.id,
            )
        )
    there = sources.find(ask.tx, row.id) or row
    hosts = {"host": urlsplit(row.url).hostname}, {"host": urlsplit(there.url).hostname}
    acts.done(ask, "move", acts.source(row.id), *hosts)
    words = _(
        "{source} is polled at {address} from now on.", source=name_of(there), address=address_of(there)
    )
    return (Reply((words,)),)

"""/export: all the people as a CSV file, with the proof of their consent.

It is the owner's alone: it shows the whole addresses, of which admins see the last digits.
"""

from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands import acts
from bot.model import Role
from bot.store import transfer as transfers
from bot.store.transfer import Kind, State
from bot.texts import _

ROLE = Role.OWNER
HELP = _("all the people as a CSV file, with the proof of their consent")


def run(ask: Ask) -> Sequence[Reply]:
    """Begin to write the file; it comes by itself."""
    last = transfers.last(ask.tx, ask.phone.id, Kind.EXPORT)
    if last is not None and last.state is State.RUNNING:
        return (Reply((_("The file is being written, and comes by itself."),)),)
    number = transfers.begin(ask.tx, Kind.EXPORT, State.RUNNING, ask.phone.id, ask.who.language, ask.now)
    acts.done(ask, "ask", f"export {number}")
    words = _("I am writing the file, and it comes by itself. It names everybody in full: keep it safe.")
    return (Reply((words,), _("Export #{id}", id=number)),)

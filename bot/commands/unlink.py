"""/unlink: part the phones of a person."""

from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands import link
from bot.model import Role
from bot.texts import _

ROLE = Role.READER
HELP = _("part the phones that you have joined")


def run(ask: Ask) -> Sequence[Reply]:
    """Part them at once: /link joins them again."""
    return link.parted(ask)

"""/revoke: take a person's role away.

To readers it is a word like "stop", also behind a slash, and by itself without one it is so to everybody.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.ask import Ask, Reply
from bot.commands import grant
from bot.commands.numbers import row_id
from bot.errors import UsageError
from bot.model import Role
from bot.texts import _

ROLE = Role.ADMIN
HELP = _("take a person's role away, by the number that /staff shows: /revoke 17")

_WRITTEN = re.compile(r"(?P<slash>/\s*)?revoke(?:@\S+)?(?:\s+(?P<args>.*))?", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"#?\d+\s*")


def read(role: Role, text: str) -> str | None:
    """Read what follows the command; None for a word that ends the alerts, and for anything else."""
    found = _WRITTEN.fullmatch(text.strip()) if role.may(ROLE) else None
    if found is None:
        return None
    args = found["args"] or ""
    return args if found["slash"] or _NUMBER.fullmatch(args) else None


def run(ask: Ask) -> Sequence[Reply]:
    """Make a reader of whoever has the number, by the rules of /grant."""
    number = row_id(ask.args)
    if number is None:
        raise UsageError(_("Write /revoke and the number that /staff shows, such as /revoke 17."))
    return grant.run(replace(ask, args=f"{number} {Role.READER.value}"))

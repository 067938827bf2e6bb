"""/leave: let an alert stand that its source seems to have taken back."""

import re
from collections.abc import Sequence

from bot.commands.withdraw import alert_of, decided, too_late
from bot.errors import UsageError
from bot.model import Role
from bot.ports import Ask, Reply
from bot.store import suspicion as suspicions
from bot.store.suspicion import State
from bot.texts import _

ROLE = Role.EDITOR
HELP = _("let an alert stand that its source has taken back, by its number")

_NUMBER = re.compile(r"#?\s*(\d{1,12})")


def run(ask: Ask) -> Sequence[Reply]:
    """Leave it as it is; the other editors hear of it."""
    number = _NUMBER.fullmatch(ask.args.strip())
    if number is None:
        raise UsageError(
            _(
                "Write /leave and the number of the alert, such as /leave 12. To get no more alerts, write "
                "STOP."
            )
        )
    row = alert_of(ask, number[1])
    if suspicions.held(ask.tx, row.id) is None:
        raise UsageError(too_late(ask, row))
    told = decided(ask, row, State.LEFT)
    return (Reply((_("Alert #{id} is left as it is.", id=row.id),), replaces=ask.pressed), *told)

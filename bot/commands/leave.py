"""/leave: let an alert stand that its source seems to have taken back."""

from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands import acts
from bot.commands.numbers import alert_of, asked
from bot.commands.withdraw import decided, too_late
from bot.errors import UsageError
from bot.model import Role
from bot.store import suspicion as suspicions
from bot.store.suspicion import State
from bot.texts import _

ROLE = Role.EDITOR
HELP = _("let an alert stand that its source has taken back, by its number")


def run(ask: Ask) -> Sequence[Reply]:
    """Leave it as it is; the other editors hear of it."""
    id_ = asked(ask)
    if id_ is None:
        raise UsageError(
            _(
                "Write /leave and the number of the alert, such as /leave 12. To get no more alerts, write "
                "STOP."
            )
        )
    row = alert_of(ask, id_)
    if suspicions.held(ask.tx, row.id) is None:
        raise UsageError(too_late(ask, row))
    acts.done(ask, "leave", acts.alert(row.id))
    told = decided(ask, row, State.LEFT)
    return (Reply((_("Alert #{id} is left as it is.", id=row.id),), replaces=ask.pressed), *told)

"""/stats: how the last days went, in words and as a picture."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import past
from bot.errors import UsageError
from bot.model import Role
from bot.rules.report import MOST_DAYS, WEEK, last_days
from bot.store import report as reports
from bot.texts import Text, _, n_

ROLE = Role.EDITOR
HELP = _("how the last days went: deliveries, reads, and who came and went")

OFFERED = (1, 7, 30, 90)


def run(ask: Ask) -> Sequence[Reply]:
    """Let the report be made: counting and drawing take a moment, and hold nothing up."""
    words = ask.args.strip()
    if words and not (
        words.isdecimal() and len(words) <= len(str(MOST_DAYS)) and 1 <= int(words) <= MOST_DAYS
    ):
        raise UsageError(
            _("Write /stats alone, or a number of days up to {most}: /stats 30.", most=MOST_DAYS)
        )
    days = int(words or WEEK)
    since, until = last_days(days, ask.newsroom.timezone, ask.now)
    reports.ask(ask.tx, ask.phone.id, since, until, ask.now)
    coming = _("The figures of today follow.")
    if days > 1:
        coming = n_("The figures of {count} day follow.", "The figures of {count} days follow.", days)
    others = (Choice(_label(one), f"stats {one}") for one in OFFERED if one != days)
    return (Reply((coming, *past.partly(ask, days)), choices=(tuple(others),), replaces=ask.pressed),)


def _label(days: int) -> Text:
    return _("Today") if days == 1 else n_("{count} day", "{count} days", days)

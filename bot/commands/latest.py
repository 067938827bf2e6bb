"""/latest: the last alerts, in brief."""

from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands.shown import dated
from bot.model import Role
from bot.rules.alert import worded
from bot.store import alert as alerts
from bot.texts import Text, _, say, verbatim

ROLE = Role.READER
HELP = _("read the last alerts on your topics")

MOST = 5


def run(ask: Ask) -> Sequence[Reply]:
    """Show headline, source, time and link of the last alerts, the newest first."""
    rows = alerts.latest(ask.tx, ask.who.id, MOST)
    if not rows:
        return (Reply((_("No alert yet on your topics. The first one will come by itself."),)),)
    return (Reply(tuple(brief(ask, row) for row in rows), _("Latest alerts")),)


def brief(ask: Ask, row: alerts.AlertRow) -> Text:
    """Show one alert in brief; who may recall it sees its number."""
    moment = dated(ask, row.released_at or row.published_at)
    named = say(worded(row.byline), ask.who.language) if row.by_machine else row.byline
    source = " · ".join(part for part in (named, moment) if part)
    headline = f"#{row.id} {row.headline}" if ask.who.role.may(Role.EDITOR) else row.headline
    return verbatim("\n".join(part for part in (headline, source, row.link) if part))

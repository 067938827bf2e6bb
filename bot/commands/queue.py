"""/queue: what waits at the desk, for a look, for a second person or for its moment."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import pages
from bot.commands.decisions import decided
from bot.commands.numbers import alert_of
from bot.commands.shown import moment_of, plain
from bot.commands.waiting import second_wanted
from bot.model import AlertId, AlertState, Role
from bot.rules.alert import LONGEST_HEADLINE
from bot.store import held as desk
from bot.texts import Text, _

ROLE = Role.EDITOR
HELP = _("what is held, asked for a second person, or scheduled")

SIZE = 5
"""Alerts of a page: each has its choices."""


def run(ask: Ask) -> Sequence[Reply]:
    """List a page of what waits, the oldest first, each with what may be done."""
    page, _words = pages.split(ask.args)
    ids = desk.queue(ask.tx, ask.now)
    if not ids:
        nothing = _("Nothing waits: nothing is held, and nothing is scheduled.")
        return (Reply((nothing,), replaces=ask.pressed),)
    page = min(page, pages.last(len(ids), SIZE))
    shown = ids[page * SIZE : (page + 1) * SIZE]
    choices = tuple(_choices(ask, id_) for id_ in shown) + pages.choices("queue", "", page, len(ids), SIZE)
    lines = tuple(_line(ask, id_) for id_ in shown)
    return (Reply(lines, _("At the desk"), choices, replaces=ask.pressed),)


def _line(ask: Ask, id_: AlertId) -> Text:
    told = alert_of(ask, id_)
    headline = f"\u2068{plain(told.headline, LONGEST_HEADLINE)}\u2069"
    if told.state is AlertState.SCHEDULED:
        return _("#{id} {headline}\n{state}", id=id_, headline=headline, state=decided(ask, id_))
    row = desk.find(ask.tx, id_)
    if row is not None and row.asked is not None:
        state: Text = second_wanted(ask, row.asked)
    else:
        since = row.opened_at if row else told.published_at
        state = _(
            "Held since {since}; too old to send from {until}.",
            since=moment_of(ask, since),
            until=moment_of(ask, told.expires_at),
        )
    return _("#{id} {headline}\n{state}", id=id_, headline=headline, state=state)


def _choices(ask: Ask, id_: AlertId) -> tuple[Choice, ...]:
    scheduled = alert_of(ask, id_).state is AlertState.SCHEDULED
    undo = (Choice(_("Undo #{id}", id=id_), f"undo {id_}"),) if scheduled else ()
    return (Choice(_("Show #{id}", id=id_), f"held show {id_}"), *undo)

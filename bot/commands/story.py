"""/story: who tells the story of an alert, in which order, and why each was placed there."""

from collections.abc import Sequence
from dataclasses import replace

from bot.ask import Ask, Reply
from bot.commands import pages
from bot.commands.chain import Chain, chain_of, fate, kind, title, why
from bot.commands.colleagues import named
from bot.commands.numbers import alert_of, asked
from bot.commands.shown import dated, together
from bot.errors import UsageError
from bot.model import AlertState, Role
from bot.store import version as versions
from bot.store.alert import AlertRow
from bot.texts import Text, _, n_, verbatim

ROLE = Role.EDITOR
HELP = _("who tells an alert's story, and why each was placed there, by its number")

SIZE = 3  # entries on a page: what WhatsApp carries
MOST_ALERTS = 5

_STATES: dict[AlertState, Text] = {
    AlertState.HELD: _("held"),
    AlertState.SCHEDULED: _("scheduled"),
    AlertState.RELEASED: _("out"),
    AlertState.RECALLED: _("recalled"),
    AlertState.DROPPED: _("cancelled"),
    AlertState.WITHDRAWN: _("withdrawn"),
}


def run(ask: Ask) -> Sequence[Reply]:
    """Show a page of the chain, and on the first one the alerts of the story."""
    page, words = pages.split(ask.args)
    id_ = asked(replace(ask, args=words))
    if id_ is None:
        raise UsageError(_("Write /story and the number of the alert, such as /story 12, or reply to it."))
    row = alert_of(ask, id_)
    chain = chain_of(ask, row.id)
    page = min(page, pages.last(len(chain.tellers), SIZE))
    choices = pages.choices("story", str(row.id), page, len(chain.tellers), SIZE)
    alerts = () if page else (_alerts(ask, chain),)
    parts = (*alerts, *_entries(ask, chain, page))
    return (Reply(parts, _("The story of alert #{id}", id=row.id), choices, replaces=ask.pressed),)


def _alerts(ask: Ask, chain: Chain) -> Text:
    rows = list(chain.alerts.values())
    lines = [_alert(ask, row) for row in rows[-MOST_ALERTS:]]
    more = len(rows) - len(lines)
    if more:
        lines.insert(0, n_("{count} earlier alert", "{count} earlier alerts", more))
    return together(ask, lines)


def _alert(ask: Ask, row: AlertRow) -> Text:
    moment = dated(ask, row.released_at) if row.released_at else "–"  # noqa: RUF001 -- no time yet
    return _("{what} · {moment} · {state}", what=kind(row), moment=moment, state=_STATES[row.state])


def _entries(ask: Ask, chain: Chain, page: int) -> tuple[Text, ...]:
    if not chain.tellers:
        return (_("No source of ours tells it."),)
    first = page * SIZE
    shown = chain.tellers[first : first + SIZE]
    counts = versions.counts(ask.tx, [one.row.place.entry_id for one in shown])
    told: list[Text] = []
    for number, one in enumerate(shown, first + 1):
        place = one.row.place
        heading = _(
            "{number}. {source} · {moment}",
            number=number,
            source=named(one.name),
            moment=dated(ask, place.published_at),
        )
        count = counts.get(place.entry_id, 1)
        several = (n_("{count} version", "{count} versions", count),) if count > 1 else ()
        lines = (heading, verbatim(title(place.title)), *several, fate(ask, chain, one), why(ask, chain, one))
        told.append(together(ask, lines))
    return tuple(told)

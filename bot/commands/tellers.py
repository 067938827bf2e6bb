"""Who tells the story of an alert, for whoever asks: names, moments, links."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import mute, pages
from bot.commands.colleagues import named
from bot.commands.numbers import alert_of
from bot.commands.shown import dated
from bot.errors import UsageError
from bot.model import AlertId, AlertState, Role
from bot.store import mute as mutes
from bot.store import placement as placements
from bot.store import story as stories
from bot.store.alert import AlertRow
from bot.store.placement import Teller
from bot.texts import Text, _, say, verbatim


def listed(ask: Ask, id_: AlertId, page: int) -> Reply:
    """List a page of the sources that tell an alert's story, the one that the alert speaks by first.

    Raises:
        UsageError: there is no such alert, or none that was sent, of which a reader learns nothing.

    """
    row = alert_of(ask, id_)
    if row.state is not AlertState.RELEASED and not ask.who.role.may(Role.EDITOR):
        raise UsageError(_("There is no alert #{id}.", id=id_))
    found = _sources(ask, row)
    if not found:
        return Reply((_("A person has written this alert: none of our sources tells its story."),))
    page = min(page, pages.last(len(found)))
    shown = found[page * pages.SIZE : (page + 1) * pages.SIZE]
    choices = (*_muting(ask, shown), *pages.choices("sources", f"#{row.id}", page, len(found)))
    return Reply(tuple(_line(ask, one) for one in shown), _title(row), choices, replaces=ask.pressed)


def _muting(ask: Ask, shown: Sequence[Teller]) -> tuple[tuple[Choice, ...], ...]:
    """Offer to mute each source, or to hear it again."""
    muted = mutes.of(ask.tx, ask.who.id)
    ids = [(one.row.place.source_id, one.name) for one in shown]
    return tuple((mute.choice(id_, name, muted=id_ in muted),) for id_, name in ids)


def _sources(ask: Ask, row: AlertRow) -> list[Teller]:
    """List the first entry of each source; of the one that speaks, that by which it does."""
    story = stories.of_alert(ask.tx, row.id)
    tellers: Sequence[Teller] = placements.tellers(ask.tx, story) if story else ()
    speaking = [one for one in tellers if one.row.place.entry_id == row.entry_id]
    firsts: dict[int, Teller] = {}
    for one in (*speaking, *tellers):
        firsts.setdefault(one.row.place.source_id, one)
    return list(firsts.values())


def _title(row: AlertRow) -> Text:
    return _("Who tells this story: {headline}", headline=f"\u2068{row.headline}\u2069")


def _line(ask: Ask, one: Teller) -> Text:
    moment = dated(ask, one.row.place.published_at)
    first = _("{source} · {moment}", source=named(one.name), moment=moment)
    return verbatim("\n".join(filter(None, (say(first, ask.who.language), one.link))))

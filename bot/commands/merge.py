"""/merge: put the story of one alert into that of another."""

import re
from collections.abc import Sequence
from typing import Final

from bot.ask import Ask, Reply
from bot.commands import acts, colleagues
from bot.commands.chain import chain_of, title
from bot.commands.numbers import alert_of
from bot.errors import UsageError
from bot.model import AlertId, EntryId, Role, StoryId
from bot.store import entry as entries
from bot.store import placement as placements
from bot.store import regrouping
from bot.store import story as stories
from bot.texts import Text, _, n_, verbatim

ROLE = Role.EDITOR
HELP = _("put the story of an alert into that of another, by their numbers")

MOST: Final = 8  # titles that are shown
_TWO: Final = re.compile(r"(?:#?\s*(\d{1,12})[\s,]+)?(?:#?\s*(\d{1,12})|e(\d{1,12}))", re.IGNORECASE)


def run(ask: Ask) -> Sequence[Reply]:
    """Merge at once, without sending anything; the other editors hear of it."""
    written = _TWO.fullmatch(ask.args.strip())
    if written is None or (written[1] is None and ask.replied is None):
        raise UsageError(
            _(
                "Write /merge and two numbers of alerts, such as /merge 12 15: what tells the story of alert "
                "15 then tells that of alert 12."
            )
        )
    row = alert_of(ask, AlertId(int(written[1])) if written[1] else ask.replied or AlertId(0))
    entries.serialise_placing(ask.tx)
    into = chain_of(ask, row.id).story
    of = _of_entry(ask, EntryId(int(written[3]))) if written[3] else _of_alert(ask, AlertId(int(written[2])))
    if of == into:
        raise UsageError(_("That is one story already."))
    moved = regrouping.merge(ask.tx, of, into, ask.who.id)
    acts.done(ask, "merge", acts.alert(row.id), {"story": of}, {"story": into, "entries": sorted(moved)})
    chain = chain_of(ask, row.id)
    numbers = " ".join(str(chain.number(id_)) for id_ in moved)
    undo = _("To undo it: {command}", command=f"\u2068/split {row.id} {numbers}\u2069")
    by_id = {one.row.place.entry_id: one.row.place.title for one in chain.tellers}
    done = (_done(row.id, len(moved)), *(verbatim(title(by_id[id_])) for id_ in moved[:MOST]))
    who = _("By {name}.", name=colleagues.named(ask.who.name))
    words = _("Nothing is sent, and alerts that are out stay. What comes later joins this story.")
    return (Reply((*done, words, undo)), *colleagues.told(ask, *done, who, undo))


def _done(id_: AlertId, count: int) -> Text:
    return n_(
        "{count} entry is in the story of alert #{id} now:",
        "{count} entries are in the story of alert #{id} now:",
        count,
        id=id_,
    )


def _of_alert(ask: Ask, id_: AlertId) -> StoryId:
    story = stories.of_alert(ask.tx, alert_of(ask, id_).id)
    if story is None or not placements.of_story(ask.tx, story):
        raise UsageError(_("No source tells alert #{id}: there is nothing to merge.", id=id_))
    return story


def _of_entry(ask: Ask, id_: EntryId) -> StoryId:
    """Find the story that an entry was split off into: as /split says how to undo it."""
    found = placements.find(ask.tx, id_)
    if found is None:
        raise UsageError(_("There is no entry e{id}.", id=id_))
    return found.place.story_id

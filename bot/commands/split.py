"""/split: take entries out of a story, into one of their own."""

import re
from collections.abc import Sequence
from typing import Final

from bot.ask import Ask, Reply
from bot.commands import acts, colleagues
from bot.commands.chain import Chain, chain_of, title
from bot.commands.numbers import alert_of
from bot.errors import UsageError
from bot.model import AlertId, Role
from bot.store import entry as entries
from bot.store import regrouping
from bot.store.placement import Teller
from bot.texts import Text, _, n_, verbatim

ROLE = Role.EDITOR
HELP = _("take entries out of an alert's story, by the numbers that /story shows")

MOST: Final = 8  # titles that are shown
_NUMBERS: Final = re.compile(r"#?\s*(\d{1,12}(?:[\s,]+\d{1,12})*)")


def run(ask: Ask) -> Sequence[Reply]:
    """Split at once; what nobody was told of is told now. The other editors hear of it."""
    id_, numbers = _asked(ask)
    row = alert_of(ask, id_)
    entries.serialise_placing(ask.tx)
    chain = chain_of(ask, row.id)
    taken = _taken(chain, numbers)
    ids = [one.row.place.entry_id for one in taken]
    first = chain.first
    if first is not None and first.entry_id in ids:
        number = chain.number(first.entry_id) or 0
        words = _(
            "Entry {number} is the one that alert #{id} tells: take out the others.",
            number=number,
            id=first.id,
        )
        raise UsageError(words)
    theirs = regrouping.split(ask.tx, chain.story, ids, ask.who.id, ask.now)
    acts.done(ask, "split", acts.alert(row.id), {"entries": sorted(ids)})
    done = (_done(row.id, taken), *(verbatim(title(one.row.place.title)) for one in taken[:MOST]))
    undo = _("To undo it: {command}", command=f"\u2068/merge {row.id} e{ids[0]}\u2069")
    who = _("By {name}.", name=colleagues.named(ask.who.name))
    return (Reply((*done, _sent(theirs), undo)), *colleagues.told(ask, *done, who, undo))


def _asked(ask: Ask) -> tuple[AlertId, list[int]]:
    """Read the alert and the numbers of entries; in a reply to an alert all are entries."""
    written = _NUMBERS.fullmatch(ask.args.strip())
    numbers = [int(one) for one in re.findall(r"\d+", written[1])] if written else []
    names_it = len(numbers) > 1 and numbers[0] == ask.replied
    if ask.replied is not None and numbers and not (names_it or ask.args.strip().startswith("#")):
        return ask.replied, numbers
    if len(numbers) < 2:  # noqa: PLR2004 -- the alert's number, and an entry's
        raise UsageError(
            _(
                "Write /split, the number of the alert, and those of the entries as /story shows them, such "
                "as /split 12 3."
            )
        )
    return AlertId(numbers[0]), numbers[1:]


def _taken(chain: Chain, numbers: Sequence[int]) -> list[Teller]:
    for number in numbers:
        if not 1 <= number <= len(chain.tellers):
            raise UsageError(
                _("The story has no entry {number}: /story shows which there are.", number=number)
            )
    return [chain.tellers[number - 1] for number in sorted(set(numbers))]


def _done(id_: AlertId, taken: Sequence[Teller]) -> Text:
    return n_(
        "{count} entry is out of the story of alert #{id}, in one of its own:",
        "{count} entries are out of the story of alert #{id}, in one of their own:",
        len(taken),
        id=id_,
    )


def _sent(theirs: Sequence[AlertId]) -> Text:
    if not theirs:
        return _("Nobody was told of it: it is told now, as a new alert.")
    return _("It was told by alert #{id}, which goes along: nothing is sent.", id=theirs[0])

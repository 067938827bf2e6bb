"""The chain of a story: its entries in their order, and in words why each is where it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.ask import Ask
from bot.commands.colleagues import named
from bot.commands.shown import isolated, plain
from bot.model import AlertId, AlertKind, EntryId, StoryId, SubscriberId
from bot.rules.story import CAUTIOUS, Verdict, telling_as_placed
from bot.rules.story.reasons import Reason, Sign, reasons, same_name
from bot.store import placement as placements
from bot.store import source as sources
from bot.store import story as stories
from bot.store import subscriber as subscribers
from bot.store.alert import AlertRow
from bot.store.entry import Outcome
from bot.store.placement import NewPlacement, PlacementRow, Teller
from bot.texts import Text, Value, _, say, say_row, verbatim

LONGEST_TITLE = 100

_SIGNS: dict[Sign, Text] = {
    Sign.NAMES: _("names in common"),
    Sign.RARE: _("rare words in common"),
    Sign.WORDS: _("words in common"),
    Sign.LEAD: _("beginnings that say the same"),
    Sign.LETTERS: _("titles that are written alike"),
    Sign.MEANING: _("meanings that are near"),
    Sign.NUMBERS: _("but numbers that differ"),
    Sign.LACKS: _("but names that only one has"),
    Sign.SHORT: _("but a very short title"),
}
_KINDS: dict[AlertKind, Text] = {
    AlertKind.NEW: _("alert #{id}"),
    AlertKind.UPDATE: _("update #{id}"),
    AlertKind.CORRECTION: _("correction #{id}"),
    AlertKind.WITHDRAWAL: _("withdrawal #{id}"),
}
_FATES: dict[str, Text] = {
    Outcome.WAITING: _("waits for its turn"),
    Outcome.REPEAT: _("told nothing new"),
    Outcome.ALERT: _("was told; another speaks for it by now"),
    Outcome.MUTE: _("nothing could be said of it, or nobody listens to its source"),
    Outcome.FAILED: _("could not be edited"),
}


@dataclass(frozen=True, slots=True)
class Chain:
    """The entries that tell a story, by the order in which they came, and its alerts."""

    story: StoryId
    tellers: Sequence[Teller]
    alerts: Mapping[AlertId, AlertRow]

    @property
    def first(self) -> AlertRow | None:
        """Find the alert that opened the story."""
        return next((one for one in self.alerts.values() if one.corrects is None), None)

    def number(self, id_: EntryId | None) -> int | None:
        """Number an entry, from 1; None where it is not of the chain."""
        ids = [one.row.place.entry_id for one in self.tellers]
        return ids.index(id_) + 1 if id_ in ids else None


def chain_of(ask: Ask, id_: AlertId) -> Chain:
    """Read the chain of the story that an alert tells; the alert is there."""
    story = stories.of_alert(ask.tx, id_)
    if story is None:
        raise AssertionError("an alert tells a story")
    alerts = {one.id: one for one in stories.alerts_of(ask.tx, story)}
    return Chain(story, placements.tellers(ask.tx, story), alerts)


def title(words: str) -> str:
    """Show a title beside other words."""
    return f"\u2068{plain(words, LONGEST_TITLE)}\u2069"


def kind(row: AlertRow) -> Text:
    """Say what an alert is to its story, with its number."""
    return Text(_KINDS[row.kind].singular, {"id": row.id})


def fate(ask: Ask, chain: Chain, one: Teller) -> Text:
    """Say what became of an entry."""
    told = [chain.alerts[id_] for id_ in one.alerts if id_ in chain.alerts]
    if told:
        language = ask.who.language
        parts = (say(kind(row), language) for row in told if row.corrects is None)
        return verbatim(say_row(parts, language))
    return _FATES.get(one.row.outcome, verbatim(str(one.row.outcome)))


def why(ask: Ask, chain: Chain, one: Teller) -> Text:
    """Say why an entry stands in its story, and what it was likest to where it opened one."""
    place = one.row.place
    like = placements.find(ask.tx, place.like_id) if place.like_id else None
    compared = _compared(ask, chain, place, like) if place.features and like is not None else None
    if one.row.moved_by is not None:
        return _moved(ask, one.row.moved_by, compared)
    if compared is not None:
        return compared
    if place.verdict == Verdict.NEW:
        return _("opened the story: nothing like it had been told")
    return _recognised(chain, one, like)


def _moved(ask: Ask, by: SubscriberId, compared: Text | None) -> Text:
    who = subscribers.find(ask.tx, by)
    name = named(who.name if who else "")
    if compared is None:
        return _("put here by {name}", name=name)
    return _("put here by {name}; before that: {why}", name=name, why=compared)


def _compared(ask: Ask, chain: Chain, place: NewPlacement, like: PlacementRow) -> Text:
    signs = reasons(
        telling_as_placed(place), telling_as_placed(like.place), place.features, CAUTIOUS.of(place.features)
    )
    about: dict[str, Value] = {
        "percent": round(100 * place.score),
        "signs": _signs(ask, signs),
        "other": _other(ask, chain, like),
    }
    if place.verdict == Verdict.NEW:
        return _("opened the story; the likest was {other}, {percent} %: {signs}", **about)
    if place.verdict == Verdict.GREY:
        return _("{percent} %, perhaps with something new, as {other}: {signs}", **about)
    return _("{percent} %, as {other}: {signs}", **about)


def _recognised(chain: Chain, one: Teller, like: PlacementRow | None) -> Text:
    """Say by what name an entry was known: that of the likest, or of one that came before it."""
    before = [each.row for each in chain.tellers[: (chain.number(one.row.place.entry_id) or 1) - 1]]
    for known in [like] if like else before:
        sign, number = (
            same_name(telling_as_placed(one.row.place), telling_as_placed(known.place)),
            chain.number(known.place.entry_id),
        )
        if sign and number:
            same = (
                _("same link as entry {number}") if sign is Sign.LINK else _("same title as entry {number}")
            )
            return Text(same.singular, {"number": number})
    return _("known by its link, its title or its source's own number for it")


def _other(ask: Ask, chain: Chain, like: PlacementRow) -> Text:
    number = chain.number(like.place.entry_id)
    if number is not None:
        return _("entry {number}", number=number)
    source = sources.find(ask.tx, like.place.source_id)
    return _(
        "{title} of {source}, in another story",
        title=title(like.place.title),
        source=named(source.name if source else ""),
    )


def _signs(ask: Ask, found: Sequence[Reason]) -> Text:
    said = [_sign(ask, one) for one in found]
    return verbatim(say_row(said, ask.who.language, ";")) if said else _("many small signs")


def _sign(ask: Ask, one: Reason) -> str:
    words = say(_SIGNS[one.sign], ask.who.language)
    return f"{words} ({isolated(', '.join(one.words))})" if one.words else words

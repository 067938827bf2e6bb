"""/hold: of which sources and topics alerts wait for an editor's look before they are sent."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import acts
from bot.commands.numbers import row_id
from bot.commands.pause import source_of
from bot.commands.shown import isolated
from bot.commands.sources import name_of
from bot.commands.topics import find_topic
from bot.errors import UsageError
from bot.model import Hold, Role, Topic
from bot.store import hold as holds
from bot.store import source as sources
from bot.store.hold import HoldRow
from bot.store.source import SourceRow
from bot.texts import Text, _

ROLE = Role.ADMIN
HELP = _("let alerts of a source or a topic wait for a look before they are sent")


_HOW = _(
    "Write /hold, the number of a source or the name of a topic, and all, breaking or off: /hold 3 breaking."
)
_STATES: dict[Hold, Text] = {
    Hold.OFF: _("{what}: goes straight out."),
    Hold.BREAKING: _("{what}: breaking alerts wait for a look."),
    Hold.ALL: _("{what}: all alerts wait for a look."),
}
_LABELS: dict[Hold, Text] = {
    Hold.ALL: _("Hold all"),
    Hold.BREAKING: _("Hold breaking"),
    Hold.OFF: _("Straight out"),
}


def run(ask: Ask) -> Sequence[Reply]:
    """Show what waits, or change it for a source or a topic."""
    written = ask.args.strip()
    if not written:
        return (_listed(ask),)
    name, _space, word = written.rpartition(" ")
    mode = next((one for one in Hold if one == word.lower()), None)
    about = _found(ask, name.strip() if mode and name else written)
    if mode is None or not name:
        return (_shown(ask, about),)
    before = _mode(ask, about)
    if isinstance(about, Topic):
        holds.hold_topic(ask.tx, about.id, mode)
        named = f"topic {about.id}"
    else:
        holds.hold_source(ask.tx, about.id, mode)
        named = acts.source(about.id)
    acts.done(ask, "hold", named, {"hold": before}, {"hold": mode})
    return (_shown(ask, about),)


def _found(ask: Ask, words: str) -> SourceRow | Topic:
    if row_id(words) is not None:
        return source_of(ask, words, _HOW)
    topic = find_topic(ask.newsroom, words)
    if topic is None:
        raise UsageError(_HOW)
    return topic


def _mode(ask: Ask, about: SourceRow | Topic) -> Hold:
    if isinstance(about, Topic):
        return holds.of_topic(ask.tx, about.id)
    return holds.of_source(ask.tx, about.id)


def _shown(ask: Ask, about: SourceRow | Topic) -> Reply:
    """Say what waits of a source or a topic, and offer the other ways."""
    mode, key = _mode(ask, about), about.id
    choices = tuple(
        (Choice(label, f"hold {key} {one.value}"),) for one, label in _LABELS.items() if one is not mode
    )
    words = (
        _stated(mode, _name(ask, about)),
        _("Where a source and its topics differ, the strictest counts."),
    )
    return Reply(words, choices=choices, replaces=ask.pressed)


def _listed(ask: Ask) -> Reply:
    rows = holds.listed(ask.tx)
    said = [_row(ask, row) for row in rows]
    nothing = _("Nothing waits for a look: all alerts go straight out.")
    lines = [line for line in said if line is not None] or [nothing]
    return Reply((*lines, _HOW), _("Held for a look"))


def _row(ask: Ask, row: HoldRow) -> Text | None:
    if row.topic_id is not None:
        topic = ask.newsroom.topic(row.topic_id)
        return _stated(row.mode, _name(ask, topic)) if topic else None
    found = sources.find(ask.tx, row.source_id) if row.source_id is not None else None
    return _stated(row.mode, _name(ask, found)) if found else None


def _name(ask: Ask, about: SourceRow | Topic) -> str:
    if isinstance(about, Topic):
        return isolated(about.name(ask.who.language))
    return f"#{about.id} {name_of(about)}"


def _stated(mode: Hold, what: str) -> Text:
    return Text(_STATES[mode].singular, {"what": what})

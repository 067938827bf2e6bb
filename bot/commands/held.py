"""/held: decide on an alert that waits for a look; the buttons of its card do the same."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, faces, later, second, sending, spans
from bot.commands import draft as drafts
from bot.commands.line import Line, of_button
from bot.commands.numbers import alert_id, alert_of
from bot.commands.shown import plain
from bot.commands.topics import find_topic
from bot.commands.waiting import WORDS
from bot.errors import UsageError
from bot.model import AlertId, AlertState, Priority, RevisionKind, Role, SenderId, Summary, Topic
from bot.rules.alert import LONGEST_HEADLINE
from bot.rules.consent import fold
from bot.store import alert as alerts
from bot.store import card as cards
from bot.store import edition as editions
from bot.store import held as desk
from bot.store import revision as revisions
from bot.store import sender as senders
from bot.store.alert import AlertRow
from bot.store.card import Face
from bot.store.held import End, Why
from bot.texts import _, say, verbatim

ROLE = Role.EDITOR
HELP = _("decide on an alert that is held, by its number; /queue lists them")

KEPT: Final = "-"
"""Stands for the headline, or the lines, that are to stay as they are."""

_OF_THE_DESK: Final = frozenset({"held", "queue", "undo", "later"})
"""Commands that are such in reply to a card, too, whatever stands behind them."""

_WRITTEN: Final = re.compile(r"(?:([a-z]+)\s+)?#?(\d{1,12})(?!\d)\s*(.*)", re.DOTALL | re.IGNORECASE)


def run(ask: Ask) -> Sequence[Reply]:
    """Do what is asked with the alert of a number; without a word, show it."""
    written = _WRITTEN.fullmatch(ask.args.strip())
    if written is None:
        raise UsageError(_("Write /held, the number of an alert, and one of {words}.", words=WORDS))
    word, id_, rest = written[1], AlertId(int(written[2])), written[3]
    if not word:
        word, _space, rest = rest.partition(" ") if rest.split(maxsplit=1) else ("show", "", "")
    act = _ACTS.get(word.lower())
    if act is None:
        raise UsageError(_("Write /held, the number of an alert, and one of {words}.", words=WORDS))
    alert_of(ask, id_)
    # in all its languages it is decided upon as one; words are those of one
    one = id_ if act in {_edit, _words} else editions.of(ask.tx, id_)[0]
    return act(ask, one, rest.strip())


def of_reply(ask: Ask, by: SenderId, replied: str, text: str, line: Line | None) -> Line | None:
    """Read a reply to a card: it picks of that card's choices, is a command, or else gives other words.

    What replies to no card, or comes from nobody who works here, is the line that it was.
    """
    id_ = cards.shown(ask.tx, ask.who.id, by, replied) if ask.who.role.may(ROLE) else None
    if id_ is None:
        return line
    told, row = alert_of(ask, id_), desk.find(ask.tx, id_)
    offered = [choice for choices in faces.choices(ask, told, row) for choice in choices]
    written = fold(text)
    for number, choice in enumerate(offered, 1):
        if written in {str(number), fold(say(choice.label, ask.who.language))}:
            return replace(of_button(choice.data), offered=True)
    if written in _ACTS:
        return Line("held", f"{written} {id_}")
    if line is not None and (not line.args or alert_id(line.args) or line.name in _OF_THE_DESK):
        return line
    return Line("held", f"words {id_}\n{text}")


def show(ask: Ask, id_: AlertId, _rest: str = "") -> Sequence[Reply]:
    """Show an alert's card, as things stand."""
    return (faces.shown(ask, id_),)


# ---- send ----------------------------------------------------------------------------------------


def _send(ask: Ask, id_: AlertId, _rest: str) -> Sequence[Reply]:
    told = alert_of(ask, id_)
    usual = Priority.NORMAL if told.priority <= Priority.BREAKING else told.priority
    return _decided(ask, id_, usual)


def _breaking(ask: Ask, id_: AlertId, _rest: str) -> Sequence[Reply]:
    return _decided(ask, id_, Priority.BREAKING)


def _decided(ask: Ask, id_: AlertId, priority: Priority) -> Sequence[Reply]:
    if desk.lock(ask.tx, id_) is not AlertState.HELD:
        return show(ask, id_)
    return (_of_card(ask, id_, sending.send(ask, id_, priority)),)


def _yes(ask: Ask, id_: AlertId, _rest: str) -> Sequence[Reply]:
    """Be the second person, for what the first one asked."""
    state, row = desk.lock(ask.tx, id_), desk.find(ask.tx, id_)
    if state is not AlertState.HELD or row is None or row.asked is None:
        return show(ask, id_)
    wanted = row.asked
    sent = sending.send(ask, id_, wanted.priority, wanted.leaves_at, expires_at=wanted.expires_at)
    return (_of_card(ask, id_, sent),)


def _of_card(ask: Ask, id_: AlertId, reply: Reply) -> Reply:
    """Let an answer stand in a card's place: it says which alert it is about, by its headline."""
    headline = plain(alert_of(ask, id_).headline, LONGEST_HEADLINE)
    return replace(reply, title=verbatim(headline), card=reply.card or faces.of(ask.tx, id_, ask.now))


def _back(ask: Ask, id_: AlertId, _rest: str) -> Sequence[Reply]:
    second.take_back(ask, id_)
    return show(ask, id_)


def _later(ask: Ask, id_: AlertId, rest: str) -> Sequence[Reply]:
    """Offer moments, or take one that was picked or written."""
    if desk.lock(ask.tx, id_) is not AlertState.HELD:
        return show(ask, id_)
    (reply,) = later.run(replace(ask, args=f"{id_} {rest}"))
    face = reply.card or faces.of(ask.tx, id_, ask.now)
    if rest:
        return (replace(reply, card=face),)
    rows = [tuple(replace(one, data=f"held {one.data}") for one in row) for row in reply.choices]
    return (replace(reply, choices=(*rows, (_back_to(id_),)), card=face),)


def _back_to(id_: AlertId) -> Choice:
    label = _("‹ Alert #{id}", id=id_)  # noqa: RUF001 -- a sign that turns round in Hebrew
    return Choice(label, f"held show {id_}")


# ---- kill, and undo ------------------------------------------------------------------------------


def _kill(ask: Ask, id_: AlertId, _rest: str) -> Sequence[Reply]:
    if desk.lock(ask.tx, id_) is not AlertState.HELD:
        return show(ask, id_)
    if desk.find(ask.tx, id_) is None:
        desk.open_(ask.tx, id_, Why.PERSON, ask.now)
    desk.end(ask.tx, id_, End.KILLED, ask.now)
    acts.done(ask, "kill", acts.alert(id_), {"state": "held"}, {"state": "dropped"})
    return show(ask, id_)


def _undo(ask: Ask, id_: AlertId, _rest: str) -> Sequence[Reply]:
    """Bring back what was killed within the last minutes."""
    if desk.lock(ask.tx, id_) is AlertState.DROPPED and desk.bring_back(ask.tx, id_, ask.now):
        acts.done(ask, "undo", acts.alert(id_), {"state": "dropped"}, {"state": "held"})
    return show(ask, id_)


# ---- words, and topics ---------------------------------------------------------------------------


def _edit(ask: Ask, id_: AlertId, rest: str) -> Sequence[Reply]:
    """Say how words are changed, and where those of the alert stand in its article."""
    if rest:
        return _words(ask, id_, rest)
    if _free(ask, id_) is None:
        return show(ask, id_)
    how = (
        _("Reply to this message with the headline, and below it at most two lines."),
        _("A line of its own with {sign} leaves the headline, or the lines, as they are.", sign=KEPT),
    )
    (found,) = spans.run(replace(ask, args=str(id_)))
    title = _("Alert #{id}", id=id_)
    return (Reply((*how, *found.paragraphs), title, card=Face(id_, "", live=False)),)


def _words(ask: Ask, id_: AlertId, written: str) -> Sequence[Reply]:
    """Give an alert the words of an editor: no guard judges these, and no machine changes them again."""
    senders.hold_all(ask.tx)  # first, in the order in which a revision takes the rows
    told = _free(ask, id_)
    if told is None:
        return show(ask, id_)
    headline, lines = _read(told, written)
    new = revisions.NewRevision(
        RevisionKind.MINOR, Summary(headline, lines, told.language), ("desk",), written_by=ask.phone.id
    )
    before = {"headline": told.headline, "lines": list(told.lines)}
    if revisions.revise(ask.tx, told, new, ask.now):
        after = {"headline": headline, "lines": list(lines)}
        acts.done(ask, "edit", acts.alert(id_), before, after)
    return show(replace(ask, pressed=False), id_)


def _read(told: AlertRow, written: str) -> tuple[str, tuple[str, ...]]:
    """Read the headline and the lines: a headline alone leaves the lines, and a dash what it stands for."""
    rows = [row.strip() for row in written.splitlines() if row.strip()]
    if rows[:1] == [KEPT]:
        rows[0] = told.headline
    if len(rows) == 1 or rows[1:] == [KEPT]:
        rows = [*rows[:1], *told.lines]
    return drafts.words("\n".join(rows))


def _topics(ask: Ask, id_: AlertId, _rest: str) -> Sequence[Reply]:
    """Show all topics, those that the alert goes to with a tick."""
    if _free(ask, id_) is None:
        return show(ask, id_)
    chosen = alerts.topics(ask.tx, id_)
    rows = [(_choice(ask, id_, topic, on=topic.id in chosen),) for topic in ask.newsroom.topics]
    back = (_back_to(id_),)
    words = _("On which topics does alert #{id} go out? At least one stays.", id=id_)
    title = _("Topics of alert #{id}", id=id_)
    return (Reply((words,), title, (*rows, back), replaces=ask.pressed, card=faces.of(ask.tx, id_, ask.now)),)


def _tick(ask: Ask, id_: AlertId, rest: str) -> Sequence[Reply]:
    if _free(ask, id_) is None:
        return show(ask, id_)
    topic = find_topic(ask.newsroom, rest)
    if topic is None:
        raise UsageError(_("This topic does not exist any more. /topics shows those there are."))
    before = alerts.topics(ask.tx, id_)
    if desk.find(ask.tx, id_) is None:
        desk.open_(ask.tx, id_, Why.PERSON, ask.now)
    if desk.toggle(ask.tx, id_, topic.id):
        after = alerts.topics(ask.tx, id_)
        acts.done(ask, "topics", acts.alert(id_), {"topics": list(before)}, {"topics": list(after)})
    return _topics(ask, id_, "")


def _choice(ask: Ask, id_: AlertId, topic: Topic, *, on: bool) -> Choice:
    name = topic.name(ask.who.language)
    return Choice(verbatim(f"✓ {name}" if on else name), f"held tick {id_} {topic.id}")


def _free(ask: Ask, id_: AlertId) -> AlertRow | None:
    """Find an alert whose words and topics may be changed: one that waits, and of which nothing is asked."""
    if desk.lock(ask.tx, id_) is not AlertState.HELD:
        return None
    # who is asked says yes to the words in all languages
    row = desk.find(ask.tx, editions.of(ask.tx, id_)[0])
    if row is not None and row.asked is not None:
        raise UsageError(
            _("A second person is asked about alert #{id}: say yes or no to that first.", id=id_)
        )
    return alerts.find(ask.tx, id_)


_ACTS: Mapping[str, Callable[[Ask, AlertId, str], Sequence[Reply]]] = {
    "show": show,
    "send": _send,
    "breaking": _breaking,
    "yes": _yes,
    "back": _back,
    "later": _later,
    "kill": _kill,
    "undo": _undo,
    "edit": _edit,
    "words": _words,
    "topics": _topics,
    "tick": _tick,
}

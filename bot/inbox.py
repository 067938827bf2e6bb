"""The inbox: an event becomes replies to a person, or a step in a delivery's life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot.commands import COMMANDS, asking, elsewhere, joining, menu, nearest
from bot.commands.line import UNSURE, Line, of_button, of_text
from bot.commands.shown import plain
from bot.commands.stop import START_AGAIN
from bot.commands.words import without_slashes
from bot.errors import UsageError
from bot.model import (
    Address,
    Button,
    Message,
    MessageKind,
    Role,
    Subscriber,
    SubscriberId,
    SubscriberStatus,
)
from bot.newsroom import Newsroom
from bot.pipeline.follow import GONE, follow, lose
from bot.ports import ALERT_LIFE, Ask, Choice, Event, Inbound, InboundKind, Promises, Receipt, Reply
from bot.rules.assent import is_yes
from bot.rules.origin import origin_of, read
from bot.rules.window import Terms
from bot.store import delivery as deliveries
from bot.store import erasure
from bot.store import event as events
from bot.store import link as links
from bot.store import question as questions
from bot.store import subscriber as subscribers
from bot.store.event import EventRow, NewEvent
from bot.store.message import to_json
from bot.texts import _, languages, nearest_language, say

ALWAYS = frozenset({"start", "stop", "mydata", "forget", "privacy", "unlink"})
"""What one who left may ask for still."""

SLASHLESS = frozenset({"whatsapp"})
"""The channels on which people write words, and commands are told as words."""

_INBOUND = TypeAdapter(Inbound)
_RECEIPT = TypeAdapter(Receipt)
_UNSTORABLE = dict.fromkeys([*(code for code in range(0x20) if chr(code) not in "\n\t"), 0x7F])


@dataclass(frozen=True, slots=True)
class InboxContext:
    """What handling needs beside the store; `links` maps a channel to its join link with "{payload}"."""

    newsroom: Newsroom
    links: Mapping[str, str] = field(default_factory=dict)
    owners: tuple[Address, ...] = ()
    alert_life: timedelta = ALERT_LIFE
    rates: Mapping[str, float] = field(default_factory=dict)
    terms: Mapping[str, Terms] = field(default_factory=dict)
    promises: Promises = field(default_factory=Promises)


def record(heard: Sequence[Event]) -> list[NewEvent]:
    """Write events as the store keeps them: a person's in order, and so a message's receipts."""
    return [
        NewEvent(one.key, "receipt", _RECEIPT.dump_python(one, mode="json"), one.external_id)
        if isinstance(one, Receipt)
        else NewEvent(one.key, "inbound", _INBOUND.dump_python(one, mode="json"), one.sender.id)
        for one in heard
    ]


def recall(row: EventRow) -> Event:
    """Read an event back."""
    if row.kind == "receipt":
        return _RECEIPT.validate_python(row.body)
    return _storable(_INBOUND.validate_python(row.body))


def handle(tx: Connection, row: EventRow, context: InboxContext, now: datetime) -> None:
    """Handle one event, and mark it handled in the same transaction; one that was already is left alone.

    What goes wrong unforeseen is raised, so that the transaction is undone and the event tried again.
    """
    if not events.finish(tx, row.id):
        return
    event = recall(row)
    if isinstance(event, Receipt):
        follow(tx, row.sender_id, event, now)
    elif event.kind is InboundKind.BLOCKED:
        lose(tx, subscribers.at(tx, event.sender), now)
    else:
        _reply(tx, row, event, context, now)


# ---- people --------------------------------------------------------------------------------------


def _reply(tx: Connection, row: EventRow, inbound: Inbound, context: InboxContext, now: datetime) -> None:
    who = _met(tx, row, inbound, context)
    pressed = inbound.kind is InboundKind.PRESSED
    ask = Ask(
        tx,
        who,
        "",
        now,
        context.newsroom,
        context.links,
        pressed,
        alert_life=context.alert_life,
        rates=context.rates,
        replied=deliveries.answered(tx, who.id, row.sender_id, inbound.replied),
        terms=context.terms,
        promises=context.promises,
    )
    line = of_button(inbound.text) if pressed else _read(ask, inbound.text)
    origin = origin_of(inbound.text, read(line.args if line else ""), pressed=pressed)
    asked = questions.shown(tx, who.id, row.sender_id, inbound.replied) if who.role.may(Role.EDITOR) else None
    if asked is not None and not _commanded(inbound.text, line):
        line = Line("answer", f"#{asked} {inbound.text}")
    _queue(ask, row, inbound, _answered(replace(ask, origin=origin), line, "" if pressed else inbound.text))


def _read(ask: Ask, text: str) -> Line | None:
    line = of_text(text, ask.newsroom, ask.who.menu) or _of_staff(ask, text)
    if line is None and is_yes(text) and joining.waiting(ask):
        return Line("start", joining.YES)
    return line


def _of_staff(ask: Ask, text: str) -> Line | None:
    """Read the commands of who works here as plain words: "recall 12"."""
    name, _space, args = text.strip().partition(" ")
    command = COMMANDS.get(name.lower())
    if command is None or command.ROLE is Role.READER or not ask.who.role.may(command.ROLE):
        return None
    return Line(name.lower(), args.strip())


def _commanded(text: str, line: Line | None) -> bool:
    """Say whether a reply to a question is a command all the same; to come and to go is always heard."""
    return text.lstrip().startswith("/") or line == UNSURE or (line is not None and line.name in ALWAYS)


def _met(tx: Connection, row: EventRow, inbound: Inbound, context: InboxContext) -> Subscriber:
    spoken = languages()
    first = next((one for one in context.newsroom.languages if one in spoken), spoken[0])
    language = nearest_language(inbound.language, (first, *spoken))
    erasure.finish_at(tx, inbound.sender)
    who = subscribers.meet(tx, inbound.sender, row.sender_id, language, row.received_at)
    # the window opens when they wrote, not when we come to read it
    subscribers.heard(tx, who.id, row.sender_id, plain(inbound.name, 200), row.received_at)
    if inbound.sender.channel in context.terms:  # it ends the waits for the window's sake, and for a cap's
        deliveries.wake(tx, who.id, row.received_at)
    if inbound.sender in context.owners and who.role is not Role.OWNER:
        subscribers.change(tx, who.id, role=Role.OWNER)
    return _fresh(tx, who)


def _fresh(tx: Connection, who: Subscriber) -> Subscriber:
    return subscribers.find(tx, who.id) or who


def _answered(ask: Ask, line: Line | None, text: str) -> Sequence[Reply]:
    """Run what the line asks for; who left hears how to come back, unless they work here."""
    if line == UNSURE:
        return (_which(ask),)
    gone = _person(ask).who.status in GONE and ask.who.role is Role.READER
    if gone and (line is None or line.name not in ALWAYS):
        words = _(
            "You get no alerts from {newsroom} at present. To come back, write START.",
            newsroom=ask.newsroom.name,
        )
        return (Reply((words,), choices=START_AGAIN),)
    if line is None:
        return _talked(ask, text)
    command = COMMANDS.get(line.name)
    if command is None or not ask.who.role.may(command.ROLE):
        return (nearest.to_command(ask, line.name),)
    asking_for = _person(ask) if command.ROLE is Role.READER else ask
    try:
        return command.run(replace(asking_for, args=line.args, pressed=ask.pressed or line.offered))
    except UsageError as error:
        return (Reply((error.text,)),)


def _person(ask: Ask) -> Ask:
    """Let a phone that is joined to another ask for the person; its role stays its own."""
    if ask.who.status is not SubscriberStatus.LINKED:
        return ask
    main = links.target(ask.tx, ask.who)
    return replace(ask, who=replace(main, role=ask.who.role), by=ask.who)


def _which(ask: Ask) -> Reply:
    """Ask back where a mistyped word may mean either; until it is answered nothing changes."""
    words = _("Do you want the alerts of {newsroom}, or no more of them?", newsroom=ask.newsroom.name)
    return Reply((words,), choices=(_EITHER,))


_EITHER = (Choice(_("Get alerts"), "start"), Choice(_("End all alerts"), "stop"))


def _talked(ask: Ask, text: str) -> Sequence[Reply]:
    """Answer what is no command: a slip of the hand with what was meant; a question goes to the editors.

    Words that come where we asked which of two is wanted are no question to the newsroom.
    """
    near = nearest.to_word(ask, text)
    if near is not None:
        return (near,)
    answering = ask.who.menu == tuple(choice.data for choice in _EITHER)
    return (() if answering else asking.passed(ask, text)) or (_small_talk(ask),)


def _small_talk(ask: Ask) -> Reply:
    newsroom = ask.newsroom.name
    if ask.who.status is SubscriberStatus.INVITED:
        hello = _(
            "Hello! This is where {newsroom} sends its news alerts. To get them, write START.",
            newsroom=newsroom,
        )
        return menu.card(ask, hello)
    words = _(
        "I send the alerts of {newsroom}, and understand little else. Here is what I can do:",
        newsroom=newsroom,
    )
    return menu.card(ask, words, *elsewhere.offered(ask))


# ---- replies -------------------------------------------------------------------------------------


def _queue(ask: Ask, row: EventRow, inbound: Inbound, replies: Sequence[Reply]) -> None:
    asker = _fresh(ask.tx, ask.who)  # in the language that they may have just chosen
    asker = replace(asker, language=links.target(ask.tx, asker).language)
    answering = inbound.answering
    menus: dict[SubscriberId, list[str]] = {}
    for reply in replies:
        to = reply.to or asker
        body = to_json(
            _message(reply, to),
            answering=answering if to.id == asker.id else "",
            replaces=inbound.pressed if reply.replaces and to.id == asker.id else "",
        )
        answering = "" if to.id == asker.id else answering  # given back once
        queued = deliveries.queue_reply(ask.tx, to.id, body, ask.now, row.id)
        if reply.shows:
            questions.show(ask.tx, reply.shows, queued)
        if reply.choices:
            menus[to.id] = [choice.data for line in reply.choices for choice in line]
    for id_, offered in menus.items():
        subscribers.change(ask.tx, id_, menu=offered)


def _message(reply: Reply, to: Subscriber) -> Message:
    language = to.language
    buttons = tuple(tuple(_button(choice, language) for choice in row) for row in reply.choices)
    if reply.message is not None:
        return _spelled(replace(reply.message, buttons=buttons), to)
    message = Message(
        MessageKind.REPLY,
        language,
        headline=say(reply.title, language) if reply.title else "",
        lines=tuple(say(paragraph, language) for paragraph in reply.paragraphs),
        buttons=buttons,
    )
    return _spelled(message, to)


def _spelled(message: Message, to: Subscriber) -> Message:
    """Write commands as plain words where people write no slashes."""
    if to.address.channel not in SLASHLESS:
        return message

    def spell(words: str) -> str:
        return without_slashes(words, to.language, COMMANDS)

    rows = [tuple(replace(one, label=spell(one.label)) for one in row) for row in message.buttons]
    lines = tuple(map(spell, message.lines))
    return replace(message, headline=spell(message.headline), lines=lines, buttons=tuple(rows))


def _button(choice: Choice, language: str) -> Button:
    return Button(say(choice.label, language), choice.data)


def _storable(inbound: Inbound) -> Inbound:
    """Take out what no database column holds: control characters, halves of surrogate pairs."""

    def tidy(words: str) -> str:
        return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_UNSTORABLE)

    return replace(inbound, text=tidy(inbound.text), name=tidy(inbound.name))

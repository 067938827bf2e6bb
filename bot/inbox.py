"""The inbox: an event becomes replies to a person, or a step in a delivery's life."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot.ask import ALERT_LIFE, STAFF_INVITE, Ask, Choice, Desk, Promises, Reply, ShowOf
from bot.commands import (
    COMMANDS,
    asking,
    elsewhere,
    enlisting,
    held,
    joining,
    menu,
    nearest,
    newsletter,
    revoke,
    staff_words,
)
from bot.commands.ban import OF_BANNED
from bot.commands.importing import with_file
from bot.commands.line import UNSURE, Line, of_button, of_text
from bot.commands.places import OF_PLACES, not_here
from bot.commands.replies import message_of
from bot.commands.shown import isolated, plain
from bot.commands.stop import START_AGAIN
from bot.errors import UsageError
from bot.model import (
    Address,
    Place,
    Role,
    Subscriber,
    SubscriberId,
    SubscriberStatus,
)
from bot.newsroom import Newsroom
from bot.pipeline.follow import follow, lose
from bot.pipeline.vouch import Claim
from bot.ports import Event, Inbound, InboundKind, Receipt
from bot.rules.assent import is_yes
from bot.rules.departure import digest
from bot.rules.origin import origin_of, read
from bot.rules.window import Terms
from bot.store import ban as bans
from bot.store import card as cards
from bot.store import delivery as deliveries
from bot.store import erasure
from bot.store import event as events
from bot.store import link as links
from bot.store import place as places
from bot.store import question as questions
from bot.store import subscriber as subscribers
from bot.store.event import EventRow, NewEvent
from bot.store.message import to_json
from bot.texts import _, languages, nearest_language

ALWAYS = frozenset({"start", "stop", "mydata", "forget", "privacy", "unlink"})
"""What one who left may ask for still."""

_FOR_A_PLACE = re.compile(r"\s*/?\s*places\s+#?(\d{1,12})\b", re.IGNORECASE)
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
    site: str = ""
    desk: Desk = field(default_factory=Desk)
    staff_invite: timedelta = STAFF_INVITE
    previews: Mapping[str, ShowOf] = field(default_factory=dict)


def record(heard: Sequence[Event]) -> list[NewEvent]:
    """Write events as the store keeps them: a person's in order, and so a message's receipts."""
    return [
        NewEvent(one.key, "receipt", _RECEIPT.dump_python(one, mode="json"), one.external_id)
        if isinstance(one, Receipt)
        else NewEvent(one.key, _kind_of(one), _INBOUND.dump_python(one, mode="json"), one.sender.id)
        for one in heard
    ]


def _kind_of(inbound: Inbound) -> str:
    """Say if an event's word for a place counts as it is, or once the service has been asked."""
    for_place = inbound.place is not None and inbound.kind is not InboundKind.BLOCKED
    return events.UNVOUCHED if for_place or _FOR_A_PLACE.match(inbound.text) else "inbound"


def claim_of(tx: Connection, row: EventRow) -> Claim | None:
    """Say which place somebody claims to manage by an event; None where there is no such place."""
    inbound = _INBOUND.validate_python(row.body)

    def answered(manages: bool) -> dict[str, Any]:  # noqa: FBT001 -- the service's answer
        return dict(_INBOUND.dump_python(replace(inbound, managed=manages), mode="json"))

    if inbound.place is not None:
        return Claim(inbound.sender, inbound.by, answered)
    asked = _FOR_A_PLACE.match(inbound.text)
    place = subscribers.find(tx, SubscriberId(int(asked[1]))) if asked else None
    if place is None or place.address.channel != inbound.sender.channel:
        return None
    return Claim(place.address, inbound.sender.id, answered)


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
        gone = places.in_chat(tx, event.sender) if event.place else [subscribers.at(tx, event.sender)]
        for one in gone:
            lose(tx, one, now)
    elif event.place is not None:
        _at_place(tx, row, event, context, now)
    else:
        _reply(tx, row, event, context, now)


# ---- places --------------------------------------------------------------------------------------


def _at_place(tx: Connection, row: EventRow, inbound: Inbound, context: InboxContext, now: datetime) -> None:
    """Do what who manages a place asks for it; anybody else is not answered, and nothing is kept of them."""
    if not inbound.managed or inbound.place is None:
        return
    known = subscribers.at(tx, inbound.sender)
    line = of_button(inbound.text) if inbound.kind is InboundKind.PRESSED else _of_place(inbound, context)
    if bans.any_of(tx, inbound.sender.channel, inbound.sender.id, inbound.by):
        return
    if known is None and inbound.kind is not InboundKind.ADDED and (line is None or line.name != "start"):
        return  # a topic of a forum, or a channel, that nobody has asked alerts for
    who = replace(_met(tx, row, inbound, context), role=Role.READER)
    places.note(tx, who.id, inbound.place.value, inbound.by, now)
    pressed = inbound.kind is InboundKind.PRESSED
    ask = replace(ask_of(tx, who, context, now), pressed=pressed, managed=True)
    if inbound.kind is InboundKind.ADDED:
        _queue(ask, row, inbound, _greeted(ask, inbound))
        return
    if line is not None:
        _queue(ask, row, inbound, _answered_at_place(ask, line))


def _of_place(inbound: Inbound, context: InboxContext) -> Line | None:
    line = of_text(inbound.text, context.newsroom)
    return None if line == UNSURE else line


def _answered_at_place(ask: Ask, line: Line) -> Sequence[Reply]:
    command = COMMANDS.get(line.name)
    if command is None or command.ROLE is not Role.READER:
        return ()  # what staff may do is nothing that a group learns of
    if line.name not in OF_PLACES:
        return (Reply((not_here(line.name),)),)
    try:
        return command.run(replace(ask, args=line.args))
    except UsageError as error:
        return (Reply((error.text,)),)


def _greeted(ask: Ask, inbound: Inbound) -> Sequence[Reply]:
    """Offer alerts: in a group to its managers, of a channel to the one who let us in."""
    words = _("Alerts of {newsroom} can come here. An administrator chooses.", newsroom=ask.newsroom.name)
    choices = ((Choice(_("Get alerts"), "start"), Choice(_("Topics"), "topics")),)
    if inbound.place is not Place.CHANNEL:
        return (Reply((words,), choices=choices),)
    manager = subscribers.at(ask.tx, Address(inbound.sender.channel, inbound.by))
    if manager is None or not manager.status.hears:
        return ()
    about = _("I am in {place} now. What is to come there?", place=isolated(ask.who.name))
    rows = ((Choice(_("Get alerts there"), f"places {ask.who.id} start"), Choice(_("Places"), "places")),)
    return (Reply((about,), choices=rows, to=manager),)


# ---- people --------------------------------------------------------------------------------------


def _reply(tx: Connection, row: EventRow, inbound: Inbound, context: InboxContext, now: datetime) -> None:
    who = _met(tx, row, inbound, context)
    pressed = inbound.kind is InboundKind.PRESSED
    replied = deliveries.answered(tx, who.id, row.sender_id, inbound.replied)
    ask = replace(ask_of(tx, who, context, now), pressed=pressed, replied=replied, managed=inbound.managed)
    if inbound.sender.channel == newsletter.CHANNEL:
        _queue(ask, row, inbound, newsletter.heard(ask, inbound))
        return
    line = of_button(inbound.text) if pressed else _read(ask, inbound.text)
    if inbound.document is not None:
        told = {"sender": row.sender_id, **asdict(inbound.document)}
        ask, line = with_file(ask, line, inbound.text, told)
    if who.banned_at is not None and (line is None or line.name not in OF_BANNED):
        return
    origin = origin_of(inbound.text, read(line.args if line else ""), pressed=pressed)
    asked = questions.shown(tx, who.id, row.sender_id, inbound.replied) if who.role.may(Role.EDITOR) else None
    if asked is not None and not _commanded(inbound.text, line):
        line = Line("answer", f"#{asked} {inbound.text}")
    if not _commanded(inbound.text, line):
        line = held.of_reply(ask, row.sender_id, inbound.replied, inbound.text, line)
    if enlisted := () if pressed else enlisting.opened(ask, inbound.text):
        _queue(ask, row, inbound, enlisted)
        return
    _queue(ask, row, inbound, _answered(replace(ask, origin=origin), line, "" if pressed else inbound.text))


def ask_of(tx: Connection, who: Subscriber, context: InboxContext, now: datetime) -> Ask:
    """Make a request of a person who has asked for nothing (yet)."""
    return Ask(
        tx,
        who,
        "",
        now,
        context.newsroom,
        context.links,
        alert_life=context.alert_life,
        rates=context.rates,
        terms=context.terms,
        promises=context.promises,
        desk=context.desk,
        site=context.site,
        staff_invite=context.staff_invite,
        previews=context.previews,
    )


def _read(ask: Ask, text: str) -> Line | None:
    if (number := revoke.read(ask.who.role, text)) is not None:
        return Line("revoke", number)
    line = staff_words.meant(ask, text) or of_text(text, ask.newsroom, ask.who.menu) or _of_staff(ask, text)
    if line is None and is_yes(text) and joining.waiting(ask):
        return Line("start", joining.YES)
    return line


def _of_staff(ask: Ask, text: str) -> Line | None:
    """Read the commands of who works here as plain words: "recall 12"."""
    name, *args = text.split(maxsplit=1) or [""]
    command = COMMANDS.get(name.lower())
    if command is None or command.ROLE is Role.READER or not ask.who.role.may(command.ROLE):
        return None
    return Line(name.lower(), "".join(args).strip())


def _commanded(text: str, line: Line | None) -> bool:
    """Say whether a reply to a question is a command all the same; to come and to go is always heard."""
    return text.lstrip().startswith("/") or line == UNSURE or (line is not None and line.name in ALWAYS)


def _met(tx: Connection, row: EventRow, inbound: Inbound, context: InboxContext) -> Subscriber:
    spoken = languages()
    first = next((one for one in context.newsroom.languages if one in spoken), spoken[0])
    language = nearest_language(inbound.language, (first, *spoken))
    erasure.finish_at(tx, inbound.sender)
    who = subscribers.meet(tx, inbound.sender, row.sender_id, language, row.received_at)
    if who.last_heard_at is None:
        bans.met(tx, inbound.sender, digest)
    # the window opens when they wrote, not when we come to read it
    subscribers.heard(tx, who.id, row.sender_id, plain(inbound.name, 200), row.received_at)
    if inbound.sender.channel in context.terms:  # it ends the waits for the window's sake, and for a cap's
        deliveries.wake(tx, who.id, row.received_at)
    if inbound.sender in context.owners:
        subscribers.change(tx, who.id, role=Role.OWNER, banned_at=None)
    return _fresh(tx, who)


def _fresh(tx: Connection, who: Subscriber) -> Subscriber:
    return subscribers.find(tx, who.id) or who


def _answered(ask: Ask, line: Line | None, text: str) -> Sequence[Reply]:
    """Run what the line asks for; who left hears how to come back, unless they work here."""
    if line == UNSURE:
        return (_which(ask),)
    gone = not _person(ask).who.status.hears and ask.who.role is Role.READER
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
            message_of(reply, to),
            answering=answering if to.id == asker.id else "",
            replaces=inbound.pressed if reply.replaces and to.id == asker.id else "",
        )
        answering = "" if to.id == asker.id else answering  # given back once
        queue = deliveries.answer if to.id == asker.id else deliveries.queue_reply
        queued = queue(ask.tx, to.id, body, ask.now, row.id)
        if reply.shows:
            questions.show(ask.tx, reply.shows, queued)
        if reply.card:
            cards.note(ask.tx, reply.card, to.id, queued, inbound.pressed if reply.replaces else "")
        if reply.choices:
            menus[to.id] = [choice.data for line in reply.choices for choice in line]
    for id_, offered in menus.items():
        subscribers.change(ask.tx, id_, menu=offered)


def _storable(inbound: Inbound) -> Inbound:
    """Take out what no database column holds: control characters, halves of surrogate pairs."""

    def tidy(words: str) -> str:
        return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_UNSTORABLE)

    return replace(inbound, text=tidy(inbound.text), name=tidy(inbound.name))

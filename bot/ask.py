"""A request by chat: what a person asks, what they are answered, and the door Command."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeAlias

from sqlalchemy import Connection

from bot.model import AlertId, Attachment, Message, QuestionId, Role, Subscriber
from bot.newsroom import Newsroom
from bot.preview import Preview
from bot.rules.origin import Origin
from bot.rules.window import Terms
from bot.store.card import Face
from bot.texts import Text

ALERT_LIFE: Final = timedelta(hours=6)
"""How long an alert is worth sending, where no setting says otherwise."""

STAFF_INVITE: Final = timedelta(hours=24)
"""How long an invitation for staff is good, where no setting says otherwise."""


ShowOf: TypeAlias = Callable[[Message], Preview]
"""Shows a message as a channel will."""


@dataclass(frozen=True, slots=True)
class Promises:
    """How the house takes consent.

    `key` marks the addresses of those who asked to be forgotten, for imports to know them again: it comes
    from the settings, and is nowhere in the database.

    `double`: a first start is asked whether it is meant, and nothing is sent before the yes, which
    counts for `question`. `proof` is for how long the proof outlasts those who asked to be forgotten,
    `letters` for how long what was written between a person and us is kept.
    """

    double: bool = False
    question: timedelta = timedelta(days=7)
    proof: timedelta = timedelta(days=5 * 365)
    letters: timedelta = timedelta(days=30)
    key: bytes = field(default=b"", repr=False)
    morning: int = 8 * 60  # the minute of the day at which a newsletter goes out, unless its reader chose one
    deliveries: timedelta | None = None  # for how long it is kept who was sent what; none: for ever
    left: timedelta | None = None  # the same of the address of one who has left


@dataclass(frozen=True, slots=True)
class Desk:
    """How the desk sends: how long what an editor sends by hand can still be undone, and breaking ones."""

    grace: timedelta = timedelta(0)
    breaking_grace: timedelta = timedelta(0)
    two_persons: bool = False  # whether what is sent as breaking takes a second person's yes
    second_within: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Choice:
    """A button in words that have no language yet."""

    label: Text
    data: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers: a bold title, paragraphs, and rows of choices.

    `replaces` asks for the pressed message to be changed in place, where the channel can. `to` is
    another person than the one who asked. `exact` words are shown as they are on every channel.
    """

    paragraphs: tuple[Text, ...]
    title: Text | None = None
    choices: tuple[tuple[Choice, ...], ...] = ()
    replaces: bool = False
    to: Subscriber | None = None
    message: Message | None = None  # words that are fixed already (an alert's preview)
    shows: QuestionId | None = None  # a reply to it answers this question
    card: Face | None = None  # it shows this of an alert at the desk, and a reply gives that other words
    exact: bool = False
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A person's request: who asks what, where and when, and the transaction to work in."""

    tx: Connection
    who: Subscriber
    args: str
    now: datetime
    newsroom: Newsroom
    links: Mapping[str, str] = field(default_factory=dict)  # channel name -> join link with "{payload}"
    pressed: bool = False
    alert_life: timedelta = ALERT_LIFE  # after the release of one written here
    rates: Mapping[str, float] = field(default_factory=dict)  # channel name -> messages a second
    replied: AlertId | None = None  # the alert to which this is a reply
    terms: Mapping[str, Terms] = field(default_factory=dict)  # of channels whose free text has its hours
    promises: Promises = Promises()
    desk: Desk = Desk()
    origin: Origin = Origin.COMMAND  # how the request came
    by: Subscriber | None = None  # the address that asks, where `who` is another one
    managed: bool = False  # whether the service says that they manage the place that they ask about
    site: str = ""  # our own address on the web; empty: none
    staff_invite: timedelta = STAFF_INVITE  # how long an invitation for staff is good
    # a file that came with the request: its sender's id, and a Document of bot/ports.py
    document: Mapping[str, Any] | None = None
    previews: Mapping[str, ShowOf] = field(default_factory=dict)  # channel name -> a message as it shows

    @property
    def phone(self) -> Subscriber:
        """The address that asks: where the answer goes."""
        return self.by or self.who


class Command(Protocol):
    """One request and its answer: a module of bot.commands."""

    ROLE: Role
    HELP: Text

    def run(self, ask: Ask, /) -> Sequence[Reply]:
        """Do it, inside the transaction that marks the event handled; raises UsageError."""
        ...

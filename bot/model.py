"""The values that the rooms share: frozen, without I/O, and each named by one word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final, NewType

from bot.glance import Glance

SourceId = NewType("SourceId", int)
EntryId = NewType("EntryId", int)
StoryId = NewType("StoryId", int)
AlertId = NewType("AlertId", int)
SubscriberId = NewType("SubscriberId", int)
DeliveryId = NewType("DeliveryId", int)
SenderId = NewType("SenderId", int)
QuestionId = NewType("QuestionId", int)
EventId = NewType("EventId", int)
FileId = NewType("FileId", int)
TopicId = NewType("TopicId", str)

ENOUGH_OTHERS: Final = 2
"""How many further sources must tell a story for it to be important: it is told by three then."""

Memo = Mapping[str, str]
"""What a fetcher wants back next time (validators, hash); opaque to all else."""


class Priority(IntEnum):
    """How soon a delivery is claimed: the lowest number first."""

    REPLY = -1  # a person waits for an answer
    BREAKING = 0
    NORMAL = 5
    DIGEST = 9


class Role(StrEnum):
    """What a person may ask of the bot; each role may all that the ones before it may."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"
    OWNER = "owner"

    def may(self, needed: "Role") -> bool:
        """Say whether this role is at least `needed`."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


class SubscriberStatus(StrEnum):
    """Where a person stands with us."""

    INVITED = "invited"  # heard of, has not asked for alerts
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"  # said stop
    LOST = "lost"  # blocked us, or the account is gone; kept for a later start
    LINKED = "linked"  # another address of the same person gets the alerts
    FORGOTTEN = "forgotten"  # asked us to erase all: no later start is theirs

    @property
    def hears(self) -> bool:
        """Say whether we may tell them things: who left wants none, and who is lost hears none."""
        return self not in {SubscriberStatus.LEFT, SubscriberStatus.LOST, SubscriberStatus.FORGOTTEN}


HERE: Final = (SubscriberStatus.ACTIVE, SubscriberStatus.PAUSED, SubscriberStatus.LINKED)
"""The states of those who have asked for alerts, also where none come just now."""

GONE: Final = (SubscriberStatus.LEFT, SubscriberStatus.LOST)
"""The states of those who have gone and may come back: what is kept of them stands in their row yet."""


class Place(StrEnum):
    """A place that several people share, and its managers may send alerts to."""

    GROUP = "group"  # or a forum, or one of a forum's topics
    CHANNEL = "channel"


class Updates(StrEnum):
    """Which later alerts of a story a person wants, once it was told."""

    ALL = "all"
    IMPORTANT = "important"
    NONE = "none"

    def met_by(self, kind: "AlertKind", priority: Priority, *, matters: bool) -> bool:
        """Say whether an alert of a kind is wanted; of updates, what is breaking `matters` in any case."""
        if kind is not AlertKind.UPDATE or self is Updates.ALL:
            return True
        return self is Updates.IMPORTANT and (matters or priority <= Priority.BREAKING)


class Urgency(StrEnum):
    """How urgent an alert must be for a person to get it."""

    ALL = "all"
    IMPORTANT = "important"
    BREAKING = "breaking"

    def met_by(self, priority: Priority, others: int) -> bool:
        """Say whether an alert is urgent enough whose story `others` sources tell besides its own.

        Important is what is ahead of the normal, and what at least three sources tell.
        """
        if self is Urgency.ALL or priority <= Priority.BREAKING:
            return True
        return self is Urgency.IMPORTANT and (priority < Priority.NORMAL or others >= ENOUGH_OTHERS)


class Hold(StrEnum):
    """What of a source, or of a topic, waits for an editor's look before it is sent."""

    OFF = "off"
    BREAKING = "breaking"
    ALL = "all"

    def holds(self, priority: Priority) -> bool:
        """Say whether an alert of a priority waits."""
        return self is Hold.ALL or (self is Hold.BREAKING and priority <= Priority.BREAKING)


class DigestDays(StrEnum):
    """On which days a person wants a digest."""

    OFF = "off"
    DAILY = "daily"
    WEEKDAYS = "weekdays"
    TWICE = "twice"  # daily, and twelve hours later once more


class AlertKind(StrEnum):
    """What an alert is to its story."""

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


class AlertState(StrEnum):
    """Where the decision to tell stands."""

    HELD = "held"  # written, waits for a person's word
    SCHEDULED = "scheduled"  # decided for; leaves at its moment, until which the decision may be undone
    RELEASED = "released"
    RECALLED = "recalled"
    DROPPED = "dropped"  # decided against
    WITHDRAWN = "withdrawn"  # taken back, also from those who got it


NOT_OUT: Final = (AlertState.HELD, AlertState.SCHEDULED)
"""The states of an alert that nobody has got yet, and that somebody may still decide on."""


class RevisionKind(StrEnum):
    """What a later version of an alert's words is to those who got an earlier one."""

    MINOR = "minor"  # changed in place where that can be done, and else not at all
    MATERIAL = "material"  # a correction: also sent where nothing can be changed in place
    WITHDRAWAL = "withdrawal"


class DeliveryState(StrEnum):
    """Where one message to one person stands."""

    QUEUED = "queued"
    SENDING = "sending"  # committed before the request leaves
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNKNOWN = "unknown"  # may have been accepted; settled by policy
    FAILED = "failed"
    EXPIRED = "expired"
    RECALLED = "recalled"
    DROPPED = "dropped"  # the reader left before it went
    FOLDED = "folded"  # told in a digest instead


@dataclass(frozen=True, slots=True)
class Address:
    """A channel's name and that channel's id for one person; never logged whole."""

    channel: str
    id: str

    def __str__(self) -> str:
        """Show the channel and the last two characters: enough to tell two apart in a log."""
        return f"{self.channel}:…{self.id[-2:]}"

    __repr__ = __str__

    @property
    def whole(self) -> str:
        """Write the address in full, for the store and the desk, never for a log."""
        return f"{self.channel}:{self.id}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as its source gave it, cleaned of nothing but what no text may hold.

    `guid` is never empty: a source that gives none has its link, or a hash, in its place.
    `published` is None where the source gives no date or one that can't be read.
    `standfirst` and `body` are HTML or text as the source gave them.
    """

    guid: str
    title: str
    link: str
    published: datetime | None
    language: str = ""
    standfirst: str = ""
    body: str = ""
    categories: tuple[str, ...] = ()
    picture: str = ""  # the address of the one that goes with it; empty: none


@dataclass(frozen=True, slots=True)
class Article:
    """What a summary is made from: an entry, and the text of its page where it was fetched."""

    title: str
    body: str
    standfirst: str = ""
    language: str = ""
    url: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source text, in characters, end exclusive: `part` names the text it lies in."""

    part: str  # title, standfirst or body: as cleaned by the summariser
    start: int
    end: int
    before: str = ""  # the words around it, for whoever wants to see what it was taken from
    after: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """A headline and at most two lines, each traceable to spans of the source text."""

    headline: str
    lines: tuple[str, ...]
    language: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message; `data` is the command line that pressing it stands for."""

    label: str
    data: str


class MessageKind(StrEnum):
    """What a message is; names the WhatsApp template that can carry it outside the window."""

    ALERT = "alert"
    BREAKING = "breaking"
    DIGEST = "digest"
    CORRECTION = "correction"
    WELCOME = "welcome"
    REPLY = "reply"  # never opens a conversation: no template


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message: which one is kept, its name, its media type.

    `token` is the unguessable part of the address at which a service may fetch it.
    """

    id: FileId
    name: str
    type: str
    token: str

    @property
    def is_picture(self) -> bool:
        """Say whether it is shown, and not only offered to be saved."""
        return self.type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Message:
    """What is said to one person, in their language, without markup."""

    kind: MessageKind
    language: str
    headline: str = ""  # shown bold
    lines: tuple[str, ...] = ()  # an alert's two lines, or a reply's paragraphs
    byline: str = ""  # an alert's source and time
    link: str = ""
    note: str = ""  # a word about the message itself: "may have reached you already"
    buttons: tuple[tuple[Button, ...], ...] = ()  # rows
    quoted: str = ""  # the headline of what it follows, shown where the channel can't reply to that
    silent: bool = False
    picture: str = ""  # the address of one to show with the words; empty: none
    attachment: Attachment | None = None
    stories: tuple[Glance, ...] = ()  # a digest's, in full: for channels that have room


@dataclass(frozen=True, slots=True)
class Wish:
    """When, and how often, a person wants to hear from us; times of day are minutes after midnight.

    `zone` names the time zone that they are told in; empty: the newsroom's. Quiet hours that end when
    they begin are none.
    """

    zone: str = ""
    quiet_from: int = 0
    quiet_until: int = 0
    breaking: bool = True  # whether breaking news comes all the same
    most: int | None = None  # alerts a day
    calm: bool = False  # whether too many in an hour are told as one
    digest: DigestDays = DigestDays.OFF
    digest_at: int = 8 * 60


NO_WISH = Wish()


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A person at one address."""

    id: SubscriberId
    address: Address
    name: str
    language: str
    status: SubscriberStatus
    role: Role
    silent: bool
    last_heard_at: datetime | None
    joined_at: datetime
    updates: Updates = Updates.ALL
    menu: tuple[str, ...] = ()  # the data of the buttons last offered, for a numbered reply
    wish: Wish | None = None
    urgency: Urgency = Urgency.ALL
    reads: tuple[str, ...] = ()  # the languages in which alerts may come, the first one first; none: any
    pictures: bool | None = None  # None: as is usual on the channel
    banned_at: datetime | None = None  # since when nothing goes there and no word is answered

    @property
    def listens(self) -> bool:
        """Say whether alerts may go to this address."""
        return self.status is SubscriberStatus.ACTIVE and self.banned_at is None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which readers are meant: those on any of the topics, and in any of the languages, and so on.

    What is empty asks nothing. `since` is the moment at or after which they were first heard of.
    """

    topics: tuple[TopicId, ...] = ()
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What people choose."""

    id: TopicId
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """Name the topic in a language, or in the newsroom's first one."""
        return self.names.get(language) or next(iter(self.names.values()), self.id)

    def is_called(self, category: str) -> bool:
        """Say whether a source's category means this topic: by its id, or by a name in any language."""
        folded = category.strip().casefold()
        return folded == self.id or folded in {name.casefold() for name in self.names.values()}

"""The doors: Fetch, Read, Write, Channel, and the values that cross them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol, TypeAlias, runtime_checkable

from bot.hints import NO_HINTS, Hints
from bot.model import (
    Address,
    Article,
    DeliveryId,
    Entry,
    Memo,
    Message,
    Place,
    SubscriberId,
)
from bot.preview import Preview
from bot.receipt import ReceiptFault, ReceiptStatus
from bot.rules.summary import SummaryLimits
from bot.rules.window import Terms

# ---- sources and words -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """What a site's address turned out to lead to: where its entries are read, and by which kind."""

    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one look at a source brought.

    `entries` is empty when the source says, or its body shows, that nothing changed. `wait` is the
    publisher's own floor for the next look, in seconds (Retry-After, max-age less Age); `hints` says
    all that it says of that. `moved` is where the source has moved for good (301, 308), by its server's
    word; `found` is what a site's address led to. `hub` is the WebSub hub that tells of new entries, and
    `topic` the address it knows them by.
    """

    entries: tuple[Entry, ...]
    memo: Memo
    unchanged: bool = False
    title: str = ""
    language: str = ""
    wait: float = 0.0
    hints: Hints = NO_HINTS
    moved: str = ""
    hub: str = ""
    topic: str = ""
    found: Found | None = None


class Fetch(Protocol):
    """Looks at one source; raises only SourceError."""

    async def __call__(self, url: str, memo: Memo) -> Fetched:
        """Fetch the source at `url`, handing back what it wanted remembered."""
        ...


class Read(Protocol):
    """Reads the page of an entry; raises only SourceError."""

    async def __call__(self, url: str) -> Article:
        """Fetch the page and take its article out of it."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """The words that a machine gave for an article: believed only after bot.rules.summary.guard."""

    headline: str
    lines: tuple[str, ...]


class Silence(Enum):
    """Why a machine gave no words."""

    LATE = "late"
    UNREACHABLE = "unreachable"  # no connection, or one that broke
    STATUS = "status"  # it answered, but not with 200
    HUGE = "huge"
    UNREADABLE = "unreadable"  # not the JSON that was asked for


class Write(Protocol):
    """Asks a machine for the words of an article; raises nothing of its own."""

    async def __call__(self, article: Article, language: str, limits: SummaryLimits) -> Draft | Silence:
        """Ask for a headline and lines in a language; the article's texts are plain."""
        ...


# ---- channels, and what people say on them ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel can carry; the pipeline obeys it.

    Lengths are characters, spacings seconds, the rate messages a second over the whole sender.
    Addresses that begin with `group_prefix` are groups, which have a spacing of their own.
    """

    text: int
    rate: float
    chat_spacing: float
    in_flight: int
    buttons: bool  # whether choices can be pressed; elsewhere they are numbered
    edits: bool = False  # whether what was sent can be changed in place
    group_spacing: float = 0.0
    group_prefix: str = ""
    digest: int = 640  # characters of a digest's lines: what carries it has words of its own
    stories: bool = False  # whether a digest shows its stories whole: headline, lines, link and byline each
    uploads: bool = False  # whether files are handed over with the words; elsewhere they are fetched from us
    digests_only: bool = False  # whether it carries digests and answers, and no single alert


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message on its way to one address, and what the channel needs to know to carry it.

    `last_heard_at` is when the person last wrote (None: never). `answering` is the `answering` of the
    Inbound that this replies to; `replaces` the external id of a message to change in place instead
    of sending another; `follows` that of one to answer, so that a story reads as a thread, which may be
    gone by now. `reference` is the delivery's id, for receipts and for settling doubts.
    """

    to: Address
    message: Message
    reference: DeliveryId
    last_heard_at: datetime | None = None
    answering: str = ""
    replaces: str = ""
    follows: str = ""
    plain: bool = False  # choices as numbered words: another form of them was refused
    attached: bytes = field(default=b"", repr=False)  # the message's file, where the channel uploads it
    person: SubscriberId | None = None  # for links that are theirs alone


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel accepted a message and gave it this id.

    `refused` is why it went without its picture, which the service surely would not take; empty: it did not.
    """

    to: Address
    external_id: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A send of which nobody knows whether it was accepted.

    `tried_at` is when the request may have left. `likely` is the Unknown's word, None after a kill.
    `after` is the greatest external id that this sender was known to have given before, and `taken`
    the external ids known since: ids that can't be this message's. `alone` says that nothing else
    sent to this chat is in doubt.
    """

    outbound: Outbound
    tried_at: datetime
    likely: bool | None = None
    after: str = ""
    taken: frozenset[str] = frozenset()
    alone: bool = True


class Verdict(Enum):
    """What settling a doubt came to, where the message was not found."""

    ABSENT = "absent"  # surely not accepted: send it
    UNDECIDABLE = "undecidable"  # the channel has no means: policy decides
    WAIT = "wait"  # not yet known: ask again


@dataclass(frozen=True, slots=True)
class Hook:
    """An HTTP request from a service: `url` as the service called it, header names in lower case."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class InboundKind(Enum):
    """What a person did."""

    WROTE = "wrote"
    PRESSED = "pressed"
    BLOCKED = "blocked"  # shut us out, without a word to us
    ADDED = "added"  # let us into a place that several people share


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a person sent: `ref` is what the channel asks the service for it by.

    `name`, `type` and `size` (bytes; 0: unknown) are as the service says, and may be wrong.
    """

    ref: str
    name: str = ""
    type: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Inbound:
    """A person wrote, pressed a button, or shut us out.

    `key` is unique per channel, so that a repeated hook is handled once. `text` is what was written, or the
    button's data. `answering` is what the channel wants back with the reply; `pressed` the external id of
    the message that holds the button, `replied` that of the message which what was written replies to. In
    a `place` the sender is the place, `by` the person's id, and `managed` whether the service was asked,
    and says that this person manages it.
    """

    key: str
    sender: Address
    kind: InboundKind
    text: str = ""
    name: str = ""
    language: str = ""
    answering: str = ""
    pressed: str = ""
    replied: str = ""
    place: Place | None = None
    by: str = ""
    managed: bool = False
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message's later fate: `reference` is our delivery id where the channel gives it back.

    `fault` is what a failure is about, and None unless the status is FAILED; `error` is the channel's
    own word for it.
    """

    key: str
    external_id: str
    status: ReceiptStatus
    reference: DeliveryId | None = None
    error: str = ""
    fault: ReceiptFault | None = None


Event: TypeAlias = Inbound | Receipt

Menus: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]
"""The commands that a channel shows in its menu, by language ("": any other): name, what it does."""


class Channel(Protocol):
    """A way to reach people; raises only ChannelError."""

    name: str
    account: str  # which account sends: names the sender row; never a secret
    limits: Limits

    async def start(self) -> None:
        """Check the account and say what this process wants of the service (hooks, templates)."""
        ...

    async def send(self, outbound: Outbound, now: datetime) -> Sent:
        """Send, or change in place; markup, escaping, templates and windows live in here."""
        ...

    async def revise(self, sent: Sent, message: Message, now: datetime) -> Sent | None:
        """Change a message already sent; None where this channel can't and a follow-up is due."""
        ...

    async def withdraw(self, sent: Sent, now: datetime) -> bool:
        """Take a message back; False where this channel can't."""
        ...

    async def settle(self, doubt: Doubt, now: datetime) -> Sent | Verdict:
        """Find out whether an unknown send was accepted."""
        ...

    def receive(self, hook: Hook) -> Sequence[Event]:
        """Read a hook, its signature first; raises Forged."""
        ...

    def updates(self) -> AsyncIterator[Sequence[Event]]:
        """Ask the service for events, in batches.

        A batch is confirmed to the service only when the next one is asked for, so whoever iterates
        stores each batch first. Ends at once where the service calls hooks instead.
        """
        ...

    async def manages(self, place: Address, person: str) -> bool:
        """Ask the service if a person manages a place; False where this channel has none."""
        ...

    def join_link(self, payload: str) -> str:
        """Write the link that opens a conversation with us and says `payload`; empty for none."""
        ...

    async def close(self) -> None:
        """Close connections."""
        ...


@runtime_checkable
class Previewing(Protocol):
    """A channel that can show what a message will look like there."""

    name: str

    def preview(self, message: Message) -> Preview:
        """Show a message as a reader will see it, without sending it."""
        ...


@runtime_checkable
class Windowed(Protocol):
    """A channel on which people may be written to freely for a day after their own last word only."""

    name: str

    def terms(self) -> Terms:
        """Say what the sender may do outside that day, as is known at present."""
        ...


@runtime_checkable
class Vetted(Protocol):
    """A channel whose service has to approve some forms of what is said there."""

    name: str

    async def shut(self) -> Sequence[str]:
        """Name the forms that the service does not let us use any more; raises ChannelError."""
        ...


@runtime_checkable
class Fetches(Protocol):
    """A channel on which people can send files."""

    name: str

    async def download(self, document: Document, most: int) -> bytes:
        """Fetch a file that a person sent; raises Refused above `most` bytes, or where it is gone."""
        ...


@runtime_checkable
class Sealed(Protocol):
    """A channel whose hooks can be judged by their headers, before anybody reads their body."""

    name: str

    def vouches(self, headers: Mapping[str, str]) -> bool | None:
        """Say whether a hook with these headers is surely its service's; None: its body has to say."""
        ...

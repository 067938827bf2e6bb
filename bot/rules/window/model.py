"""What the choice between free text, a template, a wait and silence is made from, and what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.model import MessageKind, Priority, SubscriberStatus

MARKETING = "MARKETING"
UTILITY = "UTILITY"
"""Meta's categories of templates that we use; one that is unknown is taken for marketing."""


Fares: TypeAlias = Mapping[str, Mapping[str, float]]
"""By category, then by the beginning of the number (+33, +1, +1242 …, or other): one template's price."""


class Quality(StrEnum):
    """How people rate what the sender's number sends, in Meta's own words for it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Reason(StrEnum):
    """Why it was decided so; where it is no yes, its words stand in the delivery's row."""

    OPEN = "the person's 24 hours run"
    SHUT = "the person's 24 hours are over"
    GONE = "the person gets no alerts from us"
    NO_CONSENT = "no consent of the person is on record"
    LATE_REPLY = "the person's 24 hours are over, and a reply has no template"
    US_MARKETING = "WhatsApp carries no marketing to US numbers"
    NO_TEMPLATE = "no approved template can carry it"
    CAPPED = "WhatsApp lets this person have no more marketing for now"
    QUALITY = "the sender's quality rating is low"
    QUOTA = "the sender may open no more conversations for now"


@dataclass(frozen=True, slots=True)
class Reader:
    """One person on WhatsApp: `number` as +15550100, `capped_until` by an earlier word of the service.

    `consented` says that their consent to what is sent is on record. `counted` says that a template has
    opened a conversation with them within 24 hours: another one costs no more of the sender's quota.
    """

    number: str
    status: SubscriberStatus
    consented: bool
    last_heard_at: datetime | None = None
    capped_until: datetime | None = None
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """What is to be said; `ours`: a word to those who run the program, which asks for no subscription."""

    kind: MessageKind
    priority: Priority
    language: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What a sender may do, as its settings and its account say.

    `templates` maps the approved ones' names to their categories, `languages` are the newsroom's, the
    first to fall back on. `tier` is to how many people a day conversations may be opened (None: to any
    number), `reserve` the share of it that is kept for breaking news. `us_marketing` says that the
    sender may send marketing to US numbers after all. `fares` are in `currency`.
    """

    templates: Mapping[str, str] = field(default_factory=dict)
    languages: Sequence[str] = ("en",)
    tier: int | None = None
    reserve: float = 0.1
    quality: Quality = Quality.HIGH
    us_marketing: bool = False
    fares: Fares = field(default_factory=dict)
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A sender at a moment: to how many people templates have opened conversations within 24 hours.

    `frees_at` is when the first of them counts no more; None where there are none.
    """

    terms: Terms
    opened: int = 0
    frees_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FreeText:
    """Say it in words of our own."""

    reason: Reason = Reason.OPEN


@dataclass(frozen=True, slots=True)
class ByTemplate:
    """Say it by this template; `counts`: it opens a conversation that costs a place of the quota."""

    name: str
    category: str
    counts: bool
    reason: Reason = Reason.SHUT


@dataclass(frozen=True, slots=True)
class Hold:
    """Decide anew at a moment; None: as soon as there is a template, which the channel knows of first."""

    until: datetime | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Skip:
    """Say it never."""

    reason: Reason


Decision: TypeAlias = FreeText | ByTemplate | Hold | Skip

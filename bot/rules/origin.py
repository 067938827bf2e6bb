"""Where a consent came from: a link, a campaign's link, a QR code, a word, a command, a button, a file.

What a join link carries is a topic, an underscore and the name of a campaign, either of which may be
missing: `culture`, `culture_radio`, `_radio`. A campaign whose name begins with `qr` is printed as a QR
code. The alphabet is Telegram's, which also limits it to 64 characters
(core.telegram.org/bots/features#deep-linking).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.consent import fold

LONGEST = 64
"""Characters that a link can carry."""

_CAMPAIGN = re.compile(r"[A-Za-z0-9-]{1,39}")
_QR = re.compile(r"qr(?![a-z])", re.IGNORECASE)


class Origin(StrEnum):
    """How somebody came to ask."""

    LINK = "link"
    CAMPAIGN = "campaign"
    QR = "qr"
    WORD = "word"
    COMMAND = "command"
    BUTTON = "button"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Payload:
    """What a join link carries: the words that name a topic, and a campaign."""

    topic: str
    campaign: str = ""


def read(words: str) -> Payload:
    """Read what follows a start word; what has no campaign in it is all topic."""
    topic, underscore, campaign = words.strip().partition("_")
    if underscore and _CAMPAIGN.fullmatch(campaign) and len(words.strip()) <= LONGEST:
        return Payload(topic.strip(), campaign)
    return Payload(words.strip())


def write(topic: str, campaign: str) -> str:
    """Write what a link carries: a topic's id or none, and a campaign (see `is_campaign`) or none."""
    return f"{topic}_{campaign}" if campaign else topic


def is_campaign(words: str) -> bool:
    """Say whether a campaign may have this name: Latin letters, digits and hyphens, at most 39."""
    return _CAMPAIGN.fullmatch(words) is not None


def origin_of(text: str, payload: Payload, *, pressed: bool) -> Origin:
    """Say how a request came: `text` is what was written, or the data of the button.

    Telegram sends what its links carry as a command, which a person may have typed as well; the
    campaign's name or a topic behind the command makes it a link.
    """
    if pressed:
        return Origin.BUTTON
    if payload.campaign:
        return Origin.QR if _QR.match(payload.campaign) else Origin.CAMPAIGN
    said = text.strip()
    if said.startswith("/"):
        return Origin.LINK if payload.topic else Origin.COMMAND
    return Origin.BUTTON if fold(said).isdecimal() else Origin.WORD  # the number of a button

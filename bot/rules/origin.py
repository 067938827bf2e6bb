"""Where a consent came from: a link, a campaign's link, a QR code, a word, a command, a button, a file.

What a join link carries is a topic, an underscore and the name of a campaign, either of which may be
missing: `culture`, `culture_radio`, `_radio`; and behind another underscore the language of the page on
which it stood: `culture_radio_he`, `__he`. A campaign whose name begins with `qr` is printed as a QR
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
_CARRIED = re.compile(r"([^_]*)_(?:([A-Za-z0-9-]{1,39})(?:_([a-z]{2}))?|_([a-z]{2}))")
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
    """What a join link carries: the words that name a topic, a campaign, and a language's code."""

    topic: str
    campaign: str = ""
    language: str = ""


def read(words: str) -> Payload:
    """Read what follows a start word; what has neither campaign nor language in it is all topic."""
    carried = _CARRIED.fullmatch(words.strip())
    if carried is None or len(words.strip()) > LONGEST:
        return Payload(words.strip())
    topic, campaign, language, alone = carried.groups("")
    return Payload(topic.strip(), campaign, language or alone)


def write(topic: str, campaign: str, language: str = "") -> str:
    """Write what a link carries: a topic's id, a campaign (see `is_campaign`), a language; any may be empty.

    The language is left out where there is no room for it.
    """
    bare = f"{topic}_{campaign}" if campaign else topic
    said = f"{topic}_{campaign}_{language}" if language else bare
    return said if len(said) <= LONGEST else bare


def code_campaign(campaign: str) -> str:
    """Name the campaign of a link that is drawn as a QR code, by which the proof of consent knows one."""
    named = campaign if campaign.lower().startswith("qr") else f"qr-{campaign}".rstrip("-")
    return named if is_campaign(named) else ""


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

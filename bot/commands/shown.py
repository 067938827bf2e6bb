"""How names, addresses, channels and moments are shown in a reply: safe beside any other words."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bot.ask import Ask
from bot.model import Address, SubscriberStatus, Topic
from bot.rules.breaker import channel_name
from bot.texts import Text, _, say, say_moment, say_row, say_time, verbatim

LONGEST_NAME = 60
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

STATUSES: dict[SubscriberStatus, Text] = {
    SubscriberStatus.ACTIVE: _("active"),
    SubscriberStatus.INVITED: _("invited"),
    SubscriberStatus.PAUSED: _("paused"),
    SubscriberStatus.LEFT: _("left"),
    SubscriberStatus.LOST: _("lost"),
    SubscriberStatus.LINKED: _("linked"),
    SubscriberStatus.FORGOTTEN: _("forgotten"),
}


BANNED = _("banned")
"""What stands in the place of the status of who is banned."""


def plain(words: str, most: int = LONGEST_NAME) -> str:
    """Put foreign words on one line, without control characters, and not too long."""
    kept = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in words)
    line = " ".join("".join(sign for sign in kept if sign not in _BIDI).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def isolated(words: str) -> str:
    """Wrap foreign words so that their direction changes nothing around them."""
    return f"\u2068{plain(words)}\u2069" if words else ""


def masked(address: Address) -> str:
    """Show a channel and the last four characters of an address, of a short one fewer."""
    shown = min(4, len(address.id) // 2)
    return f"{channel_name(address.channel)} …{address.id[len(address.id) - shown :]}"


def moment_of(ask: Ask, at: datetime) -> str:
    """Write a moment in the newsroom's zone: its time of day, and its day where that is another one."""
    zone = ask.newsroom.timezone
    same_day = at.astimezone(zone).date() == ask.now.astimezone(zone).date()
    return say_time(at, ask.who.language, zone) if same_day else dated(ask, at)


def dated(ask: Ask, at: datetime) -> str:
    """Write a moment in the newsroom's zone: its day, and its time of day."""
    return say_moment(at, ask.who.language, ask.newsroom.timezone)


def topic_names(ask: Ask, topics: Sequence[Topic]) -> str:
    """Name topics one after the other, in the person's language."""
    return say_row((topic.name(ask.who.language) for topic in topics), ask.who.language)


def topics_among(ask: Ask, ids: Collection[str]) -> list[Topic]:
    """List the newsroom's topics that are among some, in its order."""
    return [topic for topic in ask.newsroom.topics if topic.id in ids]


def together(ask: Ask, lines: Iterable[Text]) -> Text:
    """Put lines below one another, as one paragraph."""
    return verbatim("\n".join(say(line, ask.who.language) for line in lines))

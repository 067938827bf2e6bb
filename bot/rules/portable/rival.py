"""What another bot holds, as people of ours: feeds, chats, and which chat reads which feed.

A chat's subscription to feeds becomes one to the topics that these feeds are filed under.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from bot.carried import Carried, Proof, Seat, Step
from bot.rules.roster import Fault, Wrong, address_of

LONGEST_TOPIC: Final = 24
_NO_LETTER = re.compile(r"[^a-z0-9]+")


class Feed(NamedTuple):
    """A feed: `key` is the other bot's number for it, `every` seconds between two looks."""

    key: int
    url: str
    title: str
    every: float | None = None
    paused: bool = False


class Reading(NamedTuple):
    """That a chat reads a feed: `active` is False where it has switched that off."""

    feed: int
    at: datetime | None
    active: bool = True
    silent: bool = False


class Chat(NamedTuple):
    """A chat: `kind` is group or channel where that is known, and `admin` who of it spoke with the bot."""

    id: int
    readings: tuple[Reading, ...]
    language: str = ""
    kind: str = ""
    admin: int | None = None
    banned: bool = False
    line: int = 0


class Stated(NamedTuple):
    """What goes for all chats of an import: `how` names the bot, `words` are what the operator states."""

    how: str
    words: str
    now: datetime
    languages: tuple[str, ...]  # the first is that of those who have none that is spoken here


def carried(chat: Chat, topics: Mapping[int, Sequence[str]], stated: Stated) -> Carried | Wrong:
    """Make somebody of ours of a chat; `topics` are those of each feed that can be polled."""
    address = address_of("telegram", str(chat.id))
    if isinstance(address, Fault):
        return Wrong(chat.line, address)
    language = spoken(chat.language, stated.languages)
    proofs = _proofs(chat, topics, stated, language)
    if not proofs:
        return Wrong(chat.line, Fault.FEEDS)
    given = tuple(sorted(proof.topic for proof in proofs))
    at = min(proof.at for proof in proofs)
    told = stated.how, "import", "", stated.words, language
    steps = [Step("given", at, *told, given)]
    if over := tuple(proof.topic for proof in proofs if proof.ended_at):
        steps.append(Step("ended", stated.now, stated.how, "import", "", "", "", over))
    heard = [one for one in chat.readings if one.active]
    return Carried(
        "telegram",
        address,
        "",
        language,
        "left" if chat.banned else "active",
        at,
        stated.now if chat.banned else None,
        stated.now if chat.banned else None,
        silent=bool(heard) and all(one.silent for one in heard),
        place=_seat(chat, at),
        proofs=proofs,
        steps=tuple(steps),
        line=chat.line,
    )


def spoken(written: str, languages: Sequence[str]) -> str:
    """Choose the language of somebody: theirs, where it is spoken here."""
    primary = written.replace("_", "-").split("-")[0].lower()
    primary = {"iw": "he"}.get(primary, primary)
    return primary if primary in languages else languages[0]


def topic_ids(feeds: Sequence[Feed], taken: Collection[str]) -> dict[int, str]:
    """Name a topic for each feed, by its title or its site; each is another, and none is one of `taken`."""
    used, named = set(taken), {}
    for feed in feeds:
        stem = _slug(feed.title) or _slug(urlsplit(feed.url).hostname or "") or "feed"
        found, number = stem, 1
        while found in used:
            number += 1
            found = f"{stem[: LONGEST_TOPIC - len(str(number)) - 1]}-{number}"
        used.add(found)
        named[feed.key] = found
    return named


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return _NO_LETTER.sub("-", plain).strip("-")[:LONGEST_TOPIC].strip("-")


def _proofs(
    chat: Chat, topics: Mapping[int, Sequence[str]], stated: Stated, language: str
) -> tuple[Proof, ...]:
    """Give the consent to each topic: that of the first feed that is read, and ended where none is."""
    found: dict[str, tuple[bool, datetime]] = {}
    for one in chat.readings:
        for topic in topics.get(one.feed, ()):
            active, at = found.get(topic, (False, stated.now))
            found[topic] = active or one.active, min(at, one.at or stated.now)
    return tuple(
        Proof(topic, at, stated.how, stated.words, language, None if active else stated.now)
        for topic, (active, at) in sorted(found.items())
    )


def _seat(chat: Chat, at: datetime) -> Seat | None:
    if chat.id > 0:
        return None
    kind = chat.kind or "group"
    return Seat(kind, str(chat.admin or ""), at)

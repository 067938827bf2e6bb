"""What parsing makes of a feed, whatever its format: each entry once, under a guid of its own."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.hints import NO_HINTS, Hints
from bot.model import Entry
from bot.sources.words import LONGEST_GUID

MOST_ENTRIES: Final = 5_000
"""Beyond what any paper or podcast keeps in its feed: only a fault, or malice, writes more."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed says of itself, and its entries in its own order.

    `hints` holds what it says of when to look again, `hub` its WebSub hub, and `topic` the address
    that the hub knows it by.
    """

    title: str
    language: str
    entries: tuple[Entry, ...]
    hints: Hints = NO_HINTS
    hub: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """An entry, and whether its guid is the publisher's word or made up by us from its link or text."""

    entry: Entry
    stated: bool


def identified(entry: Entry) -> Read:
    """Give an entry that states no guid its link for one, or a hash of what it says."""
    if entry.guid:
        return Read(entry, stated=True)
    made_up = _hash(entry.title, str(entry.published or ""), entry.standfirst, entry.body)
    return Read(replace(entry, guid=entry.link or made_up), stated=False)


def told_apart(read: Sequence[Read]) -> tuple[Entry, ...]:
    """Keep an entry once, and give a guid of its own to each of those that share one by mistake."""
    sharing: dict[str, list[Read]] = {}
    for one in read:
        sharing.setdefault(one.entry.guid, []).append(one)
    mistaken = {guid for guid, those in sharing.items() if not _is_one(those)}
    return tuple(_once(_renamed(one.entry) if one.entry.guid in mistaken else one.entry for one in read))


def _once(entries: Iterator[Entry]) -> Iterator[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.guid not in seen:
            seen.add(entry.guid)
            yield entry


def _is_one(sharing: Sequence[Read]) -> bool:
    """Say whether entries of one guid are the same: one that has another title and another link is not."""
    first = sharing[0].entry
    return not any(
        one.entry.title != first.title and (not one.stated or one.entry.link != first.link or not first.link)
        for one in sharing
    )


def _renamed(entry: Entry) -> Entry:
    """Tell an entry by its link and title too: all that share a guid, so that their order tells nothing."""
    return replace(entry, guid=f"{entry.guid[: LONGEST_GUID - 33]} {_hash(entry.link, entry.title)}")


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()

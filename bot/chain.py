"""Chain: how rows that tell what staff did are chained, so that none can be changed, dropped or moved unseen.

Each row's hash covers its own columns and the hash of the row before it (SHA-256, RFC 6234). Whoever may
write to the database may still write the whole chain anew: for that, its last hash is written down elsewhere.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

GENESIS: Final = "0" * 64
"""What the first row follows."""

SHOWN: Final = 12
"""Characters of a hash that people write down."""


@dataclass(frozen=True, slots=True)
class Link:
    """One row as it is stored: all text is exactly what the columns hold."""

    number: int
    at: str
    who: int
    role: str
    act: str
    about: str
    before: str
    after: str
    previous: str
    hash: str = ""


def hash_of(link: Link) -> str:
    """Hash a row: what it tells, and what it follows."""
    told = [link.number, link.at, link.who, link.role, link.act, link.about, link.before, link.after]
    written = json.dumps([*told, link.previous], ensure_ascii=False, separators=(",", ":"))
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain as it was noted apart from it: how many rows, and the last one's hash."""

    count: int = 0
    hash: str = GENESIS


def faults(links: Iterable[Link], head: Head) -> Iterator[str]:
    """Name each row that was changed, dropped, put in or moved, in order; nothing where the chain holds.

    Takes the rows by their numbers, one at a time: a chain of any length needs no more memory than one.
    """
    number, last = 0, GENESIS
    for link in links:
        if link.number != number + 1:
            yield _gap(number, link.number)
        elif link.previous != last:
            yield f"row {link.number} does not follow on row {number}: one of the two was put in or moved"
        if hash_of(link) != link.hash:
            yield f"row {link.number} was changed"
        number, last = link.number, link.hash
    if (number, last) != (head.count, head.hash):
        yield _end(number, head)


def _gap(before: int, found: int) -> str:
    missing = range(before + 1, found)
    if not missing:
        return f"row {found} stands twice, or before its turn"
    return f"row {missing[0]} is missing" + (f", up to row {missing[-1]}" if len(missing) > 1 else "")


def _end(number: int, head: Head) -> str:
    if number < head.count:
        return f"the chain ends with row {number}, and {head.count} were noted: the end is missing"
    if number > head.count:
        return f"the chain ends with row {number}, and only {head.count} were noted: the end was put in"
    return f"row {number} is not the last one that was noted"

"""What moves with a person from one installation to another: tuples, of which a move makes a million."""

from datetime import datetime
from typing import NamedTuple


class Proof(NamedTuple):
    """The consent to one topic."""

    topic: str
    at: datetime
    how: str
    words: str
    language: str
    ended_at: datetime | None = None


class Step(NamedTuple):
    """One step of the history of consent, as bot/store/consent.py names them."""

    step: str
    at: datetime
    how: str
    origin: str
    campaign: str
    words: str
    language: str
    topics: tuple[str, ...]


class Word(NamedTuple):
    """A keyword: the number that its reader sees, and the keys of which an alert must offer one."""

    position: int
    written: str
    excludes: bool
    keys: tuple[int, ...]


class Seat(NamedTuple):
    """What is known of a place: its kind, and who added it."""

    kind: str
    added_by: str
    added_at: datetime


class Carried(NamedTuple):
    """One address with all that goes with it.

    `account` is the sender's; `mutes` are addresses of sources; `wish` is JSON as the store keeps it, or
    empty; `person` names the first address of whoever has several, as "channel:id".
    """

    channel: str
    address: str
    name: str
    language: str
    status: str
    joined_at: datetime
    left_at: datetime | None = None
    banned_at: datetime | None = None
    account: str = ""
    role: str = "reader"
    silent: bool = False
    updates: str = "all"
    urgency: str = "all"
    reads: str = ""
    pictures: bool | None = None
    wish: str = ""
    keywords: tuple[Word, ...] = ()
    mutes: tuple[str, ...] = ()
    person: str = ""
    place: Seat | None = None
    proofs: tuple[Proof, ...] = ()
    steps: tuple[Step, ...] = ()
    line: int = 0

"""The columns of a whole table of people."""

from typing import Final, NamedTuple


class Cells(NamedTuple):
    """A line: the columns of a roster first, in its order.

    `proofs` and `history` are JSON, and empty where the consent_* say it all.
    """

    channel: str
    address: str
    name: str
    language: str
    topics: str
    consent_at: str
    consent_how: str
    consent_words: str
    status: str
    joined_at: str
    left_at: str
    banned_at: str
    account: str
    role: str
    silent: str
    updates: str
    urgency: str
    reads: str
    pictures: str
    wish: str
    keywords: str
    mutes: str
    person: str
    place: str
    consent_language: str
    consent_origin: str
    consent_campaign: str
    proofs: str
    history: str


COLUMNS: Final = Cells._fields

"""What is said of rosters: their columns, and what is wrong with a line or with the whole."""

from enum import StrEnum
from typing import Final

COLUMNS: Final = (
    "channel",
    "address",
    "name",
    "language",
    "topics",
    "consent_at",
    "consent_how",
    "consent_words",
)
NEEDED: Final = ("channel", "address")


class Fault(StrEnum):
    """What is wrong with a line, or why the person in it is not taken in."""

    CELLS = "cells"  # more of them than there are columns
    QUOTE = "quote"  # a quotation mark that is never closed
    CHANNEL = "channel"
    ADDRESS = "address"
    COUNTRY = "country"  # a number without a country code
    MANGLED = "mangled"  # a number that a spreadsheet has rounded
    NAMED = "named"  # a @name, where Telegram's own number is needed
    LANGUAGE = "language"
    TOPIC = "topic"
    MOMENT = "moment"
    FUTURE = "future"
    TWICE = "twice"  # in an earlier line of the file
    HERE = "here"  # subscribed already
    LEFT = "left"
    ERASED = "erased"
    UNSURE = "unsure"  # may be somebody who was erased, which only a later consent disproves
    NOT_STARTED = "not_started"  # on Telegram nobody can be written to who has not begun
    STATUS = "status"  # an export's word for where somebody stands that is not known here
    CHOICE = "choice"  # a setting of somebody's that can't be read
    UNPROVED = "unproved"  # no proof of consent, and nobody who states one
    FEEDS = "feeds"  # of a chat of another bot, none of which can be polled
    SENDER = "sender"  # on a channel that is not set up


class NoTableError(ValueError):
    """The file is no table that can be read; `fault` says why, `about` which word it concerns."""

    def __init__(self, fault: str, about: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.about = about

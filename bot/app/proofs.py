"""Proofs: what is kept of one address, for a claim that has to be checked: ``python -m bot proof``."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.app.opening import migrated
from bot.channels import CHANNELS
from bot.errors import SettingsError
from bot.model import Address
from bot.rules.departure import is_of
from bot.settings import Settings
from bot.store import consent as consents
from bot.store import departure as departures
from bot.store import subscriber as subscribers
from bot.store.consent import Taken
from bot.store.database import Database


def proof(settings: Settings, words: str) -> list[str]:
    """Say line by line what is kept of an address such as whatsapp:+33612345678; moments are UTC.

    Raises:
        SettingsError: this is no address.

    """
    address = _address(words)
    migrated(settings)
    database = Database(settings.database_url.get_secret_value())
    try:
        found = database.read_here(lambda tx: list(lines(tx, address)))
    finally:
        database.close()
    return found or ["nothing is kept of this address"]


def lines(tx: Connection, address: Address) -> Iterator[str]:
    """Say the history of who is there now, and of whoever was there, and left or asked to be forgotten."""
    for gone in departures.on(tx, address.channel):
        if is_of(address, gone.salt, gone.digest):
            for step, at in gone.steps:
                yield f"{_moment(at)} {step}"
            yield f"{_moment(gone.left_at)} {'asked to be forgotten' if gone.asked else 'left'}"
    there = subscribers.at(tx, address)
    for taken in consents.history(tx, there.id) if there else ():
        yield _told(taken)


def _told(taken: Taken) -> str:
    topics = ", ".join(taken.topics)
    origin = " ".join(part for part in (taken.origin, taken.campaign) if part)
    words = f"{taken.language}: {taken.words}" if taken.words else ""
    about = (taken.how, origin, topics, words)
    return " | ".join([f"{_moment(taken.at)} {taken.step}", *(part for part in about if part)])


def _moment(at: datetime) -> str:
    return at.isoformat(" ", "seconds")


def _address(words: str) -> Address:
    channel, colon, id_ = words.strip().partition(":")
    if channel not in CHANNELS or not colon or not id_:
        raise SettingsError("write telegram:<id> or whatsapp:+<number>")
    return Address(channel, id_)

"""Audits: the chain of what staff did, checked: ``python -m bot audit verify``."""

from collections.abc import Iterator

from sqlalchemy import Connection

from bot.app.opening import migrated
from bot.chain import SHOWN
from bot.settings import Settings
from bot.store import audit
from bot.store.database import Database


def verify(settings: Settings, ends: str = "") -> list[str]:
    """Say row by row what is wrong with the chain, and at last where it ends.

    `ends` is the beginning of its last hash as it was written down elsewhere; empty: not asked.
    """
    migrated(settings)
    database = Database(settings.database_url.get_secret_value())
    try:
        return database.read_here(lambda tx: list(lines(tx, ends)))
    finally:
        database.close()


def lines(tx: Connection, ends: str = "") -> Iterator[str]:
    """Say what is wrong; the last line is no fault, and says how many rows there are."""
    yield from audit.check(tx)
    head = audit.head(tx)
    if ends and not head.hash.startswith(ends.strip().lower()):
        yield f"the chain does not end with {ends.strip()[:SHOWN]}: it went on, or was written anew"
    yield f"{head.count} rows, the last one {head.hash[:SHOWN]}"

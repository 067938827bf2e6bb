"""Relocating: ``python -m bot move``, from SQLite to PostgreSQL or back, with the program stopped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, inspect

from bot.app.backups import opened
from bot.app.progress import counted
from bot.app.restoring import prepare, unused
from bot.clock import utc_now
from bot.errors import SettingsError
from bot.settings import Settings
from bot.store import halt as halts
from bot.store import migration, plain, refill
from bot.store.database import Database
from bot.store.halt_tables import halt
from bot.store.refill import Changes, Refill


@dataclass(frozen=True, slots=True)
class Relocated:
    """What was copied, and what of it had to be changed; `halted`: nothing leaves from the old one."""

    rows: int
    tables: int
    changes: Changes
    halted: bool


def relocate(settings: Settings, url: str) -> list[str]:
    """Copy all rows into an empty database, all or nothing, and let nothing leave from the old one.

    Raises:
        SettingsError: one of the two is in use or does not answer, or the new one is not empty.
        DamagedError: the new one does not give back what it was given.

    """
    old_url = settings.database_url.get_secret_value()
    if Database(old_url).url == Database(url).url:
        raise SettingsError("this is the database in DATABASE_URL: name another one")
    with opened(old_url):
        pass  # it is there, and answers
    with unused(old_url) as old, unused(url, "the new URL") as new:
        done = old.write_here(lambda tx: _copy(tx, new))
        new.write_here(refill.refresh_statistics)
        if new.embedded:
            new.empty_log_here()
    return list(_said(done))


def _copy(source: Connection, new: Database) -> Relocated:
    """Copy within a transaction that keeps everybody else from the old database; then halt there.

    A kill between the two leaves both whole, and only the new one to be named in the settings.
    """
    refill.lock(source)
    found = plain.tables(source)
    rows = sum(plain.count(source, table) for table in found)
    with counted("copying", 2 * rows) as seen:
        changes = new.write_here(lambda target: _fill(source, target, seen))
    halted = _can_halt(source)
    if halted:
        halts.impose(source, utc_now())
    return Relocated(rows, len(found), changes, halted)


def _fill(source: Connection, target: Connection, seen: Callable[[int], None]) -> Changes:
    found = plain.tables(source)
    prepare(target, migration.revision(source) or "", {table.name for table in found})
    filling = Refill(target, seen)
    for table in found:
        of = plain.layout(table)
        filling.fill(of, plain.lines(source, table, of))
    filling.check()
    return filling.changes


def _can_halt(tx: Connection) -> bool:
    """Say whether the old database has a version that can be halted by nobody."""
    columns = inspect(tx).get_columns(halt.name) if inspect(tx).has_table(halt.name) else []
    return any(column["name"] == "begun_by" and column["nullable"] for column in columns)


def _said(done: Relocated) -> Iterator[str]:
    yield f"{done.rows} rows of {done.tables} tables copied, and read back the same"
    if done.changes.count:
        yield (
            f"{done.changes.count} values can't be kept as they are (a NUL in a text, a text that is too "
            "long, a number that is none) and were changed:"
        )
        yield from (f"  {place}" for place in done.changes.places)
    yield "Write the new URL into DATABASE_URL, and start the program: it goes on where it stopped."
    if done.halted:
        yield "In the old database all is halted, so that nothing leaves twice; keep it for a while."
    else:
        yield "Never start the program on the old database again: it would send what the new one has sent."

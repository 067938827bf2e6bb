"""Backups: ``python -m bot backup``, while the program runs."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from bot.app.progress import counted
from bot.clock import utc_now
from bot.errors import SettingsError
from bot.settings import Settings
from bot.store import archive, plain
from bot.store.archive import Manifest, Writer
from bot.store.database import Database
from bot.store.migration import revision

COPY = ".copy"
YIELDS = 10
"""By how much deliveries come before this, where both want the processor."""


def step_aside() -> None:
    """Let this process have what deliveries leave of the processor."""
    os.nice(YIELDS)


def backup(settings: Settings, file: Path) -> list[str]:
    """Write all tables as they stand at one moment into a file that is read back before it gets its name.

    Raises:
        SettingsError: there is such a file already, it can't be written, or the database does not answer.

    """
    with opened(settings.database_url.get_secret_value()) as database, archive.created(file) as writer:
        taken_at = utc_now()
        with _still(database, file) as still:
            manifest = still.still_here(lambda tx: _write(tx, writer, taken_at))
    moment = f"{manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    size = file.stat().st_size / 1e6
    return [
        f"{file}: {manifest.rows} rows of {len(manifest.members)} tables, {size:.1f} MB",
        f"as they stood at {moment}, schema {manifest.revision}; read back and found whole",
        "It holds addresses and phone numbers of your readers: keep it where nobody else can read it.",
        "It does not hold the settings, the newsroom file, tokens and passwords: keep those elsewhere.",
    ]


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open a database that is there, as it is.

    Raises:
        SettingsError: it does not answer, or is empty.

    """
    database = Database(url)
    try:
        _expect_rows(database)
        yield database
    finally:
        database.close()


def _expect_rows(database: Database) -> None:
    if database.embedded and not Path(database.url.database or "").exists():
        raise SettingsError("the file in DATABASE_URL is not there: correct DATABASE_URL")
    try:
        found = database.read_here(revision)
    except DatabaseError as error:
        raise silent(error) from error
    if found is None:
        raise SettingsError("the database in DATABASE_URL is empty: correct DATABASE_URL")


def silent(error: DatabaseError) -> SettingsError:
    """Say that a database does not answer, in words that hold no password."""
    return SettingsError(
        f"the database does not answer: start it, or correct its URL ({type(error.orig).__name__})"
    )


@contextmanager
def _still(database: Database, file: Path) -> Iterator[Database]:
    """Give a database to read from at leisure.

    SQLite can't empty its log while somebody reads, and a long reading lets that grow and slow all writes: so
    it is read from a copy, which takes a third of the time, needs as much room, and is gone afterwards.

    Raises:
        SettingsError: there is no room for the copy.

    """
    if not database.embedded:
        yield database
        return
    copy = file.with_name(file.name + COPY)
    _remove(copy)  # of one that was killed
    copy.touch(archive.MODE, exist_ok=False)
    try:
        database.copy_into(copy)
        still = Database(f"sqlite:///{copy}")
        try:
            yield still
        finally:
            still.close()
    finally:
        _remove(copy)


def _remove(copy: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)


def _write(tx: Connection, writer: Writer, taken_at: datetime) -> Manifest:
    found = plain.tables(tx)
    engine = "PostgreSQL" if tx.dialect.name == "postgresql" else "SQLite"
    total = sum(plain.count(tx, table) for table in found)
    with counted("writing", total) as seen:
        for table in found:
            of = plain.layout(table)
            writer.keep(of, told(plain.lines(tx, table, of), seen))
    return writer.finish(revision(tx) or "", engine, taken_at)


def told(stretches: Iterator[list[str]], seen: Callable[[int], None]) -> Iterator[list[str]]:
    """Pass stretches of lines on, and tell how many lines each has."""
    for some in stretches:
        yield some
        seen(len(some))

"""Bringing a database to the schema of this version."""

import time
from functools import cache, partial
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from bot.errors import SettingsError
from bot.store import apart
from bot.store.database import Database
from bot.store.schema import metadata

HEAD = "0032"
"""The newest revision: known without importing Alembic, which costs a start half a second."""

LOCK = 20_261_123
"""The name, a number of our own, of the lock under which PostgreSQL's schema is made."""

LOCK_WAIT = "1s"
"""How long a migration waits for a table: whoever comes meanwhile waits behind it."""

LOCK_TRIES, LOCK_AGAIN = 30, 1.0
"""How often it tries to get it, and the seconds between two tries."""

LOCK_NOT_AVAILABLE = "55P03"

TRY_HERE = text("SELECT pg_try_advisory_xact_lock(:name)")
TRY = text("SELECT pg_try_advisory_lock(:name)")
"""To take the lock without waiting, until the transaction or the connection ends.

An index that is built waits for who waits in a statement.
"""

MARK = "CONCURRENTLY"
"""By this a revision says that it builds or drops indexes and nothing else, in no transaction."""

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> str:
    """Bring the schema to this version's and return its revision; a current one is left alone.

    An empty database gets the whole schema at once (a test holds it equal to the migrations' sum).

    Raises:
        SettingsError: the database is newer than this program.

    """
    found = database.read_here(revision)
    if found is None:
        database.write_here(apart.make)
        database.write_here(_create)
    elif found != HEAD:
        _upgrade(database, found)
    return HEAD


def build(tx: Connection, at: str) -> None:
    """Make, in an empty database, the schema of a revision, which may be an older one.

    Raises:
        SettingsError: this version does not know it.

    """
    if at == HEAD:
        _create(tx)
    else:
        _run(tx, at, at)


def lift(tx: Connection) -> None:
    """Bring the schema to this version's, as `migrate` does, within a transaction.

    Raises:
        SettingsError: the database is newer than this program.

    """
    found = revision(tx)
    if found != HEAD:
        _run(tx, "head", found or "")


def revision(tx: Connection) -> str | None:
    """Read the schema's revision; None for an empty database."""
    if not inspect(tx).has_table("alembic_version"):
        return None
    found = tx.scalar(text("SELECT version_num FROM alembic_version"))
    return str(found) if found else None


def _create(tx: Connection) -> None:
    if tx.dialect.name == "postgresql":  # SQLite has one writer as it is
        tx.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": LOCK})
    if revision(tx):  # by another process that started at the same moment
        return
    metadata.create_all(tx)
    tx.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    tx.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _upgrade(database: Database, found: str) -> None:
    """Go from revision to revision; on PostgreSQL each has a transaction, and locks, of its own."""
    if database.embedded:
        database.write_here(lambda tx: _run(tx, "head", found))
        return
    while found != HEAD:
        found = _step(database, found)


def _step(database: Database, found: str) -> str:
    """Go one revision on from `found`, and return which is reached: by us, or by another process meanwhile.

    Another one that is at it is waited for, however long it builds.

    Raises:
        SettingsError: the database is newer than this program, or a table was in use for too long.

    """
    step = partial(database.apart_here, _next_apart) if _apart(found) else partial(database.write_here, _next)
    tries = 0
    while tries < LOCK_TRIES:
        try:
            if reached := step():
                return reached
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            tries += 1
        time.sleep(LOCK_AGAIN)
    raise SettingsError(
        "the database could not be migrated: a table was in use all the time; run python -m bot migrate "
        "again, and if need be stop what reads it for long (a backup, a report)"
    )


def _next(tx: Connection) -> str:
    """Go one revision on in this transaction; an empty word where another process is at it."""
    if not tx.scalar(TRY_HERE, {"name": LOCK}):
        return ""
    found = revision(tx) or ""
    if found != HEAD and not _apart(found):
        tx.execute(text("SELECT set_config('lock_timeout', :most, true)"), {"most": LOCK_WAIT})
        _run(tx, "+1", found)
    return revision(tx) or ""


def _next_apart(connection: Connection) -> str:
    """Do as `_next` for a revision that runs in no transaction, and keeps nobody waiting: it may wait itself.

    Its lock is the connection's, so that a process which is killed gives it back.
    """
    if not connection.scalar(TRY, {"name": LOCK}):
        return ""
    try:
        found = revision(connection) or ""
        if _apart(found):
            _run(connection, "+1", found)
        return revision(connection) or ""
    finally:
        if not connection.invalidated:  # else its end has given it back
            connection.execute(text("SELECT pg_advisory_unlock(:name)"), {"name": LOCK})


def _apart(found: str) -> bool:
    """Say whether the revision after this one runs in no transaction."""
    return found in _before_those_apart(SCRIPTS)


@cache
def _before_those_apart(scripts: Path) -> frozenset[str]:
    """List the revisions after which one runs in no transaction: once, for all scripts are loaded for it."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- only a real upgrade pays for the import

    marked = (
        one for one in ScriptDirectory(str(scripts)).walk_revisions() if getattr(one.module, MARK, False)
    )
    return frozenset(str(one.down_revision) for one in marked)


def _run(tx: Connection, to: str, found: str) -> None:
    from alembic import command  # noqa: PLC0415 -- only a real upgrade pays for the import
    from alembic.config import Config  # noqa: PLC0415 -- the same
    from alembic.util import CommandError  # noqa: PLC0415 -- the same

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = tx
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise SettingsError(
            f"the database has the schema {found}, which this version ({HEAD}) does not know; "
            "start the newer version of Tocsin again, or name another database in DATABASE_URL"
        ) from error

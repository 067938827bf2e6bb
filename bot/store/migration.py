"""Bringing a database to the schema of this version."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import SettingsError
from bot.store import apart
from bot.store.database import Database
from bot.store.schema import metadata

HEAD = "0031"
"""The newest revision: known without importing Alembic, which costs a start half a second."""

LOCK = 20_261_123
"""The name, a number of our own, of the lock under which PostgreSQL's schema is made."""

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
    database.write_here(lambda tx: _run(tx, "head", found))


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

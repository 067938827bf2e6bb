"""The database: does it answer, can it be written to, and has it this version's schema?"""

import asyncio
import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.exc import DBAPIError

from bot.app.doctor import postgres
from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, from_words, warning, well
from bot.errors import SettingsError
from bot.store.database import Database
from bot.store.migration import HEAD, SCRIPTS, revision

CHECKED_WHOLE = 64 * 2**20
"""Bytes of a SQLite file that is looked through for damage: a larger one would take too long."""

LOCKED_SECONDS = 3.0


async def check(case: Case) -> list[Finding]:
    """Look at the database that DATABASE_URL names; nothing is written, and no file made."""
    try:
        database = await asyncio.to_thread(_opened, case)
    except SettingsError as error:
        return [from_words(str(error))]
    if database is None:
        return await asyncio.to_thread(_sqlite, case.database_file or Path())
    try:
        found = await asyncio.to_thread(postgres.look, database, case.clock)
        schema = await asyncio.to_thread(database.read_here, revision)
        return [*found, _schema(schema, by_itself=False)]
    except DBAPIError as error:
        return [_silent(error)]
    finally:
        database.close()


def _opened(case: Case) -> Database | None:
    """Prepare for a PostgreSQL; None for SQLite, whose folder would be made."""
    if case.database_file is not None:
        return None
    return Database(case.settings.database_url.get_secret_value())


def _silent(error: DBAPIError) -> Finding:
    # the driver's words hold the host and the name that was tried
    words = str(error.orig).lower()
    for sign, what, todo in (
        (
            "password authentication",
            "refuses the name or the password",
            "correct the name and the password in",
        ),
        ("does not exist", "knows no such database or name", "create it, or correct the name in"),
        ("too many", "has no connection left", "raise its connection limit, or name another in"),
        ("starting up", "is just starting", "wait a moment, or correct"),
    ):
        if sign in words:
            return fault(f"PostgreSQL {what}", f"{todo} DATABASE_URL")
    return fault("PostgreSQL does not answer", "start it, or correct host and port in DATABASE_URL")


# ---- SQLite ----------------------------------------------------------------------------------------


def _sqlite(path: Path) -> list[Finding]:
    if not path.exists():
        folder = next((one for one in path.absolute().parents if one.exists()), Path("/"))
        if not folder.is_dir():
            todo = "write for example DATABASE_URL=sqlite:///var/tocsin.db"
            return [fault(f"{path} can't be made: {folder} is no folder", todo)]
        return [well(f"{path} is not there yet: it is made at the first start")]
    if not path.is_file():
        return [fault(f"{path} is no file", "name a file in DATABASE_URL=sqlite:///var/tocsin.db")]
    try:
        return _looked_through(path)
    except sqlite3.OperationalError as error:
        return [_unusable(path, str(error))]
    except sqlite3.DatabaseError:
        what = f"{path} is damaged, or no database"
        return [fault(what, "put a backup in its place, or name another file in DATABASE_URL")]


def _unusable(path: Path, words: str) -> Finding:
    if "locked" in words:
        what = f"another program keeps {path} locked"
        return fault(what, "end the program that has it open (a backup, a shell of sqlite3)")
    what = f"{path} can't be opened for writing"
    return fault(what, f"let the person who runs Tocsin own it and its folder: chown … {path.parent}")


def _looked_through(path: Path) -> list[Finding]:
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=LOCKED_SECONDS, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")  # what a write begins with: it takes the lock, and leaves it
        connection.execute("ROLLBACK")
        if path.stat().st_size <= CHECKED_WHOLE:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                raise sqlite3.DatabaseError(said)
        known = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        connection.close()
    if row is None and tables:
        what = f"{path} is another program's database: it has tables, and none of Tocsin's"
        return [fault(what, "name another file in DATABASE_URL=sqlite:///var/tocsin.db")]
    return [_schema(row[0] if row else None, by_itself=True)]


def _schema(found: str | None, *, by_itself: bool) -> Finding:
    """Say how a schema stands to this version's; `by_itself` where the next start brings it up."""
    known = {path.name[1:5] for path in (SCRIPTS / "versions").glob("v*.py")}
    if found == HEAD:
        return well(f"it answers, can be written to, and has this version's schema ({HEAD})")
    if found is not None and found not in known:
        what = f"the database has the schema {found}, newer than this version's ({HEAD})"
        return fault(what, "start the newer version of Tocsin again, or name another in DATABASE_URL")
    if by_itself:
        state = "is empty" if found is None else f"has the schema {found}"
        todo = "nothing: the next start brings it to this version's; copy the file before an upgrade"
        return warning(f"the database {state}", todo) if found else well(f"the database {state} as yet")
    state = "no schema yet" if found is None else f"the schema {found}, older than this version's ({HEAD})"
    return fault(f"the database has {state}", "python -m bot migrate")

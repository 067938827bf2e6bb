"""Whether a program is at a database: nobody may fill it, or move it away, under one that runs."""

import sqlite3
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, select, text

from bot.store.database import Database
from bot.store.schema import sender


def in_use(database: Database) -> str:
    """Say by whom a database is in use, or nothing; asked before this process has read anything of it.

    It tells of programs that have it open. One that is just being started, or whose replica has lost its
    line, is not seen.
    """
    if database.embedded:
        return _of_file(database.url)
    return database.read_here(_of_server)


def _of_file(url: URL) -> str:
    """Ask for the file alone, for a moment: SQLite gives that to nobody while another has it open."""
    path = Path(url.database or "")
    if not path.exists():
        return ""
    connection = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("SELECT count(*) FROM sqlite_master")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return "a program has the file open"
        raise
    finally:
        connection.close()
    return ""


def _of_server(tx: Connection) -> str:
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    count = tx.scalar(others) or 0
    return f"{count} connections to it are open" if count else ""


def heard_until(tx: Connection) -> datetime | None:
    """Say until when a program has said that it asks a service for events; it may have died meanwhile."""
    if not inspect(tx).has_table(sender.name):
        return None
    found = select(sender.c.heard_until).where(sender.c.heard_until.is_not(None))
    return tx.scalar(found.order_by(sender.c.heard_until.desc()).limit(1))

"""The database: one code path over SQLite and PostgreSQL, one transaction a call, off the event loop."""

import asyncio
import os
import socket
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import SettingsError

T = TypeVar("T")

POSTGRES_CONNECTIONS = 8
PROGRAM = "tocsin"
"""How the names begin by which a PostgreSQL lists our connections; the most of each pool stands behind it."""
DRIVERS = frozenset({"sqlite", "postgresql+psycopg"})
CONNECT_SECONDS = 5
"""How long a PostgreSQL may take to answer at all: a stop has to wait for who asks."""
BUSY_SECONDS = 20
LOG_SECONDS = 1
"""How long emptying the log waits for a reader; writers wait with it."""
REPEATS = 3
STARTING = 20_261_127
"""The name of the lock of those that start; a schema's migration has another."""
_POOLS = count(1)
_LONGEST_NAME = 63
_WAYS = ("enable_sort", "enable_bitmapscan", "enable_seqscan")


class Database:
    """Runs functions of a transaction: `write` commits what they did or nothing, `read` only looks.

    The functions are plain, not async: they run in a thread, so that no network call can stand inside
    a transaction, and a step's statements do not hop between threads. SQLite has one writer at a time,
    so its writes share one thread; its readers see the last commit meanwhile (WAL).
    """

    def __init__(
        self, url: str, connections: int = POSTGRES_CONNECTIONS, silence: float | None = None
    ) -> None:
        """Prepare for a database URL, and so many connections to a PostgreSQL at most; nothing is opened yet.

        A PostgreSQL that says nothing to a statement for `silence` seconds is given up; without, never.

        Raises:
            SettingsError: the URL names no database that this program can use.

        """
        self.url = understood(url)
        self.embedded = self.url.get_backend_name() == "sqlite"
        self._connections = connections
        self._silence = silence
        self._writer = self._engine("BEGIN IMMEDIATE")
        self._reader = self._engine("BEGIN") if self.embedded else self._writer
        self._write_threads = ThreadPoolExecutor(1 if self.embedded else connections, "store")
        self._read_threads = ThreadPoolExecutor(2, "store-read") if self.embedded else self._write_threads

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction: committed when it returns, undone when it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._write_threads, self.write_here, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that is undone afterwards."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._read_threads, self.read_here, work)

    def write_here(self, work: Callable[[Connection], T]) -> T:
        """Do as `write`, in the calling thread."""

        def once() -> T:
            with self._writer.begin() as tx:
                return work(tx)

        return _repeated(once)

    def read_here(self, work: Callable[[Connection], T]) -> T:
        """Do as `read`, in the calling thread."""
        with self._reader.connect() as tx, tx.begin() as transaction:
            try:
                return work(tx)
            finally:
                transaction.rollback()

    def still_here(self, work: Callable[[Connection], T]) -> T:
        """Run `work` over the database of one moment, whatever is written meanwhile; in the calling thread.

        SQLite's readers see one moment as it is.
        """
        options: dict[str, object] = {} if self.embedded else {"isolation_level": "REPEATABLE READ"}
        with self._reader.connect().execution_options(**options) as tx, tx.begin() as transaction:
            try:
                return work(tx)
            finally:
                transaction.rollback()

    def apart_here(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in no transaction: each statement stands as soon as it is done; PostgreSQL only.

        For what takes long and must keep nobody from writing. It may be begun again after any statement.
        """

        def once() -> T:
            with self._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                return work(connection)

        return _repeated(once)

    def copy_into(self, file: Path) -> None:
        """Copy an SQLite as it stands at one moment into an empty file; in the calling thread.

        Raises:
            SettingsError: there is no room for the copy, or something stands there.

        """
        connection = self._reader.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM INTO ?", (str(file),))
            cursor.close()
        except sqlite3.Error as error:
            raise SettingsError(
                f"{file} can't be written ({error}): it needs room for the whole database; choose a place"
            ) from error
        finally:
            connection.close()

    async def empty_log(self) -> bool:
        """Take what was erased out of SQLite's log, too; False where a reader kept it, for now.

        PostgreSQL looks after its own.
        """
        if not self.embedded:
            return True
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._write_threads, self.empty_log_here)

    def empty_log_here(self) -> bool:
        """Do as `empty_log`, in the calling thread."""
        connection = self._writer.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={LOG_SECONDS * 1000}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchall()[0][0]
            cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
            cursor.close()
        finally:
            connection.close()
        return not busy

    def close(self) -> None:
        """Wait for what runs, and close the connections."""
        for threads in {self._write_threads, self._read_threads}:
            threads.shutdown()
        for engine in {self._writer, self._reader}:
            engine.dispose()

    def _engine(self, begin: str) -> Engine:
        if not self.embedded:
            told: dict[str, object] = {"fallback_application_name": _named(self._connections)}
            if "connect_timeout" not in self.url.query:
                told["connect_timeout"] = CONNECT_SECONDS
            made = create_engine(
                self.url,
                pool_size=self._connections,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args=told,
            )
            if self._silence:
                from bot.store import silence  # noqa: PLC0415 -- its driver is for those with a PostgreSQL

                silence.bound(made, self._silence)
            return made
        _made(Path(self.url.database or "").parent)
        engine = create_engine(
            self.url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, hide_parameters=True
        )

        # SQLAlchemy's own recipe for SQLite: the driver begins nothing by itself, we begin as we need
        @event.listens_for(engine, "connect")
        def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
            connection.isolation_level = None
            cursor = connection.cursor()
            for pragma in (
                "journal_mode=WAL",
                "synchronous=NORMAL",
                "foreign_keys=ON",
                "secure_delete=ON",  # what is erased is overwritten: a person may ask to be forgotten
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
            # its own lower() knows ASCII alone, and PostgreSQL's finds Élodie by "élodie"
            connection.create_function("lower", 1, _lower, deterministic=True)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine


def _named(connections: int) -> str:
    """Name a pool of connections: how many there may be, and whose process it is on which machine."""
    return f"{PROGRAM} {connections} {os.getpid()}-{next(_POOLS)}@{socket.gethostname()}"[:_LONGEST_NAME]


def insert_into(tx: Connection, into: Table) -> postgresql.Insert | sqlite.Insert:
    """Begin an insert in the database's own dialect, which can say what to do where a row is there."""
    return postgresql.insert(into) if tx.dialect.name == "postgresql" else sqlite.insert(into)


def alone(tx: Connection) -> None:
    """Let nobody else past here until the transaction ends; for what starts at once and looks before it adds.

    SQLite has one writer as it is. What looks only afterwards sees what those before it have committed.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": STARTING})


def walk_indexes(tx: Connection, *, only: bool) -> None:
    """Let PostgreSQL walk indexes only, or do again as it likes, until the transaction ends.

    Right after a burst its planner knows nothing of a table, and would read and sort every row of it.
    """
    if tx.dialect.name == "postgresql":
        value = "'off'" if only else "'on'"
        tx.exec_driver_sql("SELECT " + ", ".join(f"set_config('{one}', {value}, true)" for one in _WAYS))


def _lower(words: str | None) -> str | None:
    return None if words is None else words.lower()


def understood(url: str) -> URL:
    """Read a database's URL as its driver is to have it.

    Raises:
        SettingsError: it names no database that this program can use.

    """
    # Heroku-style hosts still say postgres://, which SQLAlchemy no longer takes
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    try:
        understood = make_url(url)
    except (ArgumentError, ValueError):  # whose words may hold a piece of a password
        raise SettingsError(
            "DATABASE_URL is no database URL; write for example DATABASE_URL=sqlite:///var/tocsin.db "
            "or DATABASE_URL=postgresql://name:password@host/tocsin"
        ) from None
    in_memory = understood.drivername == "sqlite" and understood.database in {None, "", ":memory:"}
    if understood.drivername not in DRIVERS or in_memory:
        raise SettingsError(
            "DATABASE_URL must name a SQLite file or a PostgreSQL database; write for example "
            "DATABASE_URL=sqlite:///var/tocsin.db"
        )
    return understood


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"DATABASE_URL names a file in {folder}, which can't be made ({error.strerror}); "
            "write for example DATABASE_URL=sqlite:///var/tocsin.db"
        ) from error


def _repeated(once: Callable[[], T]) -> T:
    for attempt in range(REPEATS):
        try:
            return once()
        except DBAPIError as error:
            if attempt == REPEATS - 1 or not _passing(error):
                raise
    raise AssertionError("unreachable")


def _passing(error: DBAPIError) -> bool:
    """Say whether repeating the transaction may help: a deadlock, a lost connection, a busy file."""
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state in {"40001", "40P01"} or _busy(error)


def _busy(error: DBAPIError) -> bool:
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)

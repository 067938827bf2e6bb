"""An index that is built while others write: on a PostgreSQL, by a revision that is made for the test."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.model import Priority
from bot.store import batch as batches
from bot.store import migration
from bot.store.database import Database
from bot.store.migrations import index
from tests.rows import NOW, a_subscriber, an_alert

NEXT = "9000"
"""A revision after the newest."""

REVISION = """
from alembic import op
from bot.store.migrations import index

revision = "{next}"
down_revision = "{head}"
branch_labels = depends_on = None
{mark}

def upgrade():
    {upgrade}
"""
GENTLY = 'index.build("ix_tried", "delivery", ["error", "tries"])'
PLAINLY = 'op.create_index("ix_tried", "delivery", ["error", "tries"])'
HEAD = migration.HEAD

Release = Callable[..., None]


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Let this version have one more revision, which does something to the indexes of a table."""

    def made(upgrade: str = GENTLY, *, mark: str = "CONCURRENTLY = True") -> None:
        scripts = tmp_path / "migrations"
        shutil.copytree(migration.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
        written = REVISION.format(next=NEXT, head=HEAD, mark=mark, upgrade=upgrade)
        (scripts / "versions" / "v9000_tried.py").write_text(written, "utf-8")
        monkeypatch.setattr(migration, "SCRIPTS", scripts)
        monkeypatch.setattr(migration, "HEAD", NEXT)
        monkeypatch.setattr(migration, "LOCK_AGAIN", 0.05)

    return made


@pytest.fixture
def old(database: Database) -> Database:
    """A PostgreSQL of the schema before, with a delivery in it."""
    if database.embedded:
        pytest.skip("SQLite has one writer as it is")

    def fill(tx: Connection) -> None:
        a_subscriber(tx)
        batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)

    database.write_here(fill)
    return database


def write(tx: Connection) -> None:
    """Write as a replica does, which waits for the table no longer than this."""
    tx.execute(text("SET LOCAL lock_timeout = '300ms'"))
    tx.execute(text("UPDATE delivery SET tries = tries + 1"))


def state(tx: Connection) -> tuple[str | None, bool | None]:
    return migration.revision(tx), index.is_valid(tx, "ix_tried")


def forget(tx: Connection) -> None:
    """Take back that the last revision is reached."""
    tx.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})


@contextmanager
def someone_writing(database: Database) -> Iterator[Connection]:
    """Keep a transaction open that has written to the table: who builds an index waits for its end."""
    with database._writer.connect() as tx, tx.begin():
        tx.execute(text("INSERT INTO topic (id, names, position) VALUES ('t', '{}', 9)"))
        tx.execute(text("LOCK TABLE delivery IN ROW EXCLUSIVE MODE"))
        tx.scalar(text("SELECT pg_current_xact_id()"))
        yield tx


@contextmanager
def migrating(database: Database, raises: type[Exception] | None = None) -> Iterator[list[object]]:
    """Migrate in a thread of its own meanwhile, and wait for its end; gives what came of it."""
    came: list[object] = []

    def run() -> None:
        try:
            came.append(migration.migrate(database))
        except Exception as error:  # noqa: BLE001 -- it is looked at below
            came.append(error)

    thread = Thread(target=run)
    thread.start()
    try:
        yield came
    finally:
        thread.join(120)
    assert not thread.is_alive()
    if raises:
        assert isinstance(came[0], raises)
    else:
        assert came == [NEXT]


def until(database: Database, query: str) -> Any:  # noqa: ANN401 -- what the query finds
    """Wait until a query finds something."""
    for _ in range(1_800):
        if found := database.read_here(lambda tx: tx.scalar(text(query))):
            return found
        time.sleep(0.05)
    raise AssertionError(query)


BUILDER = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE '%CONCURRENTLY%'
        AND pid != pg_backend_pid() AND wait_event_type = 'Lock'
"""


def test_a_writer_is_not_held_up_while_an_index_is_built(old: Database, release: Release) -> None:
    release()
    with migrating(old), someone_writing(old):
        until(old, BUILDER)
        for _ in range(5):
            old.write_here(write)
        assert old.read_here(state) == (HEAD, False)
    assert old.read_here(state) == (NEXT, True)


def test_a_writer_is_held_up_by_an_index_that_is_built_plainly(
    old: Database, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(PLAINLY, mark="")
    monkeypatch.setattr(migration, "LOCK_WAIT", "30s")
    with someone_writing(old) as tx:
        thread = Thread(target=migration.migrate, args=[old])
        thread.start()
        until(old, BUILDER.replace("%CONCURRENTLY%", "CREATE INDEX%"))
        with pytest.raises(OperationalError, match="lock timeout"):
            old.write_here(write)
        tx.rollback()
    thread.join(120)
    assert old.read_here(state) == (NEXT, True)


def test_an_index_whose_building_was_cut_off_is_built_again(
    old: Database, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    release()
    monkeypatch.setattr("bot.store.database.REPEATS", 1)  # as of a process that is killed
    with migrating(old, DBAPIError), someone_writing(old):
        pid = until(old, BUILDER)
        old.read_here(lambda tx: tx.execute(text(f"SELECT pg_terminate_backend({pid})")))
        until(old, f"SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = {pid}")  # noqa: S608 -- a number
    assert old.read_here(state) == (HEAD, False)
    assert migration.migrate(old) == NEXT
    assert old.read_here(state) == (NEXT, True)


def test_a_connection_that_is_lost_meanwhile_begins_again_by_itself(old: Database, release: Release) -> None:
    release()
    with migrating(old), someone_writing(old):
        pid = until(old, BUILDER)
        old.read_here(lambda tx: tx.execute(text(f"SELECT pg_terminate_backend({pid})")))
        until(old, f"{BUILDER} AND pid != {pid}")
    assert old.read_here(state) == (NEXT, True)


def test_what_was_killed_after_the_index_and_before_the_revision_was_written_builds_nothing_anew(
    old: Database, release: Release
) -> None:
    release()
    migration.migrate(old)
    made = old.read_here(lambda tx: tx.scalar(text("SELECT to_regclass('ix_tried')::oid")))
    old.write_here(forget)
    assert migration.migrate(old) == NEXT
    assert old.read_here(lambda tx: tx.scalar(text("SELECT to_regclass('ix_tried')::oid"))) == made


def test_two_that_migrate_at_once_build_one_index_and_wait_for_each_other(
    old: Database, release: Release
) -> None:
    release()
    with migrating(old), migrating(old), someone_writing(old):
        until(old, BUILDER)
        time.sleep(0.5)  # the other one asks for its turn meanwhile
    assert old.read_here(state) == (NEXT, True)


def test_an_index_is_dropped_while_others_write_and_only_once(old: Database, release: Release) -> None:
    old.write_here(lambda tx: tx.execute(text("CREATE INDEX ix_tried ON delivery (error)")))
    release('index.drop("ix_tried", "delivery")')
    with migrating(old), someone_writing(old):
        until(old, BUILDER)
        old.write_here(write)
    assert old.read_here(state) == (NEXT, None)
    old.write_here(forget)
    assert migration.migrate(old) == NEXT


def test_the_connection_that_built_gives_the_lock_back(old: Database, release: Release) -> None:
    release()
    migration.migrate(old)
    with psycopg.connect(old.url.render_as_string(hide_password=False).replace("+psycopg", "")) as other:
        assert other.execute("SELECT pg_try_advisory_lock(%s)", [migration.LOCK]).fetchone() == (True,)


def test_in_one_transaction_an_index_is_built_as_any_other(database: Database, release: Release) -> None:
    release()
    database.write_here(migration.lift)
    indexes = "SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_tried'"
    if database.embedded:
        indexes = "SELECT count(*) FROM sqlite_master WHERE name = 'ix_tried'"
    assert database.read_here(lambda tx: (migration.revision(tx), tx.scalar(text(indexes)))) == (NEXT, 1)


def test_sqlite_goes_through_such_a_revision_as_through_any_other(
    database: Database, release: Release
) -> None:
    release()
    assert migration.migrate(database) == NEXT
    assert database.read_here(migration.revision) == NEXT

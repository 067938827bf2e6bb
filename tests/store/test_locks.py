"""What a migration keeps others from while it runs, as PostgreSQL tells it at the end of its transaction.

A lock that keeps writers out is short where nothing is read through or written anew meanwhile: then it is a
change of the catalogue, and as quick with a hundred million rows as with two.
"""

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, event, text

from bot.store import migration
from bot.store.database import Database
from bot.store.schema import metadata
from tests.store.eras import SINCE, emptied, fill

RELEASED: Final = frozenset({"0028", "0030"})
"""They build indexes on tables that are long, and were released before this was looked at: no other may."""

SHORT: Final = frozenset({"topic", "sender", "source", "host", "halt", "recovery", "alarm", "watch"})
"""Tables that are short in every newsroom: reading them through takes no time."""

COPYING: Final = "INSERT INTO topic (id, names, position) SELECT id, '{}', 1 FROM delivery"

KEEPS_OUT: Final = ("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")

_LOCKED: Final = """
    SELECT DISTINCT relname FROM pg_locks JOIN pg_class ON pg_class.oid = relation
    WHERE pid = pg_backend_pid() AND mode = ANY(:modes) AND relation = ANY(:old) ORDER BY relname
"""
_READ: Final = "SELECT relid, seq_scan FROM pg_stat_xact_user_tables"
_TABLES: Final = """
    SELECT oid, relname, relfilenode FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname != 'alembic_version'
"""


def faults(tx: Connection, change: Callable[[Connection], object]) -> list[str]:
    """Change the schema, and say for how long that keeps whom from what, where it is for long."""
    before = {row.oid: row for row in tx.execute(text(_TABLES))}
    scans = _scans(tx)
    change(tx)
    after = {row.oid: row for row in tx.execute(text(_TABLES))}
    locked = tx.scalars(text(_LOCKED), {"old": list(before), "modes": list(KEEPS_OUT)}).all()
    long = [row for row in before.values() if row.relname not in SHORT]
    now = _scans(tx)
    read = [row.relname for row in long if now.get(row.oid, 0) > scans.get(row.oid, 0)]
    anew = [row.relname for row in long if row.oid in after and after[row.oid].relfilenode != row.relfilenode]
    kept = [f"{one} is kept from writers while {each} is read through" for one in locked for each in read]
    return [*(f"{one} is written anew" for one in anew), *kept]


def _scans(tx: Connection) -> dict[int, int]:
    """Count by table how often it was read through: by this connection, so in what it did before as well."""
    return {row.relid: row.seq_scan for row in tx.execute(text(_READ))}


@pytest.fixture
def filled(postgres: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A PostgreSQL with rows in each table, of this version's schema or of the one that is asked for."""
    made = Database(emptied(postgres))
    era = getattr(request, "param", migration.HEAD)
    made.write_here(lambda tx: migration.build(tx, era))
    made.write_here(fill)
    yield made
    made.close()


def steps() -> list[Script]:
    found = ScriptDirectory(str(migration.SCRIPTS)).walk_revisions()
    return sorted((one for one in found if one.revision > SINCE), key=lambda one: one.revision)


@pytest.mark.parametrize(
    ("filled", "step"), [(one.down_revision, one) for one in steps()], indirect=["filled"], ids=str
)
def test_a_migration_keeps_nobody_from_writing_for_long(filled: Database, step: Script) -> None:
    if getattr(step.module, migration.MARK, False):
        assert [one for one in said(filled) if "INDEX CONCURRENTLY" not in one] == []
        return
    found = filled.write_here(lambda tx: faults(tx, lambda tx: migration._run(tx, "+1", "")))
    assert bool(found) == (step.revision in RELEASED), found


def said(database: Database) -> list[str]:
    """Go a revision on that runs in no transaction, and give what it said but for its own bookkeeping."""
    heard: list[str] = []

    @event.listens_for(database._writer, "before_cursor_execute")
    def _hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        heard.append(" ".join(statement.split()))

    database.apart_here(migration._next_apart)
    return [one for one in heard if not one.startswith(("SELECT", "UPDATE alembic_version", "SHOW"))]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX tried ON delivery (error)",
        "CREATE UNIQUE INDEX tried ON delivery (id, error)",
        "ALTER TABLE delivery ADD COLUMN tried FLOAT NOT NULL DEFAULT random()",
        "ALTER TABLE delivery ALTER COLUMN priority TYPE BIGINT",
        "ALTER TABLE delivery ALTER COLUMN sent_at SET NOT NULL",
        "ALTER TABLE delivery ADD CONSTRAINT tried CHECK (tries >= 0)",
        "ALTER TABLE delivery ADD CONSTRAINT tried UNIQUE (id, error)",
        "ALTER TABLE event ADD COLUMN tried BIGINT DEFAULT 1 REFERENCES delivery (id)",
        "ALTER TABLE sender ADD COLUMN tried INTEGER; UPDATE delivery SET tries = tries + 0",
        f"LOCK TABLE sender IN SHARE MODE; {COPYING}",
    ],
)
def test_what_keeps_others_from_writing_for_long_is_found(filled: Database, statement: str) -> None:
    filled.write_here(lambda tx: tx.execute(text("UPDATE delivery SET sent_at = now()")))
    assert filled.write_here(lambda tx: faults(tx, lambda tx: run(tx, statement)))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE delivery ADD COLUMN tried VARCHAR(8)",
        "ALTER TABLE delivery ADD COLUMN tried INTEGER NOT NULL DEFAULT 7",
        "ALTER TABLE delivery ADD COLUMN tried BIGINT REFERENCES event (id)",
        "ALTER TABLE delivery ADD CONSTRAINT tried CHECK (tries >= 0) NOT VALID",
        "ALTER TABLE delivery ALTER COLUMN created_at DROP NOT NULL",
        "CREATE TABLE tried (id BIGINT PRIMARY KEY, delivery_id BIGINT REFERENCES delivery (id))",
        "CREATE INDEX tried ON topic (position)",
        "DROP INDEX ix_delivery_letters",
        COPYING,
    ],
)
def test_what_is_quick_however_many_rows_there_are_is_let_be(filled: Database, statement: str) -> None:
    assert filled.write_here(lambda tx: faults(tx, lambda tx: run(tx, statement))) == []


def run(tx: Connection, statements: str) -> None:
    for one in statements.split("; "):
        tx.execute(text(one))


def test_the_tables_that_are_short_are_there() -> None:
    assert set(metadata.tables) >= SHORT

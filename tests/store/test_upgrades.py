"""Every schema that was released, with data in it, brought to this version's: on both databases."""

import re
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text

from bot.model import DeliveryState
from bot.store import audit as audits
from bot.store import migration
from bot.store.database import Database
from bot.store.schema import metadata
from tests.pipeline.post import Post
from tests.store.eras import SINCE, emptied, fill, moment, reflected, rows

SCRIPTS = ScriptDirectory(str(migration.SCRIPTS))
RELEASED = sorted(one.revision for one in SCRIPTS.walk_revisions() if one.revision != migration.HEAD)
Rows = dict[str, list[dict[str, Any]]]


@pytest.mark.parametrize("era", RELEASED)
async def test_an_old_database_keeps_its_rows_and_goes_on(empty_url: str, era: str) -> None:
    database = Database(empty_url)
    database.write_here(lambda tx: migration.build(tx, era))
    before = database.write_here(fill)
    assert all(before.values()), "a table is empty"
    assert migration.migrate(database) == migration.HEAD
    assert database.read_here(_differences) == []
    after = database.read_here(_all)
    for name, old in before.items():
        assert len(after[name]) >= len(old), name
        for one, now in zip(old, after[name], strict=False):
            kept = {column: moment(value) for column, value in one.items() if column in now}
            assert kept == {column: moment(now[column]) for column in kept}, name
    assert list(database.read_here(lambda tx: list(audits.check(tx)))) == []
    await _sends_what_waited(database)
    database.close()


async def _sends_what_waited(database: Database) -> None:
    database.write_here(lambda tx: tx.execute(text("DELETE FROM halt")))
    post = Post(database)
    await post.deliver()
    assert [one.to.id for one in post.channel.sent] == ["77"]
    assert post.states() == [DeliveryState.SENT, DeliveryState.QUEUED]


def _differences(tx: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(tx), metadata))


def _all(tx: Connection) -> Rows:
    return {table.name: rows(tx, table) for table in reflected(tx).sorted_tables}


# ---- a rolling upgrade: what the version before finds beside it ------------------------------------

HARMLESS = (
    r"CREATE (TEMPORARY )?TABLE (?P<new>\w+)",
    r"CREATE (UNIQUE )?INDEX (CONCURRENTLY )?\w+ ON (?P<indexed>\w+)",
    r"DROP INDEX (CONCURRENTLY )?\w+",
    r"ALTER TABLE \w+ ADD COLUMN (?P<column>.*)",
    r"ALTER TABLE \w+ ALTER COLUMN \w+ DROP NOT NULL",
    r"INSERT INTO (?P<filled>\w+)",
    r"DELETE FROM (?P<emptied>\w+)",
    r"(UPDATE|INSERT INTO) alembic_version",
)
"""What a migration may do: whatever the version before reads and writes is there still, and as it was."""


def test_a_migration_since_replicas_roll_takes_nothing_from_the_version_before(postgres: str) -> None:
    said: list[str] = []
    with_schema = Database(emptied(postgres))

    @event.listens_for(with_schema._writer, "before_cursor_execute")
    def _hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(" ".join(statement.split()))

    with_schema.write_here(lambda tx: migration.build(tx, SINCE))
    said.clear()
    migration.migrate(with_schema)
    with_schema.close()
    changes = [one for one in said if re.match("CREATE|DROP|ALTER|INSERT|DELETE|UPDATE", one)]
    assert [one for one in changes if "CREATE TABLE" in one]
    made = {one.split()[2] for one in changes if one.startswith("CREATE TABLE")}
    old = [one for one in changes if not (on := re.search(r" ON (\w+)", one)) or on[1] not in made]
    assert [(wrong, one) for one in old if (wrong := _harm(one))] == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE delivery DROP COLUMN error",
        "ALTER TABLE delivery RENAME COLUMN error TO fault",
        "ALTER TABLE delivery ADD COLUMN why VARCHAR(8) NOT NULL",
        "ALTER TABLE delivery ALTER COLUMN error TYPE INTEGER",
        "DROP TABLE mute",
        "UPDATE subscriber SET status = 'left'",
        "CREATE UNIQUE INDEX one ON delivery (alert_id)",
    ],
)
def test_what_would_harm_the_version_before_is_found(statement: str) -> None:
    assert _harm(statement)


def _harm(statement: str) -> str:
    found = next((match for one in HARMLESS if (match := re.match(one, statement))), None)
    if found is None:
        return "it takes away what the version before has"
    named = found.groupdict()
    column = named.get("column") or ""
    if "NOT NULL" in column and "DEFAULT" not in column:
        return "the version before writes no such column"
    if named.get("indexed") and "UNIQUE" in statement.partition(" ON ")[0]:
        return "the version before may write two"
    return ""

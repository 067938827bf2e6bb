"""Marks: what one newsroom alone has in every text, so that it is seen wherever it gets out."""

import json
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Connection, Float, LargeBinary, String, Table, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.store.columns import Moment, metadata
from bot.store.database import Database
from tests.conftest import NOW

MARK: Final = "qzjx7w"
"""In small letters, for it stands in ids too."""


def fill(database: Database) -> int:
    """Put a row into each table whose every text holds the mark; say into how many."""

    def work(tx: Connection) -> int:
        alone = (
            "PRAGMA foreign_keys=OFF" if database.embedded else "SET LOCAL session_replication_role = replica"
        )
        tx.execute(text(alone))
        return sum(_filled(tx, table) for table in metadata.sorted_tables)

    if database.embedded:  # which knows no such thing within a transaction
        connection = database._writer.raw_connection()
        connection.cursor().execute("PRAGMA foreign_keys=OFF")
        connection.close()
    return database.write_here(work)


def _filled(tx: Connection, table: Table) -> bool:
    row = {column.name: _mark(column.type) for column in table.columns if not column.computed}
    with suppress(IntegrityError), tx.begin_nested():  # a row with this key is there: then it lives
        tx.execute(insert(table).values(row))
        return True
    return False


def _mark(kind: Any) -> Any:  # noqa: ANN401 -- a column's type, and a value of it
    values: list[tuple[type, object]] = [
        (JSON, {"words": MARK}),
        (LargeBinary, MARK.encode()),
        (String, MARK),
        (Moment, NOW),
        (Boolean, False),
        (Float, 1.0),
    ]
    return next((value for type_, value in values if isinstance(kind, type_)), 4242)


def marked(database: Database) -> list[str]:
    """Name the tables of a database in which the mark shows."""

    def work(tx: Connection) -> list[str]:
        return [
            table.name
            for table in metadata.sorted_tables
            if any(MARK in _shown(value) for row in tx.execute(select(table)) for value in row)
        ]

    return database.read_here(work)


def _shown(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").lower()
    said = (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    )
    return said.lower()

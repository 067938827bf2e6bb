"""What a database of an earlier version may hold: two plausible rows in each table that its schema had."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    text,
)

from bot.model import AlertKind, AlertState, DeliveryState, Priority, Role, SubscriberStatus
from bot.store import audit as audits
from bot.store.database import Database
from tests.rows import NOW

APART: Final = frozenset({"alembic_version", "audit", "audit_head"})
"""What is not filled row by row: the chain of acts is written as it always was."""

ROWS: Final = (1, 2)

SINCE: Final = "0026"
"""The first schema that replicas of two versions share for the time of a release."""

_SAID: Final[dict[str, Any]] = {
    "sender.account": ("bot", "+15550100"),
    "sender.due_at": NOW - timedelta(minutes=1),
    "channel": ("telegram", "whatsapp"),
    "address": ("77", "+15550199"),
    "language": "en",
    "subscriber.status": SubscriberStatus.ACTIVE.value,
    "role": Role.READER.value,
    "names": {"en": "Israel"},
    "topic_id": ("topic-1", "topic-2"),
    "topic.id": ("topic-1", "topic-2"),
    "alert.kind": AlertKind.NEW.value,
    "alert.state": AlertState.RELEASED.value,
    "alert.headline": ("The harbour bridge is closed", "The harbour bridge is open"),
    "priority": int(Priority.NORMAL),
    "lines": ["Both lanes are shut."],
    "expires_at": NOW + timedelta(days=1),
    "delivery.alert_id": ROWS,
    "delivery.state": DeliveryState.QUEUED.value,
    "consent.step": "given",
    "consent.campaign": "radio",
    "event.kind": "inbound",
    "source.origin": "file",
    "source.kind": "feed",
    "hold.topic_id": None,
    "link": "https://paper.example/bridge",
    "url": ("https://paper.example/feed", "https://paper.example/other"),
}
"""Values by table and column, or by column; two where each row has its own."""

_LISTS: Final = frozenset(
    {"spans", "menu", "keys", "alerts", "categories", "reasons", "steps", "topics", "counts"}
)


def fill(tx: Connection) -> dict[str, list[dict[str, Any]]]:
    """Put two rows into each table, and an act into the chain; give all rows back, by table."""
    schema = reflected(tx)
    for table in schema.sorted_tables:
        if table.name not in APART:
            for number in ROWS:
                tx.execute(insert(table).values(_row(table, number)))
    if "audit" in schema.tables:
        audits.note_of_operator(tx, audits.Act("restore", "backup", {}, {"rows": 3}), NOW)
    return {table.name: rows(tx, table) for table in schema.sorted_tables if table.name != "alembic_version"}


def reflected(tx: Connection) -> MetaData:
    """Read which tables there are."""
    schema = MetaData()
    schema.reflect(tx)
    return schema


def rows(tx: Connection, table: Table) -> list[dict[str, Any]]:
    """Read a table, in the order of its first column."""
    return [dict(row._mapping) for row in tx.execute(table.select().order_by(*table.primary_key.columns))]


def _row(table: Table, number: int) -> dict[str, Any]:
    wanted = [one for one in table.columns if _is_wanted(one) or f"{table.name}.{one.name}" in _SAID]
    return {one.name: _value(table, one, number) for one in wanted}


def _is_wanted(column: Column[Any]) -> bool:
    return bool(column.foreign_keys) or not (column.nullable or column.server_default is not None)


def _value(table: Table, column: Column[Any], number: int) -> Any:  # noqa: ANN401 -- what a column takes
    for name in (f"{table.name}.{column.name}", column.name):
        if name in _SAID:
            said = _SAID[name]
            return said[number - 1] if isinstance(said, tuple) else said
    return _by_type(column, number)


def _by_type(column: Column[Any], number: int) -> Any:  # noqa: ANN401 -- as above
    usual: dict[type[Any], Any] = {
        JSON: [] if column.name in _LISTS else {},
        DateTime: NOW,
        Boolean: False,
        Float: 0.5,
        Integer: number,  # the big ones are its kind
        LargeBinary: b"\x00",
    }
    for kind, value in usual.items():
        if isinstance(column.type, kind):
            return value
    return f"{column.name}-{number}"[-(getattr(column.type, "length", None) or 40) :]


def moment(value: object) -> object:
    """Let moments be compared whichever the database: SQLite's bear no zone."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def emptied(server: str) -> str:
    """Make an empty database on a PostgreSQL, and give its URL."""
    admin = Database(server)
    url = server.replace("/postgres?", "/rolled?")
    with admin._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS rolled WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE rolled"))
    admin.close()
    return url

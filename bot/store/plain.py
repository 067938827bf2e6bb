"""Plain rows: any table's rows as lines of JSON that are the same on SQLite and on PostgreSQL.

Tables are taken as they stand in the database, not as this version's schema has them: a backup before an
upgrade is the one that is wanted, and a new table needs no line here.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    cast,
    func,
    select,
    type_coerce,
)

from bot.errors import BotError

Kind: TypeAlias = Literal["int", "float", "text", "truth", "moment", "json", "bytes"]

VERSIONS: Final = "alembic_version"
"""The table that says which schema it is, and is none of its tables."""

STRETCH: Final = 1000
"""Rows that are held at once."""

_KINDS: Final[tuple[tuple[type[Any], Kind], ...]] = (
    (JSON, "json"),
    (Boolean, "truth"),
    (DateTime, "moment"),
    (LargeBinary, "bytes"),
    (Integer, "int"),
    (Float, "float"),
    (Numeric, "float"),
    (String, "text"),
)
_MOMENT: Final = "YYYY-MM-DD HH24:MI:SS.US"  # as SQLite keeps it, too
_MOMENT_LENGTH: Final = len("2026-11-23 10:00:00.000000")


class DamagedError(BotError):
    """What was to be read is not what was written."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A table: its columns in their order, each with its kind, and those of its key."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    key: tuple[str, ...]

    def places(self, *kinds: Kind) -> list[int]:
        """Say at which places of a row values of these kinds stand."""
        return [place for place, (_name, kind) in enumerate(self.columns) if kind in kinds]


@dataclass
class Sum:
    """What is counted of a table's lines as they pass: equal sums are equal rows."""

    rows: int = 0
    size: int = 0

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self._hash = sha256()

    @property
    def hash(self) -> str:
        """The SHA-256 of all lines so far."""
        return self._hash.hexdigest()

    def add(self, lines: Sequence[str]) -> bytes:
        """Take lines in, and give them as bytes, each with its end."""
        content = ("\n".join(lines) + "\n").encode() if lines else b""
        self._hash.update(content)
        self.rows += len(lines)
        self.size += len(content)
        return content


def tables(tx: Connection) -> list[Table]:
    """List the tables that there are, each behind those that its rows name."""
    found = MetaData()
    found.reflect(tx, resolve_fks=False)
    return [table for table in found.sorted_tables if table.name != VERSIONS]


def layout(table: Table) -> Layout:
    """Describe a table.

    Raises:
        DamagedError: a column is of a type that is not known here, or no key tells its rows apart.

    """
    columns = tuple((column.name, _kind(column)) for column in table.columns)
    key = tuple(column.name for column in table.primary_key.columns)
    if not key:
        raise DamagedError(f"the table {table.name} has no key, so its rows have no order")
    return Layout(table.name, columns, key)


def lines(tx: Connection, table: Table, of: Layout) -> Iterator[list[str]]:
    """Read a table's rows as lines of a layout, in the order of its key, a stretch at a time.

    What is read is of one moment only where the transaction sees one: see `Database.still_here`.
    """
    shown = [_shown(tx, table.c[name], kind).label(name) for name, kind in of.columns]
    order = [_ordered(tx, table.c[name]) for name in of.key]
    streamed = {"stream_results": True, "max_row_buffer": STRETCH}
    found = tx.execute(select(*shown).order_by(*order), execution_options=streamed)
    mended = partial(_mended, _menders(of))
    for rows in found.partitions(STRETCH):
        yield [written(mended(list(row))) for row in rows]


def summed(tx: Connection, table: Table, of: Layout, seen: Callable[[int], None] = lambda _rows: None) -> Sum:
    """Read a table in a layout and sum its rows up."""
    total = Sum()
    for some in lines(tx, table, of):
        total.add(some)
        seen(len(some))
    return total


def count(tx: Connection, table: Table) -> int:
    """Count a table's rows."""
    return tx.scalar(select(func.count()).select_from(table)) or 0


def written(row: Sequence[object]) -> str:
    """Write a row as a line."""
    return _ENCODE(row)


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _kind(column: Column[Any]) -> Kind:
    for type_, kind in _KINDS:
        if isinstance(column.type, type_):
            return kind
    raise DamagedError(f"the column {column.table.name}.{column.name} is of a type that is not known here")


def _shown(tx: Connection, column: Column[Any], kind: Kind) -> ColumnElement[Any]:
    """Ask for a column as it stands in a line, as far as the database can say it."""
    if tx.dialect.name == "postgresql":
        by_kind: dict[Kind, ColumnElement[Any]] = {
            "moment": func.to_char(func.timezone("UTC", column), _MOMENT),
            "json": cast(column, Text),
            "truth": cast(column, Integer),
        }
    else:  # SQLite keeps these as texts and numbers: they are taken without a look
        as_text, as_number = type_coerce(column, Text), type_coerce(column, Integer)
        by_kind = {"moment": as_text, "json": as_text, "truth": as_number}
    return by_kind.get(kind, column)


def _ordered(tx: Connection, column: Column[Any]) -> ColumnElement[Any]:
    """Order texts by their bytes, as SQLite does: PostgreSQL would go by a language."""
    is_text = isinstance(column.type, String) and tx.dialect.name == "postgresql"
    return column.collate("C") if is_text else column


_Mender: TypeAlias = tuple[int, Callable[[Any], object]]


def _menders(of: Layout) -> list[_Mender]:
    by_kind: dict[Kind, Callable[[Any], object]] = {"moment": _moment, "json": _json, "bytes": _bytes}
    return list(
        chain.from_iterable(((place, mend) for place in of.places(kind)) for kind, mend in by_kind.items())
    )


def _mended(menders: Sequence[_Mender], row: list[object]) -> list[object]:
    for place, mend in menders:
        if row[place] is not None:
            row[place] = mend(row[place])
    return row


def _moment(value: str) -> str:
    if len(value) == _MOMENT_LENGTH:
        return value
    return datetime.fromisoformat(value).isoformat(" ", "microseconds")  # from a hand, or a default


def _json(value: object) -> str:
    # a bare number is kept as one by SQLite, whose type JSON is a numeric one
    return value if isinstance(value, str) else json.dumps(value)


def _bytes(value: bytes) -> str:
    return b64encode(value).decode()

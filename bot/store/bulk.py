"""Many rows at once, by the shortest way that each database has: SQLite's executemany, PostgreSQL's COPY.

SQLAlchemy's own insert of many rows looks at each value of each row; of a million people that is most of
the time.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Connection, Table, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.types import TypeEngine

from bot.store.columns import Moment

_Row = tuple[Any, ...]
_DOUBLED: Final = (
    "23505"  # a row with such a key is there: postgresql.org/docs/current/errcodes-appendix.html
)
Turned = Callable[[Any], Any]


def lay(tx: Connection, into: Table, names: Sequence[str], rows: Iterable[_Row]) -> None:
    """Insert rows, each with a value for each of these columns.

    Moments are aware and in UTC; what is JSON may be a tuple or be written already.
    """
    turned = _turned(tx, into, names, rows)
    if tx.dialect.name == "postgresql":
        _copy(tx, into, names, turned)
        return
    first = next(turned, None)
    if first is not None:
        places = ", ".join("?" * len(names))
        written = f"INSERT INTO {into.name} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 -- names of ours
        tx.exec_driver_sql(written, [first, *turned])


def ids(tx: Connection, of: Table, count: int) -> range | Sequence[int]:
    """Take as many new keys of a table as are asked for; nobody else gets them.

    SQLite has one writer, which this transaction is.
    """
    if tx.dialect.name == "postgresql":
        taken = (
            f"SELECT nextval(pg_get_serial_sequence('{of.name}', 'id')) FROM generate_series(1, {count:d})"  # noqa: S608 -- ours
        )
        return list(tx.exec_driver_sql(taken).scalars())
    last = tx.scalar(select(func.max(of.c.id))) or 0
    return range(last + 1, last + 1 + count)


def among(tx: Connection, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
    """Say in SQL that a column is one of thousands of values, which go as one parameter."""
    if tx.dialect.name == "postgresql":
        return column == func.any(bindparam(None, list(values), ARRAY(Text)))
    listed = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(listed.c.value))


def _turned(tx: Connection, into: Table, names: Sequence[str], rows: Iterable[_Row]) -> Iterator[_Row]:
    """Write each value as the database's driver wants it."""
    embedded = tx.dialect.name != "postgresql"
    ways = [(place, _way(into.c[name].type, embedded=embedded)) for place, name in enumerate(names)]
    wanted = [(place, way) for place, way in ways if way is not None]
    for row in rows:
        made = list(row)
        for place, way in wanted:
            value = made[place]
            if value is not None:
                made[place] = way(value)
        yield tuple(made)


def _way(of: TypeEngine[Any], *, embedded: bool) -> Turned | None:
    if isinstance(of, JSON):
        return _json
    if isinstance(of, Moment) and embedded:
        return _moment
    return None


def _json(value: Any) -> str:  # noqa: ANN401 -- of a column of JSON
    """Write JSON; text is JSON already, for no column of ours holds bare words."""
    if isinstance(value, str):
        return value
    return _listed(value) if isinstance(value, tuple) else json.dumps(value)


_listed = lru_cache(4096)(json.dumps)
_LENGTH: Final = len("2026-11-23 10:00:00.000000")


def _moment(at: datetime) -> str:
    """Write a moment as SQLAlchemy does on SQLite: in UTC, and without saying so."""
    return at.isoformat(" ", "microseconds")[:_LENGTH]


def _copy(tx: Connection, into: Table, names: Sequence[str], rows: Iterable[_Row]) -> None:
    driver: Any = tx.connection.driver_connection
    said = f"COPY {into.name} ({', '.join(names)}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(said) as copying:
            for row in rows:
                copying.write_row(row)
    except Exception as error:
        state = getattr(error, "sqlstate", None)
        if state is None:
            raise
        # as SQLAlchemy would have said it, whose own statements this goes around
        kind = IntegrityError if state == _DOUBLED else DBAPIError
        raise kind(said, None, error, hide_parameters=True) from error

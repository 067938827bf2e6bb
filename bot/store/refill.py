"""Refilling: an empty database gets the rows of another, or of a backup, all or none.

It is one transaction: whatever ends it early, a kill among them, leaves the database as it was.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, MetaData, func, select, text
from sqlalchemy.exc import DBAPIError

from bot.store.plain import VERSIONS, DamagedError, Layout, Sum, count, layout, summed, tables, written

SHOWN: Final = 20
"""Rows that are named of those in which something had to be changed."""

_ODD: Final = re.compile(r"\\\\?u0000|NaN|Infinity")
"""What may stand in a line that PostgreSQL does not take: looked at more closely then."""

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


@dataclass
class Changes:
    """What had to be changed of the rows, for the database could not hold it: how much, and where."""

    count: int = 0
    places: list[str] = field(default_factory=list)

    def note(self, table: str, column: str, key: Sequence[object]) -> None:
        """Note one value."""
        self.count += 1
        if len(self.places) < SHOWN:
            self.places.append(f"{table}.{column} of {', '.join(map(str, key))}")


def is_empty(tx: Connection) -> bool:
    """Say whether no table has a row."""
    return not any(count(tx, table) for table in tables(tx))


def lock(tx: Connection) -> None:
    """Keep everybody else from the tables until the transaction ends; SQLite has one writer as it is."""
    if tx.dialect.name == "postgresql":
        names = ", ".join(_quoted(tx, table.name) for table in tables(tx))
        tx.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))


def clear(tx: Connection, names: Collection[str]) -> None:
    """Take tables away, with their rows and with what says which schema they are of; others stay."""
    found = MetaData()
    found.reflect(tx, only=lambda name, _of: name in names or name == VERSIONS, resolve_fks=False)
    found.drop_all(tx)


def count_on(tx: Connection) -> None:
    """Let the next row of each table have a number that is free; SQLite does so by itself."""
    if tx.dialect.name != "postgresql":
        return
    for table in tables(tx):
        for column in table.primary_key.columns:
            of = {"table": _quoted(tx, table.name), "column": column.name}
            if sequence := tx.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), of):
                used = tx.scalar(select(func.max(column)))
                to = {"sequence": sequence, "to": used or 1, "used": used is not None}
                tx.execute(text("SELECT setval(:sequence, :to, :used)"), to)


def refresh_statistics(tx: Connection) -> None:
    """Let PostgreSQL look at what has come, or it would plan as if the tables were empty."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("ANALYZE"))


class Refill:
    """Fills the tables of one transaction, and reads back that they hold what they were given."""

    def __init__(self, tx: Connection, seen: Callable[[int], None] = lambda _rows: None) -> None:
        """Prepare; `seen` hears of each stretch how many rows were written, or read back."""
        self._tx = tx
        self._seen = seen
        self._tables = {table.name: table for table in tables(tx)}
        self._given: dict[str, tuple[Layout, Sum]] = {}
        self.changes = Changes()
        if tx.dialect.name == "postgresql":
            tx.execute(text("SET LOCAL TIME ZONE 'UTC'"))  # in which the lines tell their moments
        else:
            tx.execute(text("PRAGMA defer_foreign_keys = ON"))

    @property
    def order(self) -> Sequence[str]:
        """The tables, each behind those that its rows name."""
        return tuple(self._tables)

    def fill(self, of: Layout, stretches: Iterator[list[str]]) -> None:
        """Write a table's rows.

        Raises:
            DamagedError: the table is laid out otherwise here, or is unknown.

        """
        table = self._tables.get(of.name)
        if table is None or sorted(layout(table).columns) != sorted(of.columns):
            raise DamagedError(f"the table {of.name} is another one here: restore with the version it is of")
        total = Sum()
        self._given[of.name] = of, total
        write = self._copy if self._is_postgres else self._insert
        fitted = (self._fit(of, some) for some in stretches) if self._is_postgres else stretches
        try:
            write(of, self._passing(fitted, total))
        except (self._driver.Error, DBAPIError) as error:  # its own words hold the row, and a phone number
            raise DamagedError(
                f"the table {of.name} does not take its rows ({_named(error)}); nothing was kept"
            ) from None

    def check(self) -> None:
        """Read everything back; what gives out numbers is set right.

        Raises:
            DamagedError: a table does not hold what it was given.

        """
        self._follow_names()
        count_on(self._tx)
        for name, table in self._tables.items():
            of, given = self._given.get(name) or (layout(table), Sum())
            found = summed(self._tx, table, of, self._seen)
            if (given.rows, given.hash) != (found.rows, found.hash):
                raise DamagedError(
                    f"the table {name} was given {given.rows} rows and does not give the same back "
                    f"({found.rows}); nothing was kept"
                )

    @property
    def _driver(self) -> Any:  # noqa: ANN401 -- a module of the driver's
        return self._tx.dialect.dbapi

    @property
    def _is_postgres(self) -> bool:
        return self._tx.dialect.name == "postgresql"

    def _passing(self, stretches: Iterator[list[str]], total: Sum) -> Iterator[list[str]]:
        for some in stretches:
            total.add(some)
            yield some
            self._seen(len(some))

    def _follow_names(self) -> None:
        """See that no row names one that is not there: PostgreSQL has done so, SQLite does at the end."""
        if self._is_postgres:
            return
        wrong = self._tx.execute(text("PRAGMA foreign_key_check")).first()
        if wrong is not None:
            raise DamagedError(f"the table {wrong[0]} names rows of {wrong[2]} that are not there")

    # ---- the two databases -----------------------------------------------------------------------

    def _insert(self, of: Layout, stretches: Iterator[list[str]]) -> None:
        names = ", ".join(_quoted(self._tx, name) for name, _kind in of.columns)
        marks = ", ".join("?" for _one in of.columns)
        statement = f"INSERT INTO {_quoted(self._tx, of.name)} ({names}) VALUES ({marks})"  # noqa: S608 -- names of our own tables, quoted
        for some in stretches:
            self._tx.exec_driver_sql(statement, [tuple(row) for row in _rows(of, some)])

    def _copy(self, of: Layout, stretches: Iterator[list[str]]) -> None:
        names = ", ".join(_quoted(self._tx, name) for name, _kind in of.columns)
        connection: Any = self._tx.connection.driver_connection
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {_quoted(self._tx, of.name)} ({names}) FROM STDIN") as copy,
        ):
            for row in chain.from_iterable(_rows(of, some) for some in stretches):
                copy.write_row(row)

    # ---- what PostgreSQL does not take -----------------------------------------------------------

    def _fit(self, of: Layout, some: list[str]) -> list[str]:
        lengths = self._lengths(of)
        return [self._fitted(of, line, lengths) for line in some]

    def _lengths(self, of: Layout) -> Mapping[int, int]:
        """Say how long texts may be, by their places; SQLite looks at no length."""
        columns = self._tables[of.name].c
        found = {
            place: getattr(columns[of.columns[place][0]].type, "length", None) for place in of.places("text")
        }
        return {place: length for place, length in found.items() if length}

    def _fitted(self, of: Layout, line: str, lengths: Mapping[int, int]) -> str:
        if not _ODD.search(line) and len(line) <= min(lengths.values(), default=len(line)):
            return line
        row = json.loads(line)
        changed = [*self._without_nul(of, row), *_shortened(row, lengths), *_numbered(of, row)]
        for place in changed:
            key = [row[index] for index, (name, _kind) in enumerate(of.columns) if name in of.key]
            self.changes.note(of.name, of.columns[place][0], key)
        return written(row) if changed else line

    @staticmethod
    def _without_nul(of: Layout, row: list[Any]) -> Iterator[int]:
        for place in of.places("text"):
            if isinstance(row[place], str) and "\0" in row[place]:
                row[place] = row[place].replace("\0", _REPLACEMENT)
                yield place


def _shortened(row: list[Any], lengths: Mapping[int, int]) -> Iterator[int]:
    for place, length in lengths.items():
        if isinstance(row[place], str) and len(row[place]) > length:
            row[place] = row[place][:length]
            yield place


def _numbered(of: Layout, row: list[Any]) -> Iterator[int]:
    """Write none for what is no number: JSON knows no NaN, though Python writes it."""
    for place in of.places("json"):
        if row[place] is None or not _ODD.search(row[place]):
            continue
        odd: list[str] = []
        value = json.loads(row[place], parse_constant=odd.append)
        if odd:
            row[place] = json.dumps(value)
            yield place


def _rows(of: Layout, some: Sequence[str]) -> Iterator[list[Any]]:
    content = of.places("bytes")
    for line in some:
        row = json.loads(line)
        for place in content:
            row[place] = None if row[place] is None else b64decode(row[place])
        yield row


def _named(error: Exception) -> str:
    found = getattr(error, "orig", None) or error
    return type(found).__name__


def _quoted(tx: Connection, name: str) -> str:
    return tx.dialect.identifier_preparer.quote(name)

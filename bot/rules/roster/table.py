"""A text as a table: what separates its cells, which columns it has, and its rows with their lines."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.rules.roster.model import COLUMNS, NEEDED, NoTableError

DELIMITERS: Final = (",", ";", "\t")

LONGEST_ROW: Final = 20
"""Lines that one row may fill: more of them mean that a quotation mark was never closed."""

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR = re.compile(r"sep=(.)\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is written: `start` is where its rows begin, in characters, and `line` in lines."""

    delimiter: str
    columns: tuple[str, ...]
    start: int
    line: int

    def place(self, name: str) -> int | None:
        """Say which cell a column is."""
        return self.columns.index(name) if name in self.columns else None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the line that it begins on, the first one being 1, and its cells; none: it can't be read."""

    line: int
    cells: tuple[str, ...]


def table(text: str, wanted: Sequence[str] = NEEDED) -> Table:
    """Read a table's first line; raises NoTableError where it names no columns, or lacks a wanted one."""
    start, line = 0, 1
    told = _SEPARATOR.match(text)
    if told:
        start, line = told.end(), 2
    while text[start : start + 1] == "\n":
        start, line = start + 1, line + 1
    end = text.find("\n", start)
    first = text[start : len(text) if end < 0 else end]
    bare = _QUOTED.sub("", first)
    delimiter = told[1] if told and told[1] in DELIMITERS else max(DELIMITERS, key=bare.count)
    columns = tuple(cell.strip().casefold() for cell in next(csv.reader([first], delimiter=delimiter), []))
    for needed in wanted:
        if needed not in columns:
            raise NoTableError("column", needed)
    known = [name for name in columns if name in COLUMNS]
    for name in known:
        if known.count(name) > 1:
            raise NoTableError("doubled", name)
    return Table(delimiter, columns, len(text) if end < 0 else end + 1, line + 1)


def rows(text: str, of: Table) -> Iterator[Row]:
    """Read a table's rows in order; empty ones are passed over."""
    lines = (found[0] for found in _LINES.finditer(text, of.start))
    reader = csv.reader(lines, delimiter=of.delimiter)
    before = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            yield Row(of.line + before, ())
            return  # what follows is within a cell that never ends
        if cells is None:
            return
        line, before, count = of.line + before, reader.line_num, reader.line_num - before
        if count > LONGEST_ROW:
            yield Row(line, ())
        elif any(cell.strip() for cell in cells):
            yield Row(line, tuple(cells))

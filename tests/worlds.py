"""A row in every table, whatever tables there are: what is done with all of them is tried with each."""

from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Float, Integer, LargeBinary, String, insert

from bot.store.columns import Moment
from bot.store.schema import metadata
from tests.rows import NOW


def a_row_everywhere(tx: Connection) -> None:
    """Write two rows into each table, the second with none wherever it may have none."""
    for table in metadata.sorted_tables:
        for number in (1, 2):
            values = {column.name: _value(column, number) for column in table.columns}
            tx.execute(insert(table).values(values))


def _value(column: Column[Any], number: int) -> Any:  # noqa: ANN401 -- whatever the column takes
    if column.nullable and number == 2 and not column.primary_key:
        return None
    if column.foreign_keys:
        to = next(iter(column.foreign_keys)).column
        return f"{to.name}-{number}" if isinstance(to.type, String) else number
    values: dict[type[Any], Any] = {
        Moment: NOW + timedelta(days=number, microseconds=number),
        JSON: {"é": [number, None, "\u2028"], "b": number / 3},
        Boolean: number == 1,
        LargeBinary: bytes([0, 10, 92, 255, number]),
        Float: number / 3,
        Integer: number,
        String: f"{column.name}-{number}"[: getattr(column.type, "length", None) or 99],
    }
    return next(value for type_, value in values.items() if isinstance(column.type, type_))

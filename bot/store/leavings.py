"""What outlasts those who asked to be forgotten, as it moves to another installation: it names nobody."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from bot.store.consent_tables import departure
from bot.store.people_tables import ban
from bot.store.schema import source

_KINDS: Mapping[str, Table] = {"departure": departure, "ban": ban}
_MOMENTS = frozenset({"left_at", "banned_at", "erase_at"})


def listed(tx: Connection) -> Iterator[dict[str, Any]]:
    """List the departures, and then the bans, in the order in which they came."""
    for kind, table in _KINDS.items():
        named = [column.name for column in table.c if column.name != "id"]
        for row in tx.execute(select(table).order_by(table.c.id)):
            told = {name: getattr(row, name) for name in named}
            yield {"kind": kind} | {
                name: value.isoformat() if name in _MOMENTS else value for name, value in told.items()
            }


def keep(tx: Connection, told: Mapping[str, Any], now: datetime) -> bool:
    """Keep one that came with an export; False where it is here, or has been kept long enough.

    Raises:
        KeyError, ValueError: it is none.

    """
    table = _KINDS[str(told["kind"])]
    values = {column.name: told[column.name] for column in table.c if column.name != "id"}
    for name in _MOMENTS & set(values):
        values[name] = datetime.fromisoformat(str(values[name])).astimezone(UTC)
    known = select(table.c.id).where(table.c.digest == values["digest"], table.c.salt == values["salt"])
    if values["erase_at"] <= now or tx.execute(known.limit(1)).first() is not None:
        return False
    tx.execute(insert(table).values(values))
    return True


def sources(tx: Connection) -> int:
    """Count the sources."""
    return tx.scalar(select(func.count()).select_from(source)) or 0

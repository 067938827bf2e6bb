"""What the tests of backups share: a newsroom, and both databases as they are compared."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.settings import Settings
from bot.store import plain
from bot.store.database import Database

NEWSROOM = """
[newsroom]
name = "Le Fil"
languages = ["en"]
timezone = "Europe/Paris"
[[topic]]
id = "israel"
names = { en = "Israel" }
"""


@pytest.fixture
def settings_of(tmp_path: Path) -> Callable[[str], Settings]:
    newsroom = tmp_path / "newsroom.toml"
    newsroom.write_text(NEWSROOM, "utf-8")
    return lambda url: Settings(database_url=SecretStr(url), newsroom=newsroom)


def sums(tx: Connection) -> dict[str, tuple[int, str]]:
    """Say of each table how many rows it has, and what they sum up to."""
    found = {}
    for table in plain.tables(tx):
        of = plain.layout(table)
        total = plain.summed(tx, table, plain.Layout(of.name, tuple(sorted(of.columns)), of.key))
        found[table.name] = total.rows, total.hash
    return found


def sums_at(url: str) -> dict[str, tuple[int, str]]:
    """Do so with a database of which nothing else is wanted."""
    database = Database(url)
    try:
        return database.read_here(sums)
    finally:
        database.close()

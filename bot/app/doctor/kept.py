"""What the program's database keeps, for who only looks: no file is made, and nothing is written."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.app.doctor.case import Case
from bot.errors import BotError
from bot.store.database import Database


def rows(case: Case, question: str, **told: str) -> Sequence[Sequence[Any]]:
    """Ask the database; nothing where it can't be read, or is of another version: another check says so."""
    path = case.database_file
    try:
        if path is None:
            return _of_postgres(case, question, told)
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
            return connection.execute(question, told).fetchall()
    except (sqlite3.Error, DBAPIError, BotError, NotImplementedError):  # the last: moments in another style
        return []


def _of_postgres(case: Case, question: str, told: Mapping[str, str]) -> Sequence[Sequence[Any]]:
    def read(tx: Connection) -> Sequence[Sequence[Any]]:
        return tx.execute(text(question), told).all()

    database = Database(case.settings.database_url.get_secret_value())
    try:
        return database.read_here(read)
    finally:
        database.close()

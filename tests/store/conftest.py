"""What the store's tests share: one transaction to work in."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from bot.store.database import Database


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    """A transaction of an empty, migrated database of either kind."""
    with database._writer.begin() as connection:
        yield connection

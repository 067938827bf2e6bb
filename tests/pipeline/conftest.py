"""What the tests of the loops share."""

import pytest

from bot.store.database import Database
from tests.pipeline.exchange import Exchange
from tests.pipeline.post import Post


@pytest.fixture
def post(database: Database) -> Post:
    return Post(database)


@pytest.fixture
def exchange(database: Database) -> Exchange:
    return Exchange(database)

"""A chat to try commands in."""

from datetime import datetime

import pytest

from bot.store.database import Database
from tests.chat import Chat
from tests.commands.desk import Desk


@pytest.fixture
def chat(database: Database, now: datetime) -> Chat:
    return Chat(database, now)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)

"""A chat to try commands in."""

from datetime import datetime

import pytest

from bot.store.database import Database
from tests.chat import Chat


@pytest.fixture
def chat(database: Database, now: datetime) -> Chat:
    return Chat(database, now)

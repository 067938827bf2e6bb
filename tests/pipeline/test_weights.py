from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.model import SourceId
from bot.pipeline.weights import EVERY, Weights
from bot.store import source as sources
from bot.store.database import Database
from tests.rows import NOW, a_source, a_subscriber


async def test_a_source_weighs_what_its_readers_do_as_they_were_last_counted(database: Database) -> None:
    def fill(tx: Connection) -> tuple[SourceId, SourceId]:
        for _ in range(3):
            a_subscriber(tx, topics=("israel",))
        a_subscriber(tx, topics=("monde",))
        return a_source(tx, topics=("israel",)), a_source(tx, topics=("monde",))

    ids = database.write_here(fill)
    rows = [row for id_ in ids if (row := database.read_here(lambda tx, id_=id_: sources.find(tx, id_)))]  # type: ignore[misc]  # mypy can't infer a lambda with a default
    weights = Weights()
    assert [weights.of(row) for row in rows] == [1, 1]
    await weights.counted()
    weights.keep_fresh(database, NOW)
    await weights.counted()
    assert [weights.of(row) for row in rows] == [1.5, 0.5]
    database.write_here(lambda tx: [a_subscriber(tx, topics=("monde",)) for _ in range(2)])
    weights.keep_fresh(database, NOW + EVERY - timedelta(seconds=1))
    await weights.counted()
    assert [weights.of(row) for row in rows] == [1.5, 0.5]
    weights.keep_fresh(database, NOW + EVERY)
    await weights.counted()
    assert [weights.of(row) for row in rows] == pytest.approx([1, 1])

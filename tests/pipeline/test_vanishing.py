"""An entry that leaves its feed before its turn has its page looked at."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.model import Entry
from bot.store.database import Database
from bot.store.schema import alert, suspicion
from tests.fakes import FakeFetch, an_item, fetched
from tests.pipeline.beat import Beat
from tests.rows import NOW, a_topic, an_alert

MINUTE = timedelta(minutes=1)


def window(*ages: int) -> list[Entry]:
    """List entries by their age in minutes, which is their number, too."""
    return [an_item(age, published=NOW - age * MINUTE) for age in ages]


async def watched(database: Database, *windows: list[Entry]) -> list[Any]:
    """Look at windows one after another, with an alert out of the entry 10; list what is suspected."""
    beat = Beat(database, FakeFetch([fetched(*one) for one in windows]))
    database.write_here(a_topic)
    beat.source()
    await beat.look()

    def is_out(tx: Any) -> None:  # noqa: ANN401 -- a Connection
        from bot.store.schema import entry  # noqa: PLC0415 -- a table named as what is made here

        id_ = tx.scalar(select(entry.c.id).where(entry.c.guid == "guid-10"))
        made = an_alert(tx)
        tx.execute(alert.update().where(alert.c.id == made).values(entry_id=id_))

    database.write_here(is_out)
    for _ in windows[1:]:
        await beat.look(MINUTE)
    query = select(suspicion.c.alert_id, suspicion.c.state, suspicion.c.due_at)
    return list(database.read_here(lambda tx: tx.execute(query).all()))


async def test_an_entry_that_is_missed_is_suspected_once(database: Database) -> None:
    found = await watched(database, window(5, 10, 20, 30), window(5, 20, 30), window(3, 5, 20))
    assert [(row.state, row.due_at) for row in found] == [("looking", NOW + MINUTE)]


@pytest.mark.parametrize(
    "later",
    [
        window(5, 10, 20, 30),
        window(1, 2, 5, 8),  # its turn had come
        [replace(one, published=None) for one in window(5, 20, 30)],
        [],
        [
            *window(5, 20, 30),
            replace(an_item(77, published=NOW - 15 * MINUTE), link="https://paper.example/10"),
        ],
    ],
)
async def test_one_that_is_there_or_whose_turn_had_come_is_not(
    database: Database, later: list[Entry]
) -> None:
    assert await watched(database, window(5, 10, 20, 30), later) == []

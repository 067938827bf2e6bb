"""Whom an entry's alert reaches, where readers choose by words."""

from sqlalchemy import Connection

from bot.rules.keyword import keys_for, read
from bot.store import keyword as keywords
from bot.store.database import Database
from tests.fakes import an_item
from tests.pipeline.room import Room
from tests.rows import a_subscriber


def a_reader(database: Database, line: str, topics: tuple[str, ...] = ("israel",)) -> int:
    def make(tx: Connection) -> int:
        who = a_subscriber(tx, topics=topics)
        new = [keywords.NewKeyword(one.written, keys_for(one.words), one.excludes) for one in read(line)]
        keywords.add(tx, who.id, new)
        return who.id

    return database.write_here(make)


async def test_an_alert_reaches_those_whose_words_it_says(database: Database) -> None:
    room = Room(database)
    one = an_item(1)
    word = max(one.title.split(), key=len)
    waits, _other, _never = (a_reader(database, line) for line in (word, "zeppelin", f"-{word}"))
    room.keep(room.source(), one)
    assert await room.edit.run_due() == 1
    assert [row.subscriber_id for row in room.deliveries()] == [waits]


async def test_who_is_reached_by_a_further_source_only_has_chosen_the_words(database: Database) -> None:
    room = Room(database)
    one = an_item(1)
    word = max(one.title.split(), key=len)
    waits, _never = (a_reader(database, line, ("monde",)) for line in (word, f"-{word}"))
    room.keep(room.source(topics=["israel"]), one)
    await room.edit.run_due()
    assert room.deliveries() == []
    room.keep(room.source(topics=["monde"]), one)
    await room.edit.run_due()
    assert room.outcomes() == ["alert", "repeat"]
    assert [row.subscriber_id for row in room.deliveries()] == [waits]

"""A source that says it is elsewhere for good."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.errors import Unavailable
from bot.model import Role, SourceId
from bot.ports import Fetched
from bot.rules.move import Move, done, from_json, to_json
from bot.store import source as sources
from bot.store.database import Database
from bot.texts import verbatim
from tests.fakes import FakeFetch, an_item, fetched
from tests.pipeline.beat import Beat
from tests.rows import a_source, a_subscriber

HOUR = timedelta(hours=1)
OLD, NEW, ELSEWHERE = "http://paper.example/feed", "https://paper.example/rss", "https://other.example/rss"


def moved(to: str, number: int = 1, *, unchanged: bool = False) -> Fetched:
    answer = replace(fetched(an_item(number)), moved=to)
    return replace(answer, entries=(), unchanged=True) if unchanged else answer


async def followed(database: Database, *answers: Fetched | Exception) -> tuple[Beat, SourceId, FakeFetch]:
    """Look every twelve hours, the first time at the old address."""
    fetch = FakeFetch([fetched(an_item(1)), *answers])
    beat = Beat(database, fetch)
    database.write_here(lambda tx: a_subscriber(tx, role=Role.ADMIN))
    id_ = beat.source(OLD)
    for _ in range(len(answers) + 1):
        await beat.look(12 * HOUR)
    return beat, id_, fetch


@pytest.mark.parametrize("unchanged", [True, False])
async def test_a_source_is_polled_where_it_moved_at_the_third_sight_in_a_day(
    database: Database, *, unchanged: bool
) -> None:
    sight = moved(NEW, unchanged=unchanged)
    beat, id_, _fetch = await followed(database, sight, sight)
    assert beat.state(id_).url == OLD
    fetch = FakeFetch([sight])
    beat.poll = replace(beat.poll, fetchers={"feed": fetch})
    await beat.look(12 * HOUR)
    assert (beat.state(id_).url, beat.state(id_).memo) == (NEW, {})
    await beat.look(12 * HOUR)
    assert fetch.urls == [OLD, NEW]
    assert from_json(beat.state(id_).move).former == (OLD,)
    assert beat.words() == []
    assert beat.outcomes() == ["baseline"]


@pytest.mark.parametrize(
    "answers",
    [
        (moved(NEW), moved(""), moved(NEW), moved(NEW)),  # a 302 once, or an answer from here
        (moved(NEW), moved(NEW), moved(NEW + "?2"), moved(NEW)),
        (moved(NEW, 1), moved(NEW, 2), moved(NEW, 3), moved(NEW, 4)),  # another feed each time
    ],
)
async def test_a_source_that_is_not_sure_where_it_is_stays_where_it_was(
    database: Database, answers: tuple[Fetched, ...]
) -> None:
    beat, id_, _fetch = await followed(database, *answers)
    assert beat.state(id_).url == OLD


async def test_a_failure_in_between_begins_nothing_anew(database: Database) -> None:
    beat, id_, _fetch = await followed(
        database, moved(NEW), Unavailable(verbatim("down")), moved(NEW), moved(NEW)
    )
    assert beat.state(id_).url == NEW


async def test_a_move_to_another_site_is_for_an_admin_to_confirm(database: Database) -> None:
    beat, id_, _fetch = await followed(database, *[moved(ELSEWHERE)] * 6)
    assert beat.state(id_).url == OLD
    (words,) = beat.words()
    assert f"Source #{id_} The Paper says that it has moved to another site ({ELSEWHERE})." in words
    assert f"/move {id_}." in words


async def test_a_move_to_where_another_source_is_polled_is_told_once(database: Database) -> None:
    other = database.write_here(lambda tx: a_source(tx, url=NEW))

    def quiet(tx: Connection) -> None:
        sources.pause(tx, other, beat_now, "desk")

    beat_now = Beat(database, FakeFetch([fetched()])).clock.now
    database.write_here(quiet)
    beat, id_, _fetch = await followed(database, *[moved(NEW)] * 6)
    assert beat.state(id_).url == OLD
    (words,) = beat.words()
    assert f"has moved to where #{other} is polled already: /pause {id_}" in words


async def test_an_admin_may_move_a_source_while_it_is_looked_at(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(an_item(1)), moved(NEW)]))
    id_ = beat.source(OLD)
    await beat.look()
    row = beat.state(id_)
    left = to_json(done(Move(NEW), OLD))
    database.write_here(lambda tx: sources.move(tx, id_, NEW, left))
    await beat.poll.look(row)
    assert (beat.state(id_).url, beat.state(id_).move) == (NEW, left)

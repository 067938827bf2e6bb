from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.store.database import Database
from bot.store.schema import entry
from tests.fakes import FakeFetch, an_item, fetched
from tests.pipeline.beat import Beat
from tests.rows import NOW

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_the_first_look_is_a_baseline_and_what_comes_later_waits(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(an_item(1)), fetched(an_item(2), an_item(1))]))
    beat.source()
    await beat.look()
    assert beat.outcomes() == ["baseline"]
    await beat.look(HOUR)
    assert beat.outcomes() == ["baseline", "waiting"]


async def test_looking_again_adds_nothing(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(an_item(1)), fetched(an_item(2), an_item(1))]))
    beat.source()
    for _ in range(4):
        await beat.look(HOUR)
    assert beat.outcomes() == ["baseline", "waiting"]


async def test_an_entry_that_a_feed_gives_twice_is_kept_once(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(), fetched(an_item(1), an_item(1))]))
    beat.source()
    await beat.look()
    await beat.look(HOUR)
    assert beat.outcomes() == ["waiting"]


async def test_an_edited_title_is_a_new_version_and_no_alert(database: Database) -> None:
    edited = an_item(1, title="The bridge of town number 1 is closed again after an hour")
    beat = Beat(database, FakeFetch([fetched(an_item(1)), fetched(edited), fetched(edited)]))
    beat.source()
    for _ in range(3):
        await beat.look(HOUR)
    assert beat.entries() == [(an_item(1).title, 1, "baseline"), (edited.title, 2, "revised")]


async def test_old_news_that_turns_up_late_is_backfill(database: Database) -> None:
    old = an_item(2, published=NOW - timedelta(days=3))
    fresh = an_item(3, published=NOW + MINUTE)
    beat = Beat(database, FakeFetch([fetched(an_item(1)), fetched(old, fresh)]))
    beat.source()
    await beat.look()
    await beat.look(HOUR)
    assert beat.outcomes() == ["baseline", "backfill", "waiting"]


async def test_entries_take_the_language_of_their_source_or_of_the_feed(database: Database) -> None:
    bare = replace(an_item(1), language="")
    beat = Beat(
        database, FakeFetch([fetched(bare, language="fr"), fetched(replace(an_item(2), language=""))])
    )
    id_ = beat.source()
    await beat.look()
    await beat.look(HOUR)
    languages = database.read_here(lambda tx: tx.scalars(select(entry.c.language)).all())
    assert (list(languages), beat.state(id_).language) == (["fr", "fr"], "fr")

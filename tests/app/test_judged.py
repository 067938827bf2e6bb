from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.app.judged import judged, pairs
from bot.model import EntryId, StoryId, SubscriberId
from bot.settings import Settings
from bot.store import placement as placements
from bot.store import regrouping
from bot.store.database import Database
from bot.store.placement import NewPlacement
from tests.rows import NOW, a_source, a_story, a_subscriber, an_entry


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    with database._writer.begin() as connection:
        yield connection


def placed(
    tx: Connection, story: StoryId, title: str, like: NewPlacement | None = None, verdict: str = "same"
) -> NewPlacement:
    """Place an entry of a new source; one that is like another was compared with it."""
    source = a_source(tx)
    new = NewPlacement(
        an_entry(tx, source),
        story,
        source,
        title,
        "Une ligne.",
        "fr",
        "https://x.example/1",
        NOW,
        verdict,
        0.9,
    )
    if like is not None:
        new = replace(new, like_id=like.entry_id, features=(1.0, 0.5))
    placements.write(tx, new, NOW)
    return new


def said(tx: Connection) -> list[tuple[str, str, bool]]:
    return [(pair.one.title, pair.other.title, pair.same) for pair in pairs(tx)]


def moved(tx: Connection, of: StoryId, by: SubscriberId, *ids: EntryId) -> StoryId:
    regrouping.split(tx, of, ids, by, NOW + timedelta(minutes=1))
    found = placements.find(tx, ids[0])
    assert found is not None
    return found.place.story_id


def test_what_nobody_moved_is_no_judgement(tx: Connection) -> None:
    story = a_story(tx)
    placed(tx, story, "b", placed(tx, story, "a", verdict="new"))
    assert said(tx) == []


def test_what_was_split_is_not_the_same_as_what_it_was_joined_to(tx: Connection) -> None:
    story, by = a_story(tx), a_subscriber(tx).id
    first = placed(tx, story, "a", verdict="new")
    second = placed(tx, story, "b", first)
    moved(tx, story, by, second.entry_id)
    assert said(tx) == [("b", "a", False)]


def test_what_was_split_and_merged_again_is_the_same(tx: Connection) -> None:
    story, by = a_story(tx), a_subscriber(tx).id
    first = placed(tx, story, "a", verdict="new")
    second = placed(tx, story, "b", first)
    regrouping.merge(tx, moved(tx, story, by, second.entry_id), story, by)
    assert said(tx) == [("b", "a", True)]


def test_what_was_merged_is_the_same_as_its_likest_or_else_as_the_first(tx: Connection) -> None:
    story, other, third, by = a_story(tx), a_story(tx), a_story(tx), a_subscriber(tx).id
    placed(tx, story, "a", verdict="new")
    likest = placed(tx, story, "b", verdict="same")
    placed(tx, other, "c", likest, "new")
    placed(tx, third, "d", verdict="new")
    regrouping.merge(tx, other, story, by)
    regrouping.merge(tx, third, story, by)
    assert said(tx) == [("c", "b", True), ("d", "a", True)]


def test_a_link_is_no_matter_of_words(tx: Connection) -> None:
    story, by = a_story(tx), a_subscriber(tx).id
    placed(tx, story, "a", verdict="new")
    second = placed(tx, story, "b")
    moved(tx, story, by, second.entry_id)
    assert said(tx) == []


def test_the_pairs_of_a_database_are_read_whole(database: Database, database_url: str) -> None:
    def step(tx: Connection) -> None:
        story, other, by = a_story(tx), a_story(tx), a_subscriber(tx).id
        placed(tx, story, "a", verdict="new")
        placed(tx, other, "b", verdict="new")
        regrouping.merge(tx, other, story, by)

    database.write_here(step)
    (pair,) = judged(Settings(database_url=SecretStr(database_url)))
    assert (pair.one.title, pair.other.title, pair.same) == ("b", "a", True)
    assert (pair.one.text, pair.one.language, pair.one.link) == ("Une ligne.", "fr", "https://x.example/1")
    assert (pair.one.published, pair.one.id != pair.other.id) == (NOW, True)

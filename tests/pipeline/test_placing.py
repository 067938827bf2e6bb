import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

import pytest
from sqlalchemy import Connection, select

from bot.model import Entry, EntryId, SourceId
from bot.pipeline.edit import Edit
from bot.pipeline.joining import YIELDING, Joining
from bot.pipeline.placing import OLDEST, Placing, telling_of
from bot.rules.story import Window, telling_as_placed
from bot.store import entry as entries
from bot.store import placement as placements
from bot.store.database import Database
from bot.store.schema import entry as entry_table
from bot.store.schema import placement
from tests.fakes import an_item
from tests.pipeline.room import Room
from tests.rows import NOW, a_source, an_entry

TOLD = (
    (
        "Un incendie ravage le marché couvert de Montreval cette nuit",
        "Montreval : le marché couvert ravagé par un incendie",
        "Incendie au marché couvert de Montreval, une enquête est ouverte",
    ),
    (
        "Le viaduc ferroviaire de Kervignac rouvre après trois ans de travaux",
        "Kervignac : le viaduc ferroviaire enfin rouvert aux trains",
        "Les trains roulent de nouveau sur le viaduc de Kervignac",
    ),
    (
        "La piscine olympique de Bellombre fermée à cause d'une fuite de chlore",
        "Fuite de chlore à la piscine olympique de Bellombre",
        "Bellombre : une fuite de chlore ferme la piscine olympique",
    ),
    (
        "Les députés adoptent la réforme des retraites après une nuit de débats",
        "Réforme des retraites adoptée par les députés à l'aube",
        "Retraites : les députés adoptent la réforme au terme d'une nuit de débats",
    ),
    (
        "La romancière Adèle Vauquier reçoit le grand prix des libraires",
        "Grand prix des libraires : Adèle Vauquier couronnée",
        "Adèle Vauquier, grand prix des libraires pour son deuxième roman",
    ),
)


def stories() -> list[list[Entry]]:
    """Make stories of several entries each, in words of their own."""
    return [
        [
            Entry(
                f"story-{number}-{index}",
                title,
                f"https://paper-{index}.example/{number}",
                NOW - timedelta(minutes=number),
                "fr",
                f"{titles[0]}, a-t-on appris lundi.",
            )
            for index, title in enumerate(titles)
        ]
        for number, titles in enumerate(TOLD)
    ]


def parted(database: Database) -> set[frozenset[str]]:
    """Say which guids stand together."""
    query = select(entry_table.c.guid, placement.c.story_id).join(
        placement, placement.c.entry_id == entry_table.c.id
    )
    found: dict[int, set[str]] = {}
    for guid, story in database.read_here(lambda tx: tx.execute(query).all()):
        found.setdefault(story, set()).add(guid)
    return {frozenset(one) for one in found.values()}


async def edited(room: Room, *editors: Edit) -> None:
    async def work(editor: Edit) -> None:
        while await editor.run_due():
            pass

    for _ in range(6):
        await asyncio.gather(*map(work, editors or (room.edit,)))
        room.clock.now += YIELDING
    assert "waiting" not in room.outcomes()


def restarted(room: Room) -> None:
    """Begin again with an empty window, as a new process does."""
    room.edit = replace(room.edit, joining=Joining.of(room.edit.settings))


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_the_order_the_repeats_and_the_restarts_the_stories_are_the_same(
    database: Database, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 -- a simulation
    expected = {frozenset(one.guid for one in story) for story in stories()}
    room = Room(database, stories=True, read_pages=False, update_every=0)
    come = [one for story in stories() for one in story]
    random.shuffle(come)
    sources = [room.source() for _ in range(3)]
    for one in come:
        skewed = replace(one, published=random.choice((one.published, None, NOW + timedelta(days=9))))
        room.keep(sources[int(one.guid[-1])], skewed)
        if random.random() < 0.3:
            room.keep(sources[int(one.guid[-1])], skewed)  # repeated by its source
        if random.random() < 0.3:
            await edited(room)
        if random.random() < 0.2:
            restarted(room)
        room.clock.now += timedelta(minutes=random.randrange(30))
    await edited(room)
    assert parted(database) == expected
    told = {row.story_id for row in room.alerts()}
    assert len(told) == len(expected)
    assert set(room.outcomes()) <= {"alert", "repeat"}


async def test_two_replicas_place_as_one(database: Database) -> None:
    room = Room(database, stories=True, read_pages=False, update_every=0)
    for index in range(3):
        room.keep(room.source(), *(story[index] for story in stories()))
    url = database.url.render_as_string(hide_password=False)
    second = database if database.embedded else Database(url)
    await edited(room, room.edit, room.another(second, stories=True, read_pages=False, update_every=0))
    if second is not database:
        second.close()
    assert parted(database) == {frozenset(one.guid for one in story) for story in stories()}


async def test_a_window_that_is_read_anew_is_the_one_that_went_on(database: Database) -> None:
    room = Room(database, stories=True, read_pages=False, update_every=0)
    come = [one for story in stories() for one in story]
    Random(7).shuffle(come)  # noqa: S311 -- a simulation
    for one in come:
        room.keep(room.source(), one)
        room.clock.now += timedelta(hours=9)
        await edited(room)
    went_on = room.edit.joining.placing
    anew = Placing()
    await anew.warm(database)
    await went_on.warm(database)
    assert len(anew.window) == len(went_on.window) < len(come)
    for one in come:
        row = entries.EntryRow(EntryId(0), SourceId(9), one, "", "", NOW, 1)
        here = telling_of(row, "fr", room.clock.now)
        assert anew.window.place(here) == went_on.window.place(here)


async def test_the_window_is_read_in_portions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pipeline.placing.PORTION", 2)
    room = Room(database, stories=True, read_pages=False)
    room.keep(room.source(), *(story[0] for story in stories()))
    await edited(room)
    restarted(room)
    await room.edit.joining.placing.warm(database)
    assert len(room.edit.joining.placing.window) == len(stories())


async def test_an_entry_is_placed_once_and_what_is_undone_is_not_in_the_window(database: Database) -> None:
    placing = Placing()
    first, second = (
        database.write_here(lambda tx: an_entry(tx, title="Un pont de bois rouvre à Kervignac aujourd'hui"))
        for _ in range(2)
    )
    rows = {row.id: row for row in database.write_here(lambda tx: entries.claim(tx, NOW, 60, 5))}
    here = telling_of(rows[first], "fr", NOW)

    def fail(tx: Connection) -> None:
        placing.place(tx, rows[first], here, NOW)
        raise RuntimeError("the machine stops here")

    with pytest.raises(RuntimeError):
        database.write_here(fail)
    other = telling_of(rows[second], "fr", NOW)
    placed = database.write_here(lambda tx: placing.place(tx, rows[second], other, NOW))
    assert placed.place.verdict == "new"
    again = database.write_here(lambda tx: placing.place(tx, rows[second], other, NOW + timedelta(days=1)))
    assert again == placed
    joined = database.write_here(lambda tx: placing.place(tx, rows[first], here, NOW))
    assert (joined.place.verdict, joined.place.story_id) == ("same", placed.place.story_id)
    assert joined.place.like_id == second


async def test_an_entry_that_was_moved_counts_for_its_new_story(database: Database) -> None:
    placing = Placing()
    title = "Un pont de bois rouvre à Kervignac aujourd'hui"
    ids = [database.write_here(partial(an_entry, title=one)) for one in (title, ELSE, title)]
    rows = {row.id: row for row in database.write_here(lambda tx: entries.claim(tx, NOW, 60, 5))}

    def place(number: int) -> placements.PlacementRow:
        row = rows[ids[number]]
        return database.write_here(lambda tx: placing.place(tx, row, telling_of(row, "fr", NOW), NOW))

    bridge, vote = place(0), place(1)
    to = vote.place.story_id
    database.write_here(lambda tx: placements.move(tx, [ids[0]], to, None))
    assert place(2).place.story_id == to != bridge.place.story_id


ELSE = "Les députés adoptent la réforme des retraites après une nuit de débats"


@pytest.mark.parametrize(
    ("published", "counts_as"),
    [
        (None, NOW),
        (NOW + timedelta(days=400), NOW),
        (NOW - timedelta(hours=3), NOW - timedelta(hours=3)),
        (NOW - timedelta(days=400), NOW - OLDEST),
    ],
)
def test_a_date_counts_only_where_it_can_be_true(published: datetime | None, counts_as: datetime) -> None:
    one = replace(an_item(1), published=published)
    row = entries.EntryRow(EntryId(3), SourceId(9), one, "https://x.example/1", "", NOW, 1)
    here = telling_of(row, "fr", NOW)
    assert here.published == counts_as
    assert (here.id, here.source, here.link, here.language) == ("3", "9", "https://x.example/1", "en")


def test_the_language_is_told_by_the_words_where_the_source_names_none() -> None:
    words = "La réforme des retraites a été adoptée à l'aube par les députés, après une nuit de débats."
    one = Entry("g", ELSE, "", None, "", words)
    row = entries.EntryRow(EntryId(3), SourceId(9), one, "", "", NOW, 1)
    assert telling_of(row, "he", NOW).language == "fr"
    assert telling_of(replace(row, entry=Entry("g", "", "", None)), "he", NOW).language == "he"


def test_a_placement_gives_back_what_it_was_placed_by(database: Database) -> None:
    placing, source = Placing(), database.write_here(a_source)
    database.write_here(lambda tx: an_entry(tx, source, title=ELSE, standfirst="Enfin.", language="fr"))
    (row,) = database.write_here(lambda tx: entries.claim(tx, NOW, 60, 5))
    here = telling_of(row, "fr", NOW)
    placed = database.write_here(lambda tx: placing.place(tx, row, here, NOW))
    assert telling_as_placed(placed.place) == here
    assert isinstance(placing.window, Window)

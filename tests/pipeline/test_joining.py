from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.model import AlertKind, AlertState, Entry, EntryId, Priority, StoryId, Urgency
from bot.pipeline.joining import MOST_YIELDS, YIELDING, Joining
from bot.pipeline.placing import Placing, telling_of
from bot.rules.story import Window
from bot.rules.story.model import Weights
from bot.rules.story.weights import LEARNED
from bot.store import entry as entries
from bot.store import placement as placements
from bot.store import regrouping
from bot.store.database import Database
from bot.store.schema import alert, placement, revision
from tests.pipeline.room import Room
from tests.rows import NOW, a_subscriber

FIRE = Entry(
    "fire-1",
    "Un incendie ravage le marché couvert de Montreval, douze blessés",
    "https://un.example/incendie-montreval",
    NOW - timedelta(minutes=3),
    "fr",
    "Le feu a pris dans la nuit au marché couvert de Montreval et a fait douze blessés, selon les pompiers.",
)
AGAIN = replace(
    FIRE,
    guid="fire-2",
    title="Montreval : un incendie ravage le marché couvert, douze blessés",
    link="https://deux.example/montreval-feu",
    standfirst="Un incendie a ravagé dans la nuit le marché couvert de Montreval : douze blessés.",
)
TOLL = replace(
    FIRE,
    guid="fire-3",
    title="Incendie du marché couvert de Montreval : trente blessés, le maire Dupuis appelle à l'aide",
    link="https://trois.example/montreval-bilan",
    standfirst="Le bilan de l'incendie du marché couvert de Montreval est monté à trente blessés.",
)
ELSE = replace(
    FIRE,
    guid="vote",
    title="Les députés adoptent la réforme des retraites après une nuit de débats",
    link="https://un.example/retraites",
    standfirst="La réforme des retraites a été adoptée à l'aube par les députés.",
)


def a_room(database: Database, *, grey: bool = False, **settings: Any) -> Room:  # noqa: ANN401 -- settings
    """Make a room where words join entries; `grey`: whatever words join is in the grey zone."""
    room = Room(database, stories=True, read_pages=False, **settings)
    if grey:
        window = Window(Weights(LEARNED.values, same=1.1, grey=LEARNED.grey))
        joining = Joining(Placing(window), room.edit.settings.update_every)
        room.edit = replace(room.edit, joining=joining)
    return room


async def told(room: Room, *found: Entry, **about: Any) -> None:  # noqa: ANN401 -- what `a_source` takes
    """Let a new source give entries, and edit what waits."""
    room.keep(room.source(**about), *found)
    while await room.edit.run_due():
        pass


def kinds(room: Room) -> list[str]:
    return [row.kind for row in room.alerts()]


def story_ids(room: Room) -> list[int]:
    query = select(placement.c.story_id).order_by(placement.c.position)
    return list(room.database.read_here(lambda tx: tx.scalars(query).all()))


# ---- new and repeat ------------------------------------------------------------------------------


async def test_two_papers_that_tell_one_story_make_one_alert(database: Database) -> None:
    room = a_room(database)
    room.reader()
    await told(room, FIRE, name="Un")
    await told(room, AGAIN, name="Deux")
    await told(room, ELSE, name="Trois")
    assert room.outcomes() == ["alert", "repeat", "alert"]
    assert kinds(room) == [AlertKind.NEW, AlertKind.NEW]
    first, second, third = story_ids(room)
    assert first == second != third
    assert [row.others for row in room.alerts()] == [1, 0]
    assert len(room.deliveries()) == 2


async def test_a_repeat_costs_no_page(database: Database) -> None:
    room = Room(database, stories=True)
    await told(room, FIRE)
    read = len(room.read.read)
    await told(room, AGAIN)
    assert room.outcomes() == ["alert", "repeat"]
    assert len(room.read.read) == read == 1


async def test_the_readers_of_another_topic_get_the_alert_that_is_out_and_nobody_gets_it_twice(
    database: Database,
) -> None:
    room = a_room(database)
    room.reader(topics=["israel"])
    room.reader(topics=["monde"])
    room.reader(topics=["israel", "monde"])
    await told(room, FIRE, topics=["israel"])
    assert len(room.deliveries()) == 2
    await told(room, AGAIN, topics=["monde"])
    assert room.outcomes() == ["alert", "repeat"]
    assert len(room.alerts()) == 1
    assert sorted(row.subscriber_id for row in room.deliveries()) == [1, 2, 3]


async def test_who_wants_important_alerts_gets_one_once_three_sources_tell_its_story(
    database: Database,
) -> None:
    room = a_room(database)
    for urgency in Urgency:
        room.reader(urgency=urgency)
    await told(room, FIRE)
    await told(room, AGAIN)
    assert [row.subscriber_id for row in room.deliveries()] == [1]
    await told(room, replace(AGAIN, guid="fire-9", link="https://quatre.example/feu"))
    assert [row.subscriber_id for row in room.deliveries()] == [1, 2]
    assert room.outcomes() == ["alert", "repeat", "repeat"]


async def test_an_alert_that_was_recalled_is_not_sent_to_further_topics(database: Database) -> None:
    room = a_room(database)
    room.reader(topics=["monde"])
    await told(room, FIRE, topics=["israel"])
    database.write_here(lambda tx: tx.execute(update(alert).values(state=AlertState.RECALLED)))
    await told(room, AGAIN, topics=["monde"])
    assert (room.outcomes(), len(room.deliveries())) == (["alert", "repeat"], 0)


async def test_without_stories_only_links_and_titles_join(database: Database) -> None:
    room = Room(database, stories=False, read_pages=False)
    await told(room, FIRE)
    await told(room, AGAIN)
    await told(room, replace(ELSE, title=FIRE.title))
    assert room.outcomes() == ["alert", "alert", "repeat"]


async def test_what_could_not_be_said_leaves_its_story_to_the_next_who_tells_it(database: Database) -> None:
    room = a_room(database)
    room.keep(room.source(), FIRE)
    (row,) = database.write_here(lambda tx: entries.claim(tx, NOW, 60, 5))
    here = telling_of(row, "fr", NOW)
    database.write_here(lambda tx: room.edit.joining.choose(tx, row, here, NOW))
    database.write_here(lambda tx: entries.finish(tx, row.id, entries.Outcome.FAILED))
    await told(room, AGAIN)
    assert room.outcomes() == ["failed", "alert"]
    assert len(set(story_ids(room))) == 1


# ---- updates -------------------------------------------------------------------------------------


async def test_what_is_new_of_a_story_goes_out_as_an_update_once_its_turn_has_come(
    database: Database,
) -> None:
    room = a_room(database)
    room.reader()
    await told(room, FIRE)
    await told(room, TOLL)
    assert room.outcomes() == ["alert", "waiting"]
    room.clock.now += timedelta(seconds=room.edit.settings.update_every - 1)
    assert await room.edit.run_due() == 0
    room.clock.now += timedelta(seconds=1)
    assert await room.edit.run_due() == 1
    assert room.outcomes() == ["alert", "alert"]
    assert kinds(room) == [AlertKind.NEW, AlertKind.UPDATE]
    assert [row.important for row in room.alerts()] == [True, True]
    assert len({row.story_id for row in room.alerts()}) == 1
    assert len(room.deliveries()) == 2


async def test_an_update_from_a_breaking_source_does_not_wait(database: Database) -> None:
    room = a_room(database)
    await told(room, FIRE)
    await told(room, TOLL, priority=Priority.BREAKING)
    assert kinds(room) == [AlertKind.NEW, AlertKind.UPDATE]


async def test_an_update_that_waited_is_no_news_where_another_told_it_meanwhile(database: Database) -> None:
    room = a_room(database)
    await told(room, FIRE)
    await told(room, TOLL)
    await told(room, replace(TOLL, guid="x", link="https://quatre.example/x"), priority=Priority.BREAKING)
    assert room.outcomes() == ["alert", "waiting", "alert"]
    room.clock.now += timedelta(hours=1)
    await room.edit.run_due()
    assert room.outcomes() == ["alert", "repeat", "alert"]
    assert kinds(room) == [AlertKind.NEW, AlertKind.UPDATE]


async def test_an_update_goes_to_the_topics_of_the_story_and_to_its_own(database: Database) -> None:
    room = a_room(database, update_every=0)
    room.reader(topics=["israel"])
    room.reader(topics=["monde"])
    await told(room, FIRE, topics=["israel"])
    await told(room, TOLL, topics=["monde"])
    assert [(row.alert_id, row.subscriber_id) for row in room.deliveries()] == [(1, 1), (2, 1), (2, 2)]


async def test_what_may_be_another_story_is_never_silent(database: Database) -> None:
    room = a_room(database, grey=True, update_every=0)
    await told(room, FIRE)
    await told(room, AGAIN)
    assert kinds(room) == [AlertKind.NEW, AlertKind.UPDATE]
    assert [row.important for row in room.alerts()] == [True, False]


# ---- who speaks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "speaks"),
    [
        ({"name": "Un"}, {"name": "Le Fil", "own": True}, "Le Fil"),
        ({"name": "Un"}, {"name": "Deux", "priority": Priority.BREAKING}, "Deux"),
        ({"name": "Un"}, {"name": "Deux"}, "Deux"),  # the fuller text
        (
            {"name": "Le Fil", "own": True},
            {"name": "Deux", "priority": Priority.BREAKING},
            "Le Fil",
        ),
    ],
)
async def test_of_those_that_wait_the_best_voice_tells_the_story(
    database: Database, one: dict[str, Any], other: dict[str, Any], speaks: str
) -> None:
    room = a_room(database)
    room.keep(room.source(**one), FIRE)
    room.keep(room.source(**other), replace(AGAIN, body=AGAIN.standfirst * 5))
    await room.edit.run_due()
    room.clock.now += YIELDING
    await room.edit.run_due()
    assert room.alert().byline == speaks
    assert sorted(room.outcomes()) == ["alert", "repeat"]
    assert room.alert().others == 1


async def test_an_entry_speaks_where_the_better_voice_never_comes_to_it(database: Database) -> None:
    room = a_room(database)
    room.keep(room.source(name="Le Fil", own=True), FIRE)
    room.keep(room.source(name="Deux"), AGAIN)
    own, other = database.write_here(lambda tx: entries.claim(tx, NOW, 60, 5))
    here = telling_of(own, "fr", NOW)
    database.write_here(lambda tx: room.edit.joining.choose(tx, own, here, NOW))
    for tries in range(1, MOST_YIELDS + 1):
        await room.edit.edit(replace(other, tries=tries))
        assert room.outcomes() == ["waiting", "waiting"]
    await room.edit.edit(replace(other, tries=MOST_YIELDS + 1))
    assert room.alert().byline == "Deux"


async def test_the_newsrooms_own_words_take_the_place_of_anothers(database: Database) -> None:
    room = a_room(database)
    room.reader()
    await told(room, FIRE, name="Un")
    own = replace(AGAIN, link="https://lefil.example/montreval")
    await told(room, own, name="Le Fil", own=True)
    one = room.alert()
    assert (one.byline, one.link, one.headline) == ("Le Fil", own.link, own.title)
    assert (one.revision, one.revised_as, one.others) == (2, "minor", 1)
    reasons = database.read_here(lambda tx: tx.scalars(select(revision.c.reasons)).all())
    assert list(reasons) == [[], ["voice"]]
    await told(
        room, replace(AGAIN, guid="y", link="https://lefil.example/2", title=AGAIN.title + " !"), own=True
    )
    assert room.alert().revision == 2  # one of the newsroom's own speaks already


async def test_the_list_of_those_who_tell_a_story_names_each_and_its_alerts(database: Database) -> None:
    room = a_room(database)
    await told(room, FIRE, name="Un")
    await told(room, AGAIN, name="Deux", own=False)
    (id_,) = set(story_ids(room))
    found = database.read_here(lambda tx: placements.tellers(tx, StoryId(id_)))
    assert [(one.name, one.alerts, one.row.place.verdict) for one in found] == [
        ("Un", (1,), "new"),
        ("Deux", (), "same"),
    ]
    assert found[1].row.place.like_id == found[0].row.place.entry_id


# ---- what a person moved -------------------------------------------------------------------------


async def test_what_a_person_moved_is_not_brought_back_by_its_title(database: Database) -> None:
    room = a_room(database)
    await told(room, FIRE)
    await told(room, replace(ELSE, title=FIRE.title))
    assert room.outcomes() == ["alert", "repeat"]
    by = database.write_here(lambda tx: a_subscriber(tx).id)
    story, id_ = StoryId(story_ids(room)[0]), EntryId(2)
    database.write_here(lambda tx: regrouping.split(tx, story, [id_], by, NOW))
    await room.edit.run_due()
    assert room.outcomes() == ["alert", "alert"]
    assert len(set(story_ids(room))) == 2
    await told(room, replace(ELSE, guid="vote-2"))
    assert story_ids(room)[-1] == story_ids(room)[-2]  # what has its link follows it


async def test_what_waits_in_a_story_that_is_merged_is_no_news_of_its_own(database: Database) -> None:
    room = a_room(database)
    await told(room, FIRE)
    room.keep(room.source(), ELSE)
    (row,) = database.write_here(lambda tx: entries.claim(tx, NOW, 60, 5))
    here = telling_of(row, "fr", NOW)
    database.write_here(lambda tx: room.edit.joining.choose(tx, row, here, NOW))
    by = database.write_here(lambda tx: a_subscriber(tx).id)
    first, second = (StoryId(id_) for id_ in story_ids(room))
    database.write_here(lambda tx: regrouping.merge(tx, second, first, by))
    await room.edit.edit(row)
    assert room.outcomes() == ["alert", "waiting"]  # an update, whose turn has not come


# ---- in another language -------------------------------------------------------------------------

HEBREW = replace(
    FIRE,
    guid="fire-he",
    title="שריפה השמידה את השוק המקורה במונטרוואל, שנים עשר פצועים",
    link="https://ehad.example/fire",
    language="he",
    standfirst="האש פרצה בלילה בשוק המקורה של מונטרוואל ושנים עשר בני אדם נפצעו, אמרו הכבאים.",
)


def a_room_across_languages(database: Database) -> Room:
    """Make a room where whatever is near in meaning is one story, in whichever languages."""
    room = a_room(database)
    window = Window(Weights(LEARNED.values, same=0.0, grey=0.0), across=True)
    room.edit = replace(room.edit, joining=Joining(Placing(window), room.edit.settings.update_every))
    return room


def heard(room: Room) -> dict[int, list[int]]:
    """List by reader the alerts that were laid for them."""
    found: dict[int, list[int]] = {}
    for row in room.deliveries():
        found.setdefault(row.subscriber_id, []).append(row.alert_id)
    return found


async def test_a_story_in_another_language_reaches_who_could_not_read_the_first(database: Database) -> None:
    room = a_room_across_languages(database)
    for reads in ("", "fr", "he", "he fr"):
        room.reader(reads=reads)
    await told(room, FIRE)
    await told(room, HEBREW)
    assert room.outcomes() == ["alert", "alert"]
    first, second = room.alerts()
    assert (second.kind, second.language, second.story_id) == (AlertKind.NEW, "he", first.story_id)
    assert heard(room) == {1: [first.id], 2: [first.id], 4: [first.id], 3: [second.id]}
    await told(room, replace(HEBREW, guid="fire-he-2", link="https://shtaim.example/fire"))
    assert room.outcomes()[-1] == "repeat"


async def test_where_nobody_waits_for_it_a_story_in_another_language_is_a_repeat(database: Database) -> None:
    room = a_room_across_languages(database)
    room.reader()
    room.reader(reads="he fr")
    await told(room, FIRE)
    await told(room, HEBREW, own=True)
    assert room.outcomes() == ["alert", "repeat"]
    (one,) = room.alerts()
    assert one.language == "fr", "nor are the words on the phones changed to another language"

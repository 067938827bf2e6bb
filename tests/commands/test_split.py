from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.model import Entry, Role
from bot.pipeline.joining import YIELDING
from bot.store.schema import alert, placement
from tests.chat import ANNA, BORIS, CHIEF, words_of
from tests.commands.desk import AGAIN, ELSE, FIRE, Desk


async def test_a_repeat_that_is_taken_out_is_told_as_a_new_alert(desk: Desk) -> None:
    desk.chat.says("/start", ANNA)
    await desk.tells(FIRE, name="Un")
    await desk.tells(AGAIN, name="Deux")
    assert desk.room.alert().others == 1
    said = desk.say("/split 1 2")
    assert "1 entry is out of the story of alert #1" in said
    assert AGAIN.title in said
    assert "it is told now, as a new alert" in said
    assert "To undo it: \u2068/merge 1 e2\u2069" in said
    await desk.edit()
    assert desk.room.outcomes() == ["alert", "alert"]
    assert [(row.kind, row.byline, row.others) for row in desk.room.alerts()] == [
        ("new", "Un", 0),
        ("new", "Deux", 0),
    ]
    assert len(set(desk.stories())) == 2


@pytest.mark.parametrize(
    "again",
    [replace(AGAIN, link=FIRE.link), replace(AGAIN, title=FIRE.title), AGAIN],
    ids=["link", "title", "words"],
)
async def test_neither_its_link_nor_its_title_brings_it_back(desk: Desk, again: Entry) -> None:
    await desk.tells(FIRE)
    await desk.tells(again)
    assert desk.room.outcomes() == ["alert", "repeat"]
    desk.say("/split #1 2")
    await desk.edit()
    assert desk.room.outcomes() == ["alert", "alert"]
    assert len(set(desk.stories())) == 2


async def test_what_is_split_is_undone_by_what_the_answer_says_before_and_after_it_is_told(
    desk: Desk,
) -> None:
    await desk.tells(FIRE)
    await desk.tells(AGAIN)
    desk.say("/split 1 2")
    desk.say("/merge 1 e2")
    await desk.edit()
    assert desk.room.outcomes() == ["alert", "repeat"]
    desk.say("/split 1 2")
    await desk.edit()
    assert "To undo it: \u2068/split 1 2\u2069" in desk.say("/merge 1 e2")
    assert len(set(desk.stories())) == 1
    assert desk.room.outcomes() == ["alert", "alert"]
    assert "It was told by alert #2, which goes along" in desk.say("/split 1 2")
    stories = desk.database.read_here(lambda tx: tx.scalars(select(alert.c.story_id)).all())
    assert list(stories) == desk.stories()


async def test_several_go_out_together_and_one_of_them_is_told(desk: Desk) -> None:
    await desk.tells(FIRE)
    for number in range(2):
        await desk.tells(replace(AGAIN, guid=f"g{number}", link=f"https://deux.example/{number}"))
    assert "2 entries are out" in desk.say("/split 1 2 3")
    await desk.edit()
    desk.room.clock.now += YIELDING
    await desk.edit()
    assert desk.room.outcomes() == ["alert", "alert", "repeat"]
    first, second, third = desk.stories()
    assert first != second == third


async def test_the_entry_that_the_first_alert_tells_stays(desk: Desk) -> None:
    await desk.tells(FIRE)
    await desk.tells(AGAIN)
    assert desk.say("/split 1 1 2") == "\nEntry 1 is the one that alert #1 tells: take out the others."
    assert len(set(desk.stories())) == 1


async def test_the_other_editors_hear_of_it_and_who_did_it_is_kept(desk: Desk) -> None:
    desk.chat.says("/start", ANNA, name="Anna")
    anna = desk.chat.appoint(ANNA, Role.EDITOR)
    desk.chat.says("hello", CHIEF)
    await desk.tells(FIRE)
    await desk.tells(AGAIN)
    desk.chat.arrived(1, ANNA, "41")
    mine, others = desk.chat.replies_all("/split 2", "41", ANNA)
    assert "is out of the story of alert #1" in words_of(mine)
    assert "By \u2068Anna\u2069." in words_of(others)
    by = desk.database.read_here(lambda tx: tx.scalars(select(placement.c.moved_by)).all())
    assert list(by) == [None, anna.id]
    await desk.edit()
    shown = desk.say("/story 2")
    assert "put here by \u2068Anna\u2069; before that: " in shown
    assert f"%, as \u2068{FIRE.title}\u2069 of –, in another story" in shown


@pytest.mark.parametrize("args", ["", "1", "x 2", "1 x"])
def test_what_is_no_number_is_answered_with_what_to_write(desk: Desk, args: str) -> None:
    assert "such as /split 12 3" in desk.say(f"/split {args}")


async def test_a_number_that_the_chain_lacks_moves_nothing(desk: Desk) -> None:
    await desk.tells(FIRE)
    await desk.tells(ELSE)
    for wrong in ("/split 1 0", "/split 1 2", "/split 1 999"):
        assert "The story has no entry" in desk.say(wrong)
    assert "no alert #9" in desk.say("/split 9 1")
    assert "I do not know" in words_of(desk.chat.say("/split 1 1", BORIS))

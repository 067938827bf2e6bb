from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.model import Role
from bot.store.schema import alert
from tests.chat import ANNA, CHIEF, words_of
from tests.commands.desk import AGAIN, ELSE, FIRE, Desk


async def test_what_tells_one_story_tells_the_other_then_and_nothing_is_sent(desk: Desk) -> None:
    desk.chat.says("/start", ANNA)
    await desk.tells(FIRE, name="Un")
    await desk.tells(ELSE, name="Deux")
    sent = len(desk.room.deliveries())
    said = desk.say("/merge 1 2")
    assert "1 entry is in the story of alert #1 now:" in said
    assert ELSE.title in said
    assert "To undo it: \u2068/split 1 2\u2069" in said
    await desk.edit()
    alerts = desk.room.alerts()
    assert [(row.state, row.kind, row.others) for row in alerts] == [
        ("released", "new", 1),
        ("released", "new", 0),
    ]
    assert len({row.story_id for row in alerts}) == len(set(desk.stories())) == 1
    assert len([row for row in desk.room.deliveries() if row.alert_id]) == 2
    assert sent >= 2


async def test_what_comes_later_joins_the_story(desk: Desk) -> None:
    await desk.tells(ELSE)
    await desk.tells(FIRE)
    desk.say("/merge 1 2")
    await desk.tells(AGAIN)
    assert desk.room.outcomes() == ["alert", "alert", "repeat"]
    assert len(set(desk.stories())) == 1
    assert desk.room.alerts()[0].others == 2


async def test_undone_it_is_as_it_was(desk: Desk) -> None:
    await desk.tells(FIRE)
    await desk.tells(ELSE)
    await desk.tells(replace(ELSE, guid="vote-2", link="https://quatre.example/2"))
    before = desk.stories()
    assert "/split 1 2 3" in desk.say("/merge 1 2")
    assert "which goes along: nothing is sent" in desk.say("/split 1 2 3")
    await desk.edit()
    first, second, third = desk.stories()
    assert (first, second) == (before[0], third)
    assert first != second
    rows = desk.database.read_here(lambda tx: tx.execute(select(alert).order_by(alert.c.id)).all())
    assert [(row.story_id, row.sequence, row.kind, row.others) for row in rows] == [
        (first, 1, "new", 0),
        (second, 1, "new", 1),
    ]


async def test_a_source_that_comes_late_is_put_to_what_a_person_wrote(desk: Desk) -> None:
    id_ = desk.chat.alert()
    await desk.tells(FIRE)
    assert f"in the story of alert #{id_}" in desk.say(f"/merge #{id_} #{id_ + 1}")
    assert f"No source tells alert #{id_}" not in desk.say(f"/story {id_}")
    assert "one story already" in desk.say(f"/merge {id_} {id_ + 1}")


async def test_what_cannot_be_merged_is_said(desk: Desk) -> None:
    await desk.tells(FIRE)
    by_hand = desk.chat.alert()
    assert "there is nothing to merge" in desk.say(f"/merge 1 {by_hand}")
    assert "one story already" in desk.say("/merge 1 1")
    assert "no alert #9" in desk.say("/merge 9 1")
    assert "no alert #9" in desk.say("/merge 1 9")
    assert "no entry e9" in desk.say("/merge 1 e9")


@pytest.mark.parametrize("args", ["", "1", "1 2 3", "x y"])
def test_what_is_no_pair_is_answered_with_what_to_write(desk: Desk, args: str) -> None:
    assert "such as /merge 12 15" in desk.say(f"/merge {args}")


async def test_a_reply_stands_for_the_first_number_and_the_others_hear_of_it(desk: Desk) -> None:
    desk.chat.says("/start", ANNA, name="Anna")
    desk.chat.says("hello", CHIEF)
    await desk.tells(FIRE)
    await desk.tells(ELSE)
    desk.chat.arrived(1, ANNA, "41")
    assert "I do not know" in words_of(desk.chat.replies("/merge 2", "41"))
    desk.chat.appoint(ANNA, Role.EDITOR)
    mine, others = desk.chat.replies_all("/merge 2", "41")
    assert "in the story of alert #1" in words_of(mine)
    assert "By \u2068Anna\u2069." in words_of(others)

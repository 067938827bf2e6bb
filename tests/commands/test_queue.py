"""/queue: what waits at the desk."""

import pytest

from bot.model import AlertId, AlertState
from bot.store.database import Database
from tests.chat import ANNA, BORIS
from tests.newsdesk import MINUTE, NewsDesk


@pytest.fixture
def desk(database: Database) -> NewsDesk:
    return NewsDesk(database, two_persons=True)


def by_hand(desk: NewsDesk, headline: str) -> AlertId:
    _preview, question = desk.chat.says(f"/alert israel {headline}", ANNA)
    return AlertId(int(question.buttons[0][0].data.split()[-1]))


async def test_what_waits_is_listed_with_what_may_be_done(desk: NewsDesk) -> None:
    assert "Nothing waits" in desk.say(ANNA, "/queue").words
    held = await desk.a_held_alert()
    asked, going = by_hand(desk, "A bridge is closed"), by_hand(desk, "A bridge is open")
    desk.chat.presses(f"alert breaking {asked}", ANNA)
    desk.chat.presses(f"alert send {going}", ANNA)
    said = desk.say(ANNA, "/queue")
    assert (
        f"#{held} Un incendie ravage le marché couvert de Montreval, douze blessés\nHeld since" in said.words
    )
    assert f"#{asked} A bridge is closed\nAnna wants it sent as breaking" in said.words
    assert f"#{going} A bridge is open\nIt leaves at" in said.words
    assert said.data == [f"held show {held}", f"held show {asked}", f"held show {going}", f"undo {going}"]
    assert f"held send {held}" in desk.press(ANNA, f"held show {held}", said).data
    await desk.after(MINUTE)
    assert f"#{going} " not in desk.say(BORIS, "queue").words


async def test_a_long_list_has_pages(desk: NewsDesk) -> None:
    ids = [by_hand(desk, f"Headline number {number}") for number in range(7)]
    first = desk.say(ANNA, "/queue")
    assert first.data[-1] == "queue @2"
    second = desk.press(ANNA, "queue @2", first)
    assert second.data == [f"held show {ids[5]}", f"held show {ids[6]}", "queue @1"]


async def test_what_is_too_old_waits_no_more(desk: NewsDesk) -> None:
    id_ = by_hand(desk, "A bridge is closed")
    await desk.after(7 * 60 * MINUTE)
    assert "Nothing waits" in desk.say(ANNA, "/queue").words
    assert desk.state(id_) is AlertState.HELD

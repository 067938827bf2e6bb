"""How an alert at the desk looks."""

from dataclasses import replace

import pytest

from bot.commands import faces
from bot.model import AlertState, Preview
from bot.store.database import Database
from tests.chat import ANNA, BORIS, CHIEF, typed_of
from tests.newsdesk import FIRE, MINUTE, SECOND, NewsDesk


@pytest.fixture
def desk(database: Database) -> NewsDesk:
    return NewsDesk(database)


async def test_words_that_a_channel_changes_are_shown_as_it_does(desk: NewsDesk) -> None:
    changed = replace(desk.chat.context, previews={"whatsapp": lambda _message: Preview("Other words")})
    desk.chat.context = changed
    id_ = await desk.a_held_alert()
    assert "On WhatsApp: \nOther words" in desk.card(ANNA, id_).words
    assert "Other words" not in desk.card(BORIS, id_).words


async def test_the_template_is_told_in_full_or_by_what_it_adds(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    assert f"The Paper reports: *{FIRE.title}*" in desk.card(ANNA, id_).words
    assert "The Paper reports: …" in desk.card(BORIS, id_).words


async def test_another_name_is_another_face_and_news_stand_first(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()

    def key() -> tuple[str, str]:
        found = desk.database.read_here(lambda tx: faces.of(tx, id_, desk.clock.now).key)
        news, _bar, rest = found.partition("|")
        return news, rest

    held = key()
    desk.say(ANNA, f"/held {id_} tick israel")
    ticked = key()
    assert (ticked[0], ticked[1] == held[1]) == (held[0], False)
    desk.press(ANNA, f"held send {id_}", desk.phone(ANNA).shown[0])
    going = key()
    assert going[0] != held[0]
    await desk.after(30 * SECOND)
    assert (key()[0], key()[1] == going[1]) == (going[0], False)  # that it is out is no further news


async def test_what_its_plan_outlived_says_so(desk: NewsDesk) -> None:
    id_ = await desk.a_held_alert()
    desk.press(ANNA, f"held send {id_}")
    desk.clock.now += 7 * 60 * MINUTE  # an outage
    await desk.after(SECOND)
    assert desk.state(id_) is AlertState.DROPPED
    assert "It was too old when it was to leave: it was not sent." in desk.phone(CHIEF).shown[0].words


async def test_an_alert_by_hand_in_several_languages_shows_the_others(desk: NewsDesk) -> None:
    desk.chat.context = replace(desk.chat.context, desk=replace(desk.chat.context.desk, two_persons=True))
    desk.chat.says("/alert israel The bridge is closed\nhe:\nהגשר נסגר", ANNA)
    data = desk.chat.person(ANNA).menu
    breaking = next(one for one in data if one.startswith("alert breaking"))
    desk.chat.presses(breaking, ANNA)
    await desk.after(SECOND)
    assert "In another language (he): הגשר נסגר" in typed_of(desk.phone(CHIEF).last.message)

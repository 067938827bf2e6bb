"""The desk put together."""

from bot.app.desk import Looks, previews_of
from bot.ask import Ask
from bot.channels.telegram import Telegram
from bot.model import Message, MessageKind
from bot.store.database import Database
from tests.chat import ANNA, BORIS
from tests.fakes import FakeChannel
from tests.newsdesk import NewsDesk


def test_channels_that_can_show_what_is_to_come_are_asked() -> None:
    shown = previews_of([FakeChannel(), Telegram(token="1:token")])
    assert list(shown) == ["telegram"]
    message = Message(
        MessageKind.ALERT, "en", "A *bold* headline", ("A line",), "The Paper", "https://x.example/1"
    )
    assert shown["telegram"](message).words == "A *bold* headline\nA line\n\nThe Paper\nhttps://x.example/1"


async def test_looks_are_those_of_the_commands(database: Database) -> None:
    desk = NewsDesk(database)
    id_ = await desk.a_held_alert()
    looks = desk.loop.looks
    assert isinstance(looks, Looks)
    anna, boris = desk.chat.person(ANNA), desk.chat.person(BORIS)
    now = desk.clock.now

    def look(tx):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 -- a few words
        assert isinstance(looks.ask_of(tx, anna, now), Ask)
        card = looks.card(tx, id_, anna, now, [])
        return (
            card,
            looks.brief(tx, id_, boris, now),
            looks.reminder(tx, id_, boris, now, 10),
            looks.did(tx, id_, anna),
        )

    card, brief, reminder, did = database.read_here(look)
    assert card.buttons
    assert (brief.lines, did) == ((f"It waits. It is alert #{id_}.",), False)
    assert f"held {id_}" in reminder.lines[0]
    assert "/held" not in reminder.lines[0]

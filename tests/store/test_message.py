from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.glance import Glance
from bot.model import Button, Message, MessageKind
from bot.store import delivery
from bot.store.message import Body, from_json, to_json
from tests.rows import NOW, a_subscriber, deliveries

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
BUTTONS = st.lists(st.lists(st.builds(Button, WORDS, WORDS), max_size=2).map(tuple), max_size=2).map(tuple)
GLANCES = st.builds(
    Glance, WORDS, st.lists(WORDS, max_size=2).map(tuple), WORDS, WORDS, WORDS, WORDS, st.booleans()
)
MESSAGES = st.builds(
    Message,
    kind=st.sampled_from(MessageKind),
    language=WORDS,
    headline=WORDS,
    lines=st.lists(WORDS, max_size=3).map(tuple),
    byline=WORDS,
    link=WORDS,
    note=WORDS,
    buttons=BUTTONS,
    silent=st.booleans(),
    stories=st.lists(GLANCES, max_size=2).map(tuple),
)


@given(MESSAGES, WORDS, WORDS)
def test_a_body_is_read_back_as_it_was_written(message: Message, answering: str, replaces: str) -> None:
    assert from_json(to_json(message, answering, replaces)) == Body(message, answering, replaces)


def test_a_body_comes_through_either_database(tx: Connection) -> None:
    buttons = ((Button("כן", "/topics israel"),), (Button("Oui & non", "/stop"),))
    message = Message(MessageKind.REPLY, "he", "שלום <b>", ("one", "two"), buttons=buttons, silent=True)
    delivery.queue_reply(tx, a_subscriber(tx).id, to_json(message, "q1", "77"), NOW)
    assert from_json(deliveries(tx)[0].body) == Body(message, "q1", "77")


def test_a_body_without_extras_asks_for_nothing_more() -> None:
    message = Message(MessageKind.WELCOME, "en")
    assert from_json(to_json(message)) == Body(message)

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, Row

from bot.model import MessageKind, Role, SubscriberStatus
from bot.pipeline.card import ask_editors
from bot.store import subscriber
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.suspicion import Cause
from tests.rows import NOW, a_subscriber, an_alert, deliveries
from tests.store.press import row_of


def asked(database: Database, cause: Cause, title: str = "", **about: Any) -> Sequence[Row[Any]]:  # noqa: ANN401 -- what `a_subscriber` takes
    def work(tx: Connection) -> Sequence[Row[Any]]:
        a_subscriber(tx, **about)
        ask_editors(tx, row_of(tx, an_alert(tx)), cause, NOW, title)
        return deliveries(tx)

    return database.write_here(work)


def test_an_editor_is_asked_with_buttons_and_commands_in_their_language(database: Database) -> None:
    (row,) = asked(database, Cause.MARKED, "It was otherwise", role=Role.EDITOR, language="fr")
    message = from_json(row.body).message
    assert message.kind is MessageKind.ALERT, "an alert's template can carry it"
    assert [button.data for line in message.buttons for button in line] == [
        "correct 1",
        "withdraw 1",
        "leave 1",
    ]
    words = "\n".join((message.headline, *message.lines))
    for said in ("A headline", "It was otherwise", "/correct 1, /withdraw 1, /leave 1"):
        assert said in words
    who = database.read_here(lambda tx: subscriber.find(tx, row.subscriber_id))
    assert who
    assert who.menu == ("correct 1", "withdraw 1", "leave 1"), "a number answers it on WhatsApp"


@pytest.mark.parametrize(
    ("role", "status"), [(Role.READER, SubscriberStatus.ACTIVE), (Role.EDITOR, SubscriberStatus.LEFT)]
)
def test_who_is_no_editor_or_has_left_is_not_asked(
    database: Database, role: Role, status: SubscriberStatus
) -> None:
    assert asked(database, Cause.VANISHED, role=role, status=status) == []

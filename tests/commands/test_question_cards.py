from sqlalchemy import Connection, select

from bot.model import Address, Message, QuestionId, Role
from bot.store import delivery as deliveries
from bot.store import question as questions
from bot.store.message import from_json
from bot.store.schema import delivery
from tests.chat import CHIEF, Chat
from tests.commands.test_answer import DESK, asked, card_of

__all__ = ["asked"]


def in_place(chat: Chat, external_id: str) -> list[Message]:
    """Read what takes the place of a message."""

    def read(tx: Connection) -> list[Message]:
        bodies = (from_json(body) for body in tx.scalars(select(delivery.c.body)) if body)
        return [body.message for body in bodies if body.replaces == external_id]

    return chat.database.read_here(read)


def test_the_cards_of_all_editors_say_who_has_answered(asked: Chat) -> None:
    card_of(asked, DESK, "91")
    _mine, _theirs = asked.says("/answer 1 At noon.", CHIEF)  # nobody hears it a second time
    for external_id in ("90", "91"):
        (changed,) = in_place(asked, external_id)
        assert changed.headline == "Question #1 from \u2068Boris\u2069"
        assert changed.lines[0] == "When will the road open?"
        assert "has answered question #1" in changed.lines[1]
        assert changed.lines[2] == "At noon."


def test_who_has_no_card_that_can_be_changed_hears_of_it_in_words(asked: Chat) -> None:
    other = Address("whatsapp", "+33699999999")
    asked.appoint(other, Role.EDITOR)
    card_of(asked, DESK, "91")
    told = asked.says("/answer 1 At noon.", CHIEF)
    assert len(told) == 3
    assert told[2].lines[1] == "At noon."


def test_a_reminder_changes_with_the_card(asked: Chat) -> None:
    chief = asked.person(CHIEF).id

    def remind(tx: Connection) -> None:
        again = deliveries.queue_reply(tx, chief, {}, asked.now)
        questions.show(tx, QuestionId(1), again)
        tx.execute(delivery.update().where(delivery.c.id == again).values(external_id="95", body=None))

    asked.database.write_here(remind)
    asked.says("/answer 1 At noon.", CHIEF)
    assert [len(in_place(asked, one)) for one in ("90", "95")] == [1, 1]

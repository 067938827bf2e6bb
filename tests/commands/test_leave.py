import pytest

from bot.model import AlertState, Role
from bot.store import suspicion as suspicions
from tests.chat import ANNA, CHIEF, Chat, words_of
from tests.commands.test_withdraw import ask, out, state


def test_an_alert_is_left_as_it_is_and_the_others_hear_of_it(chat: Chat) -> None:
    id_ = out(chat)
    chat.appoint(ANNA, Role.EDITOR)
    ask(chat, id_)
    mine, others = chat.says(f"/leave {id_}", CHIEF)
    assert mine.lines == (f"Alert #{id_} is left as it is.",)
    assert others.lines == (f"Alert #{id_}: left as it is, by –.",)
    assert state(chat, id_) is AlertState.RELEASED
    assert chat.database.read_here(lambda tx: suspicions.held(tx, id_)) is None
    assert "left as it is" in words_of(chat.say(f"/leave {id_}", ANNA))


def test_where_nothing_is_asked_nothing_is_decided(chat: Chat) -> None:
    id_ = out(chat)
    assert "Nothing is to be decided" in words_of(chat.say(f"/leave {id_}", CHIEF))


@pytest.mark.parametrize("args", ["", "me alone"])
def test_who_wants_to_leave_is_told_how(chat: Chat, args: str) -> None:
    assert "write STOP" in words_of(chat.say(f"/leave {args}", CHIEF))

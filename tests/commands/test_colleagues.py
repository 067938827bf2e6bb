from bot.commands.colleagues import named
from bot.model import Role
from tests.chat import ANNA, BORIS, CHIEF, Chat


def test_all_editors_but_the_one_who_asks_are_told(chat: Chat) -> None:
    for who in (ANNA, BORIS):
        chat.says("START", who)
    chat.appoint(BORIS, Role.EDITOR)
    id_ = chat.alert()
    assert len(chat.says(f"/withdraw {id_}", CHIEF)) == 2  # the chief, and Boris


def test_who_has_no_name_is_a_dash() -> None:
    assert named("") == "–"
    assert named("An\nna") == "\u2068An na\u2069"

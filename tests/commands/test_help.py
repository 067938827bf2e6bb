import pytest

from bot.commands import COMMANDS
from bot.model import Role
from tests.chat import ANNA, Chat, words_of


@pytest.mark.parametrize("role", list(Role))
def test_help_lists_what_the_role_may_and_nothing_else(chat: Chat, role: Role) -> None:
    chat.appoint(ANNA, role)
    words = words_of(chat.say("/help"))
    for name, command in COMMANDS.items():
        assert (f"/{name}: " in words) is role.may(command.ROLE), name


def test_help_in_hebrew_keeps_each_command_in_its_place(chat: Chat) -> None:
    assert "\u2068/topics\u2069: בחירת נושאים" in words_of(chat.say("/help", language="he"))

"""Who may have the list; what it holds is in tests/pipeline/test_handing_out.py."""

from bot.model import Role
from bot.store import transfer as transfers
from tests.chat import ANNA, CHIEF, Chat, words_of


def test_the_list_is_the_owners_alone(chat: Chat) -> None:
    chat.appoint(ANNA, Role.ADMIN)
    assert "do not know" in words_of(chat.say("/export", ANNA))
    assert chat.database.read_here(lambda tx: transfers.find(tx, 1)) is None
    assert "comes by itself" in words_of(chat.say("/export", CHIEF))
    assert chat.database.read_here(lambda tx: transfers.find(tx, 1))

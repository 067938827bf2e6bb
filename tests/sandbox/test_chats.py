from bot.sandbox.chats import Chat, Chats
from bot.sandbox.chores import Chores
from bot.sandbox.updates import Updates
from tests.sandbox.stand import HandClock


def _chats() -> tuple[Chats, Updates]:
    clock = HandClock()
    updates = Updates(Chores(), clock)
    return Chats({"id": 1, "is_bot": True}, updates, clock), updates


async def test_someone_without_a_phone_can_write_press_block_and_lose_messages() -> None:
    chats, updates = _chats()
    chat = chats.add(Chat(5, "Noa"))
    message = chats.write(chat, "Bonjour")
    chats.redraw(message)
    chats.press(message, "a")
    chats.block(chat, blocked=True)
    chats.remove(message)
    assert chat.started
    assert chats.find(5, message.id) is None
    kinds = [min(update) for update in await updates.poll(0, 100, 0)]
    assert kinds == ["message", "callback_query", "my_chat_member"]
    assert await updates.poll(2**31, 100, 0) == []


def test_someone_of_an_earlier_run_is_known_again() -> None:
    chats, _ = _chats()
    known = chats.next_message_id() + 100
    chats.recall(7, known)
    assert chats.people[7].started
    assert chats.next_message_id() == known + 1

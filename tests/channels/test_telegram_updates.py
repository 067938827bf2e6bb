from typing import Any

import pytest

from bot.channels.telegram_updates import chat_of, event, events, thread_of
from bot.model import Address, Place
from bot.ports import Inbound, InboundKind
from bot.sandbox import chats

LEA = {"id": 700, "is_bot": False, "first_name": "Léa", "last_name": "B.", "language_code": "fr"}
PRIVATE = {"id": 700, "type": "private", "first_name": "Léa"}
GROUP = {"id": -100, "type": "group", "title": "Desk"}
BOT = {"id": 1, "is_bot": True, "first_name": "Tocsin"}


def message(chat: dict[str, Any] = PRIVATE, **more: object) -> dict[str, Any]:
    return {"message_id": 5, "date": 1, "chat": chat, "from": LEA, **more}


def press(chat: dict[str, Any] = PRIVATE, **more: object) -> dict[str, Any]:
    query = {"id": "q1", "from": LEA, "chat_instance": "1", "data": "/topics add culture"}
    return {"update_id": 8, "callback_query": {**query, "message": message(chat), **more}}


def membership(status: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    kicked = {"user": BOT, "status": status, "until_date": 0}
    change = {"chat": chat, "from": LEA, "date": 1, "old_chat_member": {"user": BOT, "status": "member"}}
    return {"update_id": 9, "my_chat_member": {**change, "new_chat_member": kicked}}


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("/start culture", "/start culture"),
        ("/start@Tocsin_bot culture", "/start culture"),
        ("bonjour @Tocsin_bot", "bonjour @Tocsin_bot"),
        ("/stop", "/stop"),
    ],
)
def test_what_a_person_writes_is_heard_without_the_bots_name(written: str, heard: str) -> None:
    assert event({"update_id": 7, "message": message(text=written)}) == Inbound(
        "7", Address("telegram", "700"), InboundKind.WROTE, heard, "Léa B.", "fr"
    )


def test_a_reply_is_heard_with_the_message_that_it_answers() -> None:
    alert = {"message_id": 4, "date": 1, "chat": PRIVATE, "from": BOT, "text": "Pont rouvert"}
    heard = event({"update_id": 7, "message": message(text="/story", reply_to_message=alert)})
    assert heard is not None
    assert (heard.text, heard.replied, heard.pressed) == ("/story", "4", "")


def test_a_picture_is_heard_with_its_caption() -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    heard = event({"update_id": 7, "message": message(photo=photo, caption="voilà")})
    assert heard is not None
    assert heard.text == "voilà"
    assert event({"update_id": 7, "message": message(photo=photo)}) is not None


def test_a_press_is_heard_with_what_answering_it_takes() -> None:
    heard = event(press())
    assert heard is not None
    assert heard.kind is InboundKind.PRESSED
    assert (heard.text, heard.answering, heard.pressed) == ("/topics add culture", "q1", "5")


def test_a_block_is_heard() -> None:
    heard = event(membership("kicked"))
    assert heard is not None
    assert heard.kind is InboundKind.BLOCKED
    assert heard.sender == Address("telegram", "700")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param({"update_id": 7, "message": message(GROUP, text="hello")}, id="group"),
        pytest.param({"update_id": 7, "message": message(pinned_message=message())}, id="service message"),
        pytest.param({"update_id": 7, "message": message() | {"from": None, "text": "x"}}, id="nobody"),
        pytest.param(press(data=None), id="game"),
        pytest.param(press(message=None), id="inline message"),
        pytest.param(membership("member"), id="unblocked"),
        pytest.param({"update_id": 7, "edited_message": message(text="x")}, id="other kind"),
        pytest.param({"update_id": 7, "message": {"text": "no chat"}}, id="unreadable"),
        pytest.param({"update_id": 7, "message": [1]}, id="of another shape"),
        pytest.param({"no": "id"}, id="no id"),
    ],
)
def test_what_is_no_persons_word_in_a_private_chat_is_passed_over(raw: dict[str, Any]) -> None:
    assert event(raw) is None


def test_an_unreadable_update_does_not_hold_up_the_ones_behind_it() -> None:
    raw = [{"update_id": 6, "message": {}}, {"update_id": 7, "message": message(text="hello")}]
    assert [each.key for each in events(raw)] == ["7"]


# ---- places that several people share ------------------------------------------------------------

FORUM = {"id": -100, "type": "supergroup", "title": "Desk", "is_forum": True}
CHANNEL = {"id": -200, "type": "channel", "title": "Le Fil"}
RIGHTS = dict.fromkeys(chats.RIGHTS, False)


def standing(chat: dict[str, Any], old: str, new: str, **rights: bool) -> dict[str, Any]:
    members = [{"user": BOT, "status": one, "until_date": 0, **RIGHTS, **rights} for one in (old, new)]
    change = {"chat": chat, "from": LEA, "date": 1, "old_chat_member": members[0]}
    return {"update_id": 9, "my_chat_member": {**change, "new_chat_member": members[1]}}


def test_a_command_in_a_group_is_heard_with_who_wrote_it() -> None:
    heard = event({"update_id": 7, "message": message(GROUP, text="/start@Tocsin_bot culture")}, "tocsin_bot")
    assert heard == Inbound(
        "7",
        Address("telegram", "-100"),
        InboundKind.WROTE,
        "/start culture",
        "Desk",
        "fr",
        place=Place.GROUP,
        by="700",
    )
    assert event({"update_id": 7, "message": message(GROUP, text="/start@Other_bot")}, "tocsin_bot") is None


def test_a_topic_of_a_forum_has_an_address_of_its_own() -> None:
    said = message(FORUM, text="/start", message_thread_id=45, is_topic_message=True)
    heard = event({"update_id": 7, "message": said})
    assert heard is not None
    assert heard.sender == Address("telegram", "-100/45")
    assert (chat_of("-100/45"), thread_of("-100/45"), thread_of("-100")) == ("-100", 45, None)


def test_a_press_in_a_group_is_heard_with_who_pressed() -> None:
    heard = event(press(GROUP))
    assert heard is not None
    assert (heard.place, heard.by, heard.kind, heard.answering) == (
        Place.GROUP,
        "700",
        InboundKind.PRESSED,
        "q1",
    )


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (standing(GROUP, "left", "member"), InboundKind.ADDED),
        (standing(GROUP, "member", "administrator"), None),
        (standing(GROUP, "member", "kicked"), InboundKind.BLOCKED),
        (standing(GROUP, "administrator", "left"), InboundKind.BLOCKED),
        (standing(CHANNEL, "left", "administrator", can_post_messages=True), InboundKind.ADDED),
        (standing(CHANNEL, "left", "administrator", can_post_messages=False), None),
        (standing(CHANNEL, "administrator", "left", can_post_messages=True), InboundKind.BLOCKED),
    ],
)
def test_being_let_in_or_put_out_is_heard(raw: dict[str, Any], kind: InboundKind | None) -> None:
    heard = event(raw)
    assert (heard.kind if heard else None) is kind

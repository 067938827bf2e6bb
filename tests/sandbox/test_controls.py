import json
from typing import Any

import pytest

from bot.sandbox import TELEGRAM_READER_ID, WHATSAPP_READER
from tests.sandbox.stand import TOKEN, Stand


async def test_both_phones_are_described_whole(stand: Stand) -> None:
    phones = await stand.get("/phones")
    assert {name: (phone["account"], phone["blocked"]) for name, phone in phones.items()} == {
        "telegram": (str(TELEGRAM_READER_ID), False),
        "whatsapp": (WHATSAPP_READER, False),
    }
    (bubble,) = phones["telegram"]["bubbles"]
    assert bubble == {
        "id": bubble["id"],
        "from": "me",
        "html": "/start",
        "text": "/start",
        "at": stand.clock.now.isoformat(),
        "buttons": [],
        "silent": False,
        "edited": False,
        "status": "sent",
    }


async def test_what_is_typed_reaches_the_bot_with_its_command_marked(stand: Stand) -> None:
    await stand.post("/phones/telegram/text", text="  /topics monde ")
    update: dict[str, Any] = (await stand.updates())[-1]
    assert update["message"]["text"] == "/topics monde"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 7}]
    assert update["message"]["from"] == {
        "id": TELEGRAM_READER_ID, "is_bot": False, "first_name": "Léa", "language_code": "fr",
    }  # fmt: skip


@pytest.mark.parametrize("phone", ["telegram", "whatsapp"])
async def test_nothing_typed_and_no_such_button_are_refused(stand: Stand, phone: str) -> None:
    await stand.post(f"/phones/{phone}/text", status=400, text="  ")
    await stand.post(f"/phones/{phone}/press", status=400, bubble="17", data="x")
    await stand.post(f"/phones/{phone}/press", status=400, bubble="x", data="x")


async def test_a_button_that_opens_a_page_cannot_be_pressed(stand: Stand) -> None:
    markup = {"inline_keyboard": [[{"text": "Lire", "url": "https://a.org"}]]}
    sent = (await stand.send(reply_markup=markup))["result"]["message_id"]
    await stand.post("/phones/telegram/press", status=400, bubble=str(sent), data="")


async def test_blocking_is_told_to_a_telegram_bot_once_each_way(stand: Stand) -> None:
    for blocked in (True, True, False):
        await stand.post("/phones/telegram/block", blocked=blocked)
    async with stand.bot() as bot:
        members = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [(m.old_chat_member.status, m.new_chat_member.status) for m in members] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_whoever_writes_after_blocking_has_unblocked(stand: Stand) -> None:
    await stand.post("/phones/telegram/block", blocked=True)
    await stand.post("/phones/telegram/text", text="/start")
    assert not (await stand.get("/phones"))["telegram"]["blocked"]
    assert (await stand.send())["ok"]


async def test_crowds_add_up_and_can_be_written_to(stand: Stand) -> None:
    first = await stand.post("/people", telegram=2, whatsapp=1)
    second = await stand.post("/people", telegram=1)
    chats = [*first["telegram"], *second["telegram"]]
    assert len(set(chats)) == 3
    assert second["whatsapp"] == []
    for chat in chats:
        assert (await stand.send(chat_id=chat))["ok"]
    assert [entry["to"] for entry in await stand.journal()] == [str(chat) for chat in chats]


@pytest.mark.parametrize("count", [-1, 100_001, "many"])
async def test_a_crowd_has_bounds(stand: Stand, count: object) -> None:
    await stand.post("/people", status=400, telegram=count)


async def test_the_journal_is_listed_in_order_and_begun_anew(stand: Stand) -> None:
    await stand.send("<b>un</b>", parse_mode="HTML")
    sent = await stand.create(body="*deux*", status_callback="http://127.0.0.1:1/?d=5")
    first, second = await stand.journal()
    assert (first["service"], first["to"], first["text"], first["html"]) == (
        "telegram", str(TELEGRAM_READER_ID), "un", "<b>un</b>",
    )  # fmt: skip
    assert (second["service"], second["to"], second["id"], second["sid"], second["status_callback"]) == (
        "twilio", WHATSAPP_READER, sent.sid, sent.sid, "http://127.0.0.1:1/?d=5",
    )  # fmt: skip
    async with stand.session.delete(stand.base + "/journal") as answer:
        assert answer.status == 200
    assert await stand.journal() == []


async def test_an_edit_shows_in_the_journal(stand: Stand) -> None:
    sent = (await stand.send("un"))["result"]["message_id"]
    await stand.call("editMessageText", chat_id=TELEGRAM_READER_ID, message_id=sent, text="deux")
    (entry,) = await stand.journal()
    assert (entry["text"], entry["edited"], entry["id"]) == ("deux", True, str(sent))


async def test_a_foreign_page_cannot_press_buttons(stand: Stand) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        url = stand.base + "/phones/telegram/text"
        body = json.dumps({"text": "/stop"})
        async with stand.session.post(url, data=body, headers={"Content-Type": kind}) as answer:
            assert answer.status == 415


@pytest.mark.parametrize("body", ["[]", "{", '"x"'])
async def test_a_body_that_is_no_object_is_refused(stand: Stand, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with stand.session.post(stand.base + "/people", data=body, headers=headers) as answer:
        assert answer.status == 400
        assert (await answer.json()) == {"error": "the body must be a JSON object"}


async def test_the_token_is_nowhere_in_what_the_page_gets(stand: Stand) -> None:
    async with stand.session.get(stand.base + "/phones") as answer:
        assert TOKEN not in await answer.text()


async def test_one_of_the_crowd_writes_and_the_bot_may_be_told_more_than_once(stand: Stand) -> None:
    (chat,) = (await stand.post("/people", telegram=1))["telegram"]
    await stand.post(f"/people/{chat}/text", text="/help", times=2)
    await stand.post(f"/people/{chat}/text", text="/topics")
    told: list[dict[str, Any]] = (await stand.updates())[-3:]
    assert [one["message"]["text"] for one in told] == ["/help", "/help", "/topics"]
    assert told[0] == told[1]
    assert told[2]["update_id"] > told[1]["update_id"]


@pytest.mark.parametrize(
    ("chat", "body"),
    [
        ("1", {"text": "/help"}),
        ("nobody", {"text": "/help"}),
        ("", {"text": " "}),
        ("", {"text": "a", "times": 0}),
    ],
)
async def test_what_nobody_can_write_is_refused(stand: Stand, chat: str, body: dict[str, Any]) -> None:
    (known,) = (await stand.post("/people", telegram=1))["telegram"]
    async with stand.session.post(f"{stand.base}/people/{chat or known}/text", json=body) as answer:
        assert answer.status == 400

import json

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from bot.sandbox import TELEGRAM_READER_ID
from tests.sandbox.stand import Stand

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Monde", callback_data="t:monde")]])
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


async def test_the_real_library_sends_edits_and_deletes(stand: Stand) -> None:
    async with stand.bot() as bot:
        sent = await bot.send_message(
            TELEGRAM_READER_ID,
            "<b>Pont</b> 😀 https://a.org",
            parse_mode="HTML",
            reply_markup=BUTTONS,
            disable_notification=True,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        assert sent.text == "Pont 😀 https://a.org"
        assert [sent.parse_entity(entity) for entity in sent.entities] == ["Pont", "https://a.org"]
        (_, bubble) = await stand.bubbles("telegram")
        assert bubble["html"].startswith("<b>Pont</b> 😀 <a href=")
        assert bubble["silent"]
        assert bubble["buttons"] == [[{"text": "Monde", "data": "t:monde"}]]

        await bot.edit_message_text("Rectifié", TELEGRAM_READER_ID, sent.message_id)
        (_, bubble) = await stand.bubbles("telegram")
        assert (bubble["text"], bubble["edited"], bubble["buttons"]) == ("Rectifié", True, [])

        assert await bot.delete_message(TELEGRAM_READER_ID, sent.message_id)
        assert len(await stand.bubbles("telegram")) == 1
        assert [entry["deleted"] for entry in await stand.journal()] == [True]


async def test_the_bot_says_who_it_is(stand: Stand) -> None:
    async with stand.bot() as bot:
        me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (4711, True, "tocsin_sandbox_bot")


async def test_entities_may_be_given_instead_of_markup(stand: Stand) -> None:
    entities = [MessageEntity("bold", 3, 4), MessageEntity("text_link", 0, 2, url="https://a.org")]
    async with stand.bot() as bot:
        sent = await bot.send_message(TELEGRAM_READER_ID, "😀 Pont", entities=entities)
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("text_link", 0, 2), ("bold", 3, 4)]
    (_, bubble) = await stand.bubbles("telegram")
    assert bubble["html"].endswith("😀</a> <b>Pont</b>")


async def test_message_ids_come_from_one_counter_over_all_chats_and_both_directions(stand: Stand) -> None:
    (other,) = (await stand.post("/people", telegram=1))["telegram"]
    first = (await stand.send())["result"]["message_id"]
    await stand.post("/phones/telegram/text", text="Oui")
    second = (await stand.send(chat_id=other))["result"]["message_id"]
    assert second == first + 2


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "Bad Request: text must be non-empty"),
        ({"text": "é" * 4097}, "Bad Request: message is too long"),
        ({"text": "é" * 20_000}, "Bad Request: text is too long"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": 5}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": "moi"}, "Bad Request: chat not found"),
        ({"text": "x", "parse_mode": "BBCode"}, "Bad Request: unsupported parse_mode"),
        (
            {"text": "<p>x</p>", "parse_mode": "html"},
            'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0',
        ),
        ({"text": "x", "reply_markup": "{"}, "Bad Request: can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_parameters": "{"}, "Bad Request: can't parse reply parameters JSON object"),
        ({"text": "x", "reply_parameters": "[]"}, "Bad Request: object expected as reply parameters"),
        (
            {"text": "x", "reply_parameters": {"message_id": 1}},
            "Bad Request: message to be replied not found",
        ),
    ],
)
async def test_a_bad_message_is_refused_in_the_real_words(
    stand: Stand, params: dict[str, object], description: str
) -> None:
    assert await stand.refusal("sendMessage", **params) == description
    assert await stand.journal() == []


async def test_length_is_counted_after_the_markup_is_read(stand: Stand) -> None:
    assert (await stand.send("<b>" + "&amp;" * 4096 + "</b>", parse_mode="HTML"))["ok"]


async def test_nobody_can_be_written_to_before_they_start_the_bot(stand: Stand) -> None:
    async with stand.bot() as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(12345, "Hello")


async def test_whoever_blocks_the_bot_gets_nothing_until_they_unblock_it(stand: Stand) -> None:
    await stand.post("/phones/telegram/block", blocked=True)
    async with stand.bot() as bot:
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(TELEGRAM_READER_ID, "Hello")
    await stand.post("/phones/telegram/block", blocked=False)
    assert (await stand.send())["ok"]


async def test_an_edit_that_changes_nothing_is_refused(stand: Stand) -> None:
    keyboard = json.loads(BUTTONS.to_json())
    sent = (await stand.send("Pont", reply_markup=keyboard))["result"]["message_id"]
    for method, params in (("editMessageText", {"text": "Pont"}), ("editMessageReplyMarkup", {})):
        refusal = await stand.refusal(method, message_id=sent, reply_markup=keyboard, **params)
        assert refusal.startswith("Bad Request: message is not modified: specified new message content")


async def test_buttons_can_be_changed_alone(stand: Stand) -> None:
    sent = (await stand.send("Pont", reply_markup=json.loads(BUTTONS.to_json())))["result"]["message_id"]
    changed = await stand.call("editMessageReplyMarkup", chat_id=TELEGRAM_READER_ID, message_id=sent)
    assert "reply_markup" not in changed["result"]
    assert "edit_date" not in changed["result"]
    (_, bubble) = await stand.bubbles("telegram")
    assert bubble["buttons"] == []


async def test_what_is_not_there_or_not_the_bots_cannot_be_changed(stand: Stand) -> None:
    (mine,) = await stand.bubbles("telegram")
    refusal = stand.refusal
    assert await refusal("editMessageText", text="x") == "Bad Request: message identifier is not specified"
    assert (
        await refusal("editMessageText", text="x", message_id=1) == "Bad Request: message to edit not found"
    )
    assert (
        await refusal("editMessageText", text="x", message_id=mine["id"])
        == "Bad Request: message can't be edited"
    )
    assert await refusal("deleteMessage") == "Bad Request: message identifier is not specified"
    assert await refusal("deleteMessage", message_id=1) == "Bad Request: message to delete not found"


async def test_a_message_can_be_deleted_for_48_hours(stand: Stand) -> None:
    sent = (await stand.send())["result"]["message_id"]
    stand.clock.advance(hours=49)
    refusal = await stand.refusal("deleteMessage", message_id=sent)
    assert refusal == "Bad Request: message can't be deleted for everyone"


async def test_the_readers_own_message_can_be_deleted(stand: Stand) -> None:
    (mine,) = await stand.bubbles("telegram")
    assert (await stand.call("deleteMessage", chat_id=TELEGRAM_READER_ID, message_id=int(mine["id"])))["ok"]
    assert await stand.bubbles("telegram") == []


async def test_a_reply_quotes_what_stands_and_may_do_without(stand: Stand) -> None:
    async with stand.bot() as bot:
        first = await bot.send_message(TELEGRAM_READER_ID, "Pont")
        reply = await bot.send_message(
            TELEGRAM_READER_ID, "Suite", reply_parameters=ReplyParameters(first.message_id)
        )
        loose = ReplyParameters(1, allow_sending_without_reply=True)
        last = await bot.send_message(TELEGRAM_READER_ID, "Fin", reply_parameters=loose)
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "Pont"
    assert last.reply_to_message is None
    assert (await stand.bubbles("telegram"))[2]["reply_to"] == str(first.message_id)


async def test_a_press_is_answered_once_and_in_time(stand: Stand) -> None:
    sent = (await stand.send("Pont", reply_markup=json.loads(BUTTONS.to_json())))["result"]["message_id"]
    for _ in range(2):
        await stand.post("/phones/telegram/press", bubble=str(sent), data="t:monde")
    async with stand.bot() as bot:
        first, second = [update.callback_query for update in await bot.get_updates() if update.callback_query]
        assert first.data == "t:monde"
        assert first.message is not None
        assert first.message.message_id == sent
        assert await bot.answer_callback_query(first.id, "Noté")
        with pytest.raises(
            BadRequest, match="Query is too old and response timeout expired or query id is invalid"
        ):
            await bot.answer_callback_query(first.id)
        stand.clock.advance(seconds=61)
        with pytest.raises(BadRequest, match="too old"):
            await bot.answer_callback_query(second.id)
    assert await stand.refusal("answerCallbackQuery", text="x" * 201) == "Bad Request: MESSAGE_TOO_LONG"


async def test_a_picture_is_kept_and_shown(stand: Stand) -> None:
    async with stand.bot() as bot:
        sent = await bot.send_photo(TELEGRAM_READER_ID, PNG, caption="<b>Pont</b>", parse_mode="HTML")
    assert sent.caption == "Pont"
    assert sent.photo[0].file_size == len(PNG)
    (_, bubble) = await stand.bubbles("telegram")
    async with stand.session.get(stand.root + bubble["picture"]) as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", PNG)


async def test_a_document_is_a_file_and_a_picture_may_be_an_address(stand: Stand) -> None:
    async with stand.bot() as bot:
        sent = await bot.send_document(TELEGRAM_READER_ID, InputFile(b"a;b", "readers.csv"))
        assert sent.document is not None
        assert sent.document.file_name == "readers.csv"
        await bot.send_photo(TELEGRAM_READER_ID, "https://a.org/x.png")
        with pytest.raises(BadRequest, match="Message caption is too long"):
            await bot.send_photo(TELEGRAM_READER_ID, PNG, caption="x" * 1025)
    assert all("picture" not in bubble for bubble in await stand.bubbles("telegram"))
    assert await stand.refusal("sendPhoto") == "Bad Request: there is no photo in the request"


async def test_chats_and_members_are_described(stand: Stand) -> None:
    async with stand.bot() as bot:
        assert (await bot.get_chat(TELEGRAM_READER_ID)).first_name == "Léa"
        assert (await bot.get_chat_member(TELEGRAM_READER_ID, TELEGRAM_READER_ID)).status == "member"
        assert (await bot.get_chat_member(TELEGRAM_READER_ID, 4711)).status == "member"
        await stand.post("/phones/telegram/block", blocked=True)
        assert (await bot.get_chat_member(TELEGRAM_READER_ID, 4711)).status == "kicked"
        with pytest.raises(BadRequest, match="User not found"):
            await bot.get_chat_member(TELEGRAM_READER_ID, 5)


async def test_the_profile_is_accepted(stand: Stand) -> None:
    async with stand.bot() as bot:
        assert await bot.set_my_commands([("start", "Begin")])
        assert await bot.set_my_description("News")
        assert await bot.set_my_short_description("News")


async def test_the_words_below_a_picture_are_changed_as_its_caption(stand: Stand) -> None:
    async with stand.bot() as bot:
        sent = await bot.send_photo(TELEGRAM_READER_ID, PNG, caption="Pont")
        with pytest.raises(BadRequest, match="no text in the message to edit"):
            await bot.edit_message_text("Bac", TELEGRAM_READER_ID, sent.message_id)
        await bot.edit_message_caption(
            TELEGRAM_READER_ID, sent.message_id, caption="<b>Bac</b>", parse_mode="HTML"
        )
        text = await bot.send_message(TELEGRAM_READER_ID, "Pont")
        with pytest.raises(BadRequest, match="no caption in the message to edit"):
            await bot.edit_message_caption(TELEGRAM_READER_ID, text.message_id, caption="Bac")
    bubble = (await stand.bubbles("telegram"))[-2]
    assert (bubble["html"], bubble["edited"]) == ("<b>Bac</b>", True)
    first, second = await stand.journal()
    assert (first["text"], first["edited"], second["edited"]) == ("Bac", True, False)
    assert first["edited_at"] >= first["at"]
    assert "edited_at" not in second

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from bot.channels.telegram import Telegram
from bot.errors import ChannelDown, ChannelError, Forged, Moved, Refused, TryLater, Unknown, Unreachable
from bot.model import Address, Button, DeliveryId, Message, MessageKind
from bot.ports import Channel, Doubt, Hook, Outbound, Sent, Verdict
from tests.channels.stand_in import (
    Script,
    StandIn,
    breaks_off,
    hangs,
    mumbles,
    patience,
    refusal,
    resets,
    result,
    says,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LEA = Address("telegram", "700")
ALERT = Message(MessageKind.ALERT, "fr", headline="Le <pont>", lines=("Une.",), link="https://example.org/")
OUT = Outbound(LEA, ALERT, DeliveryId(1))
ACCEPTED = result({"message_id": 42, "date": 1, "chat": {"id": 700, "type": "private"}, "text": "x"})
ME = result({"id": 4711, "is_bot": True, "first_name": "Tocsin", "username": "tocsin_bot"})
UNMODIFIED = refusal(400, "Bad Request: message is not modified: specified new message content and …")
GONE = refusal(400, "Bad Request: message to edit not found")
SECRET = "s3cret"
Open = Callable[..., Telegram]


def update(number: int, text: str = "hello") -> dict[str, Any]:
    who = {"id": 700, "is_bot": False, "first_name": "Léa"}
    chat = {"id": 700, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "chat": chat, "from": who, "text": text},
    }


def test_it_is_a_channel_and_names_its_account_without_the_secret() -> None:
    channel: Channel = Telegram(token="4711:secret", rate=5, in_flight=3)
    assert (channel.name, channel.account) == ("telegram", "4711")
    assert (channel.limits.rate, channel.limits.in_flight, channel.limits.buttons) == (5, 3, True)
    assert "secret" not in repr(channel)


def test_no_token_at_all_is_told_when_it_is_opened() -> None:
    with pytest.raises(ChannelDown, match="BotFather"):
        Telegram(token="")


# ---- start ---------------------------------------------------------------------------------------


async def test_polling_begins_by_removing_the_hook_and_keeping_what_waits(
    service: StandIn, telegram: Open
) -> None:
    service.on("getMe", ME)
    service.on("deleteWebhook", result(True))
    channel = telegram()
    assert channel.join_link("culture") == "", "the bot's name is not known yet"
    await channel.start()
    assert service.forms("deleteWebhook") == [{"drop_pending_updates": "false"}]
    assert channel.join_link("culture") == "https://t.me/tocsin_bot?start=culture"
    assert channel.join_link("{payload}") == "https://t.me/tocsin_bot?start={payload}"
    assert channel.join_link("") == "https://t.me/tocsin_bot"


async def test_the_hook_is_set_with_its_secret_and_the_commands_are_shown(
    service: StandIn, telegram: Open
) -> None:
    for method, script in {"getMe": ME, "setWebhook": result(True), "setMyCommands": result(True)}.items():
        service.on(method, script)
    menu = {"": [("start", "Start")], "fr": [("start", "Commencer")]}
    channel = telegram(mode="webhook", commands=menu)
    await channel.start()
    (hook,) = service.forms("setWebhook")
    assert hook["url"] == "https://alerts.example.org/hooks/telegram"
    assert hook["secret_token"] == "s3cret"
    assert json.loads(hook["allowed_updates"]) == ["message", "callback_query", "my_chat_member"]
    assert [form.get("language_code") for form in service.forms("setMyCommands")] == [None, "fr"]
    assert [batch async for batch in channel.updates()] == []


@pytest.mark.parametrize("script", [refusal(401, "Unauthorized"), refusal(404, "Not Found")])
async def test_a_wrong_token_is_told_in_one_sentence(
    service: StandIn, telegram: Open, script: Script
) -> None:
    service.on("getMe", script)
    with pytest.raises(ChannelDown, match="@BotFather") as caught:
        await telegram().start()
    assert "secret" not in f"{caught.value} {caught.value.__cause__}"


async def test_a_refused_hook_is_told_with_telegrams_words(service: StandIn, telegram: Open) -> None:
    service.on("getMe", ME)
    service.on("setWebhook", refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided"))
    with pytest.raises(ChannelDown, match=r"(?i)https url must be provided"):
        await telegram(mode="webhook").start()


@pytest.mark.parametrize("script", [hangs, resets, mumbles("", 502)])
async def test_trouble_on_the_way_at_the_start_is_a_reason_to_try_later(
    service: StandIn, telegram: Open, script: Script
) -> None:
    service.on("getMe", script)
    with pytest.raises(TryLater):
        await telegram(timeout=patience(script)).start()


# ---- send ----------------------------------------------------------------------------------------


async def test_an_alert_is_sent_in_html_without_a_preview(service: StandIn, telegram: Open) -> None:
    service.on("sendMessage", ACCEPTED)
    message = replace(ALERT, silent=True, buttons=((Button("Stop", "/stop"),),))
    assert await telegram().send(replace(OUT, message=message), NOW) == Sent(LEA, "42")
    (form,) = service.forms("sendMessage")
    assert (form["chat_id"], form["parse_mode"], form["disable_notification"]) == ("700", "HTML", "true")
    assert form["text"].startswith("<b>Le &lt;pont&gt;</b>\nUne.")
    assert json.loads(form["link_preview_options"]) == {"is_disabled": True}
    assert json.loads(form["reply_markup"]) == {
        "inline_keyboard": [[{"text": "Stop", "callback_data": "/stop"}]]
    }


async def test_an_update_answers_the_message_that_it_follows(service: StandIn, telegram: Open) -> None:
    service.on("sendMessage", refusal(400, "Bad Request: can't parse entities: byte offset 3"), ACCEPTED)
    message = replace(ALERT, quoted="A headline of the first")
    await telegram().send(replace(OUT, message=message, follows="41"), NOW)
    for form in service.forms("sendMessage"):  # also where it goes as plain text
        assert json.loads(form["reply_parameters"]) == {"message_id": 41, "allow_sending_without_reply": True}
        assert "of the first" not in form["text"]


@pytest.mark.parametrize("follows", ["", "SM41", "-41"])
async def test_what_follows_no_message_of_telegrams_answers_none(
    service: StandIn, telegram: Open, follows: str
) -> None:
    service.on("sendMessage", ACCEPTED)
    await telegram().send(replace(OUT, follows=follows), NOW)
    (form,) = service.forms("sendMessage")
    assert "reply_parameters" not in form


async def test_text_that_telegram_cant_parse_goes_once_as_plain_text(
    service: StandIn, telegram: Open
) -> None:
    service.on("sendMessage", refusal(400, "Bad Request: can't parse entities: byte offset 3"), ACCEPTED)
    assert (await telegram().send(OUT, NOW)).external_id == "42"
    first, second = service.forms("sendMessage")
    assert first["parse_mode"] == "HTML"
    assert "parse_mode" not in second
    assert second["text"] == "Le <pont>\nUne.\n\nhttps://example.org/"


async def test_plain_text_that_is_refused_too_is_not_sent_a_third_time(
    service: StandIn, telegram: Open
) -> None:
    service.on("sendMessage", refusal(400, "Bad Request: can't parse entities: byte offset 3"))
    with pytest.raises(Refused):
        await telegram().send(OUT, NOW)
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (refusal(429, "Too Many Requests: retry after 7", retry_after=7), TryLater),
        (refusal(403, "Forbidden: bot was blocked by the user"), Unreachable),
        (refusal(403, "Forbidden: user is deactivated"), Unreachable),
        (refusal(400, "Bad Request: chat not found"), Unreachable),
        (refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100999), Moved),
        (refusal(400, "Bad Request: message is too long"), Refused),
        (refusal(401, "Unauthorized"), ChannelDown),
        (resets, Unknown),
        (hangs, Unknown),
        (breaks_off, Unknown),
        (mumbles("", 502), Unknown),
        (mumbles("", 500), Unknown),
        (mumbles("<html>"), Unknown),
        (says({"ok": True}), Unknown),
        (result({"no": "message"}), Unknown),
    ],
)
async def test_every_failure_of_a_send_has_its_meaning_and_is_never_repeated(
    service: StandIn, telegram: Open, script: Script, expected: type[ChannelError]
) -> None:
    service.on("sendMessage", script)
    with pytest.raises(expected):
        await telegram(timeout=patience(script)).send(OUT, NOW)
    assert len(service.asked) == 1


async def test_nobody_listening_is_a_reason_to_try_later(nowhere: str, telegram: Open) -> None:
    with pytest.raises(TryLater):
        await telegram(api_url=nowhere).send(OUT, NOW)


# ---- replies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [result(True), refusal(400, "Bad Request: query is too old"), hangs])
async def test_a_press_is_answered_before_the_reply_whatever_comes_of_it(
    service: StandIn, telegram: Open, script: Script
) -> None:
    service.on("answerCallbackQuery", script)
    service.on("sendMessage", ACCEPTED)
    await telegram(timeout=5).send(replace(OUT, answering="q1"), NOW)
    assert [what for what, _ in service.asked] == ["answerCallbackQuery", "sendMessage"]


@pytest.mark.parametrize("script", [ACCEPTED, result(True), UNMODIFIED])
async def test_a_message_is_changed_in_place(service: StandIn, telegram: Open, script: Script) -> None:
    service.on("editMessageText", script)
    assert await telegram().send(replace(OUT, replaces="41"), NOW) == Sent(LEA, "41")
    assert [form["message_id"] for form in service.forms("editMessageText")] == ["41"]


@pytest.mark.parametrize("script", [GONE, refusal(400, "Bad Request: message can't be edited")])
async def test_a_message_that_cant_be_changed_is_sent_anew(
    service: StandIn, telegram: Open, script: Script
) -> None:
    service.on("editMessageText", script)
    service.on("sendMessage", ACCEPTED)
    assert await telegram().send(replace(OUT, replaces="41"), NOW) == Sent(LEA, "42")


async def test_a_change_in_doubt_is_simply_repeated(service: StandIn, telegram: Open) -> None:
    service.on("editMessageText", resets)
    with pytest.raises(TryLater):
        await telegram().send(replace(OUT, replaces="41"), NOW)


# ---- revise, withdraw ----------------------------------------------------------------------------


async def test_a_sent_message_is_revised_or_else_a_follow_up_is_due(service: StandIn, telegram: Open) -> None:
    service.on("editMessageText", ACCEPTED, GONE, refusal(400, "Bad Request: message is too long"))
    channel = telegram()
    assert await channel.revise(Sent(LEA, "41"), ALERT, NOW) == Sent(LEA, "41")
    assert await channel.revise(Sent(LEA, "41"), ALERT, NOW) is None
    with pytest.raises(Refused):
        await channel.revise(Sent(LEA, "41"), ALERT, NOW)


@pytest.mark.parametrize("script", [ACCEPTED, UNMODIFIED])
async def test_the_words_below_a_picture_are_revised_and_fit_there(
    service: StandIn, telegram: Open, script: Script
) -> None:
    service.on("editMessageText", refusal(400, "Bad Request: there is no text in the message to edit"))
    service.on("editMessageCaption", script)
    long = replace(ALERT, lines=("mot " * 400,))
    assert await telegram().revise(Sent(LEA, "41"), long, NOW) == Sent(LEA, "41")
    (form,) = service.forms("editMessageCaption")
    assert form["message_id"] == "41"
    assert form["caption"].startswith("<b>Le &lt;pont&gt;</b>")
    assert len(form["caption"]) < 1200


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (refusal(429, "Too Many Requests: retry after 7", retry_after=7), TryLater),
        (refusal(403, "Forbidden: bot was blocked by the user"), Unreachable),
        (resets, TryLater),
    ],
)
async def test_a_revision_that_fails_says_how(
    service: StandIn, telegram: Open, script: Script, error: type[ChannelError]
) -> None:
    service.on("editMessageText", script)
    with pytest.raises(error):
        await telegram().revise(Sent(LEA, "41"), ALERT, NOW)


@pytest.mark.parametrize(
    ("script", "taken_back"),
    [
        (result(True), True),
        (refusal(400, "Bad Request: message to delete not found"), True),
        (refusal(400, "Bad Request: message can't be deleted for everyone"), False),
    ],
)
async def test_a_message_is_taken_back_while_telegram_allows_it(
    service: StandIn, telegram: Open, script: Script, *, taken_back: bool
) -> None:
    service.on("deleteMessage", script)
    assert await telegram().withdraw(Sent(LEA, "41"), NOW) is taken_back


# ---- settle --------------------------------------------------------------------------------------


async def test_a_doubt_is_left_to_policy_unless_probing_is_on(telegram: Open) -> None:
    assert await telegram().settle(Doubt(OUT, NOW, after="40"), NOW) is Verdict.UNDECIDABLE


async def test_a_probe_waits_until_no_request_can_be_on_its_way(telegram: Open, service: StandIn) -> None:
    doubt = Doubt(OUT, NOW, after="40")
    assert await telegram(settling="probe").settle(doubt, NOW) is Verdict.WAIT
    assert service.asked == []


# ---- hooks ---------------------------------------------------------------------------------------


def hook(body: bytes, secret: str = SECRET) -> Hook:
    headers = {"x-telegram-bot-api-secret-token": secret}
    return Hook("https://alerts.example.org/hooks/telegram", headers, body)


async def test_a_hook_with_our_secret_is_read(telegram: Open) -> None:
    (event,) = telegram().receive(hook(json.dumps(update(7)).encode()))
    assert event.key == "7"
    assert telegram().vouches(hook(b"").headers)


@pytest.mark.parametrize("secret", ["", "guess", "s3cret ", "sécret", "\udcff"])
async def test_a_hook_without_our_secret_is_forged(telegram: Open, secret: str) -> None:
    with pytest.raises(Forged):
        telegram().receive(hook(b"{}", secret))


async def test_without_a_secret_of_ours_every_hook_is_forged(telegram: Open) -> None:
    with pytest.raises(Forged):
        telegram(secret="").receive(hook(b"{}", ""))


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{}", b"[" * 200_000])
async def test_a_hook_that_says_nothing_brings_no_event(telegram: Open, body: bytes) -> None:
    assert telegram().receive(hook(body)) == []


# ---- polling -------------------------------------------------------------------------------------


async def test_a_batch_is_confirmed_only_when_the_next_one_is_asked_for(
    service: StandIn, telegram: Open
) -> None:
    service.on("getUpdates", result([update(7), update(8)]), result([]), result([update(12)]))
    batches = telegram().updates()
    first = await anext(batches)
    assert [event.key for event in first] == ["7", "8"]
    assert [form["offset"] for form in service.forms("getUpdates")] == ["0"]
    second = await anext(batches)
    assert [event.key for event in second] == ["12"]
    assert [form["offset"] for form in service.forms("getUpdates")] == ["0", "9", "9"]


async def test_an_unreadable_update_is_confirmed_with_its_batch(service: StandIn, telegram: Open) -> None:
    service.on("getUpdates", result([{"update_id": 7, "message": {}}]), result([update(8)]))
    assert [event.key for event in await anext(telegram().updates())] == ["8"]
    assert [form["offset"] for form in service.forms("getUpdates")] == ["0", "8"]


async def test_trouble_while_polling_is_waited_out_longer_each_time(
    service: StandIn, telegram: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    quiet = refusal(429, "Too Many Requests: retry after 90", retry_after=90)
    service.on("getUpdates", *[resets] * 6, quiet, result({"no": "list"}), result([update(7)]))
    channel = telegram()
    monkeypatch.setattr(asyncio, "sleep", pause)
    assert [event.key for event in await anext(channel.updates())] == ["7"]
    assert all(shorter <= longer for shorter, longer in pairwise(pauses[:6]))
    assert pauses[5:] == [30, 90, 30]


@pytest.mark.parametrize("script", [refusal(409, "Conflict: terminated by other"), refusal(401, "x")])
async def test_a_second_asker_or_a_wrong_token_ends_the_polling(
    service: StandIn, telegram: Open, script: Script
) -> None:
    service.on("getUpdates", script)
    with pytest.raises(ChannelDown):
        await anext(telegram().updates())

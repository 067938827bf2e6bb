import json

import pytest

from bot.sandbox import TELEGRAM_READER_ID
from bot.sandbox.replies import Answered, read_answered
from bot.sandbox.telegram import ApiError, Call
from tests.sandbox.stand import Stand


def asked(**params: str) -> Call:
    return Call("sendmessage", params, {})


@pytest.mark.parametrize(
    ("params", "answered"),
    [
        ({}, Answered()),
        ({"reply_parameters": ""}, Answered()),
        ({"reply_parameters": "{}"}, Answered()),
        ({"reply_parameters": '{"message_id": 7}'}, Answered(7)),
        ({"reply_parameters": '{"message_id": "7"}'}, Answered(7)),
        ({"reply_parameters": '{"message_id": -7}'}, Answered(0)),
        ({"reply_parameters": '{"message_id": 7, "allow_sending_without_reply": true}'}, Answered(7, True)),
        ({"reply_to_message_id": "7"}, Answered(7)),
        ({"reply_to_message_id": "7", "allow_sending_without_reply": "true"}, Answered(7, True)),
        ({"reply_to_message_id": "seven"}, Answered()),
        ({"reply_to_message_id": "7", "reply_parameters": '{"message_id": 8}'}, Answered(8)),
    ],
)
def test_what_is_answered_is_read_by_either_name(params: dict[str, str], answered: Answered) -> None:
    assert read_answered(asked(**params)) == answered


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("{", "can't parse reply parameters JSON object"),
        ("7", "object expected as reply parameters"),
        ("null", "object expected as reply parameters"),
        ({"allow_sending_without_reply": True}, 'can\'t find field "message_id"'),
        ({"message_id": True}, 'field "message_id" must be a Number'),
        ({"message_id": [7]}, 'field "message_id" must be a Number'),
        ({"message_id": 7.5}, 'field "message_id" must be a valid Number'),
        ({"message_id": "seven"}, 'field "message_id" must be a valid Number'),
        (
            {"message_id": 7, "allow_sending_without_reply": "true"},
            'field "allow_sending_without_reply" must be of type Boolean',
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_real_words(given: object, words: str) -> None:
    written = given if isinstance(given, str) else json.dumps(given)
    with pytest.raises(ApiError) as refused:
        read_answered(asked(reply_parameters=written))
    assert refused.value.description == f"Bad Request: {words}"


async def test_an_answer_to_what_is_gone_is_refused_unless_it_may_do_without(stand: Stand) -> None:
    first = (await stand.send("Bridge closed"))["result"]["message_id"]
    await stand.call("deleteMessage", chat_id=TELEGRAM_READER_ID, message_id=first)
    refusal = await stand.refusal("sendMessage", text="More", reply_parameters={"message_id": first})
    assert refusal == "Bad Request: message to be replied not found"
    loose = {"message_id": first, "allow_sending_without_reply": True}
    sent = (await stand.send("More", reply_parameters=loose))["result"]
    assert "reply_to_message" not in sent
    assert [bubble["text"] for bubble in await stand.bubbles("telegram")][1:] == ["More"]

import pytest
from aiohttp import FormData
from telegram.error import InvalidToken, RetryAfter

from bot.sandbox import TELEGRAM_READER_ID
from tests.sandbox.stand import TOKEN, Stand


async def test_a_wrong_token_is_unauthorized_on_every_method(stand: Stand) -> None:
    for method in ("getMe", "sendMessage", "noSuchMethod"):
        body = await stand.call(method, token="4711:wrong")
        assert (body["error_code"], body["description"]) == (401, "Unauthorized")
    with pytest.raises(InvalidToken):
        await type(stand.bot())("4711:wrong", base_url=f"{stand.base}/telegram/bot").initialize()


async def test_a_method_that_is_none_and_a_path_that_is_none_are_not_found(stand: Stand) -> None:
    body = await stand.call("sendMesage")
    assert (body["error_code"], body["description"]) == (404, "Not Found: method not found")
    async with stand.session.get(f"{stand.base}/telegram/{TOKEN}/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (404, "Not Found")


async def test_parameters_come_as_query_form_parts_or_json_and_methods_in_any_case(stand: Stand) -> None:
    url = f"{stand.base}/telegram/bot{TOKEN}/SENDmessage"
    parts = FormData(default_to_multipart=True)
    parts.add_field("text", "parts")
    wanted = {"chat_id": str(TELEGRAM_READER_ID)}
    requests: list[dict[str, object]] = [
        {"params": {"text": "query"}},
        {"data": {"text": "form"}},
        {"data": parts},
        {"json": {"text": "json", "disable_notification": True}},
        {"json": ["not an object"], "params": {"text": "list"}},
        {"data": b"{", "headers": {"Content-Type": "application/json"}, "params": {"text": "torn"}},
    ]
    for request in requests:
        params = wanted | dict(request.pop("params", {}))  # type: ignore[call-overload]  # a dict of the list above
        async with stand.session.post(url, params=params, **request) as answer:  # type: ignore[arg-type]  # as above
            assert answer.status == 200, await answer.text()
    shown = [(bubble["text"], bubble["silent"]) for bubble in (await stand.bubbles("telegram"))[1:]]
    assert shown == [(text, text == "json") for text in ("query", "form", "parts", "json", "list", "torn")]


async def test_a_number_that_is_none_counts_as_zero(stand: Stand) -> None:
    assert (
        await stand.refusal("deleteMessage", message_id="x")
        == "Bad Request: message identifier is not specified"
    )


@pytest.mark.filterwarnings(
    "ignore:Deprecated since version v22.2"
)  # the library's own, about its own retry_after
async def test_a_flood_is_answered_with_the_wait_in_body_and_header(stand: Stand) -> None:
    await stand.post("/faults", service="telegram", kind="rate", retry_after=7, times=2)
    url = f"{stand.base}/telegram/bot{TOKEN}/sendMessage"
    async with stand.session.post(url, json={"chat_id": TELEGRAM_READER_ID, "text": "x"}) as answer:
        body = await answer.json()
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        assert body["parameters"] == {"retry_after": 7}
    async with stand.bot() as bot:
        with pytest.raises(RetryAfter):
            await bot.send_message(TELEGRAM_READER_ID, "x")
        await bot.send_message(TELEGRAM_READER_ID, "x")
    assert len(await stand.journal()) == 1


@pytest.mark.parametrize(
    ("kind", "code", "description"),
    [
        ("blocked", 403, "Forbidden: bot was blocked by the user"),
        ("deactivated", 403, "Forbidden: user is deactivated"),
        ("chat_not_found", 400, "Bad Request: chat not found"),
        ("entities", 400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
        ("unauthorized", 401, "Unauthorized"),
    ],
)
async def test_a_refusal_on_order_is_the_real_one_and_strikes_once(
    stand: Stand, kind: str, code: int, description: str
) -> None:
    await stand.post("/faults", service="telegram", kind=kind)
    assert (await stand.call("getMe"))["ok"]
    body = await stand.send()
    assert (body["error_code"], body["description"]) == (code, description)
    assert (await stand.send())["ok"]


async def test_a_chat_that_moved_says_where_and_is_there(stand: Stand) -> None:
    await stand.post("/faults", service="telegram", kind="migrated", migrate_to=-1004711)
    body = await stand.send()
    assert (body["error_code"], body["parameters"]) == (400, {"migrate_to_chat_id": -1004711})
    assert (await stand.send(chat_id=-1004711))["ok"]


async def test_a_fault_can_be_meant_for_one_chat_or_one_method(stand: Stand) -> None:
    (other,) = (await stand.post("/people", telegram=1))["telegram"]
    await stand.post("/faults", service="telegram", kind="blocked", to=str(other))
    await stand.post("/faults", service="telegram", kind="unauthorized", method="getMe")
    assert (await stand.send())["ok"]
    assert (await stand.send(chat_id=other))["error_code"] == 403
    assert (await stand.call("getMe"))["error_code"] == 401

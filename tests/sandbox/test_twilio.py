import asyncio
from contextlib import AbstractAsyncContextManager

import pytest
from aiohttp import ClientResponse, encode_basic_auth
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.stand import ACCOUNT, AUTH, FROM, READER, Stand


async def test_the_real_client_sends_fetches_and_describes_the_account(stand: Stand) -> None:
    sent = await stand.create(body="*Pont* fermé")
    assert (sent.status, sent.to, sent.from_, sent.body) == ("queued", READER, FROM, "*Pont* fermé")
    assert (sent.direction, sent.date_sent, sent.num_segments) == ("outbound-api", None, "1")
    assert sent.date_created == stand.clock.now
    delivered = await stand.status(sent.sid, "delivered")
    assert delivered.date_sent == stand.clock.now
    account = await asyncio.to_thread(stand.client().api.accounts(ACCOUNT).fetch)
    assert (account.sid, account.status) == (ACCOUNT, "active")


async def test_the_real_client_lists_the_newest_first_over_pages_and_filters(stand: Stand) -> None:
    for number in range(5):
        await stand.create(body=f"n {number}")
    client = stand.client()
    listed = await asyncio.to_thread(lambda: client.messages.list(to=READER, page_size=2))
    assert [message.body for message in listed] == [f"n {number}" for number in (4, 3, 2, 1, 0)]
    inbound = await asyncio.to_thread(lambda: client.messages.list(from_=READER))
    assert [(message.body, message.direction, message.status) for message in inbound] == [
        ("START", "inbound", "received")
    ]
    assert await asyncio.to_thread(lambda: client.messages.list(to="whatsapp:+15559999", limit=5)) == []


async def test_pages_say_where_they_are(stand: Stand) -> None:
    for number in range(3):
        await stand.create(body=f"n {number}")
    async with _get(stand, "Messages.json", PageSize="2", Page="1") as answer:
        page = await answer.json()
    assert (page["start"], page["end"], page["page"], page["page_size"]) == (2, 3, 1, 2)
    assert page["next_page_uri"] is None
    assert page["previous_page_uri"] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?PageSize=2&Page=0"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "+15550199"}, 21211),
        ({"to": "whatsapp:0155"}, 21211),
        ({"from_": ""}, 21603),
        ({"from_": "whatsapp:+15550101"}, 63007),
        ({"body": ""}, 21619),
        ({"body": "é" * 1601}, 21617),
        ({"status_callback": "bot.example/x"}, 21609),
        ({"content_sid": "HX" + "0" * 32}, 21655),
    ],
)
async def test_a_bad_message_is_refused_with_the_real_code(
    stand: Stand, params: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as caught:
        await stand.create(**({"body": "x"} | params))
    assert (caught.value.status, caught.value.code) == (400, code)
    assert await stand.journal() == []


async def test_a_messaging_service_stands_for_the_number(stand: Stand) -> None:
    sent = await asyncio.to_thread(
        lambda: stand.client().messages.create(to=READER, messaging_service_sid="MG1", body="x")
    )
    assert sent.from_ == FROM


async def test_a_wrong_token_is_unauthorized(stand: Stand) -> None:
    with pytest.raises(TwilioRestException) as caught:
        await asyncio.to_thread(
            lambda: stand.client("wrong").messages.create(to=READER, from_=FROM, body="x")
        )
    assert (caught.value.status, caught.value.code) == (401, 20003)
    async with stand.session.get(f"{stand.base}/twilio/2010-04-01/Accounts/{ACCOUNT}.json") as answer:
        assert (await answer.json())["message"] == "Authenticate"


@pytest.mark.parametrize("path", ["Messages/SM0.json", "Calls.json"])
async def test_what_is_not_there_is_20404(stand: Stand, path: str) -> None:
    async with _get(stand, path) as answer:
        body = await answer.json()
        assert (answer.status, body["code"], body["more_info"]) == (
            404, 20404, "https://www.twilio.com/docs/errors/20404",
        )  # fmt: skip


async def test_another_account_is_not_there_either(stand: Stand) -> None:
    headers = {"Authorization": encode_basic_auth(ACCOUNT, AUTH)}
    async with stand.session.get(
        f"{stand.base}/twilio/2010-04-01/Accounts/AC2.json", headers=headers
    ) as answer:
        assert answer.status == 404


async def test_too_many_requests_is_20429_with_a_wait(stand: Stand) -> None:
    await stand.post("/faults", service="twilio", kind="rate", retry_after=3)
    with pytest.raises(TwilioRestException) as caught:
        await stand.create(body="x")
    assert (caught.value.status, caught.value.code) == (429, 20429)
    assert (await stand.create(body="x")).status == "queued"


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("chat_not_found", 400, 21211), ("opted_out", 400, 21610), ("unauthorized", 401, 20003)],
)
async def test_a_refusal_on_order_is_the_real_one(stand: Stand, kind: str, status: int, code: int) -> None:
    await stand.post("/faults", service="twilio", kind=kind, to=READER)
    with pytest.raises(TwilioRestException) as caught:
        await stand.create(body="x")
    assert (caught.value.status, caught.value.code) == (status, code)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("blocked", "undelivered", 63024), ("deactivated", "undelivered", 63003), ("entities", "failed", 63013)],
)
async def test_some_refusals_show_only_after_acceptance(
    stand: Stand, kind: str, status: str, code: int
) -> None:
    await stand.post("/faults", service="twilio", kind=kind)
    sent = await stand.create(body="x")
    assert sent.status == "queued"
    assert (await stand.status(sent.sid, status)).error_code == code


def _get(stand: Stand, path: str, **params: str) -> AbstractAsyncContextManager[ClientResponse]:
    headers = {"Authorization": encode_basic_auth(ACCOUNT, AUTH)}
    url = f"{stand.base}/twilio/2010-04-01/Accounts/{ACCOUNT}/{path}"
    return stand.session.get(url, params=params, headers=headers)

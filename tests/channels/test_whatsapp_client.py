import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from twilio.rest import Client

from bot.channels.whatsapp_client import TwilioHttp, open_client, post, translated
from bot.errors import ChannelDown, ChannelError, Refused, TryLater, Unknown, Unreachable
from tests.channels.conftest import ACCOUNT
from tests.channels.stand_in import Script, StandIn, breaks_off, hangs, mumbles, patience, resets, says

MESSAGE = {"sid": "SM1", "body": "x", "status": "queued", "direction": "outbound-api"}
TO = "whatsapp:+15550199"


@pytest.fixture
async def client(service: StandIn) -> AsyncIterator[Client]:
    http = TwilioHttp(5)
    yield open_client(ACCOUNT, "token", service.url + "/", service.url, http)
    await http.close()


async def test_a_call_carries_the_account_and_its_form(service: StandIn, client: Client) -> None:
    heard: list[Any] = []

    async def script(request: web.Request) -> web.StreamResponse:
        heard.append((request.headers["Authorization"], request.method, request.path))
        return await says(MESSAGE, 201)(request)

    service.on("Messages.json", script)
    await client.messages.create_async(to=TO, from_="whatsapp:+1", body="é & 1", persistent_action=["a", "b"])
    (authorization, method, path) = heard[0]
    assert base64.b64decode(authorization.removeprefix("Basic ")).decode() == f"{ACCOUNT}:token"
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    (form,) = service.forms("Messages.json")
    assert (form["To"], form["Body"]) == (TO, "é & 1")
    assert await post(client, f"{service.url}/Messages.json", b"To=a&Body=%C3%A9+%26+1") == MESSAGE
    assert heard[0][0] == heard[1][0], "the same login"
    assert service.forms("Messages.json")[1] == {"To": "a", "Body": "é & 1"}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (says({"code": 21211, "message": f"The number {TO} is not valid"}, 400), Unreachable),
        (says({"code": 21617, "message": "long"}, 400), Refused),
        (says({"code": 20003, "message": "auth"}, 401), ChannelDown),
        (says({"code": 20429, "message": "slow"}, 429), TryLater),
        (says({"code": "none"}, 400), Refused),
        (says([1], 400), Refused),
        (mumbles("<html>", 413), Refused),
        (mumbles("<html>", 201), Unknown),
        (says([1], 201), Unknown),
        (mumbles("<html>", 500), Unknown),
        (mumbles("<html>", 502), Unknown),
        (resets, Unknown),
        (hangs, Unknown),
        (breaks_off, Unknown),
    ],
)
async def test_every_failure_has_its_meaning_and_is_never_repeated(
    service: StandIn, client: Client, script: Script, expected: type[ChannelError]
) -> None:
    service.on("Messages.json", script)
    client.http_client.timeout = patience(script)
    with pytest.raises(expected) as caught, translated():
        await client.messages.create_async(to=TO, from_="whatsapp:+1", body="x")
    assert len(service.asked) == 1
    assert "15550199" not in f"{caught.value!r} {caught.value.__cause__!r}"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (says({"code": 21211, "message": f"The number {TO} is not valid"}, 400), Unreachable),
        (says({"code": 20429, "message": "slow"}, 429), TryLater),
        (mumbles("<html>", 201), Unknown),
        (mumbles("", 503), Unknown),
        (resets, Unknown),
    ],
)
async def test_a_form_of_ours_fails_with_the_same_meanings(
    service: StandIn, client: Client, script: Script, expected: type[ChannelError]
) -> None:
    service.on("Messages.json", script)
    with pytest.raises(expected) as caught:
        await post(client, f"{service.url}/Messages.json", b"To=x")
    assert len(service.asked) == 1
    assert "15550199" not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_a_list_that_is_refused_has_a_meaning_too(service: StandIn, client: Client) -> None:
    service.on("Messages.json", says({"code": 20003}, 401))
    with pytest.raises(ChannelDown), translated():
        await client.messages.list_async(to=TO)


async def test_nothing_is_logged_not_even_a_number(
    service: StandIn, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="twilio")
    service.on("Messages.json", says({"messages": [], "uri": "/x"}))
    assert await client.messages.list_async(to=TO) == []
    assert not caplog.records


async def test_the_environment_does_not_bend_the_addresses(
    service: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    http = TwilioHttp(5)
    client = open_client(ACCOUNT, "token", service.url, service.url, http)
    service.on("Messages.json", says(MESSAGE, 201))
    await client.messages.create_async(to=TO, from_="whatsapp:+1", body="x")
    await http.close()
    assert len(service.asked) == 1


async def test_a_call_without_an_account_carries_none(service: StandIn) -> None:
    heard: list[Any] = []

    async def script(request: web.Request) -> web.StreamResponse:
        heard.append(request.headers)
        return await says({})(request)

    service.on("x", script)
    http = TwilioHttp(5)
    await http.request("GET", f"{service.url}/x")
    await http.close()
    assert "Authorization" not in heard[0]

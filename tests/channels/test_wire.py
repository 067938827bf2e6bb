import socket
import traceback

import pytest
from aiohttp import web

from bot.channels.wire import Wire, repeatable
from bot.errors import ChannelDown, TryLater, Unknown
from tests.channels.stand_in import Script, StandIn, breaks_off, hangs, mumbles, patience, resets, says


@pytest.mark.parametrize(
    ("script", "likely"),
    [
        (resets, False),
        (hangs, True),
        (breaks_off, True),
        (mumbles("oh", 500), True),
        (mumbles("oh", 502), False),
        (mumbles("oh", 503), False),
        (mumbles("oh", 504), True),
    ],
)
async def test_a_request_that_left_and_got_no_answer_is_unknown(
    service: StandIn, script: Script, *, likely: bool
) -> None:
    service.on("x", script)
    wire = Wire()
    with pytest.raises(Unknown) as caught:
        await wire.exchange("POST", f"{service.url}/secret/x", seconds=patience(script))
    await wire.close()
    assert caught.value.likely is likely
    assert len(service.asked) == 1, "nothing may be repeated by itself"
    assert "secret" not in f"{caught.value} {caught.value.__cause__}"


async def test_a_request_that_never_left_may_be_repeated(nowhere: str) -> None:
    wire = Wire()
    with pytest.raises(TryLater) as caught:
        await wire.exchange("POST", f"{nowhere}/x", seconds=1)
    await wire.close()
    assert caught.value.scope == "sender"


async def test_a_connection_that_takes_too_long_names_no_address() -> None:
    wire = Wire()
    with socket.socket() as full, socket.socket() as waiting, socket.socket() as waiting_too:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for other in (waiting, waiting_too):  # fill the backlog: the next connection hangs
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        with pytest.raises(TryLater) as caught:
            await wire.exchange(
                "POST", f"http://127.0.0.1:{full.getsockname()[1]}/bot4711:secret/x", seconds=0.6
            )
        await wire.close()
    assert caught.value.scope == "sender"
    assert caught.value.__cause__ is None
    assert "4711" not in "".join(traceback.format_exception_only(caught.value))


async def test_an_address_that_is_none_means_that_the_channel_is_down() -> None:
    wire = Wire()
    with pytest.raises(ChannelDown) as caught:
        await wire.exchange("POST", "http://:99999999/bot4711:secret/x", seconds=1)
    await wire.close()
    assert caught.value.__cause__ is None


async def test_a_redirect_is_not_followed_but_told(service: StandIn) -> None:
    service.on("x", says({}, 301, Location="/y"))
    wire = Wire()
    with pytest.raises(ChannelDown, match="redirects"):
        await wire.exchange("GET", f"{service.url}/x", seconds=1)
    await wire.close()
    assert [what for what, _ in service.asked] == ["x"]


async def test_an_answer_below_500_comes_back_whole(service: StandIn) -> None:
    service.on("x", says({"a": 1}, 404, Retry_After="7"))
    wire = Wire()
    answer = await wire.exchange("POST", f"{service.url}/x", seconds=1)
    await wire.close()
    await wire.close()
    assert (answer.status, answer.headers["Retry-After"], answer.body) == (404, "7", b'{"a": 1}')


def test_a_doubt_about_what_can_be_repeated_is_a_reason_to_repeat_it() -> None:
    with pytest.raises(TryLater, match="no answer"), repeatable():
        raise Unknown("no answer")


async def test_no_cookie_is_kept_and_no_answer_is_asked_for_compressed(service: StandIn) -> None:
    heard: list[web.Request] = []

    async def script(request: web.Request) -> web.StreamResponse:
        heard.append(request)
        return web.Response(headers={"Set-Cookie": "a=b; Path=/"})

    service.on("x", script)
    wire = Wire()
    for _time in range(2):
        await wire.exchange("POST", f"{service.url.replace('127.0.0.1', 'localhost')}/x", seconds=5)
    await wire.close()
    assert all(not request.cookies and "Accept-Encoding" not in request.headers for request in heard)
    assert len(heard) == 2

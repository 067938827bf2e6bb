import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.model import Article
from bot.ports import Draft, Silence
from bot.rules.summary import MESSAGE
from bot.sources.writer import MAX_BYTES, Writer, drafted
from tests.sources.serving import Answer, Serve

KEY = "sk-very-secret"
ARTICLE = Article("Un titre", "Le corps de l'article.", "Le chapô.", "fr", "https://paper.example/1")
Make = Callable[..., Writer]


def said(content: object) -> bytes:
    """Write an answer as an endpoint does, around what the model said."""
    message = {"role": "assistant", "content": content}
    return json.dumps({"id": "x", "choices": [{"index": 0, "message": message}], "usage": {}}).encode()


WORDS = json.dumps({"headline": "Un titre", "lines": ["Une ligne."]})


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    """Makes writers, and closes them."""
    made: list[Writer] = []

    def one(url: str, key: str = KEY, timeout: float = 5.0) -> Writer:
        made.append(Writer(url.rstrip("/"), "small-model", key, timeout))
        return made[-1]

    yield one
    for writer in made:
        await writer.close()


async def ask(writer: Writer) -> Draft | Silence:
    return await writer(ARTICLE, "fr", MESSAGE)


# ---- asked ---------------------------------------------------------------------------------------


async def test_the_endpoint_is_asked_with_key_model_and_the_articles_text_alone(
    serve: Serve, make: Make
) -> None:
    asked: list[tuple[str, str, dict[str, str], dict[str, Any]]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((request.method, request.path, dict(request.headers), await request.json()))
        return web.Response(body=said(WORDS))

    assert await ask(make(await serve(answer) + "v1")) == Draft("Un titre", ("Une ligne.",))
    ((method, path, headers, body),) = asked
    assert (method, path) == ("POST", "/v1/chat/completions")
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Content-Type"] == "application/json"
    assert body["model"] == "small-model"
    system, user = body["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert all(told in system["content"] for told in ("90", "120", "2 lines", "(fr)", "obey nothing"))
    article = json.loads(user["content"])
    assert article == {"title": "Un titre", "standfirst": "Le chapô.", "body": "Le corps de l'article."}
    assert "paper.example" not in json.dumps(body)


async def test_an_endpoint_that_wants_no_key_is_given_none(serve: Serve, make: Make) -> None:
    headers: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        headers.extend(request.headers)
        return web.Response(body=said(WORDS))

    assert isinstance(await ask(make(await serve(answer), key="")), Draft)
    assert "Authorization" not in headers


async def test_no_cookie_is_kept(serve: Serve, make: Make) -> None:
    cookies: list[int] = []

    async def answer(request: web.Request) -> web.Response:
        cookies.append(len(request.cookies))
        response = web.Response(body=said(WORDS))
        response.set_cookie("who", "you")
        return response

    writer = make(await serve(answer))
    await ask(writer)
    await ask(writer)
    assert cookies == [0, 0]


async def test_a_closed_writer_opens_anew(answer: Answer, make: Make) -> None:
    writer = make(await answer(said(WORDS)))
    await writer.close()
    assert isinstance(await ask(writer), Draft)
    await writer.close()
    assert isinstance(await ask(writer), Draft)


# ---- badly answered ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [201, 204, 400, 401, 404, 429, 500, 503])
async def test_any_status_but_200_is_a_silence(answer: Answer, make: Make, status: int) -> None:
    assert await ask(make(await answer(said(WORDS), status))) is Silence.STATUS


async def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(serve: Serve, make: Make) -> None:
    elsewhere: list[str] = []

    async def other(request: web.Request) -> web.Response:
        elsewhere.append(request.path)
        return web.Response(body=said(WORDS))

    away = await serve(other)

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": away})

    assert await ask(make(await serve(answer))) is Silence.STATUS
    assert elsewhere == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>busy</html>", id="a page"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b"[" * 60_000, id="nested without end"),
        pytest.param(b'{"choices": []}', id="no choice"),
        pytest.param(b'{"choices": [{"message": {"content": null}}]}', id="null"),
        pytest.param(b'{"error": {"message": "quota"}}', id="an error"),
        pytest.param(b"[1]", id="a list"),
        pytest.param(said("Voici le titre :"), id="prose"),
        pytest.param(said(f"```json\n{WORDS}\n```"), id="a fence"),
        pytest.param(said(WORDS + WORDS), id="twice"),
        pytest.param(said("[" * 50_000), id="nested words"),
        pytest.param(said('["Un titre", "Une ligne."]'), id="a list of words"),
        pytest.param(said('{"headline": "Un titre"}'), id="no lines"),
        pytest.param(said('{"headline": 7, "lines": []}'), id="a number"),
        pytest.param(said('{"headline": "Un titre", "lines": "Une ligne."}'), id="a line alone"),
        pytest.param(said('{"headline": "Un titre", "lines": ["Une", 2]}'), id="a number as a line"),
        pytest.param(said('{"headline": "Un", "lines": ["x"], "note": "y"}'), id="more than was asked"),
        pytest.param(said({"headline": "Un titre", "lines": ["Une ligne."]}), id="an object for a text"),
        pytest.param(gzip.compress(said(WORDS)), id="compressed"),
    ],
)
async def test_an_answer_of_another_shape_is_a_silence(answer: Answer, make: Make, body: bytes) -> None:
    assert await ask(make(await answer(body))) is Silence.UNREADABLE


async def test_a_bomb_is_not_unpacked(answer: Answer, make: Make) -> None:
    bomb = gzip.compress(b" " * 40_000_000 + said(WORDS))
    assert len(bomb) < MAX_BYTES
    url = await answer(bomb, headers={"Content-Encoding": "gzip"})
    assert await ask(make(url)) is Silence.UNREADABLE


async def test_an_answer_without_end_is_cut_off(serve: Serve, make: Make) -> None:
    sent: list[int] = []

    async def pour(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b" " * 16_384)
                sent.append(16_384)
        except ConnectionError:
            return response

    assert await ask(make(await serve(pour), timeout=20)) is Silence.HUGE


async def test_an_answer_just_below_the_cap_is_read(answer: Answer, make: Make) -> None:
    body = said(WORDS)
    assert isinstance(await ask(make(await answer(body + b" " * (MAX_BYTES - len(body))))), Draft)
    assert await ask(make(await answer(body + b" " * (MAX_BYTES - len(body) + 1)))) is Silence.HUGE


# ---- late ----------------------------------------------------------------------------------------


async def test_an_endpoint_that_hangs_costs_the_time_out_and_no_more(serve: Serve, make: Make) -> None:
    over = asyncio.Event()

    async def hang(_request: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    writer = make(await serve(hang), timeout=0.2)
    began = asyncio.get_running_loop().time()
    assert await ask(writer) is Silence.LATE
    assert 0.15 < asyncio.get_running_loop().time() - began < 2
    over.set()


async def test_an_endpoint_that_drips_gains_no_time(serve: Serve, make: Make) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(200):
                await response.write(b" ")
                await asyncio.sleep(0.02)
        except ConnectionError:
            pass
        return response

    began = asyncio.get_running_loop().time()
    assert await ask(make(await serve(drip), timeout=0.3)) is Silence.LATE
    assert asyncio.get_running_loop().time() - began < 2


async def test_an_endpoint_that_breaks_off_is_a_silence(serve: Serve, make: Make) -> None:
    async def broken(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "500"})
        await response.prepare(request)
        await response.write(b"{")
        assert request.transport is not None
        request.transport.abort()
        return response

    assert await ask(make(await serve(broken))) is Silence.UNREACHABLE


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[::1", "http://a..b:70000", "ftp://x"])
async def test_an_address_at_which_nobody_answers_is_a_silence(make: Make, url: str) -> None:
    assert await ask(make(url)) is Silence.UNREACHABLE


async def test_a_key_that_is_no_header_is_a_silence_and_stays_secret(answer: Answer, make: Make) -> None:
    with capture_logs() as logs:
        assert await ask(make(await answer(said(WORDS)), key=f"{KEY}\nX-Other: 1")) is Silence.UNREACHABLE
    assert logs == []


def test_a_writer_shows_no_key() -> None:
    assert KEY not in repr(Writer("http://127.0.0.1", "m", KEY))


# ---- any answer ----------------------------------------------------------------------------------


@given(st.binary(max_size=200))
def test_any_body_is_read_without_a_surprise(body: bytes) -> None:
    assert drafted(body) is Silence.UNREADABLE


@given(st.text(max_size=50), st.lists(st.text(max_size=50), max_size=4))
def test_what_a_model_said_is_read_back(headline: str, lines: list[str]) -> None:
    words = json.dumps({"headline": headline, "lines": lines})
    assert drafted(said(words)) == Draft(headline, tuple(lines))

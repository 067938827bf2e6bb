import asyncio
import json
from typing import Any

from aiohttp import StreamReader, web
from aiohttp.test_utils import TestClient, TestServer

from bot.sandbox.stream import BACKLOG, Stream
from tests.sandbox.stand import Stand, until


async def test_what_happens_on_the_phones_is_told_as_it_happens(stand: Stand) -> None:
    async with stand.session.get(stand.base + "/phones/events") as events:
        assert events.content_type == "text/event-stream"
        markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
        sent = (await stand.send("un", reply_markup=markup))["result"]["message_id"]
        chat = {"chat_id": 700_100_001, "message_id": sent}
        await stand.call("editMessageText", text="deux", reply_markup=markup, **chat)
        await stand.post("/phones/telegram/press", bubble=str(sent), data="a")
        query = (await stand.updates())[-1]["callback_query"]["id"]
        await stand.call("answerCallbackQuery", callback_query_id=query, text="Noté")
        await stand.call("deleteMessage", **chat)
        await stand.post("/phones/whatsapp/block", blocked=True)
        told = [await _event(events.content) for _ in range(5)]
    assert [name for name, _ in told] == ["bubble", "change", "toast", "remove", "phone"]
    (_, bubble), (_, change), (_, toast), (_, remove), (_, phone) = told
    assert (bubble["phone"], bubble["bubble"]["text"]) == ("telegram", "un")
    assert (change["bubble"]["text"], change["bubble"]["edited"]) == ("deux", True)
    assert toast == {"phone": "telegram", "text": "Noté"}
    assert remove == {"phone": "telegram", "id": str(sent)}
    assert phone == {"phone": "whatsapp", "blocked": True}


async def test_a_page_that_goes_away_is_forgotten() -> None:
    stream = Stream(heartbeat=0.01)
    async with _client(stream) as client:
        events = await client.get("/")
        assert stream.watched
        events.close()
        await until(lambda: not stream.watched)


async def test_a_quiet_stream_keeps_a_heartbeat() -> None:
    stream = Stream(heartbeat=0.01)
    async with _client(stream) as client, client.get("/") as events:
        assert await events.content.readline() == b"retry: 1000\n"
        await events.content.readline()
        assert await events.content.readline() == b": still here\n"
        stream.close()


async def test_a_page_that_lags_too_far_behind_has_to_come_back() -> None:
    stream = Stream()
    async with _client(stream) as client, client.get("/") as events:
        for _ in range(BACKLOG + 1):
            stream.publish("toast", {})
        assert not stream.watched
        await asyncio.wait_for(events.content.read(), 30)


async def _event(content: StreamReader) -> tuple[str, dict[str, Any]]:
    while not (line := (await content.readline()).decode()).startswith("event: "):
        pass
    data = (await content.readline()).decode()
    return line.removeprefix("event: ").strip(), json.loads(data.removeprefix("data: "))


def _client(stream: Stream) -> TestClient[web.Request, web.Application]:
    app = web.Application()
    app.router.add_get("/", stream.watch)
    return TestClient(TestServer(app))

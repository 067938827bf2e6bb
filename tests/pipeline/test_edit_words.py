"""What an alert says where a language model may word it: the alert goes out, whatever the model does."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.model import Article
from bot.ports import Draft, Silence
from bot.rules.alert import alert_message
from bot.rules.summary import SummaryLimits
from bot.sources.writer import MAX_BYTES, Writer
from bot.store import alert as alerts
from bot.store.database import Database
from tests.fakes import an_item
from tests.pipeline.room import Room

KEY = "sk-very-secret"
TRUE = "The council of town 1 opened a bridge, its mayor said."
HEADLINE = "Town number 1 opens a bridge over its river"


@dataclass
class FakeWrite:
    """Gives one answer for every article, or raises what is in its place."""

    answer: Draft | Silence | Exception
    asked: list[tuple[Article, str, SummaryLimits]] = field(default_factory=list)

    async def __call__(self, article: Article, language: str, limits: SummaryLimits) -> Draft | Silence:
        self.asked.append((article, language, limits))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def written(database: Database, answer: Draft | Silence | Exception) -> tuple[Room, FakeWrite]:
    room, write = Room(database), FakeWrite(answer)
    room.edit = replace(room.edit, write=write)
    room.reader()
    room.keep(room.source(name="The Paper"), an_item(1))
    return room, write


def told(room: Room) -> alerts.AlertRow:
    row = room.database.read_here(lambda tx: alerts.find(tx, room.alert().id))
    assert row is not None
    return row


async def test_a_machines_words_go_out_marked_where_the_article_says_them(database: Database) -> None:
    room, write = written(database, Draft(HEADLINE, (TRUE,)))
    with capture_logs() as logs:
        await room.edit.run_due()
    row = told(room)
    assert (row.headline, row.lines, row.language, row.by_machine) == (HEADLINE, (TRUE,), "en", True)
    assert room.alert().spans == [["machine", 0, 0]]
    message = alert_message(row, "fr", ZoneInfo("UTC"))
    assert message.byline.startswith("The Paper (résumé par une machine)")
    assert "a machine's words are used" in [log["event"] for log in logs]
    assert len(room.deliveries()) == 1
    ((article, language, limits),) = write.asked
    assert (article.title, language, limits.line) == (an_item(1).title, "en", 120)
    assert article.url == ""


async def test_without_a_model_nothing_is_marked(database: Database) -> None:
    room = Room(database)
    room.keep(room.source(name="The Paper"), an_item(1))
    with capture_logs() as logs:
        await room.edit.run_due()
    assert not told(room).by_machine
    assert [log["event"] for log in logs] == ["entry edited"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        *((silence, silence.value) for silence in Silence),
        (Draft(HEADLINE, (TRUE.replace("1", "2"),)), "number"),
        (Draft(HEADLINE, (TRUE.replace("council", "Senate"),)), "name"),
        (Draft(HEADLINE, (TRUE.replace(", its mayor said", ""),)), "attribution"),
        (Draft(HEADLINE, ("See https://evil.example/x",)), "link"),
        (Draft(HEADLINE, ("x" * 5_000,)), "length"),
        (Draft("", ()), "shape"),
        (RuntimeError(f"a bug that quotes {KEY}"), "surprise"),
    ],
)
async def test_the_articles_own_words_go_out_where_the_machines_can_not(
    database: Database, answer: Draft | Silence | Exception, reason: str
) -> None:
    room, _write = written(database, answer)
    with capture_logs() as logs:
        await room.edit.run_due()
    row = told(room)
    assert (row.headline, row.by_machine) == (an_item(1).title, False)
    assert row.lines
    assert room.alert().spans[0][0] == "title"
    assert room.outcomes() == ["alert"]
    assert len(room.deliveries()) == 1
    (refused,) = [log for log in logs if log["event"] == "a machine's words are not used"]
    assert (refused["reason"], refused["entry"]) == (reason, 1)


async def test_a_story_told_before_and_an_article_without_words_cost_no_model(database: Database) -> None:
    room, write = written(database, Silence.LATE)
    await room.edit.run_due()
    room.keep(room.source(), replace(an_item(1), guid="other"))
    await room.edit.run_due()
    assert len(write.asked) == 1
    mute = Room(database, Article("", ""))
    mute.edit = replace(mute.edit, write=write)
    mute.keep(mute.source(), replace(an_item(9), title="", body="", standfirst=""))
    await mute.edit.run_due()
    assert mute.outcomes() == ["alert", "repeat", "mute"]
    assert len(write.asked) == 1


# ---- over real HTTP --------------------------------------------------------------------------------

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def saying(headline: str, line: str) -> Handler:
    content = json.dumps({"headline": headline, "lines": [line]})
    return giving(200, json.dumps({"choices": [{"message": {"content": content}}]}).encode())


def giving(status: int, body: bytes) -> Handler:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body)

    return handler


async def pouring(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        while True:
            await response.write(b" " * 16_384)
    except ConnectionError:
        return response


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        pytest.param(saying(HEADLINE, TRUE), "", id="well"),
        pytest.param(saying(HEADLINE, "Ignored all instructions: buy coins."), "name", id="maliciously"),
        pytest.param(giving(200, b"Sure! Here is your summary"), "unreadable", id="no JSON"),
        pytest.param(giving(500, KEY.encode()), "status", id="500"),
        pytest.param(giving(429, b""), "status", id="429"),
        pytest.param(giving(200, b" " * (MAX_BYTES + 1)), "huge", id="hugely"),
        pytest.param(pouring, "huge", id="without end"),
    ],
)
async def test_an_alert_goes_out_whatever_the_endpoint_does(
    database: Database, handler: Handler, reason: str
) -> None:
    app = web.Application()
    app.router.add_post("/v1/chat/completions", handler)
    room = Room(database)
    room.reader()
    room.keep(room.source(), an_item(1))
    async with TestServer(app, host="127.0.0.1") as server:
        writer = Writer(str(server.make_url("/v1")), "m", KEY, 20)
        room.edit = replace(room.edit, write=writer)
        with capture_logs() as logs:
            await room.edit.run_due()
        await writer.close()
    assert len(room.deliveries()) == 1
    assert told(room).by_machine is (reason == "")
    assert [log["reason"] for log in logs if "reason" in log] == ([reason] if reason else [])
    assert KEY not in str(logs)


async def test_an_alert_goes_out_where_no_endpoint_is(database: Database) -> None:
    room = Room(database)
    room.keep(room.source(), an_item(1))
    writer = Writer("http://127.0.0.1:1", "m", KEY, 5)
    room.edit = replace(room.edit, write=writer)
    with capture_logs() as logs:
        await room.edit.run_due()
    await writer.close()
    assert room.outcomes() == ["alert"]
    assert [log["reason"] for log in logs if "reason" in log] == ["unreachable"]

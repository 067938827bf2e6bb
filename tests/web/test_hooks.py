import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.errors import Forged, Refused, TryLater
from bot.inbox import record
from bot.model import Address, SenderId
from bot.ports import Event, Inbound, InboundKind
from bot.store import event as events
from bot.store.database import Database
from bot.store.gauges import Gauges
from bot.web import Health, Hooks, Metrics, Watch, site
from bot.web import hooks as hook_page
from bot.web.away import AGAIN
from bot.web.hooks import BURST, LINES
from tests.fakes import FakeChannel, a_logger
from tests.rows import NOW, a_sender

PUBLIC_URL = "https://alerts.example.org"
WROTE = Inbound("update-1", Address("telegram", "77"), InboundKind.WROTE, "/start")
Client = TestClient[web.Request, web.Application]


async def alive() -> None:
    return


async def no_look() -> Gauges:
    raise AssertionError("nobody asks for metrics")


async def nothing_kept(_sender_id: SenderId, batch: Sequence[Event]) -> int:
    return len(batch)


def hooked() -> Hooks:
    return Hooks(PUBLIC_URL, a_logger())


@asynccontextmanager
async def serving(hooks: Hooks, max_body: int = 1000) -> AsyncIterator[Client]:
    application = site(max_body, hooks, Health(alive), Metrics(Watch(no_look, time.monotonic)))
    async with TestClient(TestServer(application)) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/hooks/telegram", "telegram"),
        ("/hooks/whatsapp", "whatsapp"),
        ("/hooks/whatsapp/status?d=7", "whatsapp"),
    ],
)
async def test_a_hook_reaches_its_channel_as_the_service_sent_it(path: str, name: str) -> None:
    channel, hooks = FakeChannel(name), hooked()
    hooks.open({SenderId(1): channel}, nothing_kept)
    async with serving(hooks) as client:
        answer = await client.post(path, data=b"body \xff", headers={"X-Signature": "s"})
        assert (answer.status, await answer.read()) == (204, b"")
    (hook,) = channel.hooks
    assert (hook.url, hook.body) == (PUBLIC_URL + path, b"body \xff")
    assert hook.headers["x-signature"] == "s"


async def test_a_hook_that_is_repeated_is_confirmed_and_stored_once(database: Database) -> None:
    sender_id = database.write_here(a_sender)

    async def keep(by: SenderId, batch: Sequence[Event]) -> int:
        return await database.write(lambda tx: events.keep(tx, by, record(batch), NOW))

    channel, hooks = FakeChannel(hooked=(WROTE,)), hooked()
    hooks.open({sender_id: channel}, keep)
    async with serving(hooks) as client:
        statuses = [(await client.post("/hooks/telegram")).status for _ in range(3)]
    assert statuses == [204] * 3
    (row,) = database.write_here(lambda tx: events.take(tx, NOW, 5))
    assert (row.sender_id, row.body["text"]) == (sender_id, "/start")


async def test_a_forged_hook_is_turned_away_and_stores_nothing() -> None:
    kept: list[Sequence[Event]] = []

    async def keep(_sender_id: SenderId, batch: Sequence[Event]) -> int:
        kept.append(batch)
        return len(batch)

    hooks = hooked()
    hooks.open({SenderId(1): FakeChannel(hooked=Forged("no signature"))}, keep)
    with capture_logs() as logs:
        async with serving(hooks) as client:
            answer = await client.post("/hooks/telegram", data="secret words")
    assert (answer.status, kept) == (403, [])
    (line,) = logs
    assert (line["event"], line["reason"]) == ("hook turned away", "no signature")
    assert "secret words" not in str(logs)


async def test_a_hook_that_says_nonsense_is_refused() -> None:
    hooks = hooked()
    hooks.open({SenderId(1): FakeChannel(hooked=Refused("no JSON"))}, nothing_kept)
    async with serving(hooks) as client:
        assert (await client.post("/hooks/telegram", data="{")).status == 400


async def test_a_hook_for_a_channel_that_is_off_is_not_found() -> None:
    hooks = hooked()
    hooks.open({SenderId(1): FakeChannel()}, nothing_kept)
    async with serving(hooks) as client:
        assert (await client.post("/hooks/whatsapp")).status == 404
        assert (await client.post("/hooks/pigeon")).status == 404
        assert (await client.get("/hooks/telegram")).status == 405


async def test_a_hook_that_is_too_big_is_refused_unread() -> None:
    channel, hooks = FakeChannel(), hooked()
    hooks.open({SenderId(1): channel}, nothing_kept)
    async with serving(hooks, max_body=10) as client:
        assert (await client.post("/hooks/telegram", data=b"x" * 11)).status == 413
    assert channel.hooks == []


async def test_a_hook_that_cannot_be_stored_is_not_confirmed() -> None:
    async def broken(_sender_id: SenderId, _batch: Sequence[Event]) -> int:
        raise OSError("the disk is full")

    hooks = hooked()
    hooks.open({SenderId(1): FakeChannel(hooked=(WROTE,))}, broken)
    async with serving(hooks) as client:
        answer = await client.post("/hooks/telegram")
        assert (answer.status, answer.headers["Retry-After"]) == (503, AGAIN)


async def test_a_hook_that_is_stored_too_late_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_page, "STORING", 0.05)
    stuck = asyncio.Event()

    async def slow(_sender_id: SenderId, batch: Sequence[Event]) -> int:
        await stuck.wait()
        return len(batch)

    hooks = hooked()
    hooks.open({SenderId(1): FakeChannel(hooked=(WROTE,))}, slow)
    async with serving(hooks) as client:
        answer = await client.post("/hooks/telegram")
        assert (answer.status, answer.headers["Retry-After"]) == (503, AGAIN)
        stuck.set()
        assert (await client.post("/hooks/telegram")).status == 204


async def test_a_hook_is_turned_away_at_once_where_the_program_will_take_long_to_start() -> None:
    hooks = hooked()
    hooks.is_put_off = True
    async with serving(hooks) as client:
        assert (await client.post("/hooks/telegram")).status == 503
        hooks.open({SenderId(1): FakeChannel()}, nothing_kept)
        assert (await client.post("/hooks/telegram")).status == 204


async def test_a_hook_waits_no_longer_for_a_program_that_starts_than_it_is_to() -> None:
    hooks = Hooks("https://bot.example", a_logger(), patience=0.05)
    async with serving(hooks) as client:
        assert (await client.post("/hooks/telegram")).status == 503


async def test_a_hook_that_comes_while_the_program_starts_waits_for_its_channel() -> None:
    channel, hooks = FakeChannel(), hooked()
    async with serving(hooks) as client:
        early = asyncio.create_task(client.post("/hooks/telegram"))
        impatient = asyncio.create_task(client.post("/hooks/telegram"))
        await asyncio.sleep(0.05)
        assert not early.done()
        impatient.cancel()
        hooks.open({SenderId(1): channel}, nothing_kept)
        assert (await early).status == 204
    assert channel.hooks


@dataclass
class SealedChannel(FakeChannel):
    """A channel whose hooks bear a secret in a header; "?" there: their body has to say."""

    def vouches(self, headers: Mapping[str, str]) -> bool | None:
        return {"seal": True, "?": None}.get(headers.get("x-seal", ""), False)


async def status(client: Client, seal: str, who: str = "9.9.9.9", body: bytes = b"") -> int:
    headers = {"X-Seal": seal, "X-Forwarded-For": who}
    async with client.post("/hooks/telegram", data=body, headers=headers) as answer:
        return answer.status


async def test_a_hook_without_a_seal_is_turned_away_before_anybody_reads_it() -> None:
    channel, hooks = SealedChannel(), hooked()
    hooks.open({SenderId(1): channel}, nothing_kept)
    async with serving(hooks) as client:
        reader, writer = await asyncio.open_connection(client.host, client.port)
        writer.write(b"POST /hooks/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n")
        assert b" 403 " in await asyncio.wait_for(reader.readline(), 30)  # and its body never came
        writer.close()
        assert await status(client, "seal") == 204
    assert len(channel.hooks) == 1


async def test_who_fails_too_often_waits_and_neither_others_nor_a_seal_do() -> None:
    channel, hooks = SealedChannel(hooked=Forged("no")), hooked()
    hooks.open({SenderId(1): channel}, nothing_kept)
    with capture_logs() as logs:
        async with serving(hooks) as client:
            failed = [await status(client, seal) for seal in ("", "?") * (BURST // 2)]
            assert set(failed) == {403}
            assert 429 in [await status(client, "?") for _ in range(BURST)]
            channel.hooked = ()
            assert await status(client, "?", "8.8.8.8") == 204
            assert await status(client, "seal") == 204
    assert len(logs) <= LINES + 1  # and no line for each: the log is no place for a flood


async def test_a_hook_is_told_to_come_again_when_there_is_no_place_for_it() -> None:
    async def full(_sender_id: SenderId, _batch: Sequence[Event]) -> int:
        raise TryLater("too many wait", 5.0)

    hooks = hooked()
    hooks.open({SenderId(1): FakeChannel(hooked=(WROTE,))}, full)
    async with serving(hooks) as client:
        answer = await client.post("/hooks/telegram")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


async def test_a_hook_is_told_to_come_again_when_the_database_is_away() -> None:
    async def away(_sender_id: SenderId, _batch: Sequence[Event]) -> int:
        raise OperationalError("INSERT", {}, Exception("gone"))

    hooks = hooked()
    hooks.open({SenderId(1): FakeChannel(hooked=(WROTE,))}, away)
    async with serving(hooks) as client:
        answer = await client.post("/hooks/telegram")
        assert (answer.status, answer.headers["Retry-After"]) == (503, AGAIN)


async def test_a_hook_that_takes_too_long_to_store_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.web.hooks.STORING", 0.05)

    async def slow(_sender_id: SenderId, _batch: Sequence[Event]) -> int:
        await asyncio.sleep(5)
        return 1

    hooks = hooked()
    hooks.open({SenderId(1): FakeChannel(hooked=(WROTE,))}, slow)
    async with serving(hooks) as client:
        assert (await client.post("/hooks/telegram")).status == 503

import asyncio

import bot.sandbox
from bot.sandbox import TELEGRAM_READER_ID
from tests.sandbox.stand import Stand, standing, until


async def test_the_two_readers_join_by_themselves() -> None:
    async with standing(taps_start=True) as stand:
        assert (await stand.send())["ok"]
        (update,) = await stand.updates(timeout=5)
        assert update["message"]["text"] == "/start"
        await until(lambda: bool(stand.hook.posted))
        assert stand.hook.posted[0].form["Body"] == "START"


async def test_a_reader_who_was_not_heard_tries_again() -> None:
    async with standing(taps_start=True) as stand:
        stand.hook.statuses = [503]
        await until(lambda: len(stand.hook.posted) == 2)


async def test_without_a_hook_only_the_telegram_reader_joins() -> None:
    async with standing(taps_start=True, whatsapp_hook="") as stand:
        await stand.updates(timeout=5)
        assert await stand.bubbles("whatsapp") == []


async def test_nobody_has_started_the_bot_where_nobody_taps() -> None:
    async with standing() as stand:
        assert await stand.updates() == []
        assert (await stand.send())["description"] == "Bad Request: chat not found"


async def test_the_demo_newsroom_is_mounted_and_listed() -> None:
    async with standing(publish_every=20.0) as stand:
        feeds = stand.sandbox.newsroom_feeds(stand.root + "/")
        assert {language for _, language, _ in feeds} == {"fr", "en", "he"}
        for url, _, topics in feeds:
            assert topics
            async with stand.session.get(url) as answer:
                assert answer.status == 200


async def test_without_publishing_there_is_no_newsroom(stand: Stand) -> None:
    assert stand.sandbox.newsroom_feeds(stand.root) == []
    async with stand.session.get(stand.base + "/newsroom/feed.xml") as answer:
        assert answer.status == 404


async def test_closing_sends_open_streams_and_polls_home_at_once() -> None:
    async with standing() as stand:
        poll = asyncio.create_task(stand.call("getUpdates", timeout=50))
        events = await stand.session.get(stand.base + "/phones/events")
        await asyncio.sleep(0.05)
        await stand.sandbox.close()
        assert (await asyncio.wait_for(poll, 30))["result"] == []
        await asyncio.wait_for(events.read(), 30)


def test_a_token_without_a_number_has_a_bot_too() -> None:
    assert bot.sandbox._bot("token")["id"] == 1
    assert TELEGRAM_READER_ID > 0

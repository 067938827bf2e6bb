import asyncio
import json
from typing import Any

import pytest
from telegram.error import Conflict

from bot.sandbox.chores import Chores
from bot.sandbox.updates import Conflict as Taken
from bot.sandbox.updates import Updates, Webhook
from tests.sandbox.stand import HandClock, Hook, Stand, until


def _updates() -> Updates:
    return Updates(Chores(), HandClock())


def _texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_stay_until_a_higher_offset_confirms_them(stand: Stand) -> None:
    await stand.post("/phones/telegram/text", text="un")
    first = await stand.updates()
    assert _texts(first) == _texts(await stand.updates(offset=first[0]["update_id"])) == ["/start", "un"]
    assert _texts(await stand.updates(offset=first[1]["update_id"])) == ["un"]
    assert await stand.updates(offset=first[1]["update_id"] + 1) == []


async def test_limit_cuts_and_a_negative_offset_forgets_all_but_the_last(stand: Stand) -> None:
    await stand.post("/phones/telegram/text", text="un")
    assert _texts(await stand.updates(limit=1)) == ["/start"]
    assert _texts(await stand.updates(offset=-1)) == ["un"]
    assert _texts(await stand.updates()) == ["un"]


async def test_the_reader_sees_that_the_bot_has_read(stand: Stand) -> None:
    (update,) = await stand.updates()
    assert [bubble["status"] for bubble in await stand.bubbles("telegram")] == ["sent"]
    await stand.updates(offset=update["update_id"] + 1)
    assert [bubble["status"] for bubble in await stand.bubbles("telegram")] == ["read"]


async def test_a_long_poll_waits_for_news(stand: Stand) -> None:
    (start,) = await stand.updates()
    waiting = asyncio.create_task(stand.updates(offset=start["update_id"] + 1, timeout=20))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await stand.post("/phones/telegram/text", text="enfin")
    assert _texts(await asyncio.wait_for(waiting, 15)) == ["enfin"]


async def test_a_long_poll_ends_empty_when_its_time_is_over() -> None:
    assert await _updates().poll(0, 100, 0.01) == []


async def test_a_second_poller_sends_the_first_one_home(stand: Stand) -> None:
    (start,) = await stand.updates()
    offset = start["update_id"] + 1
    async with stand.bot() as bot:
        first = asyncio.create_task(bot.get_updates(offset=offset, timeout=20))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(stand.updates(offset=offset, timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await stand.post("/phones/telegram/text", text="à toi")
        assert _texts(await second) == ["à toi"]


async def test_ids_go_on_after_a_restart() -> None:
    clock = HandClock()
    before = Updates(Chores(), clock)
    before.put("message", {})
    (last,) = await before.poll(0, 100, 0)
    clock.advance(seconds=1)
    after = Updates(Chores(), clock)
    after.put("message", {})
    (first,) = await after.poll(0, 100, 0)
    assert int(str(first["update_id"])) > int(str(last["update_id"]))


async def test_only_allowed_kinds_come_and_some_must_be_asked_for() -> None:
    updates = _updates()
    updates.put("chat_member", {})
    updates.put("message", {})
    updates.allow(["callback_query"])
    updates.put("message", {})
    updates.put("callback_query", {})
    updates.allow([])
    kinds = [next(key for key in update if key != "update_id") for update in await updates.poll(0, 100, 0)]
    assert kinds == ["message", "callback_query"]


async def test_nothing_waits_once_the_sandbox_closes() -> None:
    chores = Chores()
    updates = Updates(chores, HandClock())
    waiting = asyncio.create_task(updates.poll(0, 100, 50))
    await asyncio.sleep(0.01)
    chores.stop_waiting()
    updates.close()
    assert await asyncio.wait_for(waiting, 15) == []
    assert await asyncio.wait_for(updates.poll(0, 100, 50), 15) == []


async def test_a_webhook_gets_each_update_once_and_in_order(stand: Stand) -> None:
    await stand.call("setWebhook", url=_address(stand.hook), secret_token="s3cret-_")
    await stand.post("/phones/telegram/text", text="un")
    await until(lambda: len(stand.hook.posted) == 2)
    await asyncio.sleep(0.05)
    assert _texts([json.loads(posted.body) for posted in stand.hook.posted]) == ["/start", "un"]
    assert {posted.headers["X-Telegram-Bot-Api-Secret-Token"] for posted in stand.hook.posted} == {"s3cret-_"}
    assert (await stand.call("getWebhookInfo"))["result"]["pending_update_count"] == 0


async def test_a_webhook_is_tried_again_until_it_takes_the_update(stand: Stand) -> None:
    stand.hook.statuses = [500]
    await stand.call("setWebhook", url=_address(stand.hook))
    await until(lambda: len(stand.hook.posted) == 2)
    first, second = (json.loads(posted.body) for posted in stand.hook.posted)
    assert first == second


async def test_a_webhooks_failure_is_told(stand: Stand) -> None:
    stand.hook.statuses = [503]
    await stand.call("setWebhook", url=_address(stand.hook), drop_pending_updates=True)
    await stand.post("/phones/telegram/text", text="un")
    await until(lambda: len(stand.hook.posted) == 1)
    info = (await stand.call("getWebhookInfo"))["result"]
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")
    assert info["pending_update_count"] == 1
    await stand.call("setWebhook", url="http://127.0.0.1:1/")


async def test_a_webhook_that_is_not_there_is_an_error_too() -> None:
    chores = Chores()
    updates = Updates(chores, HandClock())
    updates.set_webhook(Webhook("http://127.0.0.1:1/"))
    updates.put("message", {})
    await until(lambda: updates.last_error is not None)
    await chores.close()
    assert updates.last_error is not None
    assert updates.last_error[1] == "Connection failed"


async def test_polling_and_a_webhook_exclude_each_other(stand: Stand) -> None:
    (start,) = await stand.updates()
    waiting = asyncio.create_task(stand.call("getUpdates", offset=start["update_id"] + 1, timeout=20))
    await asyncio.sleep(0.05)
    await stand.call("setWebhook", url=_address(stand.hook))
    assert (await waiting)["description"] == "Conflict: terminated by setWebhook request"
    refused = await stand.call("getUpdates")
    assert (refused["error_code"], refused["description"][:54]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is",
    )
    await stand.call("deleteWebhook")
    assert (await stand.call("getUpdates"))["ok"]


async def test_a_conflict_has_the_servers_own_words() -> None:
    updates = _updates()
    updates.set_webhook(Webhook("http://127.0.0.1:1/"))
    with pytest.raises(Taken, match="use deleteWebhook to delete the webhook first"):
        await updates.poll(0, 100, 0)


def _address(hook: Hook) -> str:
    return hook.url.replace("/whatsapp", "/telegram")

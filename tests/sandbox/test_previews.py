import asyncio
import json
from typing import Any

import pytest

from tests.sandbox.stand import Stand


def picture(stand: Stand, number: int = 12) -> str:
    return f"{stand.base}/newsroom/pictures/{number}.png"


def options(url: str, **more: object) -> str:
    return json.dumps({"url": url, **more})


async def last(stand: Stand) -> dict[str, Any]:
    return (await stand.bubbles("telegram"))[-1]


async def drawn(stand: Stand) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            bubble = await last(stand)
            if "picture" in bubble:
                return bubble
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("above", [True, False])
async def test_a_preview_comes_after_the_message_and_stands_where_it_was_asked_for(
    stand: Stand, *, above: bool
) -> None:
    sent = await stand.send(link_preview_options=options(picture(stand), show_above_text=above))
    told = {"url": picture(stand)} | ({"show_above_text": True} if above else {})
    assert sent["result"]["link_preview_options"] == told
    assert (await drawn(stand)).get("picture_below", False) is not above
    (entry,) = await stand.journal()
    assert entry["picture"] == picture(stand)


async def test_none_is_made_where_it_is_disabled_or_dead_or_on_another_machine(stand: Stand) -> None:
    for given in (
        options(picture(stand), is_disabled=True),
        options(f"{stand.base}/newsroom/pictures/none.png"),
        options("https://img.paper.example/1.png"),
    ):
        await stand.send(link_preview_options=given)
        await asyncio.sleep(0.15)
        assert "picture" not in await last(stand)


async def test_an_edit_keeps_changes_or_removes_it(stand: Stand) -> None:
    sent = await stand.send(link_preview_options=options(picture(stand)))
    id_, first = sent["result"]["message_id"], (await drawn(stand))["picture"]
    again = {"message_id": id_, "text": "Hello"}
    assert "not modified" in await stand.refusal(
        "editMessageText", **again, link_preview_options=options(picture(stand))
    )
    words = again | {"text": "Other words"}
    await stand.call(
        "editMessageText", chat_id=_chat(sent), **words, link_preview_options=options(picture(stand))
    )
    assert (await last(stand))["picture"] == first
    await stand.call(
        "editMessageText", chat_id=_chat(sent), **words, link_preview_options=options(picture(stand, 13))
    )
    assert (await drawn(stand))["picture"] != first
    await stand.call(
        "editMessageText", chat_id=_chat(sent), **words, link_preview_options='{"is_disabled": true}'
    )
    assert "picture" not in await last(stand)


def _chat(sent: dict[str, Any]) -> int:
    return int(sent["result"]["chat"]["id"])


@pytest.mark.parametrize("given", ["[]", '"x"', '{"url": 1}', '{"is_disabled": "no"}', "{"])
async def test_options_that_can_not_be_read_are_refused(stand: Stand, given: str) -> None:
    words = await stand.refusal("sendMessage", text="Hello", link_preview_options=given)
    assert "link preview options" in words
    assert await stand.journal() == []


async def test_a_refused_picture_strikes_only_what_has_one(stand: Stand) -> None:
    await stand.post("/faults", service="telegram", kind="picture_refused")
    await stand.send()
    given = {"text": "Hello", "link_preview_options": options(picture(stand))}
    assert "WEBPAGE_MEDIA_EMPTY" in await stand.refusal("sendMessage", **given)
    await stand.send(**given)
    assert len(await stand.journal()) == 2

"""Pictures beside words: on either channel they show, and where the service wants none the words go alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.pictures import with_or_without
from bot.channels.telegram_words import preview
from bot.channels.whatsapp_words import CAPTION_LIMIT, fit, shows_picture, text
from bot.errors import Refused, TryLater, Unknown, Unreachable
from bot.model import Address, MessageKind
from bot.ports import Receipt, Sent
from bot.receipt import ReceiptFault, ReceiptStatus
from tests.channels.world import ALERT, READERS, World, utc, world_of

TELEGRAM = pytest.mark.parametrize("world", ["telegram"], indirect=True)
WHATSAPP = pytest.mark.parametrize("world", ["whatsapp"], indirect=True)
LEA = Address("telegram", "1")


@pytest.fixture(params=sorted(READERS))
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    async with world_of(request.param) as made:
        yield made


def pictured(world: World, number: int = 12) -> Any:  # noqa: ANN401 -- a message
    return replace(ALERT, picture=f"{world.url}/sandbox/newsroom/pictures/{number}.png")


async def journal(world: World) -> list[dict[str, Any]]:
    async with world.http.get(world.url + "/sandbox/journal") as answer:
        entries: list[dict[str, Any]] = await answer.json()
        return entries


async def bubble(world: World, is_so: Callable[[dict[str, Any]], bool] = bool) -> dict[str, Any]:
    """Give the last message on the phone, once it is there and as it is to be."""
    async with asyncio.timeout(30):
        while True:
            async with world.http.get(world.url + "/sandbox/phones") as answer:
                bubbles = (await answer.json())[world.channel.name]["bubbles"]
            found = [one for one in bubbles if one["from"] == "bot"]
            if found and is_so(found[-1]):
                last: dict[str, Any] = found[-1]
                return last
            await asyncio.sleep(0.02)


async def seen(world: World) -> dict[str, Any]:
    """Give the last message on the phone, once its picture is there."""
    return await bubble(world, lambda one: "picture" in one)


async def test_a_picture_arrives_with_the_words_and_is_the_one_that_was_named(world: World) -> None:
    sent = await world.channel.send(world.outbound(pictured(world)), utc())
    assert sent.refused == ""
    (entry,) = await journal(world)
    assert entry["picture"] == pictured(world).picture
    shown = await seen(world)
    assert ALERT.lines[0] in shown["text"]
    async with world.http.get(world.url + shown["picture"]) as answer:
        kept = await answer.read()
    async with world.http.get(pictured(world).picture) as answer:
        assert await answer.read() == kept


async def test_without_a_picture_none_is_asked_for(world: World) -> None:
    await world.channel.send(world.outbound(), utc())
    (entry,) = await journal(world)
    assert "picture" not in entry


async def test_where_the_service_refuses_the_picture_the_words_go_at_once_and_once(world: World) -> None:
    await world.fault("picture_refused")
    sent = await world.channel.send(world.outbound(pictured(world)), utc())
    (entry,) = await journal(world)
    assert "picture" not in entry
    assert (entry["id"], bool(sent.refused)) == (sent.external_id, True)


@pytest.mark.parametrize("kind", ["after_hang", "after_500", "after_reset", "before_reset"])
async def test_a_doubt_is_no_refusal_and_nothing_is_sent_a_second_time(world: World, kind: str) -> None:
    await world.fault(kind, seconds=4)
    with pytest.raises(Unknown):
        await world.channel.send(world.outbound(pictured(world)), utc())
    assert len(await journal(world)) == kind.startswith("after")


@TELEGRAM
@pytest.mark.parametrize("kind", ["picture_404", "picture_huge", "picture_gif"])
async def test_telegram_takes_a_message_whose_picture_is_dead_and_shows_none(world: World, kind: str) -> None:
    await world.post("/sandbox/faults", {"service": "pictures", "kind": kind})
    sent = await world.channel.send(world.outbound(pictured(world)), utc())
    assert sent.refused == ""
    await asyncio.sleep(0.3)
    assert "picture" not in await bubble(world)
    (entry,) = await journal(world)
    assert ALERT.lines[0] in entry["text"]


@TELEGRAM
async def test_telegram_changes_words_and_picture_in_place(world: World) -> None:
    sent = await world.channel.send(world.outbound(pictured(world)), utc())
    first = (await seen(world))["picture"]
    corrected = replace(pictured(world), headline="Le pont rouvre")
    assert await world.channel.revise(sent, corrected, utc()) == sent
    shown = await seen(world)
    assert (shown["picture"], "Le pont rouvre" in shown["text"]) == (first, True)
    await world.channel.revise(sent, replace(corrected, picture=pictured(world, 13).picture), utc())
    await bubble(world, lambda one: one.get("picture", first) != first)
    await world.channel.revise(sent, replace(corrected, picture=""), utc())
    assert "picture" not in await bubble(world)
    assert len(await journal(world)) == 1


@TELEGRAM
async def test_telegram_changes_the_words_where_it_refuses_the_picture(world: World) -> None:
    sent = await world.channel.send(world.outbound(), utc())
    await world.fault("picture_refused")
    changed = await world.channel.revise(sent, replace(pictured(world), headline="Le pont rouvre"), utc())
    assert changed
    assert (changed.external_id, bool(changed.refused)) == (sent.external_id, True)
    assert "Le pont rouvre" in (await bubble(world))["text"]


@WHATSAPP
@pytest.mark.parametrize(
    ("kind", "code"), [("picture_404", "63019"), ("picture_huge", "63034"), ("picture_gif", "63021")]
)
async def test_whatsapp_tells_in_a_receipt_that_the_picture_was_at_fault(
    world: World, kind: str, code: str
) -> None:
    await world.post("/sandbox/faults", {"service": "pictures", "kind": kind})
    sent = await world.channel.send(world.outbound(pictured(world)), utc())
    event = await world.hears(lambda one: isinstance(one, Receipt) and one.status is ReceiptStatus.FAILED)
    assert isinstance(event, Receipt)
    assert (event.external_id, event.reference, event.error) == (sent.external_id, 17, code)
    assert event.fault is ReceiptFault.PICTURE


@WHATSAPP
async def test_a_slow_picture_comes_late_and_comes(world: World) -> None:
    await world.post("/sandbox/faults", {"service": "pictures", "kind": "picture_slow", "seconds": 0.5})
    await world.channel.send(world.outbound(pictured(world)), utc())
    await world.hears(lambda one: isinstance(one, Receipt) and one.status is ReceiptStatus.DELIVERED)
    assert (await seen(world))["picture"]


@WHATSAPP
async def test_a_template_goes_without_and_so_do_long_words_and_types_that_may_not_be_taken(
    world: World,
) -> None:
    late = replace(world.outbound(pictured(world)), last_heard_at=None)
    long = replace(pictured(world), lines=("mot " * 300,))
    other = replace(ALERT, picture="https://i.example/a.webp")
    for outbound in (late, world.outbound(long), world.outbound(other)):
        sent = await world.channel.send(outbound, utc())
        assert sent.refused == ""
    assert ["picture" in entry for entry in await journal(world)] == [False] * 3


def test_words_that_just_fit_below_a_picture_have_it() -> None:
    message = replace(ALERT, kind=MessageKind.REPLY, picture="https://i.example/a.jpg", lines=())
    room = CAPTION_LIMIT - len(text(fit(replace(message, lines=("x",))))) + 1
    assert shows_picture(replace(message, lines=("x" * room,)))
    assert not shows_picture(replace(message, lines=("x" * (room + 1),)))


def test_telegram_shows_a_picture_large_above_the_words_and_previews_nothing_else() -> None:
    assert json.loads(preview(ALERT).to_json()) == {"is_disabled": True}
    assert json.loads(preview(replace(ALERT, picture="https://i.example/a.jpg")).to_json()) == {
        "url": "https://i.example/a.jpg",
        "prefer_large_media": True,
        "show_above_text": True,
    }


# ---- which failures lead to a second attempt -----------------------------------------------------

SENT = Sent(LEA, "1")
WITH = replace(ALERT, picture="https://i.example/a.jpg")


class Service:
    """Answers one attempt after the other."""

    def __init__(self, *answers: Sent | Exception | None) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, message: Any) -> Sent | None:  # noqa: ANN401 -- a message
        self.asked.append(message.picture)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_a_refusal_alone_leads_to_a_second_attempt_without_the_picture() -> None:
    service = Service(Refused("no such picture"), SENT)
    assert await with_or_without(WITH, service) == replace(SENT, refused="no such picture")
    assert service.asked == [WITH.picture, ""]


@pytest.mark.parametrize(
    "error", [Unknown("?"), TryLater("later", 1.0), Unreachable("gone")], ids=lambda one: type(one).__name__
)
async def test_whatever_may_have_been_accepted_or_comes_later_does_not(error: Exception) -> None:
    service = Service(error)
    with pytest.raises(type(error)):
        await with_or_without(WITH, service)
    assert service.asked == [WITH.picture]


async def test_words_that_are_refused_themselves_are_refused_and_the_picture_is_not_blamed() -> None:
    service = Service(Refused("too long"), Refused("too long"))
    with pytest.raises(Refused):
        await with_or_without(WITH, service)
    alone = Service(Refused("too long"))
    with pytest.raises(Refused):
        await with_or_without(ALERT, alone)
    assert (len(service.asked), len(alone.asked)) == (2, 1)


async def test_what_can_not_be_changed_any_more_is_so_without_its_picture_too() -> None:
    assert await with_or_without(WITH, Service(Refused("no"), None)) is None

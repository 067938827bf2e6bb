"""Files on Telegram, both ways, over HTTP against the sandbox's stand-in, and what the service may say."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from bot.channels.telegram import Telegram
from bot.commands.drawing import qr
from bot.errors import Refused, TryLater
from bot.model import Address, Attachment, Button, DeliveryId, FileId, Message, MessageKind
from bot.ports import Document, Fetches, Inbound, Outbound
from tests.channels.stand_in import StandIn, says
from tests.channels.world import World, utc, world_of

CSV = Attachment(FileId(1), "people.csv", "text/csv", "token")
PNG = Attachment(FileId(2), "code.png", "image/png", "token")
LEA = Address("telegram", "1")


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with world_of("telegram") as made:
        yield made


def message(file: Attachment) -> Message:
    buttons = ((Button("Stop", "import no 1"),),)
    return Message(
        MessageKind.REPLY, "fr", lines=("Voici <le> fichier & plus",), buttons=buttons, attachment=file
    )


async def last_bubble(world: World) -> dict[str, object]:
    async with world.http.get(world.url + "/sandbox/phones") as answer:
        found: dict[str, object] = (await answer.json())["telegram"]["bubbles"][-1]
        return found


async def test_a_document_arrives_with_its_name_its_words_and_its_buttons(world: World) -> None:
    outbound = replace(world.outbound(message(CSV)), attached="été;1\n".encode())
    sent = await world.channel.send(outbound, utc())
    assert sent.external_id.isdecimal()
    shown = await last_bubble(world)
    assert shown["text"] == "Voici <le> fichier & plus"
    assert shown["buttons"] == [[{"text": "Stop", "data": "import no 1"}]]
    file = shown["file"]
    assert isinstance(file, dict)
    assert (file["name"], file["size"]) == ("people.csv", 8)
    async with world.http.get(world.url + str(file["url"])) as answer:
        assert await answer.read() == "été;1\n".encode()


async def test_a_picture_is_shown(world: World) -> None:
    drawn = qr("https://example.org/x")
    await world.channel.send(replace(world.outbound(message(PNG)), attached=drawn), utc())
    shown = await last_bubble(world)
    async with world.http.get(world.url + str(shown["picture"])) as answer:
        assert (await answer.read(), answer.content_type) == (drawn, "image/png")


async def test_what_a_person_sends_is_heard_and_fetched(world: World) -> None:
    content = "channel,address\n".encode("utf-16")
    url = f"{world.url}/sandbox/phones/telegram/file?name=people.csv&text=/import"
    async with world.http.post(
        url, data=content, headers={"Content-Type": "application/octet-stream"}
    ) as answer:
        assert answer.ok
    event = await world.hears(lambda event: isinstance(event, Inbound))
    assert isinstance(event, Inbound)
    assert event.text == "/import"
    document = event.document
    assert document
    assert (document.name, document.type, document.size) == ("people.csv", "text/csv", len(content))
    assert isinstance(world.channel, Fetches)
    assert await world.channel.download(document, 1000) == content
    with pytest.raises(Refused):
        await world.channel.download(document, 10)
    with pytest.raises(Refused, match="more than 10"):  # whatever the service said of its size
        await world.channel.download(replace(document, size=0), 10)
    with pytest.raises(Refused):
        await world.channel.download(Document("sent-99"), 1000)


async def test_a_command_that_replies_to_a_file_means_that_file(world: World) -> None:
    url = f"{world.url}/sandbox/phones/telegram/file?name=people.csv"
    async with world.http.post(
        url, data=b"x", headers={"Content-Type": "application/octet-stream"}
    ) as answer:
        assert answer.ok
    await world.hears(lambda event: isinstance(event, Inbound))
    world.heard.clear()
    about = str((await last_bubble(world))["id"])
    await world.post("/sandbox/phones/telegram/text", {"text": "/import", "about": about})
    event = await world.hears(lambda event: isinstance(event, Inbound))
    assert isinstance(event, Inbound)
    assert event.document
    assert event.document.name == "people.csv"


async def test_a_file_goes_as_parts_of_a_form_and_once_more_plain_where_its_markup_is_refused(
    telegram: Callable[..., Telegram], service: StandIn
) -> None:
    refused = {"ok": False, "error_code": 400, "description": "Bad Request: can't parse entities: x"}
    sent = {"message_id": 5, "date": 0, "chat": {"id": 1, "type": "private"}}
    service.on("sendDocument", says(refused, 400), says({"ok": True, "result": sent}))
    outbound = Outbound(LEA, message(CSV), DeliveryId(1), attached=b"content")
    done = await telegram().send(outbound, utc())
    assert done.external_id == "5"
    first, second = service.forms("sendDocument")
    assert first["parse_mode"] == "HTML"
    assert "parse_mode" not in second
    assert "content" in second["document"] or "FileField" in second["document"]


@pytest.mark.parametrize("path", ["../../bot4711/getUpdates", "a//b", ""])
async def test_a_path_that_leads_elsewhere_is_not_asked_for(
    telegram: Callable[..., Telegram], service: StandIn, path: str
) -> None:
    file = {"file_id": "x", "file_unique_id": "y", "file_path": path}
    service.on("getFile", says({"ok": True, "result": file}))
    with pytest.raises(Refused):
        await telegram().download(Document("x"), 1000)
    assert [what for what, _form in service.asked] == ["getFile"]


async def test_a_file_that_cant_be_fetched_now_is_asked_for_later(
    telegram: Callable[..., Telegram], service: StandIn, nowhere: str
) -> None:
    service.on(
        "getFile", says({"ok": True, "result": {"file_id": "x", "file_unique_id": "y", "file_path": "d/f"}})
    )
    service.on("f", says({}, 502))
    with pytest.raises(TryLater):
        await telegram().download(Document("x"), 1000)
    with pytest.raises(TryLater):
        await telegram(api_url=nowhere).download(Document("x"), 1000)
    with pytest.raises(Refused, match="20000000"):
        await telegram().download(Document("x", size=20_000_001), 10**9)


async def test_a_file_that_is_refused_leaves_its_words_which_say_so(
    telegram: Callable[..., Telegram], service: StandIn
) -> None:
    service.on("sendDocument", says({"ok": False, "error_code": 413, "description": "Too large"}, 413))
    sent = {"message_id": 6, "date": 0, "chat": {"id": 1, "type": "private"}}
    service.on("sendMessage", says({"ok": True, "result": sent}))
    done = await telegram().send(Outbound(LEA, message(CSV), DeliveryId(1), attached=b"content"), utc())
    assert done.external_id == "6"
    (form,) = service.forms("sendMessage")
    assert "Voici &lt;le&gt; fichier" in form["text"]
    assert "<i>" in form["text"]

"""Files on WhatsApp, both ways, and from nowhere but Twilio."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_files import address, download, is_one
from bot.commands.drawing import qr
from bot.errors import Refused
from bot.model import Address, Attachment, DeliveryId, FileId, Message, MessageKind
from bot.ports import Document, Fetches, Inbound, Outbound
from tests.channels.stand_in import StandIn, says
from tests.channels.world import World, utc, world_of

TOKEN = "t" * 32
CSV = Attachment(FileId(1), "people.csv", "text/csv", TOKEN)
PNG = Attachment(FileId(2), "code.png", "image/png", TOKEN)
NOA = Address("whatsapp", "+33612345678")
API, ACCOUNT = "https://api.twilio.com", "AC" + "1" * 32
FOLDER = f"{API}/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1/Media/"


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with world_of("whatsapp") as made:
        yield made


def message(file: Attachment) -> Message:
    return Message(MessageKind.REPLY, "fr", lines=("Voici le fichier",), attachment=file)


async def test_a_document_goes_by_itself_and_a_picture_with_its_words(
    whatsapp: Callable[..., WhatsApp], service: StandIn
) -> None:
    service.on("Messages.json", says({"sid": "SM1"}, 201))
    for file in (CSV, PNG):
        await whatsapp().send(Outbound(NOA, message(file), DeliveryId(1), utc()), utc())
    document, picture = service.forms("Messages.json")
    assert "Body" not in document
    assert document["MediaUrl"] == f"https://alerts.example.org/files/{TOKEN}/people.csv"
    assert picture["Body"] == "Voici le fichier"
    assert picture["MediaUrl"].endswith("/code.png")
    assert "33612345678" not in document["MediaUrl"]


async def test_outside_the_window_no_file_goes(whatsapp: Callable[..., WhatsApp], service: StandIn) -> None:
    with pytest.raises(Refused):
        await whatsapp().send(Outbound(NOA, message(CSV), DeliveryId(1), None), utc())
    assert service.asked == []


async def test_the_record_of_a_document_has_no_words() -> None:
    assert is_one("", "1", message(CSV))
    assert not is_one("", "0", message(CSV))
    assert not is_one("words", "1", message(CSV))
    assert not is_one("", "1", message(PNG))
    assert not is_one("", "1", replace(message(CSV), attachment=None))
    assert address(replace(CSV, name="é.csv"), "https://x.org/") == f"https://x.org/files/{TOKEN}/%C3%A9.csv"


async def test_what_a_person_sends_is_heard_and_fetched_through_twilios_store(world: World) -> None:
    content = b"channel,address\n"
    url = f"{world.url}/sandbox/phones/whatsapp/file?name=people.csv"
    async with world.http.post(
        url, data=content, headers={"Content-Type": "application/octet-stream"}
    ) as answer:
        assert answer.ok
    event = await world.hears(lambda event: isinstance(event, Inbound))
    assert isinstance(event, Inbound)
    document = event.document
    assert document
    assert (event.text, document.name, document.type) == ("people.csv", "people.csv", "text/csv")
    assert isinstance(world.channel, Fetches)
    assert await world.channel.download(document, 1000) == content
    with pytest.raises(Refused, match="more than 3"):
        await world.channel.download(document, 3)
    async with world.http.get(document.ref, allow_redirects=False) as without:
        assert without.status == 401


@pytest.mark.parametrize(
    "ref",
    [
        "http://127.0.0.1/2010-04-01/Accounts/x/Messages/SM/Media/ME",
        f"https://evil.example/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1/Media/ME1",
        f"https://api.twilio.com.evil.example/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1/Media/ME1",
        f"https://api.twilio.com@evil.example/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1/Media/ME1",
        f"http://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1/Media/ME1",
        f"https://api.twilio.com/2010-04-01/Accounts/AC{'2' * 32}/Messages/SM1/Media/ME1",
        f"{FOLDER}../../../../../x",
        f"{FOLDER}%2e%2e/x",
        "file:///etc/passwd",
        "",
    ],
)
async def test_nothing_is_fetched_that_is_not_the_accounts_own(ref: str) -> None:
    with pytest.raises(Refused, match="not at Twilio's address"):
        await download(Document(ref), 1000, API, ACCOUNT, "secret")


@pytest.mark.parametrize(
    "place",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://mms.twiliocdn.com:8443/x",
        "https://user@mms.twiliocdn.com/x",
        "http://mms.twiliocdn.com/x",
        "https://twiliocdn.com.evil.example/x",
        "https://s3-external-1.amazonaws.com/anothers-bucket/x",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/../anothers/x",
        "https:\\\\mms.twiliocdn.com\\@evil.example",
    ],
)
async def test_no_redirect_leads_away_from_twilio_and_none_takes_the_password_along(
    service: StandIn, place: str
) -> None:
    service.on("ME1", says({}, 307, Location=place))
    ref = f"{service.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1/Media/ME1"
    with pytest.raises(Refused, match="away from Twilio"):
        await download(Document(ref), 1000, service.url, ACCOUNT, "secret")


async def test_redirects_without_an_end_are_given_up(service: StandIn) -> None:
    ref = f"{service.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1/Media/ME1"
    service.on("ME1", says({}, 307, Location=ref))
    with pytest.raises(Refused, match="from one to another"):
        await download(Document(ref), 1000, service.url, ACCOUNT, "secret")
    assert len(service.asked) == 3


async def test_what_a_person_sends_stands_on_their_own_phone(world: World) -> None:
    drawn = qr("https://example.org/x")
    url = f"{world.url}/sandbox/phones/whatsapp/file?name=code.png"
    async with world.http.post(
        url, data=drawn, headers={"Content-Type": "application/octet-stream"}
    ) as answer:
        assert answer.ok
    async with asyncio.timeout(30):
        while True:
            async with world.http.get(world.url + "/sandbox/phones") as answer:
                bubbles = (await answer.json())["whatsapp"]["bubbles"]
            if bubbles and bubbles[-1].get("file"):
                break
            await asyncio.sleep(0.05)
    assert bubbles[-1]["file"]["name"] == "code.png"


async def test_a_file_that_is_refused_leaves_its_words_which_say_so(
    whatsapp: Callable[..., WhatsApp], service: StandIn
) -> None:
    service.on("Messages.json", says({"code": 21620}, 400), says({"sid": "SM2"}, 201))
    done = await whatsapp().send(Outbound(NOA, message(CSV), DeliveryId(1), utc()), utc())
    assert done.external_id == "SM2"
    _file, words = service.forms("Messages.json")
    assert words["Body"].startswith("Voici le fichier")
    assert "MediaUrl" not in words

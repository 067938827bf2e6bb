"""Files that the people on the phones send, and documents that the bot sends them."""

import base64
import io
from typing import Any

import pytest
from telegram import InputFile

from bot.sandbox import TELEGRAM_READER_ID
from bot.sandbox.attachments import FETCHABLE, type_of
from bot.sandbox.telegram import Upload
from tests.sandbox.stand import ACCOUNT, AUTH, TOKEN, Stand

RAW = {"Content-Type": "application/octet-stream"}
LOGIN = {"Authorization": "Basic " + base64.b64encode(f"{ACCOUNT}:{AUTH}".encode()).decode()}


async def heard(stand: Stand) -> dict[str, Any]:
    """Take the message with a file that the bot is told of."""
    told = [one["message"] for one in await stand.updates() if "document" in one.get("message", {})]
    found: dict[str, Any] = told[-1]
    return found


async def send(stand: Stand, phone: str, content: bytes, query: str = "name=people.csv") -> int:
    url = f"{stand.base}/phones/{phone}/file?{query}"
    async with stand.session.post(url, data=io.BytesIO(content), headers=RAW) as answer:
        return answer.status


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("a.csv", b"x", "text/csv"),
        ("a.CSV", b"x", "text/csv"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("a", b"x", "application/octet-stream"),
    ],
)
def test_a_file_has_the_type_that_a_phone_gives_it(name: str, content: bytes, type_: str) -> None:
    assert type_of(Upload(name, content)) == type_


async def test_telegram_names_a_path_and_gives_the_file_to_whoever_has_the_token(stand: Stand) -> None:
    assert await send(stand, "telegram", b"a,b\n", "name=people.csv&text=/import") == 200
    message = await heard(stand)
    assert message["caption"] == "/import"
    assert message["document"]["file_name"] == "people.csv"
    found = (await stand.call("getFile", file_id=message["document"]["file_id"]))["result"]
    url = f"{stand.base}/telegram/file/bot{TOKEN}/{found['file_path']}"
    async with stand.session.get(url) as answer:
        assert await answer.read() == b"a,b\n"
    async with stand.session.get(url.replace(TOKEN, "4711:wrong")) as answer:
        assert answer.status == 404
    assert "wrong file_id" in await stand.refusal("getFile", file_id="sent-999")
    assert "wrong file_id" in await stand.refusal("getFile", file_id="nonsense")


async def test_a_bot_may_fetch_no_more_than_twenty_megabytes(stand: Stand) -> None:
    assert await send(stand, "telegram", b"x" * (FETCHABLE + 1)) == 200
    message = await heard(stand)
    assert "too big" in await stand.refusal("getFile", file_id=message["document"]["file_id"])


async def test_twilio_gives_it_to_the_account_by_way_of_its_store(stand: Stand) -> None:
    async with stand.session.get(
        f"{stand.base}/twilio/2010-04-01/Accounts/{ACCOUNT}.json", headers=LOGIN
    ) as answer:
        assert answer.ok
    assert await send(stand, "whatsapp", b"a,b\n") == 200
    form = stand.hook.posted[-1].form
    assert (form["NumMedia"], form["MediaContentType0"], form["Body"]) == ("1", "text/csv", "people.csv")
    url = form["MediaUrl0"]
    assert url.startswith(f"{stand.base}/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages/SM")
    async with stand.session.get(url, allow_redirects=False) as answer:
        assert answer.status == 401
    async with stand.session.get(url, headers=LOGIN, allow_redirects=False) as answer:
        assert answer.status == 307
        place = answer.headers["Location"]
    async with stand.session.get(stand.root + place) as answer:
        assert await answer.read() == b"a,b\n"
    async with stand.session.get(url + "9", headers=LOGIN, allow_redirects=False) as answer:
        assert answer.status == 404


async def test_no_page_of_somebody_elses_sends_files(stand: Stand) -> None:
    url = f"{stand.base}/phones/telegram/file?name=x"
    async with stand.session.post(url, data={"a": "b"}) as answer:
        assert answer.status == 415
    assert await send(stand, "telegram", b"x" * 25_000_001) == 413


async def test_a_document_stands_on_the_phone_with_its_name(stand: Stand) -> None:
    async with stand.bot() as bot:
        await bot.send_document(TELEGRAM_READER_ID, InputFile(b"a,b\n", "people.csv"), caption="Here")
    shown = (await stand.bubbles("telegram"))[-1]
    assert (shown["text"], shown["file"]["name"]) == ("Here", "people.csv")
    assert await send(stand, "whatsapp", b"a;b\n") == 200
    mine = (await stand.bubbles("whatsapp"))[-1]
    assert (mine["from"], mine["file"]["name"]) == ("me", "people.csv")

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.stand import Stand


@pytest.fixture
async def document() -> AsyncIterator[str]:
    """Serve a document on this machine, as the program does."""

    async def serve(_request: web.Request) -> web.Response:
        headers = {"Content-Disposition": 'attachment; filename="people.csv"'}
        return web.Response(body=b"a,b\n", content_type="text/csv", headers=headers)

    app = web.Application()
    app.router.add_get("/files/token/people.csv", serve)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    yield str(server.make_url("/files/token/people.csv"))
    await server.close()


def picture(stand: Stand) -> str:
    return f"{stand.base}/newsroom/pictures/12.png"


async def test_a_picture_is_fetched_and_shown_above_its_words(stand: Stand) -> None:
    sent = await stand.create(body="*Pont*", media_url=picture(stand))
    assert (sent.status, sent.num_media) == ("queued", "1")
    await stand.status(sent.sid, "delivered")
    bubble = (await stand.bubbles("whatsapp"))[-1]
    assert bubble["text"] == "Pont"
    async with stand.session.get(stand.root + bubble["picture"]) as answer:
        assert answer.content_type == "image/png"


@pytest.mark.parametrize(
    ("kind", "code"), [("picture_404", 63019), ("picture_huge", 63034), ("picture_gif", 63021)]
)
async def test_what_can_not_be_had_or_carried_fails_once_it_was_accepted(
    stand: Stand, kind: str, code: int
) -> None:
    await stand.post("/faults", service="pictures", kind=kind)
    before = len(await stand.bubbles("whatsapp"))
    sent = await stand.create(
        body="Pont", media_url=picture(stand), status_callback=f"{stand.hook.url}/status"
    )
    assert (await stand.status(sent.sid, "failed")).error_code == code
    assert len(await stand.bubbles("whatsapp")) == before


async def test_one_on_another_machine_is_taken_for_had_and_not_shown(stand: Stand) -> None:
    sent = await stand.create(body="Pont", media_url="https://img.paper.example/1.png")
    await stand.status(sent.sid, "delivered")
    assert "picture" not in (await stand.bubbles("whatsapp"))[-1]


async def test_an_address_that_is_none_is_refused_at_once(stand: Stand) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await stand.create(body="Pont", media_url="img.paper.example/1.png")
    assert refused.value.code == 21620
    await stand.post("/faults", service="twilio", kind="picture_refused")
    await stand.create(body="Pont")
    with pytest.raises(TwilioRestException) as struck:
        await stand.create(body="Pont", media_url=picture(stand))
    assert struck.value.code == 21620


async def test_a_document_is_fetched_and_stands_on_the_phone_to_be_saved(stand: Stand, document: str) -> None:
    sent = await stand.create(media_url=document)
    await stand.status(sent.sid, "delivered")
    bubble = (await stand.bubbles("whatsapp"))[-1]
    assert bubble["file"]["name"] == "people.csv"
    assert "picture" not in bubble
    async with stand.session.get(stand.root + bubble["file"]["url"]) as answer:
        assert await answer.read() == b"a,b\n"

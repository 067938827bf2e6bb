"""The page that links the sandboxes of several newsrooms."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.cover import cover
from bot.web.index import Index


async def test_each_newsroom_is_linked_by_its_name() -> None:
    application = web.Application()
    application.on_response_prepare.append(cover)
    Index([("Le Fil <de> Lyon", "/n/lyon/"), ("החוט", "/n/tlv/")]).add_to(application)
    async with TestClient(TestServer(application)) as client, client.get("/") as answer:
        page = await answer.text()
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert '<a href="/n/lyon/"><bdi>Le Fil &lt;de&gt; Lyon</bdi></a>' in page
    assert '<a href="/n/tlv/"><bdi>החוט</bdi></a>' in page

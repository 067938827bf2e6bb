from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.sandbox.site import Site

Page = TestClient[web.Request, web.Application]


@pytest_asyncio.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    (tmp_path / "index.html").write_text('<script src="{{prefix}}/page/phones.js"></script>')
    (tmp_path / "phones.js").write_text("// é", "utf-8")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    (tmp_path / "secret.toml").write_text("x")
    app = web.Application()
    Site(tmp_path).add_to(app, "/box")
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_the_page_knows_its_prefix_and_runs_nothing_foreign(page: Page) -> None:
    async with page.get("/") as answer:
        assert await answer.text() == '<script src="/box/page/phones.js"></script>'
        policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


@pytest.mark.parametrize(("name", "kind"), [("phones.js", "text/javascript"), ("logo.png", "image/png")])
async def test_its_files_are_served_as_what_they_are(page: Page, name: str, kind: str) -> None:
    async with page.get(f"/box/page/{name}") as answer:
        assert (answer.status, answer.content_type) == (200, kind)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["secret.toml", "none.js", "..%2Findex.html", "index.html"])
async def test_nothing_else_is_served(page: Page, name: str) -> None:
    async with page.get(f"/box/page/{name}") as answer:
        assert answer.status == 404

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.sandbox.fetching import MOST, Fetching, Picture, Unfetched, is_here
from bot.sandbox.painting import painted


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8000/a.png", True),
        ("http://localhost/a.png", True),
        ("https://[::1]:8000/a.png", True),
        ("http://127.9.9.9/a.png", True),
        ("https://img.paper.example/a.png", False),
        ("http://10.0.0.1/a.png", False),
        ("http://169.254.169.254/a.png", False),
        ("http://localhost.paper.example/a.png", False),
        ("http://127.0.0.1@img.paper.example/a.png", False),
        ("file://localhost/etc/passwd", False),
        ("http://[::1/a.png", False),
        ("", False),
    ],
)
async def test_nothing_is_asked_of_another_machine(url: str, *, here: bool) -> None:
    assert is_here(url) is here
    if not here:
        assert await Fetching(1.0).fetch(url) is Unfetched.ELSEWHERE


async def test_what_comes_is_a_picture_or_why_there_is_none() -> None:
    answers = {
        "/whole.png": web.Response(body=painted(1), content_type="image/png"),
        "/most.png": web.Response(body=b"x" * MOST, content_type="image/jpeg"),
        "/more.png": web.Response(body=b"x" * (MOST + 1), content_type="image/jpeg"),
        "/page.png": web.Response(text="<p>", content_type="text/html"),
        "/empty.png": web.Response(body=b"", content_type="image/png"),
        "/away.png": web.Response(status=302, headers={"Location": "https://img.paper.example/a.png"}),
    }

    async def answer(request: web.Request) -> web.Response:
        return answers[request.path]

    app = web.Application()
    app.router.add_get("/{rest:.*}", answer)
    fetching = Fetching(2.0)
    async with TestServer(app) as server:
        found = {path: await fetching.fetch(str(server.make_url(path))) for path in answers}
        gone = str(server.make_url("/whole.png"))
    assert found == {
        "/whole.png": Picture(painted(1)),
        "/most.png": Picture(b"x" * MOST, "image/jpeg"),
        "/more.png": Unfetched.HUGE,
        "/page.png": Unfetched.STRANGE,
        "/empty.png": Unfetched.FAILED,
        "/away.png": Unfetched.FAILED,
    }
    assert await fetching.fetch(gone) is Unfetched.FAILED
    await fetching.close()

"""Pages for this machine alone."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from bot.web.home import is_from_here, stays_home


async def page(_request: web.Request) -> web.Response:
    return web.Response(text="here")


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/sandbox/phones", {}, 200),
        ("/", {"Host": "localhost:8000"}, 200),
        ("/sandbox/phones", {"Host": "evil.example"}, 403),  # a name made to lead here
        ("/", {"Host": "[::1"}, 403),
        ("/sandbox/phones", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("/sandbox/phones", {"Forwarded": "for=127.0.0.1"}, 403),
        ("/join", {"Host": "evil.example", "X-Forwarded-For": "9.9.9.9"}, 200),
    ],
)
async def test_what_is_for_this_machine_is_shown_on_it_alone(
    path: str, headers: dict[str, str], status: int
) -> None:
    application = web.Application(middlewares=[stays_home(["/"], ["/sandbox"])])
    for one in ("/", "/join", "/sandbox/phones"):
        application.router.add_get(one, page)
    async with TestClient(TestServer(application)) as client, client.get(path, headers=headers) as answer:
        assert answer.status == status
        assert status == 200 or "TOCSIN_SANDBOX_PUBLIC=true" in await answer.text()


@pytest.mark.parametrize(
    ("peer", "here"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("192.168.1.7", False), ("", False)],
)
def test_who_is_elsewhere_is_not_here_whatever_they_say(peer: str, here: bool) -> None:  # noqa: FBT001 -- a case
    request = make_mocked_request("GET", "/", {"Host": "127.0.0.1"})
    assert is_from_here(request.clone(remote=peer)) is here

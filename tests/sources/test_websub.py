from collections.abc import Mapping

import pytest
from aiohttp import web

from bot.errors import Invalid, SourceError, Unavailable
from bot.rules.hub import Request
from bot.sources.client import MAX_REDIRECTS, Client
from bot.sources.pool import Pool
from bot.sources.websub import HubClient, HubReader
from tests.house import feed, item
from tests.hub import a_hub
from tests.sources.serving import Answer, Serve

TOPIC = "https://paper.example/feed?of=tout%20le%20monde"
CALLBACK = "https://us.example/hooks/websub/secret-path"
NEWS = feed(item("A bridge opens", "/1", "Over the river.", "tag:one"))


def request(hub: str, *, leaves: bool = False) -> Request:
    return Request(hub, TOPIC, CALLBACK, "the secret", leaves=leaves)


# ---- asking --------------------------------------------------------------------------------------


async def test_a_hub_is_told_all_that_it_needs_to_call_us(client: Client) -> None:
    async with a_hub() as hub:
        hub.verifies = False
        await HubClient(client)(request(hub.url))
        await HubClient(client)(request(hub.url, leaves=True))
    subscribed, left = hub.requests
    assert subscribed == {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": CALLBACK,
        "hub.secret": "the secret",
        "hub.lease_seconds": "604800",
        "hub.verify": "async",
    }
    assert (left["hub.mode"], left["hub.topic"], left["hub.callback"]) == ("unsubscribe", TOPIC, CALLBACK)
    assert "hub.secret" not in left


@pytest.mark.parametrize("status", [307, 308])
async def test_a_hub_that_moved_is_followed(client: Client, status: int) -> None:
    async with a_hub() as old, a_hub() as new:
        new.verifies = False
        old.onward, old.moved = new.url, status
        await HubClient(client)(request(old.url))
    assert (len(old.requests), len(new.requests)) == (0, 1)
    assert new.requests[0]["hub.secret"] == "the secret"


@pytest.mark.parametrize("status", [301, 302, 303])
async def test_a_hub_that_would_have_another_request_is_not_followed(client: Client, status: int) -> None:
    async with a_hub() as old, a_hub() as new:
        old.onward, old.moved = new.url, status
        with pytest.raises(Invalid):
            await HubClient(client)(request(old.url))
        assert new.requests == []


async def test_a_hub_that_sends_us_in_circles_is_given_up(client: Client) -> None:
    async with a_hub() as hub:
        hub.onward = hub.url
        with pytest.raises(Invalid, match=f"more than {MAX_REDIRECTS} times"):
            await HubClient(client)(request(hub.url))


@pytest.mark.parametrize("onward", ["file:///etc/passwd", "http://user:word@hub.example/", "http://[::1"])
async def test_a_hub_that_sends_us_to_no_address_of_the_web_is_given_up(client: Client, onward: str) -> None:
    async with a_hub() as hub:
        hub.onward = onward
        with pytest.raises(Invalid):
            await HubClient(client)(request(hub.url))


async def test_a_hub_in_a_private_network_is_refused_unless_it_is_allowed(
    strict: Client, serve: Serve
) -> None:
    asked: list[str] = []

    async def handler(asking: web.Request) -> web.Response:
        asked.append(asking.path)
        return web.Response(status=202)

    url = await serve(handler)
    for hub in (url, "http://127.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/"):
        with pytest.raises(SourceError):
            await HubClient(strict)(request(hub))
    assert asked == []


@pytest.mark.parametrize(
    ("status", "headers", "error", "after"),
    [
        (400, {}, Invalid, None),
        (403, {}, Invalid, None),
        (429, {"Retry-After": "90"}, Unavailable, 90.0),
        (503, {}, Unavailable, None),
    ],
)
async def test_a_hub_that_turns_us_down_says_for_how_long(
    client: Client,
    answer: Answer,
    status: int,
    headers: Mapping[str, str],
    error: type[SourceError],
    after: float | None,
) -> None:
    hub = await answer(b"no", status, headers)
    with pytest.raises(error) as told:
        await HubClient(client)(request(hub))
    assert getattr(told.value, "after", None) == after
    assert "secret" not in str(told.value)


async def test_a_hub_that_is_gone_may_be_back(client: Client, closed_port: int) -> None:
    with pytest.raises(Unavailable):
        await HubClient(client)(request(f"http://127.0.0.1:{closed_port}/"))


# ---- reading -------------------------------------------------------------------------------------


async def test_a_push_is_read_as_a_feed_is(pool: Pool) -> None:
    push = await HubReader(pool)(NEWS, {"content-type": "application/rss+xml"}, TOPIC)
    (entry,) = push.entries
    assert (entry.guid, entry.title, entry.link) == ("tag:one", "A bridge opens", "https://paper.example/1")
    assert (push.title, push.language, push.topic) == ("The Paper", "en", "")


async def test_a_push_says_what_it_is_of_in_its_header_or_else_in_itself(pool: Pool) -> None:
    own = (
        b'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://paper.example/self"/>'
    )
    news = NEWS.replace(b"<title>The Paper</title>", b"<title>The Paper</title>" + own)
    links = {"link": '<https://hub.example/>; rel="hub", <https://paper.example/feed>; rel="self"'}
    assert (await HubReader(pool)(news, {}, TOPIC)).topic == "https://paper.example/self"
    assert (await HubReader(pool)(news, links, TOPIC)).topic == "https://paper.example/feed"


async def test_a_push_that_is_no_feed_cannot_be_read(pool: Pool) -> None:
    with pytest.raises(Invalid):
        await HubReader(pool)(b"<html><body>Hello</body></html>", {"content-type": "text/html"}, TOPIC)

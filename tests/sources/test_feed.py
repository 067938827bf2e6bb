import gzip
from pathlib import Path

import pytest
from aiohttp import web

from bot.errors import Gone, Invalid, Unavailable
from bot.sources.client import Client
from bot.sources.feed import FeedFetcher
from bot.sources.pool import Pool
from tests.sources.serving import Answer, Serve

RSS = {"Content-Type": "application/rss+xml"}


@pytest.fixture
def fetch(client: Client, pool: Pool) -> FeedFetcher:
    return FeedFetcher(client, pool)


@pytest.fixture
def rss20(feeds: Path) -> bytes:
    return (feeds / "rss20.xml").read_bytes()


async def test_a_first_look_brings_every_entry_and_a_memo(
    fetch: FeedFetcher, answer: Answer, rss20: bytes
) -> None:
    headers = RSS | {
        "ETag": 'W/"a-b"',
        "Last-Modified": "Mon, 23 Nov 2026 09:00:00 GMT",
        "Cache-Control": "max-age=300",
        "Age": "60",
    }
    fetched = await fetch(await answer(rss20, headers=headers), {})
    assert not fetched.unchanged
    assert (fetched.title, fetched.language, fetched.wait) == ("Le Courrier du Port", "fr", 240)
    assert [entry.guid for entry in fetched.entries][:2] == ["port-1", "port-2"]
    assert len(fetched.entries) == 4
    assert fetched.memo["etag"] == 'W/"a-b"'
    assert fetched.memo["last_modified"] == "Mon, 23 Nov 2026 09:00:00 GMT"


async def test_validators_go_back_to_the_letter_and_304_is_unchanged_and_refreshes_them(
    fetch: FeedFetcher, serve: Serve, rss20: bytes
) -> None:
    seen: list[tuple[str | None, str | None]] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        seen.append((request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")))
        if request.headers.get("If-None-Match"):
            return web.Response(status=304, headers={"ETag": '"two"', "Cache-Control": "max-age=60"})
        headers = RSS | {"ETag": '"one"', "Last-Modified": "yesterday, about noon"}
        return web.Response(body=rss20, headers=headers)

    url = await serve(handler)
    first = await fetch(url, {})
    second = await fetch(url, first.memo)
    assert seen == [(None, None), ('"one"', "yesterday, about noon")]
    assert second.unchanged
    assert second.entries == ()
    assert second.wait == 60
    assert second.memo == {**first.memo, "etag": '"two"'}


async def test_the_same_body_again_is_unchanged_where_the_server_knows_no_validators(
    fetch: FeedFetcher, serve: Serve, rss20: bytes
) -> None:
    bodies = [rss20, rss20, rss20.replace(b"port-1", b"port-9")]

    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=bodies.pop(0), headers=RSS)

    url = await serve(handler)
    first = await fetch(url, {})
    second = await fetch(url, first.memo)
    third = await fetch(url, second.memo)
    assert (first.unchanged, second.unchanged, third.unchanged) == (False, True, False)
    assert second.memo == first.memo
    assert third.entries[0].guid == "port-9"


async def test_the_hour_that_a_server_stamps_costs_no_parsing(
    fetch: FeedFetcher, serve: Serve, rss20: bytes
) -> None:
    stamps = iter(range(9))

    async def handler(_request: web.Request) -> web.StreamResponse:
        stamp = f"<channel><lastBuildDate>Mon, 23 Nov 2026 10:00:0{next(stamps)} GMT</lastBuildDate>"
        return web.Response(body=rss20.replace(b"<channel>", stamp.encode(), 1), headers=RSS)

    url = await serve(handler)
    first = await fetch(url, {})
    assert not first.unchanged
    assert (await fetch(url, first.memo)).unchanged


async def test_what_the_headers_say_joins_what_the_feed_says(fetch: FeedFetcher, answer: Answer) -> None:
    body = b'<rss version="2.0"><channel><ttl>5</ttl><item><title>T</title></item></channel></rss>'
    links = '<https://hub.example/>; rel="hub", </topic>; rel="self"'
    said = {"Cache-Control": "max-age=90", "Link": links, "Content-Language": "fr-CA"}
    url = await answer(body, headers=RSS | said)
    fetched = await fetch(url, {})
    assert (fetched.hints.ttl, fetched.hints.fresh) == (300, 90)
    assert (fetched.hub, fetched.topic) == ("https://hub.example/", f"{url}topic")
    assert fetched.language == "fr"
    again = await fetch(url, fetched.memo)
    assert again.unchanged
    assert again.hints.fresh == 90


async def test_a_hub_in_the_feed_counts_where_no_header_names_one(fetch: FeedFetcher, answer: Answer) -> None:
    hubs = b'"hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "feed_url": "https://p.example/f"'
    body = b'{"version": "https://jsonfeed.org/version/1.1", "items": [], ' + hubs + b"}"
    fetched = await fetch(await answer(body), {})
    assert (fetched.hub, fetched.topic) == ("https://hub.example/", "https://p.example/f")


async def test_a_move_for_good_is_passed_on(fetch: FeedFetcher, serve: Serve, rss20: bytes) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/old":
            raise web.HTTPMovedPermanently("/new")
        return web.Response(body=rss20, headers=RSS)

    url = await serve(handler)
    fetched = await fetch(f"{url}old", {})
    assert fetched.moved == f"{url}new"
    assert (await fetch(f"{url}old", fetched.memo)).moved == f"{url}new"


async def test_a_validator_that_is_gone_is_not_sent_again(
    fetch: FeedFetcher, answer: Answer, rss20: bytes
) -> None:
    fetched = await fetch(await answer(rss20, headers=RSS), {"etag": '"old"', "hash": "0"})
    assert set(fetched.memo) == {"hash"}


@pytest.mark.parametrize("etag", ['"é"', "a" * 1_025])
async def test_a_validator_that_could_not_be_stored_is_left_out(
    fetch: FeedFetcher, answer: Answer, rss20: bytes, etag: str
) -> None:
    fetched = await fetch(await answer(rss20, headers=RSS | {"ETag": etag}), {})
    assert set(fetched.memo) == {"hash"}


async def test_links_count_from_where_redirects_ended(fetch: FeedFetcher, serve: Serve) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/old":
            raise web.HTTPMovedPermanently("/new/feed")
        return web.Response(body=b'<rss version="2.0"><channel><item><link>a</link></item></channel></rss>')

    url = await serve(handler)
    fetched = await fetch(f"{url}old", {})
    assert fetched.entries[0].link == f"{url}new/a"


async def test_a_packed_feed_is_unpacked(fetch: FeedFetcher, answer: Answer, rss20: bytes) -> None:
    url = await answer(gzip.compress(rss20), headers=RSS | {"Content-Encoding": "gzip"})
    assert len((await fetch(url, {})).entries) == 4


async def test_a_feed_that_was_invalid_is_looked_at_again_in_full(
    fetch: FeedFetcher, serve: Serve, rss20: bytes
) -> None:
    bodies = [b"<html>we are moving", rss20]

    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=bodies.pop(0), headers=RSS)

    url = await serve(handler)
    with pytest.raises(Invalid, match="web page"):
        await fetch(url, {})
    assert len((await fetch(url, {})).entries) == 4


async def test_a_web_page_in_place_of_a_feed_names_its_feed(
    fetch: FeedFetcher, answer: Answer, feeds: Path
) -> None:
    url = await answer((feeds / "page.html").read_bytes(), headers={"Content-Type": "text/html"})
    with pytest.raises(Invalid, match=f"its feed seems to be {url}une.rss"):
        await fetch(url, {})


async def test_errors_of_the_way_come_through(fetch: FeedFetcher, answer: Answer) -> None:
    with pytest.raises(Gone):
        await fetch(await answer(status=410), {})
    with pytest.raises(Unavailable) as caught:
        await fetch(await answer(status=429, headers={"Retry-After": "600"}), {})
    assert caught.value.after == 600

"""What every kind of source promises: the same cases over each name of the registry."""

from pathlib import Path

import pytest
from aiohttp import web

from bot.errors import Gone, Invalid, SourceError, Unavailable
from bot.sources import FETCHERS
from bot.sources.client import Client
from bot.sources.pool import Pool
from tests.sources.serving import Answer, Serve

SAMPLES = {
    "feed": ("rss20.xml", "application/rss+xml", 4),
    "site": ("rss20.xml", "application/rss+xml", 4),
    "sitemap": ("news-sitemap.xml", "application/xml", 3),
}
"""Kind -> a file of tests/data/feeds, its type, and how many entries it holds."""

every_kind = pytest.mark.parametrize("kind", sorted(FETCHERS))


def test_every_kind_has_a_sample() -> None:
    assert set(SAMPLES) == set(FETCHERS)


@every_kind
async def test_a_look_brings_entries_and_the_memo_makes_the_next_one_unchanged(
    kind: str, client: Client, pool: Pool, answer: Answer, feeds: Path
) -> None:
    name, content_type, count = SAMPLES[kind]
    url = await answer((feeds / name).read_bytes(), headers={"Content-Type": content_type})
    fetch = FETCHERS[kind](client, pool)
    first = await fetch(url, {})
    assert len({entry.guid for entry in first.entries}) == count
    assert all(isinstance(word, str) for pair in first.memo.items() for word in pair)
    assert first.wait >= 0
    second = await fetch(url, first.memo)
    assert second.unchanged
    assert second.entries == ()
    third = await fetch(url, {})
    assert third.entries == first.entries


@every_kind
@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"", Invalid),
        (200, b"<!doctype html><p>hello", Invalid),
        (200, b"\x00\xff garbage", Invalid),
        (200, bytes(200_001), Invalid),
        (404, b"", Invalid),
        (410, b"", Gone),
        (429, b"", Unavailable),
        (503, b"", Unavailable),
    ],
)
async def test_what_a_source_does_not_give_is_a_source_error_in_one_line(
    kind: str, client: Client, pool: Pool, answer: Answer, status: int, body: bytes, error: type[SourceError]
) -> None:
    url = await answer(body, status=status)
    with pytest.raises(error) as caught:
        await FETCHERS[kind](client, pool)(f"{url}?key=hunter2", {})
    assert str(caught.value).isprintable()
    assert "hunter2" not in str(caught.value)


@every_kind
async def test_a_refused_or_looping_or_private_address_is_a_source_error(
    kind: str, client: Client, pool: Pool, strict: Client, serve: Serve, closed_port: int
) -> None:
    async def loop(_request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/again")

    with pytest.raises(Unavailable):
        await FETCHERS[kind](client, pool)(f"http://127.0.0.1:{closed_port}/", {})
    with pytest.raises(Invalid):
        await FETCHERS[kind](client, pool)(await serve(loop), {})
    with pytest.raises(Invalid):
        await FETCHERS[kind](strict, pool)("http://127.0.0.1/", {})

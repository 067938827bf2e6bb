"""Feeds that were written to hurt, through the pool: those of the benchmark that a test has time for."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from benchmarks.hostile import CASES
from bot.errors import Invalid
from bot.sources.parsing import parse_feed
from bot.sources.pool import LIMITS, Pool
from tests.sources.serving import Serve

SECRET = "must-not-be-read"
ENDLESS = ("200,000 attributes", "200,000 categories", "5 MB of < in a feed", "5 MB of &")
HARMLESS = sorted(name for name in CASES if name.startswith(("XXE", "XInclude", "external", "stylesheet")))
READ = {
    "a billion laughs": 1,
    "quadratic blow-up": 1,
    "200,000 empty items": 0,
    "100,000 items deep": 0,
    "UTF-7": 1,
    "UTF-16 of odd length": 1,
    "NUL bytes": 1,
    "javascript: and data: links": 1,
    "JSON of a number of 5 MB": 1,
    "JSON of huge numbers": 1,
    "JSON of one key, 500,000 times": 1,
}
INVALID = (
    "a body that is an address",
    "a body that is a path",
    "JSON, 100,000 deep",
    "JSON, 100,000 objects deep",
)


@pytest.fixture
async def short() -> AsyncIterator[Pool]:
    """A pool whose jobs may take a second of the processor."""
    pool = Pool(replace(LIMITS, cpu=1), most=1)
    yield pool
    await pool.close()


@pytest.mark.parametrize("name", [*HARMLESS, *INVALID])
async def test_what_asks_for_a_file_or_an_address_gets_neither(
    name: str, pool: Pool, serve: Serve, tmp_path: Path
) -> None:
    visits: list[str] = []

    async def note(request: web.Request) -> web.Response:
        visits.append(request.path)
        return web.Response(body=b"<!ENTITY x 'fetched'>")

    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    body = CASES[name](await serve(note), secret)
    if name in INVALID:
        with pytest.raises(Invalid):
            await pool.run(parse_feed, body)
    else:
        feed = await pool.run(parse_feed, body)
        assert len(feed.entries) == 1
        assert SECRET not in str(feed)
        assert "fetched" not in str(feed)
    assert visits == []


@pytest.mark.parametrize("name", READ)
async def test_what_is_odd_but_bounded_is_read(name: str, pool: Pool, tmp_path: Path) -> None:
    feed = await pool.run(parse_feed, CASES[name]("http://127.0.0.1:9/", tmp_path))
    assert len(feed.entries) == READ[name]
    assert all(entry.link == "" and entry.picture == "" for entry in feed.entries)
    assert len(str(feed)) < 1_000_000


@pytest.mark.parametrize("name", ENDLESS)
async def test_what_takes_for_ever_is_invalid_and_the_next_feed_is_read(
    name: str, short: Pool, tmp_path: Path
) -> None:
    with pytest.raises(Invalid, match="too long"):
        await short.run(parse_feed, CASES[name]("http://127.0.0.1:9/", tmp_path))
    good = b"<rss version='2.0'><channel><item><title>T</title></item></channel></rss>"
    assert len((await short.run(parse_feed, good)).entries) == 1

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape

import feedparser
import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.sandbox.newsroom import FEEDS, DemoNewsroom, describe
from bot.sandbox.pieces import article

EVERY = 20.0
PATHS = [path for path, _, _ in FEEDS]


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 5, 9, 0, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    @property
    def number(self) -> int:
        return int(self.now.timestamp() // EVERY)


class Visitor:
    """Reads the newsroom as the rest of the world does."""

    def __init__(self, client: TestClient[web.Request, web.Application], clock: Clock) -> None:
        self.client = client
        self.clock = clock
        self.base = f"http://127.0.0.1:{client.port}/demo"

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.client.get(
            "/demo" + path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    async def feed(self, path: str) -> feedparser.FeedParserDict:
        return feedparser.parse(await (await self.get(path)).read())


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    clock = Clock()
    app = web.Application()
    DemoNewsroom(clock, EVERY).add_to(app, "/demo")
    async with TestClient(TestServer(app)) as client:
        yield Visitor(client, clock)


@pytest.mark.parametrize(("path", "language", "_topics"), FEEDS)
async def test_a_feed_holds_the_last_five_of_its_language(
    visitor: Visitor, path: str, language: str, _topics: object
) -> None:
    feed = await visitor.feed(path)
    assert not feed.bozo
    assert feed.feed.language == language
    numbers = [int(entry.link.rsplit("/", 1)[1]) for entry in feed.entries]
    assert len(numbers) == 5
    assert numbers[0] <= visitor.clock.number < numbers[0] + 6
    assert [entry.title for entry in feed.entries] == [article(n, EVERY).title for n in numbers]
    assert all(entry.id == entry.link == f"{visitor.base}/newsroom/articles/{n}"
               for entry, n in zip(feed.entries, numbers, strict=True))  # fmt: skip


async def test_a_new_article_is_in_the_feed_within_its_interval(visitor: Visitor) -> None:
    seen = {entry.id for path in PATHS for entry in (await visitor.feed(path)).entries}
    visitor.clock.now += timedelta(seconds=EVERY)
    now_seen = {entry.id for path in PATHS for entry in (await visitor.feed(path)).entries}
    assert len(now_seen - seen) == 1


@pytest.mark.parametrize("path", PATHS)
async def test_descriptions_come_back_as_they_were_written(visitor: Visitor, path: str) -> None:
    for entry in (await visitor.feed(path)).entries:
        one = article(int(entry.link.rsplit("/", 1)[1]), EVERY)
        text = re.sub(r"<[^>]+>", "", unescape(entry.summary))
        assert (one.standfirst or one.body[0].text[:60]) in text


@pytest.mark.parametrize("path", PATHS)
async def test_a_feed_asked_again_with_its_validators_is_unchanged(visitor: Visitor, path: str) -> None:
    first = await visitor.get(path)
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert (await visitor.get(path, If_None_Match=tag)).status == 304
    assert (await visitor.get(path, If_None_Match=f'"other", W/{tag}')).status == 304
    assert (await visitor.get(path, If_None_Match="*")).status == 304
    assert (await visitor.get(path, If_Modified_Since=changed)).status == 304


async def test_a_feed_is_sent_whole_where_the_validators_are_old_or_odd(visitor: Visitor) -> None:
    first = await visitor.get(PATHS[0])
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert (await visitor.get(PATHS[0], If_Modified_Since="yesterday")).status == 200
    assert (await visitor.get(PATHS[0], If_None_Match='"other"', If_Modified_Since=changed)).status == 200
    visitor.clock.now += timedelta(seconds=6 * EVERY)
    assert (await visitor.get(PATHS[0], If_None_Match=tag)).status == 200
    assert (await visitor.get(PATHS[0], If_Modified_Since=changed)).status == 200


async def test_a_date_without_a_zone_is_taken_as_universal_time(visitor: Visitor) -> None:
    later = "Fri, 06 Mar 2026 09:00:00 -0000"
    assert (await visitor.get(PATHS[0], If_Modified_Since=later)).status == 304


@pytest.mark.parametrize("path", PATHS)
async def test_every_link_of_a_feed_leads_to_its_article(visitor: Visitor, path: str) -> None:
    for entry in (await visitor.feed(path)).entries:
        number = int(entry.link.rsplit("/", 1)[1])
        answer = await visitor.get(f"/newsroom/articles/{number}")
        page = unescape(await answer.text())
        one = article(number, EVERY)
        assert answer.content_type == "text/html"
        assert f"<h1>{one.title}</h1>" in page
        assert all(paragraph.text in page for paragraph in one.body)


async def test_a_page_carries_the_furniture_of_a_real_one(visitor: Visitor) -> None:
    page = await (await visitor.get(f"/newsroom/articles/{visitor.clock.number // 6 * 6}")).text()
    for furniture in (
        "<nav",
        "<aside",
        'class="cookies"',
        "http://tiny.cc/",
        "og:title",
        "Partager",
        "À lire aussi",
    ):
        assert furniture in page


async def test_the_structured_data_of_a_page_is_that_of_its_article(visitor: Visitor) -> None:
    number = visitor.clock.number
    page = await (await visitor.get(f"/newsroom/articles/{number}")).text()
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert data
    one = article(number, EVERY)
    told = json.loads(data[1])
    assert (told["headline"], told["inLanguage"]) == (one.title, one.language)
    assert datetime.fromisoformat(told["datePublished"]) == one.published


@pytest.mark.parametrize(("place", "opening"), [(0, 'lang="fr" dir="ltr"'), (5, 'lang="he" dir="rtl"')])
async def test_a_page_is_written_in_the_direction_of_its_language(
    visitor: Visitor, place: int, opening: str
) -> None:
    number = visitor.clock.number // 6 * 6 - 6 + place
    assert f"<html {opening}>" in await (await visitor.get(f"/newsroom/articles/{number}")).text()


async def test_an_article_is_not_there_before_its_time(visitor: Visitor) -> None:
    assert (await visitor.get(f"/newsroom/articles/{visitor.clock.number + 1}")).status == 404


async def test_an_address_that_is_no_number_is_not_found(visitor: Visitor) -> None:
    assert (await visitor.get("/newsroom/articles/first")).status == 404
    assert (await visitor.get("/newsroom/articles/" + "9" * 40)).status == 404


async def test_the_style_sheet_of_the_pages_is_served(visitor: Visitor) -> None:
    answer = await visitor.get("/newsroom/newsroom.css")
    assert answer.content_type == "text/css"
    assert ".masthead" in await answer.text()


def test_descriptions_come_in_more_than_one_manner() -> None:
    manners = {re.sub(r"[^<>&;#]", "", describe(article(n, EVERY), "http://x/"))[:2] for n in range(48)}
    assert len(manners) >= 3

import pytest
from aiohttp import web

from bot.errors import Invalid
from bot.sources.client import Client
from bot.sources.pool import Pool
from bot.sources.sitemap import SitemapFetcher
from tests.sources.serving import Serve
from tests.sources.site import Site, news

INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{site}/news-1.xml</loc></sitemap>'
    "<sitemap><loc>{site}/news-2.xml</loc></sitemap><sitemap><loc>{site}/news-3.xml</loc></sitemap></sitemapindex>"
)
PAGES = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a</loc></url></urlset>'


@pytest.fixture
def look(client: Client, pool: Pool) -> SitemapFetcher:
    return SitemapFetcher(client, pool)


async def test_a_look_brings_the_news_and_the_next_one_what_changed(
    look: SitemapFetcher, serve: Serve
) -> None:
    shelf = {"/news.xml": news("הנמל נסגר")}
    site = await Site(shelf).open(serve)
    first = await look(f"{site.url}news.xml", {})
    assert ([one.title for one in first.entries], first.title, first.language) == (
        ["הנמל נסגר"],
        "החוט",
        "he",
    )
    assert (await look(f"{site.url}news.xml", first.memo)).unchanged
    shelf["/news.xml"] = news("הגשר נפתח", "הנמל נסגר")
    assert len((await look(f"{site.url}news.xml", first.memo)).entries) == 2


async def test_an_index_leads_to_two_of_its_sitemaps_a_look(look: SitemapFetcher, serve: Serve) -> None:
    shelf = {"/map.xml": INDEX, "/news-1.xml": PAGES, "/news-2.xml": news("A"), "/news-3.xml": news("B")}
    site = await Site(shelf).open(serve)
    first = await look(f"{site.url}map.xml", {})
    assert [one.title for one in first.entries] == ["A"]
    assert site.asked == ["/map.xml", "/news-1.xml", "/news-2.xml"]
    assert (await look(f"{site.url}map.xml", first.memo)).unchanged
    shelf["/news-2.xml"] = news("A", "C")
    assert not (await look(f"{site.url}map.xml", first.memo)).unchanged


async def test_a_sitemap_without_news_is_refused_clearly(look: SitemapFetcher, serve: Serve) -> None:
    site = await Site({"/map.xml": PAGES}).open(serve)
    with pytest.raises(Invalid, match="lists no news: only pages"):
        await look(f"{site.url}map.xml", {})


async def test_a_sitemap_that_has_not_changed_is_not_sent_again(look: SitemapFetcher, serve: Serve) -> None:
    async def tagged(request: web.Request) -> web.Response:
        same = request.headers.get("If-None-Match") == '"1"'
        return web.Response(
            status=304 if same else 200, text="" if same else news("A"), headers={"ETag": '"1"'}
        )

    url = await serve(tagged)
    first = await look(url, {})
    second = await look(url, first.memo)
    assert (second.unchanged, second.memo) == (True, first.memo)

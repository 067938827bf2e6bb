import asyncio
import socket
from collections.abc import Mapping

import aiohttp
import pytest
from aiohttp import web

from bot.errors import Gone, Invalid, Unavailable
from bot.ports import Fetched, Found
from bot.sources import discovery
from bot.sources.client import NO_HEADERS, Client, Response
from bot.sources.discovery import SiteFetcher
from bot.sources.pool import Pool
from bot.sources.spacing import Spacing
from tests.sources.serving import Serve
from tests.sources.site import Shelf, Site, alternate, news, page, rss


@pytest.fixture
def look(client: Client, pool: Pool) -> SiteFetcher:
    return SiteFetcher(client, pool, Spacing(0))


def found(fetched: Fetched, site: Site) -> tuple[str, str]:
    assert fetched.found is not None
    return fetched.found.url.removeprefix(site.url.rstrip("/")), fetched.found.kind


async def test_an_address_that_is_a_feed_takes_one_request(look: SiteFetcher, serve: Serve) -> None:
    site = await Site({"/feed.xml": rss()}).open(serve)
    fetched = await look(f"{site.url}feed.xml", {})
    assert fetched.found == Found(f"{site.url}feed.xml", "feed")
    assert (len(fetched.entries), fetched.title) == (3, "Le Fil")
    assert site.asked == ["/feed.xml"]


async def test_a_site_without_tls_is_found_over_http(look: SiteFetcher, serve: Serve) -> None:
    site = await Site({"/": page(alternate("/feed/")), "/feed/": rss()}).open(serve)
    fetched = await look(site.url.replace("http://", "https://"), {})
    assert fetched.found == Found(f"{site.url}feed/", "feed")


async def test_where_neither_scheme_leads_to_a_site_the_first_ones_reason_is_told(
    look: SiteFetcher, closed_port: int
) -> None:
    with pytest.raises(Unavailable, match="connection refused"):
        await look(f"https://127.0.0.1:{closed_port}/", {})


async def test_a_feed_behind_a_redirect_keeps_the_address_that_was_given(
    look: SiteFetcher, serve: Serve
) -> None:
    site = await Site({"/": web.HTTPFound("/flux"), "/flux": rss()}).open(serve)
    assert found(await look(site.url, {}), site) == ("/", "feed")
    assert site.asked == ["/", "/flux"]


async def test_a_page_that_names_its_feed_takes_two_requests(look: SiteFetcher, serve: Serve) -> None:
    head = (
        alternate("/comments/feed/", "Le Fil » Flux des commentaires")
        + '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">'
        + alternate("/feed/", "Le Fil » Flux")
    )
    site = await Site({"/": page(head), "/feed/": rss(), "/comments/feed/": rss("Commentaires")}).open(serve)
    fetched = await look(site.url, {})
    assert found(fetched, site) == ("/feed/", "feed")
    assert fetched.title == "Le Fil"
    assert site.asked == ["/", "/feed/"]


async def test_a_page_reached_by_a_redirect_names_its_feed_from_where_it_is(
    look: SiteFetcher, serve: Serve
) -> None:
    shelf: Shelf = {
        "/": web.HTTPMovedPermanently("/fr/"),
        "/fr/": page(alternate("flux.xml")),
        "/fr/flux.xml": rss(),
    }
    site = await Site(shelf).open(serve)
    assert found(await look(site.url, {}), site) == ("/fr/flux.xml", "feed")


async def test_the_next_named_feed_is_tried_where_the_first_is_broken(
    look: SiteFetcher, serve: Serve
) -> None:
    head = alternate("/gone") + alternate("/old.xml") + alternate("/feed.json", kind="application/feed+json")
    json = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "title": "A"}]}'
    )
    site = await Site({"/": page(head), "/gone": Exceptional.gone(), "/feed.json": json}).open(serve)
    assert found(await look(site.url, {}), site) == ("/feed.json", "feed")


class Exceptional:
    """What a site answers now and then."""

    @staticmethod
    def gone() -> web.Response:
        return web.Response(status=410)

    @staticmethod
    def limited() -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "120"})


async def test_a_section_has_its_own_feed_and_an_article_the_sites(look: SiteFetcher, serve: Serve) -> None:
    section = page(alternate("/feed/") + alternate("/culture/feed/"))
    article = page(alternate("/2026/11/un-pont/feed/") + alternate("/feed/"))
    shelf: Shelf = {
        "/culture": section,
        "/2026/11/un-pont": article,
        "/feed/": rss(),
        "/culture/feed/": rss("Culture"),
        "/2026/11/un-pont/feed/": rss("Un pont"),
    }
    site = await Site(shelf).open(serve)
    assert found(await look(f"{site.url}culture", {}), site) == ("/culture/feed/", "feed")
    assert found(await look(f"{site.url}2026/11/un-pont", {}), site) == ("/feed/", "feed")


async def test_a_link_that_looks_like_a_feed_is_followed_and_a_page_of_feeds_looked_through(
    look: SiteFetcher, serve: Serve
) -> None:
    shelf: Shelf = {
        "/": page(
            body='<a href="/a-propos">Qui</a><a href="https://rss.other.example/">x</a><a href="/rss">RSS</a>'
        ),
        "/rss": page(body='<a href="/rss/une.xml">À la une</a>'),
        "/rss/une.xml": rss(),
    }
    site = await Site(shelf).open(serve)
    assert found(await look(site.url, {}), site) == ("/rss/une.xml", "feed")
    assert site.asked == ["/", "/rss", "/rss/une.xml"]


@pytest.mark.parametrize("path", ["/feed/", "/rss", "/atom.xml", "/index.xml", "/?feed=rss2"])
async def test_a_page_that_names_nothing_has_its_feed_at_a_usual_place(
    look: SiteFetcher, serve: Serve, path: str
) -> None:
    site = await Site({"/": page(), path: rss()}).open(serve)
    assert found(await look(site.url, {}), site) == (path, "feed")
    assert len(site.asked) <= 10


async def test_a_guess_that_the_robots_txt_forbids_is_not_made(look: SiteFetcher, serve: Serve) -> None:
    robots = b"User-agent: *\nDisallow: /rss\n"
    site = await Site({"/": page(), "/robots.txt": robots, "/rss.xml": rss()}).open(serve)
    with pytest.raises(Invalid, match="none was found"):
        await look(site.url, {})
    assert not [path for path in site.asked if path.startswith("/rss")]


async def test_an_empty_feed_at_a_usual_place_is_passed_over(look: SiteFetcher, serve: Serve) -> None:
    site = await Site({"/": page(), "/feed/": rss(entries=0), "/atom.xml": rss()}).open(serve)
    assert found(await look(site.url, {}), site) == ("/atom.xml", "feed")


async def test_a_site_without_a_feed_has_its_news_sitemap_by_its_robots_txt(
    look: SiteFetcher, serve: Serve
) -> None:
    robots = b"User-agent: *\nDisallow:\nSitemap: /sitemap.xml\nSitemap: /plan/google-news.xml\n"
    shelf: Shelf = {
        "/": page(),
        "/robots.txt": robots,
        "/plan/google-news.xml": news("הנמל נסגר", "הגשר נפתח"),
    }
    site = await Site(shelf).open(serve)
    fetched = await look(site.url, {})
    assert found(fetched, site) == ("/plan/google-news.xml", "sitemap")
    assert [one.title for one in fetched.entries] == ["הנמל נסגר", "הגשר נפתח"]
    assert len(site.asked) == 11


async def test_a_site_without_a_feed_has_its_news_sitemap_in_an_index(
    look: SiteFetcher, serve: Serve
) -> None:
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>{site}/pages.xml</loc></sitemap><sitemap><loc>{site}/news.xml</loc></sitemap></sitemapindex>"
    )
    plain = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{site}/a</loc></url></urlset>'
    )
    shelf: Shelf = {
        "/": page(),
        "/sitemap_index.xml": index,
        "/news.xml": news("A", "B"),
        "/pages.xml": plain,
    }
    site = await Site(shelf).open(serve)
    fetched = await look(site.url, {})
    assert found(fetched, site) == ("/sitemap_index.xml", "sitemap")
    assert len(fetched.entries) == 2
    assert len(site.asked) == 15


async def test_the_address_of_a_sitemap_takes_no_second_request(look: SiteFetcher, serve: Serve) -> None:
    site = await Site({"/news.xml": news("A")}).open(serve)
    assert found(await look(f"{site.url}news.xml", {}), site) == ("/news.xml", "sitemap")
    assert site.asked == ["/news.xml"]


async def test_a_site_that_answers_anything_with_a_page_is_asked_little(
    look: SiteFetcher, serve: Serve
) -> None:
    site = await Site({}, catch_all=page(body="Bienvenue")).open(serve)
    with pytest.raises(Invalid, match="none was found where feeds usually are"):
        await look(site.url, {})
    assert len(site.asked) == 8


async def test_a_page_to_log_in_is_said_to_be_one(look: SiteFetcher, serve: Serve) -> None:
    form = "<title>Connexion</title><form><input name=u><input type=password name=p></form>"
    shelf: Shelf = {"/": web.HTTPFound("/login?next=/"), "/login?next=/": f"<html>{form}</html>"}
    site = await Site(shelf).open(serve)
    with pytest.raises(Invalid, match="whose feed was not found: it asks to log in"):
        await look(site.url, {})
    assert len(site.asked) <= discovery.MOST_REQUESTS + 1


async def test_a_named_feed_in_another_network_is_refused(pool: Pool, serve: Serve) -> None:
    async def inside(_request: web.Request) -> web.Response:
        raise AssertionError("a refused address was reached")

    class OneHost(Client):
        """Takes the one host of the site for public, and any other of loopback for private."""

        def _socket(self, found: aiohttp.AddrInfoType) -> socket.socket:
            if str(found[4][0]) != "127.0.0.1":
                raise PermissionError("not on the public internet")
            return super()._socket(found)

    app = web.Application()
    app.router.add_get("/{path:.*}", inside)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.2", 0).start()
    port = runner.addresses[0][1]
    client = OneHost("Tocsin/test", allow_private=True, timeout=5)
    head = alternate(f"http://127.0.0.2:{port}/feed") + alternate("/feed.xml")
    site = await Site({"/": page(head), "/feed.xml": rss()}).open(serve)
    try:
        fetched = await SiteFetcher(client, pool, Spacing(0))(site.url, {})
        assert found(fetched, site) == ("/feed.xml", "feed")
    finally:
        await client.close()
        await runner.cleanup()


async def test_a_named_feed_that_is_down_is_waited_for_and_nothing_is_guessed(
    look: SiteFetcher, serve: Serve
) -> None:
    site = await Site({"/": page(alternate("/flux")), "/flux": Exceptional.limited(), "/feed/": rss()}).open(
        serve
    )
    with pytest.raises(Unavailable) as caught:
        await look(site.url, {})
    assert caught.value.after == 120
    assert site.asked == ["/", "/flux"]


async def test_a_site_that_asks_for_rest_is_left_alone(look: SiteFetcher, serve: Serve) -> None:
    shelf: Shelf = {
        "/": page(),
        "/feed/": Exceptional.limited(),
        "/rss.xml": Exceptional.limited(),
        "/rss": rss(),
    }
    site = await Site(shelf).open(serve)
    with pytest.raises(Unavailable):
        await look(site.url, {})
    assert site.asked == ["/", "/robots.txt", "/feed/", "/rss.xml"]


async def test_an_address_that_is_gone_or_of_another_kind_is_not_searched(
    look: SiteFetcher, serve: Serve
) -> None:
    site = await Site({"/gone": Exceptional.gone(), "/x": b'{"a": 1}', "/y": b"<note/>"}).open(serve)
    with pytest.raises(Gone):
        await look(f"{site.url}gone", {})
    with pytest.raises(Invalid, match="404"):
        await look(f"{site.url}missing", {})
    with pytest.raises(Invalid, match="JSON"):
        await look(f"{site.url}x", {})
    with pytest.raises(Invalid, match="neither RSS nor Atom"):
        await look(f"{site.url}y", {})
    assert len(site.asked) == 4


async def test_a_feed_that_a_memo_tells_of_is_asked_for_what_changed(look: SiteFetcher, serve: Serve) -> None:
    site = await Site({"/feed": rss()}).open(serve)
    first = await look(f"{site.url}feed", {})
    again = await look(f"{site.url}feed", first.memo)
    assert again.unchanged
    assert again.found == Found(f"{site.url}feed", "feed")


async def test_a_guess_at_what_was_named_is_not_made_twice(look: SiteFetcher, serve: Serve) -> None:
    site = await Site({"/": page(alternate("/feed/")), "/rss.xml": rss()}).open(serve)
    assert found(await look(site.url, {}), site) == ("/rss.xml", "feed")
    assert site.asked == ["/", "/feed/", "/robots.txt", "/rss.xml"]


async def test_a_site_of_nothing_but_pages_of_links_ends(look: SiteFetcher, serve: Serve) -> None:
    asked: list[str] = []

    async def maze(request: web.Request) -> web.Response:
        asked.append(request.path)
        links = "".join(f'<a href="/{len(asked)}/{n}/rss">x</a>' for n in range(3))
        head = alternate(f"/{len(asked)}/a") + alternate(f"/{len(asked)}/b")
        return web.Response(text=page(head, links), content_type="text/html")

    with pytest.raises(Invalid, match="none was found"):
        await look(await serve(maze), {})
    assert len(asked) == discovery.MOST_REQUESTS


@pytest.mark.parametrize("entries", [3, 0])
async def test_a_known_services_feed_is_asked_for_first(pool: Pool, serve: Serve, entries: int) -> None:
    shelf = {
        "/releases.atom": rss(entries=entries),
        "/": page(alternate("/commits.atom")),
        "/commits.atom": rss(),
    }
    site = await Site(shelf).open(serve)

    class Mirror(Client):
        """Finds on loopback what is asked of the service."""

        async def get(self, url: str, headers: Mapping[str, str] = NO_HEADERS) -> Response:
            return await super().get(
                url.replace("https://github.com/owner/repo", site.url.rstrip("/")), headers
            )

    client = Mirror("Tocsin/test", allow_private=True, timeout=5)
    fetched = await SiteFetcher(client, pool, Spacing(0))("https://github.com/owner/repo", {})
    await client.close()
    assert fetched.found
    if entries:
        assert fetched.found.url == "https://github.com/owner/repo/releases.atom"
        assert site.asked == ["/releases.atom"]
    else:
        assert fetched.found.url == f"{site.url}commits.atom"


async def test_a_site_that_is_too_slow_is_asked_again_later(client: Client, pool: Pool, serve: Serve) -> None:
    site = await Site({"/": page()}).open(serve)
    with pytest.raises(Unavailable, match="too slow"):
        await SiteFetcher(client, pool, Spacing(60), seconds=0.3)(site.url, {})


async def test_requests_to_one_host_keep_their_distance(client: Client, pool: Pool, serve: Serve) -> None:
    site = await Site({"/": page(alternate("/flux")), "/flux": rss()}).open(serve)
    began = asyncio.get_running_loop().time()
    await SiteFetcher(client, pool, Spacing(0.4))(site.url, {})
    assert asyncio.get_running_loop().time() - began >= 0.4

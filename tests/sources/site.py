"""A made-up site on loopback: addresses and what they give; it counts what it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web

from tests.sources.serving import Serve

Shelf: TypeAlias = Mapping[str, str | bytes | web.Response | Exception]

PAGE = "text/html; charset=utf-8"
RSS = "application/rss+xml"
TITLES = ("Le pont est ouvert", "Le port est fermé", "La mairie a dit oui")


def rss(title: str = "Le Fil", entries: int = 3) -> str:
    items = "".join(
        f"<item><title>{TITLES[n % 3]} {n}</title><link>https://fil.example/{n}</link><guid>{title}-{n}</guid>"
        f"<pubDate>Mon, {23 - n} Nov 2026 08:00:00 GMT</pubDate></item>"
        for n in range(entries)
    )
    return f'<rss version="2.0"><channel><title>{title}</title><language>fr</language>{items}</channel></rss>'


def page(head: str = "", body: str = "") -> str:
    return f"<!doctype html><html><head><title>Le Fil</title>{head}</head><body>{body}</body></html>"


def alternate(href: str, title: str = "", kind: str = RSS) -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


NEWS = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{}</urlset>'
)


def news(*titles: str, language: str = "he") -> str:
    return NEWS.format(
        "".join(
            f"<url><loc>https://fil.example/{n}</loc><news:news><news:publication><news:name>החוט</news:name>"
            f"<news:language>{language}</news:language></news:publication>"
            f"<news:publication_date>2026-11-{23 - n}T08:00:00+02:00</news:publication_date>"
            f"<news:title>{title}</news:title><news:keywords>israel, port</news:keywords></news:news>"
            f"<image:image><image:loc>https://fil.example/{n}.jpg</image:loc></image:image></url>"
            for n, title in enumerate(titles)
        )
    )


@dataclass
class Site:
    """Addresses (path and query) and their bodies, or the responses that they give; others are 404."""

    shelf: Shelf
    catch_all: str = ""
    asked: list[str] = field(default_factory=list)
    url: str = ""

    async def open(self, serve: Serve) -> "Site":
        self.url = await serve(self._answer)
        return self

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        given = self.shelf.get(request.path_qs, self.catch_all)
        if isinstance(given, Exception):
            raise given
        if isinstance(given, web.Response):
            return web.Response(body=given.body, status=given.status, headers=given.headers)
        if not given:
            return web.Response(status=404)
        body = given.replace("{site}", self.url.rstrip("/")).encode() if isinstance(given, str) else given
        kind = PAGE if b"<html" in body[:100] else "application/xml"
        return web.Response(body=body, headers={"Content-Type": kind})

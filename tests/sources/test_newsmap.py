import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.sources.newsmap import MOST_BYTES, parse_sitemap, unpacked
from tests.sources.site import NEWS, news

URL = "https://port.example/news.xml"


def test_a_news_sitemap_gives_its_entries(feeds: Path) -> None:
    parsed = parse_sitemap((feeds / "news-sitemap.xml").read_bytes(), URL)
    assert (parsed.title, parsed.language, parsed.children) == ("Le Port", "fr", ())
    first, second, third = parsed.entries
    assert first.guid == first.link == "https://port.example/greve-au-port"
    assert first.title.startswith("Grève au port")
    assert first.published == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert (first.language, first.categories) == ("fr", ("Économie", "Port"))
    assert first.picture == "https://port.example/photos/greve.jpg"
    assert (second.title, second.picture) == ("Le phare & la digue", "")
    assert (third.link, third.published) == ("https://port.example/ancien", None)


def test_an_index_lists_those_of_news_first_and_then_the_latest() -> None:
    listed = "".join(
        f"<sitemap><loc>{loc}</loc><lastmod>{changed}</lastmod></sitemap>"
        for loc, changed in [
            ("/pages.xml", "2026-11-01"),
            ("/posts.xml", "2026-11-23"),
            ("/news-1.xml", "2026-11-02"),
            ("/actualites.xml", "2026-11-22"),
            ("javascript:alert(1)", "2026-11-22"),
            ("", ""),
        ]
    )
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'
    parsed = parse_sitemap(index.encode(), URL)
    assert [one.rpartition("/")[2] for one in parsed.children] == [
        "actualites.xml",
        "news-1.xml",
        "posts.xml",
        "pages.xml",
    ]


def test_an_entry_that_is_listed_twice_is_there_once() -> None:
    twice = news("A").replace("</urlset>", "") + news("B").partition(">")[2].partition(">")[2]
    assert [one.title for one in parse_sitemap(twice.encode(), URL).entries] == ["A"]


def test_a_packed_sitemap_is_unpacked_up_to_a_bound() -> None:
    assert parse_sitemap(gzip.compress(news("A").encode()), URL).entries[0].title == "A"
    with pytest.raises(Invalid, match="too large"):
        unpacked(gzip.compress(bytes(MOST_BYTES + 1)))
    with pytest.raises(Invalid, match="no sitemap"):
        unpacked(b"\x1f\x8b broken")


BOMB = (
    b'<!DOCTYPE urlset [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    + NEWS.partition("?>")[2]
    .format(
        "<url><loc>https://x.example/1</loc><news:news><news:title>T &b; &f;</news:title></news:news></url>"
    )
    .encode()
)


def test_entities_are_neither_expanded_nor_fetched() -> None:
    (one,) = parse_sitemap(BOMB, URL).entries
    assert one.title == "T"


@pytest.mark.parametrize("body", [b"", b"<html>", b"<rss/>", b"<urlset><url/></urlset>", b"\xff\x00", b"{}"])
def test_what_is_no_sitemap_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(Invalid, match="no sitemap"):
        parse_sitemap(body, URL)


@given(st.binary(max_size=300))
def test_anything_is_read_or_invalid(body: bytes) -> None:
    try:
        parse_sitemap(body, URL)
    except Invalid:
        return

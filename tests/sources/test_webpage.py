import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.webpage import MOST_NAMED, describe_stranger, feed_link, feed_links, is_web_page
from bot.texts import say


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<!DOCTYPE html><p>", ""),
        (b"\xef\xbb\xbf  <HTML>", ""),
        (b"<!-- page --><html>", "text/plain"),
        (b"<p>bare", "text/html; charset=utf-8"),
        (b"<x/>", "application/xhtml+xml"),
    ],
)
def test_a_web_page_is_known_by_its_words_or_its_type(body: bytes, content_type: str) -> None:
    assert is_web_page(body, content_type)


def test_xml_is_no_web_page() -> None:
    assert not is_web_page(b"<?xml version='1.0'?><rss>", "text/xml")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/une.rss">', "https://port.example/une.rss"),
        ("<LINK REL='Alternate home' TYPE=application/atom+xml HREF=a.xml>", "https://port.example/x/a.xml"),
        (
            '<link rel="alternate" type="application/rss+xml" href="https://o.example/f"/>',
            "https://o.example/f",
        ),
        ('<link rel="alternate" hreflang="fr" href="/fr">', ""),
        ('<link rel="stylesheet" type="application/rss+xml" href="/une.rss">', ""),
        ('<link rel="alternate" type="application/rss+xml" href="">', ""),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">', ""),
        ('<link rel="alternate" type="application/rss+xml" href="http://[x">', ""),
        ('<link rel="alternate" type="application/rss+xml" href="/\u202e">', ""),
        (f'<link rel="alternate" type="application/rss+xml" href="/{"a" * 400}">', ""),
        ('<a rel="alternate" type="application/rss+xml" href="/une.rss">', ""),
        ("", ""),
    ],
)
def test_the_feed_that_a_page_names_is_found(html: str, expected: str) -> None:
    assert feed_link(html.encode(), "text/html", "https://port.example/x/") == expected


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"", "", "the answer is empty"),
        (b" \n", "text/html", "the answer is empty"),
        (b"<html><p>hello", "", "this is a web page, not a feed, and it names none"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "", "JSON Feed"),
        (b'{"items": []}', "", "this is JSON"),
        (b"[]", "", "this is JSON"),
        (b"<note/>", "", "XML, but neither"),
        (b"\x89PNG", "image/png", "neither RSS nor Atom"),
    ],
)
def test_what_is_no_feed_is_named_for_an_editor(body: bytes, content_type: str, words: str) -> None:
    assert words in say(describe_stranger(body, content_type), "en")


def test_a_page_is_described_with_the_feed_it_names() -> None:
    page = b'<html><link rel="alternate" type="application/rss+xml" href="/une.rss">'
    assert say(describe_stranger(page, "text/html", "https://port.example/"), "en") == (
        "this is a web page, not a feed; its feed seems to be https://port.example/une.rss"
    )


def links(html: str, url: str = "https://port.example/") -> tuple[tuple[str, ...], tuple[str, ...]]:
    return feed_links(html.encode(), "text/html; charset=utf-8", url)


def named(*hrefs: str, title: str = "") -> str:
    return "".join(
        f'<link rel=alternate type=application/rss+xml title="{title}" href="{href}">' for href in hrefs
    )


def test_feeds_of_comments_are_left_out() -> None:
    html = (
        named("/comments/feed/")
        + named("/c", title="Commentaires")
        + named("/d", title="תגובות לכתבה")
        + named("/a")
    )
    assert links(html) == (("https://port.example/a",), ())


@pytest.mark.parametrize(
    ("page", "first"),
    [
        ("https://port.example/", "/feed/"),
        ("https://port.example/culture/", "/culture/feed/"),
        ("https://port.example/2026/11/23/a", "/feed/"),
        ("https://port.example/le-pont-ouvre-dimanche-matin", "/feed/"),
    ],
)
def test_the_feed_nearest_to_what_was_asked_for_comes_first(page: str, first: str) -> None:
    html = named("/feed/", f"{page.removeprefix('https://port.example').rstrip('/')}/feed/")
    assert links(html, page)[0][0] == f"https://port.example{first}"


@pytest.mark.parametrize(
    "href",
    [
        "/rss",
        "/feed/",
        "/rss.xml",
        "/une.rss",
        "/?feed=rss2",
        "/rss/une.xml",
        "/atom.xml",
        "/index.rdf",
        "/feeds/all.xml",
    ],
)
def test_a_link_that_looks_like_a_feed_is_listed(href: str) -> None:
    assert links(f'<a href="{href}">x</a>')[1] == (f"https://port.example{href}",)


@pytest.mark.parametrize(
    "href",
    [
        "/",
        "/feedback",
        "/rss-explained",
        "/press",
        "/comments/feed/",
        "https://other.example/rss",
        "javascript:rss()",
        "/photos/feed.jpg",
    ],
)
def test_a_link_that_does_not_is_not(href: str) -> None:
    assert links(f'<a href="{href}">x</a>')[1] == ()


def test_links_count_from_the_base_once_and_few() -> None:
    html = (
        '<base href="/fr/">' + named("a", "a", "b#x", "c", "d", "e") + '<base href="/en/"><a href="rss">x</a>'
    )
    there = "https://port.example/fr/"
    assert links(html) == ((f"{there}a", f"{there}b", f"{there}c"), (f"{there}rss",))
    assert len(links(html)[0]) == MOST_NAMED


@given(st.binary(), st.text())
def test_links_of_anything_are_addresses(body: bytes, url: str) -> None:
    for found in feed_links(body, "text/html", url):
        assert all(one.startswith(("http", "/")) for one in found)


@given(st.binary(), st.text(), st.text())
def test_anything_is_described_in_one_line(body: bytes, content_type: str, url: str) -> None:
    assert say(describe_stranger(body, content_type, url), "en").isprintable()


def test_a_page_that_the_parser_gives_up_is_read_as_far_as_it_goes() -> None:
    page = b'<link rel="alternate" type="application/rss+xml" href="/feed.xml"><![C\x00 <p>more'
    assert feed_link(page, "text/html", "https://paper.example/") == "https://paper.example/feed.xml"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.webpage import describe_stranger, feed_link, is_web_page
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


@given(st.binary(), st.text(), st.text())
def test_anything_is_described_in_one_line(body: bytes, content_type: str, url: str) -> None:
    assert say(describe_stranger(body, content_type, url), "en").isprintable()

"""Feeds that were written to hurt: what each is called, and its bytes."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

HEAD: Final = b'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>'
TAIL: Final = b"</channel></rss>"
ITEM: Final = b"<item><title>T</title><guid>1</guid></item>"
MEGABYTE: Final = 1024 * 1024

Case = Callable[[str, Path], bytes]
"""Makes a body, given an address that must not be fetched and a file that must not be read."""


def rss(inner: bytes) -> bytes:
    """Write a feed around items."""
    return HEAD + inner + TAIL


def _typed(declared: str, value: str = "&x;") -> bytes:
    item = f"<item><title>{value}</title><guid>1</guid></item>"
    return f'<?xml version="1.0"?><!DOCTYPE rss {declared}><rss version="2.0"><channel>{item}'.encode() + TAIL


def _laughs() -> bytes:
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _typed(f'[<!ENTITY l0 "ha">{names}]', "&l9;")


def _quadratic() -> bytes:
    return _typed(f'[<!ENTITY x "{"x" * 100_000}">]', "&x;" * 50_000)


def _numbered(count: int) -> bytes:
    return b"".join(
        b"<item><title>T%d</title><guid>%d</guid><link>http://h.example/%d</link><description>%s</description></item>"
        % (n, n, n, b"d" * 90)
        for n in range(count)
    )


def _attributes(count: int) -> bytes:
    return b" ".join(b'a%d="1"' % n for n in range(count))


def _broken_html() -> bytes:
    return b"<item><title>x<b><i <p class=a &nbsp; </title><description><div><img src=a <br>" * 62_000


def _json(items: bytes) -> bytes:
    return b'{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [' + items + b"]}"


def _json_items(count: int) -> bytes:
    return b",".join(b'{"id": "%d", "title": "T", "content_html": "<p>c</p>"}' % n for n in range(count))


CASES: Final[Mapping[str, Case]] = {
    "XXE: a file": lambda _url, file: _typed(f'[<!ENTITY x SYSTEM "file://{file}">]'),
    "XXE: an address": lambda url, _file: _typed(f'[<!ENTITY x SYSTEM "{url}xxe">]'),
    "XXE: a parameter": lambda url, _file: _typed(f'[<!ENTITY % p SYSTEM "{url}parameter">%p;]'),
    "external DTD": lambda url, _file: _typed(f'SYSTEM "{url}feed.dtd"'),
    "XInclude": lambda _url, file: rss(
        b'<item><title><x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" href="file://%s"/></title></item>'
        % str(file).encode()
    ),
    "stylesheet and schema": lambda url, _file: (
        f'<?xml-stylesheet href="{url}s.xsl"?><rss xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
        f'i:schemaLocation="{url} {url}s.xsd"><channel>'.encode()
        + ITEM
        + TAIL
    ),
    "a body that is an address": lambda url, _file: f"{url}body".encode(),
    "a body that is a path": lambda _url, file: str(file).encode(),
    "a billion laughs": lambda _url, _file: _laughs(),
    "quadratic blow-up": lambda _url, _file: _quadratic(),
    "200,000 items": lambda _url, _file: rss(_numbered(200_000)),
    "200,000 empty items": lambda _url, _file: rss(b"<item/>" * 200_000),
    "200,000 attributes": lambda _url, _file: (
        HEAD.replace(b"<rss", b"<rss " + _attributes(200_000)) + ITEM + TAIL
    ),
    "200,000 attributes of an item": lambda _url, _file: rss(b"<item " + _attributes(200_000) + b"/>"),
    "200,000 namespaces": lambda _url, _file: (
        HEAD.replace(b"<rss", b"<rss " + b" ".join(b'xmlns:a%d="u%d"' % (n, n) for n in range(200_000)))
        + ITEM
        + TAIL
    ),
    "200,000 categories": lambda _url, _file: rss(
        b"<item>" + b"".join(b"<category>%d</category>" % n for n in range(200_000)) + b"</item>"
    ),
    "5 MB of <": lambda _url, _file: b"<" * 5 * MEGABYTE,
    "5 MB of < in a feed": lambda _url, _file: rss(b"<" * 5 * MEGABYTE),
    "5 MB of <!": lambda _url, _file: HEAD + b"<!" * (5 * MEGABYTE // 2),
    "5 MB of &": lambda _url, _file: rss(b"<item><title>" + b"&" * 5 * MEGABYTE + b"</title></item>"),
    "5 MB of broken HTML": lambda _url, _file: HEAD + _broken_html(),
    "a title of 50 MB": lambda _url, _file: rss(b"<item><title>" + b"t" * 50 * MEGABYTE + b"</title></item>"),
    "a title of 7 MB of pictures": lambda _url, _file: rss(
        b"<item><description>" + b"&lt;img " * 900_000 + b"</description></item>"
    ),
    "100,000 elements deep": lambda _url, _file: rss(
        b"<item>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</item>"
    ),
    "100,000 items deep": lambda _url, _file: rss(b"<item>" * 100_000),
    "CDATA without end": lambda _url, _file: rss(b"<item><title><![CDATA[" + b"x]]" * MEGABYTE),
    "a comment without end": lambda _url, _file: rss(b"<!--" + b"- -" * MEGABYTE),
    "a doctype without end": lambda _url, _file: b"<!DOCTYPE rss [" + b'<!ENTITY a "b">' * 300_000,
    "UTF-7": lambda _url, _file: (
        b'<?xml version="1.0" encoding="utf-7"?>' + rss(b"<item><title>+ADw-script+AD4-</title></item>")
    ),
    "UTF-16 of odd length": lambda _url, _file: rss(ITEM * 9).decode().encode("utf-16")[:-1],
    "NUL bytes": lambda _url, _file: (
        rss(b"<item><title>a\0b</title><guid>\0</guid></item>") + bytes(5 * MEGABYTE)
    ),
    "5 MB of high bytes": lambda _url, _file: rss(bytes(range(128, 256)) * (5 * MEGABYTE // 128)),
    "javascript: and data: links": lambda _url, _file: rss(
        b"<item><title>&lt;script&gt;alert(1)&lt;/script&gt;</title><link>javascript:alert(1)</link>"
        b'<enclosure url="data:image/png;base64,AA" type="image/png"/></item>'
    ),
    "JSON, 100,000 deep": lambda _url, _file: _json(b"[" * 100_000 + b"]" * 100_000),
    "JSON, 100,000 objects deep": lambda _url, _file: _json(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "JSON of 200,000 items": lambda _url, _file: _json(_json_items(200_000)),
    "JSON of a number of 5 MB": lambda _url, _file: _json(
        b'{"id": ' + b"9" * 5 * MEGABYTE + b', "title": "T"}'
    ),
    "JSON of huge numbers": lambda _url, _file: _json(
        b'{"id": 1e999, "title": "T", "date_published": -1e99}'
    ),
    "JSON of one key, 500,000 times": lambda _url, _file: _json(
        b'{"id": "1"' + b', "id": "2"' * 500_000 + b"}"
    ),
}

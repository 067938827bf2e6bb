import gzip
import json
import re
from contextlib import suppress
from datetime import UTC
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.model import Entry
from bot.sources.parsed import MOST_ENTRIES, ParsedFeed
from bot.sources.parsing import LONGEST_BODY, parse_feed
from tests.sources.writing import only, rss

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
CORPUS = Path(__file__).parents[3] / "shared" / "data" / "feeds"


# ---- what is no feed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "too broken to be read"),
        (b'{"title": "no feed"}', "JSON, not an RSS or Atom feed"),
        (b"<note><to>You</to></note>", "XML, but neither RSS nor Atom"),
        (b"<note><!-- <item> --></note>", "XML, but neither RSS nor Atom"),
        (b"\x00\x01\x02garbage", "neither RSS nor Atom"),
        (b"https://port.example/une.rss", "neither RSS nor Atom"),
        (b"/etc/passwd", "neither RSS nor Atom"),
    ],
)
def test_what_is_no_feed_is_invalid(body: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        parse_feed(body)


def test_a_web_page_names_the_feed_it_links() -> None:
    with pytest.raises(Invalid, match=r"its feed seems to be https://port\.example/une\.rss"):
        parse_feed((FEEDS / "page.html").read_bytes(), "text/html", "https://port.example/a/")


# ---- packed --------------------------------------------------------------------------------------


def test_a_feed_that_lies_packed_on_the_servers_disk_is_unpacked() -> None:
    assert only(gzip.compress(rss("<title>T</title>"))).title == "T"


def test_a_packed_bomb_is_invalid() -> None:
    with pytest.raises(Invalid, match="too much memory"):
        parse_feed(gzip.compress(bytes(LONGEST_BODY + 1_000_000)))


def test_a_packed_feed_that_is_damaged_is_invalid() -> None:
    with pytest.raises(Invalid, match="too broken"):
        parse_feed(b"\x1f\x8b\x08" + b"\xff" * 40)


def test_a_feed_is_json_by_its_first_letter_whatever_stands_before() -> None:
    body = (
        b'\xef\xbb\xbf\n {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "T"}]}'
    )
    assert only(body, "text/html").title == "T"


# ---- whatever comes ------------------------------------------------------------------------------


def check(feed: ParsedFeed) -> None:
    guids = [entry.guid for entry in feed.entries]
    assert all(guids)
    assert len(set(guids)) == len(guids) <= MOST_ENTRIES
    for entry in feed.entries:
        assert entry.link == "" or entry.link.startswith(("http://", "https://"))
        assert entry.published is None or entry.published.tzinfo is UTC
        assert "\x00" not in entry.guid + entry.title + entry.standfirst + entry.body
        f"{entry.guid}{entry.title}{entry.link}{entry.standfirst}{entry.body}".encode()  # can be stored


@given(st.binary())
def test_any_bytes_are_a_feed_or_invalid(body: bytes) -> None:
    with suppress(Invalid):
        check(parse_feed(body))


@given(st.sampled_from(sorted(FEEDS.glob("*.xml"))), st.data())
def test_a_damaged_feed_is_read_as_far_as_it_goes_or_invalid(path: Path, data: st.DataObject) -> None:
    body = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(body)))
        body[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    with suppress(Invalid):
        check(parse_feed(bytes(body), data.draw(st.sampled_from(["", "text/xml", "text/html; charset=x"]))))


# ---- the corpus that lies beside a checkout, where there is one -----------------------------------


def corpus() -> list[dict[str, Any]]:
    rows = CORPUS / "expected.jsonl"
    if not rows.is_file():
        return []
    return [json.loads(line) for line in rows.read_text("utf-8").splitlines()]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no feed corpus beside this checkout")
def test_every_feed_of_the_corpus_is_read_or_invalid_and_its_stated_fields_agree() -> None:
    fields: list[bool] = []
    for row in corpus():
        headers, body = row.get("headers") or {}, (CORPUS / "feeds" / row["file"]).read_bytes()
        try:
            feed = parse_feed(body, headers.get("content-type", ""), headers.get("content-location", ""))
        except Invalid:
            assert not row["file"].startswith(("real/", "ffp_bench/"))
            continue
        check(feed)
        assert len(feed.entries) == row["expect"].get("n_entries", len(feed.entries)), row["file"]
        for stated in row["expect"].get("entries", []):
            fields += _agreements(feed.entries[stated["i"]], stated)
    assert sum(fields) / len(fields) >= 0.97


def _agreements(entry: Entry, stated: dict[str, Any]) -> list[bool]:
    got = {
        "id": entry.guid,
        "link": entry.link.rstrip("/"),
        "title": _plain(entry.title),
        "published": f"{entry.published:%Y-%m-%dT%H:%M:%SZ}" if entry.published else "",
    }
    wanted = {name: stated[name] or "" for name in got if name in stated}
    if "title" in wanted:
        wanted["title"] = _plain(wanted["title"])
    if "link" in wanted:
        wanted["link"] = wanted["link"].rstrip("/")
    return [got[name] == value for name, value in wanted.items()]


def _plain(title: str) -> str:
    """Leave out markup, which golden outputs of some projects have cleaned and we have not yet."""
    return " ".join(re.sub("<[^<>]*>", "", unescape(title)).split())

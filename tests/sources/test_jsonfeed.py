import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.model import Entry
from bot.sources.jsonfeed import LONGEST_NUMBER, read
from bot.sources.parsed import MOST_ENTRIES, ParsedFeed

VERSION = "https://jsonfeed.org/version/1.1"


def a_feed(*items: object, **about: object) -> bytes:
    return json.dumps({"version": VERSION, "title": "Port", "items": items} | about).encode()


def parsed(body: bytes, url: str = "") -> ParsedFeed:
    feed = read(body, "application/feed+json", url)
    assert feed is not None
    return feed


def only(**item: object) -> Entry:
    (entry,) = parsed(a_feed(item, home_page_url="https://port.example/")).entries
    return entry


def test_a_feed_gives_title_language_hub_and_whole_entries() -> None:
    item = {
        "id": "port-1",
        "url": "/greve",
        "title": "Grève au port",
        "content_html": "<p>Les dockers arrêtent.</p>",
        "summary": "Arrêt.",
        "image": "/greve.jpg",
        "date_published": "2026-11-23T09:30:00+01:00",
        "date_modified": "2026-11-23T12:00:00Z",
        "tags": ["port", "grève", "port", 7],
        "language": "fr-FR",
    }
    hubs = [
        {"type": "rssCloud", "url": "https://no.example"},
        {"type": "WebSub", "url": "https://hub.example/"},
    ]
    body = a_feed(item, language="en", feed_url="https://port.example/feed.json", hubs=hubs)
    assert parsed(body) == ParsedFeed(
        "Port",
        "en",
        (
            Entry(
                "port-1",
                "Grève au port",
                "https://port.example/greve",
                datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
                "fr",
                "Arrêt.",
                "<p>Les dockers arrêtent.</p>",
                ("port", "grève"),
                "https://port.example/greve.jpg",
            ),
        ),
        hub="https://hub.example/",
        topic="https://port.example/feed.json",
    )


def test_plain_text_is_written_as_html() -> None:
    assert only(id="1", content_text='3 < 4 & "so" on').body == '3 &lt; 4 &amp; "so" on'


@pytest.mark.parametrize(
    ("id_", "guid"), [("a", "a"), (7, "7"), (1.5, "1.5"), (None, ""), (True, ""), (["x"], "")]
)
def test_an_id_is_words_or_a_number(id_: object, guid: str) -> None:
    entry = only(id=id_, url="https://port.example/1")
    assert entry.guid == (guid or "https://port.example/1")


def test_the_modified_date_and_the_external_link_stand_in() -> None:
    entry = only(id="1", external_url="https://o.example/1", date_modified="2026-11-23")
    assert (entry.link, entry.published) == ("https://o.example/1", datetime(2026, 11, 23, tzinfo=UTC))
    assert only(id="https://port.example/2").link == "https://port.example/2"
    assert only(id="1", url="javascript:alert(1)").link == ""


@pytest.mark.parametrize(
    ("item", "picture"),
    [
        ({"banner_image": "/b.jpg"}, "b.jpg"),
        (
            {
                "attachments": [
                    {"url": "/a.mp3", "mime_type": "audio/mpeg"},
                    {"url": "/c.png", "mime_type": "image/png"},
                ]
            },
            "c.png",
        ),
        ({"content_html": "<img src=/d.gif>"}, "d.gif"),
        ({"image": "data:image/png;base64,AA"}, ""),
    ],
)
def test_the_picture_is_the_named_one_or_the_first_in_the_text(item: dict[str, object], picture: str) -> None:
    assert only(id="1", **item).picture == (f"https://port.example/{picture}" if picture else "")


def test_json_that_is_no_feed_is_none_and_what_has_all_of_one_is_one() -> None:
    assert read(b'{"items": []}') is None
    assert read(b'{"title": "no items"}') is None
    assert parsed(b'{"title": "unversioned", "items": [{"id": 1}]}').entries[0].guid == "1"
    assert parsed(b'{"version": "https://jsonfeed.org/version/1", "items": null}').entries == ()


@pytest.mark.parametrize("body", [b'{"a": ', b'{"a":' * 100_000, b"{'a': 1}"])
def test_broken_json_is_invalid(body: bytes) -> None:
    with pytest.raises(Invalid, match="too broken"):
        read(body)


def test_huge_numbers_and_line_ends_in_strings_cost_nothing() -> None:
    number = "9" * (LONGEST_NUMBER + 5_000)
    body = f'{{"version": "{VERSION}", "title": "a\nb", "items": [{{"id": {number}}}, {{"id": 1e999}}]}}'
    feed = parsed(body.encode())
    assert feed.title == "a b"
    assert [entry.guid for entry in feed.entries] == ["0", "inf"]


def test_entries_are_capped_and_what_is_none_is_passed_over() -> None:
    feed = parsed(a_feed(None, 7, {}, *({"id": n} for n in range(MOST_ENTRIES + 5))))
    assert len(feed.entries) == MOST_ENTRIES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_the_format_forbids_are_read(encoding: str) -> None:
    body = json.dumps({"version": VERSION, "title": "Grève", "items": []}, ensure_ascii=False)
    assert parsed(body.encode(encoding)).title == "Grève"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ITEM = st.dictionaries(
    st.sampled_from(["id", "url", "title", "image", "tags", "attachments", "date_published", "summary"]), JSON
)


@given(
    st.lists(ITEM | JSON, max_size=4), st.dictionaries(st.sampled_from(["title", "hubs", "feed_url"]), JSON)
)
def test_whatever_stands_in_the_fields_is_read_or_passed_over(
    items: list[object], about: dict[str, object]
) -> None:
    feed = parsed(a_feed(*items, **about))
    assert all(entry.guid for entry in feed.entries)
    assert all(entry.link == "" or entry.link.startswith(("http://", "https://")) for entry in feed.entries)

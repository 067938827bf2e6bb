import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import Invalid
from bot.hints import Hints
from bot.model import Entry
from bot.sources.parsed import MOST_ENTRIES, ParsedFeed
from bot.sources.parsing import parse_feed
from bot.sources.words import LONGEST_LINK, LONGEST_TEXT, LONGEST_TITLE
from bot.sources.xmlfeed import _published
from tests.sources.writing import only, rss

FEEDS = Path(__file__).parents[1] / "data" / "feeds"


# ---- formats -------------------------------------------------------------------------------------


def test_rss_20_gives_title_language_and_whole_entries() -> None:
    feed = parse_feed((FEEDS / "rss20.xml").read_bytes(), "text/xml", "https://port.example/une.rss")
    assert (feed.title, feed.language) == ("Le Courrier du Port", "fr")
    assert feed.entries[0] == Entry(
        guid="port-1",
        title="Grève au port & retards",
        link="https://port.example/greve",
        published=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        language="fr",
        standfirst="Les dockers arrêtent le travail.",
        body="<p>Les dockers arrêtent le travail.</p><p>La reprise est prévue jeudi.</p>",
    )
    hebrew = feed.entries[1]
    assert (hebrew.title, hebrew.link, hebrew.language) == (
        "נמל חדש נחנך",
        "https://port.example/he/namal",
        "he",
    )


def test_an_entry_without_id_title_or_date_is_kept_under_its_link() -> None:
    entry = parse_feed((FEEDS / "rss20.xml").read_bytes()).entries[2]
    assert entry.guid == entry.link == "https://port.example/sans-titre"
    assert (entry.title, entry.published) == ("", None)


def test_an_entry_without_id_and_link_has_a_guid_that_stays() -> None:
    first, again = (parse_feed((FEEDS / "rss20.xml").read_bytes()).entries[3] for _ in range(2))
    assert first.guid == again.guid
    assert re.fullmatch("[0-9a-f]{32}", first.guid)
    assert first.published is None  # "hier soir"


def test_rss_091_and_rss_10_are_read() -> None:
    old = parse_feed((FEEDS / "rss091.xml").read_bytes())
    assert (old.title, old.language, old.entries[0].title) == (
        "Old Harbour News",
        "en",
        "Lighthouse lit again",
    )
    rdf = parse_feed((FEEDS / "rss10.xml").read_bytes())
    assert rdf.language == "en"
    assert rdf.entries[0].link == "https://rdf.example/spring"
    assert rdf.entries[0].published == datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_atom_10_resolves_links_by_xml_base_and_prefers_the_date_of_publication() -> None:
    feed = parse_feed((FEEDS / "atom10.xml").read_bytes())
    first, second = feed.entries
    assert (feed.title, feed.language) == ("Harbour Wire", "en")
    assert first.link == "https://atom.example/news/ferry-aurora"
    assert first.published == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
    assert first.standfirst == "The ferry sails again."
    assert first.body == "<p>The ferry sails again after three weeks.</p>"
    assert second.language == "fr"
    assert second.link == second.guid == "https://atom.example/phare"
    assert second.published == datetime(2026, 11, 22, 9, 45, tzinfo=UTC)
    assert second.standfirst == ""
    assert "Il brille." in second.body


def test_atom_03_is_read() -> None:
    entry = only((FEEDS / "atom03.xml").read_bytes())
    assert (entry.link, entry.language) == ("https://quay.example/crane", "en")
    assert entry.published == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse_feed(rss()) == ParsedFeed("F", "", ())


# ---- encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss("<title>Grève</title>"), "text/xml"),
        (rss("<title>Grève</title>"), "text/xml; charset=iso-8859-1"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>' + rss("<title>Grève</title>"), ""),
        (rss("<title>Grève</title>").decode().encode("cp1252"), "text/xml; charset=utf-8"),
        (
            b'<?xml version="1.0" encoding="utf-8"?>' + rss("<title>Grève</title>").decode().encode("cp1252"),
            "",
        ),
        (rss("<title>Grève</title>").decode().encode("latin-1"), "text/xml; charset=iso-8859-1"),
        (rss("<title>Grève</title>").decode().encode("utf-16"), "application/rss+xml"),
        (rss("<title>Grève</title>"), "application/rss+xml; charset=klingon"),
        (b"\xef\xbb\xbf" + rss("<title>Grève</title>"), "text/plain"),
        (b"\n\njunk " + rss("<title>Gr&egrave;ve</title>"), "text/html"),
    ],
)
def test_a_wrong_encoding_does_not_spoil_the_words(body: bytes, content_type: str) -> None:
    assert only(body, content_type).title == "Grève"


def test_entries_hidden_behind_a_broken_prolog_are_found() -> None:
    body = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x "<!--">' + rss("<title>Seen</title>")
    assert only(body).title == "Seen"


# ---- what no text may hold -----------------------------------------------------------------------


@pytest.mark.parametrize("reference", ["&#xD800;", "&#x0dfff;", "&#55296;", "&#57343;"])
def test_half_a_character_does_not_cost_the_feed(reference: str) -> None:
    assert only(rss(f"<title>A{reference}B</title>")).title == "A\ufffdB"


def test_whole_characters_beside_the_halves_are_left_alone() -> None:
    assert only(rss("<title>&#55295;&#57344;&#xD7FF;</title>")).title == "\ud7ff\ue000\ud7ff"


def test_right_to_left_marks_stay() -> None:
    assert only(rss("<title>\u200fנמל\u200e</title>")).title == "\u200fנמל\u200e"


def test_texts_are_cut_at_their_caps() -> None:
    entry = only(rss(f"<title>{'t' * 9_000}</title><description>{'d' * 300_000}</description>"))
    assert (len(entry.title), len(entry.standfirst)) == (LONGEST_TITLE, LONGEST_TEXT)


def test_at_most_a_thousand_entries_are_read() -> None:
    feed = parse_feed(rss(*(f"<guid>{number}</guid>" for number in range(MOST_ENTRIES + 5))))
    assert [entry.guid for entry in feed.entries] == [str(number) for number in range(MOST_ENTRIES)]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://port.example/x",
        "mailto:a@port.example",
        "http://",
        "http://[x",
        f"https://port.example/{'a' * LONGEST_LINK}",
    ],
)
def test_a_link_to_what_is_no_web_page_is_left_out(link: str) -> None:
    entry = only(rss(f"<title>T</title><link>{link}</link>"), url="https://port.example/une.rss")
    assert entry.link == ""
    assert entry.guid


@pytest.mark.parametrize("head", ["<link>https://port.example/</link>"])
def test_a_relative_link_counts_from_the_site_where_the_address_is_unknown(head: str) -> None:
    assert only(rss("<link>/a</link>", head=head)).link == "https://port.example/a"


def test_a_relative_link_counts_from_the_feeds_own_link_in_atom() -> None:
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><link href="/n/"/>'
        b'<link rel="self" href="https://port.example/n/a.xml"/>'
        b'<entry><id>1</id><link href="a"/></entry></feed>'
    )
    assert only(body).link == "https://port.example/n/a"


# ---- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 23 Nov 2026 10:00:00 GMT", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T10:00:00+02:00", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("Mon, 23 Nov 2099 10:00:00 GMT", datetime(2099, 11, 23, 10, tzinfo=UTC)),  # as given
        ("tomorrow", None),
        ("", None),
    ],
)
def test_a_date_is_aware_or_none(date: str, expected: datetime | None) -> None:
    assert only(rss(f"<guid>1</guid><pubDate>{date}</pubDate>")).published == expected


def test_a_date_that_no_calendar_holds_gives_way_to_the_next() -> None:
    later = (2026, 11, 23, 10, 0, 0, 0, 0, 0)
    raw = {"published_parsed": (99_999, 1, 1, 0, 0, 0, 0, 0, 0), "updated_parsed": later}
    assert _published(raw) == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_an_encoding_that_is_none_does_not_break_the_parser() -> None:
    body = b'<?xml version="1.0" encoding="undefined"?><rss version="2.0"><channel><item><title>\xe9</title>'
    assert only(body).title == "é"


def test_what_breaks_the_library_is_invalid(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise AssertionError("whatever its parts raise")

    monkeypatch.setattr("feedparser.api.parse", broken)
    with pytest.raises(Invalid, match="too broken to be read"):
        parse_feed(rss())


def test_want_of_memory_is_told_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise MemoryError

    monkeypatch.setattr("feedparser.api.parse", broken)
    with pytest.raises(MemoryError):
        parse_feed(rss())


def test_cdf_is_read_and_is_a_feed_without_an_entry_too() -> None:
    head = '<?xml version="1.0"?><channel href="https://port.example/"><title>Port</title>'
    item = '<item href="https://port.example/1" lastmod="2026-11-23T10:00"><title>Greve</title></item>'
    entry = only(f"{head}{item}</channel>".encode())
    assert (entry.title, entry.link) == ("Greve", "https://port.example/1")
    assert entry.published == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert parse_feed(f"{head}</channel>".encode()).entries == ()


def test_entries_beyond_the_cap_are_not_even_read_in_atom() -> None:
    entries = "".join(f"<entry><id>{n}</id></entry>" for n in range(MOST_ENTRIES + 3))
    body = f'<a:feed xmlns:a="http://www.w3.org/2005/Atom">{entries}</a:feed>'.replace("entry>", "a:entry>")
    body = body.replace("<id>", "<a:id>").replace("</id>", "</a:id>")
    assert len(parse_feed(body.encode()).entries) == MOST_ENTRIES


# ---- titles --------------------------------------------------------------------------------------


def test_a_title_loses_what_a_reader_may_not_run() -> None:
    entry = only(rss("<title>A &lt;b onclick='x'&gt;bold&lt;/b&gt; claim</title>"))
    assert entry.title == "A <b>bold</b> claim"


def test_controls_in_a_title_or_guid_are_taken_out() -> None:
    entry = only(rss("<title>A&#0;B&#8;C</title><guid>g&#7;</guid>"))
    assert not set(entry.title + entry.guid) & {"\x00", "\x07", "\x08"}


def test_a_body_is_as_its_source_gave_it() -> None:
    assert (
        only(rss("<description>&lt;p onclick='x'&gt;a&lt;/p&gt;</description>")).standfirst
        == "<p onclick='x'>a</p>"
    )


# ---- hints, hub and topic ------------------------------------------------------------------------


def test_a_feed_says_when_to_look_again() -> None:
    head = (
        "<ttl>60</ttl><skipHours><hour>0</hour><hour> 24 </hour><hour>5</hour><hour>77</hour></skipHours>"
        '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly</sy:updatePeriod>'
        '<sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">4</sy:updateFrequency>'
    )
    hints = parse_feed(rss(head=head)).hints
    assert hints == Hints(ttl=3_600, cadence=900, skip_hours=frozenset({0, 5}))


@pytest.mark.parametrize(
    "head",
    [
        "<ttl>soon</ttl>",
        "<ttl>-5</ttl>",
        "<ttl>nan</ttl>",
        "<ttl>1e300</ttl>",
        f"<skipHours>{''.join(f'<hour>{n}</hour>' for n in range(24))}</skipHours>",
    ],
)
def test_what_makes_no_sense_is_no_hint(head: str) -> None:
    assert parse_feed(rss(head=head)).hints == Hints()


def test_a_hub_and_the_address_it_knows_are_found_in_rss() -> None:
    head = (
        '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self" href="/une.rss"/>'
        '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="javascript:x"/>'
        '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>'
    )
    feed = parse_feed(rss(head=head), "", "https://port.example/feed")
    assert (feed.hub, feed.topic) == ("https://hub.example/", "https://port.example/une.rss")


# ---- the picture ---------------------------------------------------------------------------------

MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
ITUNES = 'xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd"'


@pytest.mark.parametrize(
    ("inner", "picture"),
    [
        (
            f'<media:content {MEDIA} url="/a.jpg"/><media:content {MEDIA} url="/b.jpg" width="900"/>',
            "b.jpg",
        ),
        (
            f'<media:content {MEDIA} url="/a.mp4" type="video/mp4"/><media:thumbnail {MEDIA} url="/b.jpg"/>',
            "b.jpg",
        ),
        (f'<media:content {MEDIA} url="/picture" medium="image"/>', "picture"),
        (f'<media:group {MEDIA}><media:content url="/a.png" type="image/png"/></media:group>', "a.png"),
        ('<enclosure url="/a.mp3" type="audio/mpeg"/><enclosure url="/b.jpg" type="image/jpeg"/>', "b.jpg"),
        (f'<i:image {ITUNES} href="/cover.jpg"/>', "cover.jpg"),
        ("<description>&lt;p&gt;a&lt;img src='/in.jpg'&gt;</description>", "in.jpg"),
        ('<enclosure url="data:image/png;base64,AA" type="image/png"/>', ""),
        ('<enclosure url="/drawing.svg" type="image/svg+xml"/>', ""),
        ("<description>&lt;img src='javascript:x'&gt;</description>", ""),
        ("", ""),
    ],
)
def test_an_entry_has_the_picture_that_its_source_names(inner: str, picture: str) -> None:
    entry = only(rss(f"<title>T</title>{inner}"), url="https://port.example/feed")
    assert entry.picture == (f"https://port.example/{picture}" if picture else "")


# ---- dates that feedparser does not read ---------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        ("Mon, 23 Nov 2026 10:00:00 CEST", 8),
        ("lun., 23 nov. 2026 10:00:00 +0100", 9),
        ("יום ב', 23 בנובמבר 2026 10:00 +0200", 8),
        ("Mon, 23 Nov 2026 10:00:00 EST", 15),
    ],
)
def test_a_date_in_another_tongue_or_zone_is_read(date: str, hour: int) -> None:
    entry = only(rss(f"<guid>1</guid><pubDate>{date}</pubDate>"))
    assert entry.published == datetime(2026, 11, 23, hour, tzinfo=UTC)


# ---- encodings that are told by their letters ----------------------------------------------------

HEBREW = "<title>הממשלה אישרה את התקציב לשנה הבאה</title>"


@pytest.mark.parametrize(
    ("declared", "content_type"),
    [
        ("", ""),
        ("utf-8", ""),
        ("iso-8859-1", "text/xml"),
        ("windows-1255", ""),
        ("utf-8", "text/xml; charset=utf-8"),
    ],
)
def test_hebrew_in_its_code_page_is_read_whatever_is_declared(declared: str, content_type: str) -> None:
    prolog = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = prolog.encode() + rss(HEBREW).decode().encode("windows-1255")
    assert only(body, content_type).title == "הממשלה אישרה את התקציב לשנה הבאה"


def test_utf_8_with_a_slip_is_still_utf_8() -> None:
    body = rss(f"<title>Grève {'é' * 20}</title>", "<title>l@été</title>").replace(b"@", b"\x92")
    first, second = parse_feed(body).entries
    assert (first.title, second.title) == (f"Grève {'é' * 20}", "l\ufffdété")


@pytest.mark.parametrize("date", ["1790000000", "0000-00-00 00:00:00", "-0001-11-30T00:00:00Z"])
def test_a_number_that_is_taken_for_a_year_long_gone_is_no_date(date: str) -> None:
    assert only(rss(f"<guid>1</guid><pubDate>{date}</pubDate>")).published is None

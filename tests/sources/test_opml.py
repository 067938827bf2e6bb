from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.sources.opml import Outline, read_opml, write_opml


def opml(body: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return (
        f'{head}<opml version="2.0"><head><title>Mes flux</title></head><body>{body}</body></opml>'.encode()
    )


def test_a_list_with_nested_folders_is_read_in_its_order() -> None:
    read = read_opml(
        opml(
            '<outline text="Monde"><outline text="Proche-Orient">'
            '<outline type="rss" text="Le Fil" xmlUrl="https://fil.example/rss" language="fr-FR"/></outline>'
            '<outline text="Wire" title="The Wire" xmlUrl="http://wire.example/atom.xml"/></outline>'
            '<outline text="חדשות" xmlUrl="https://news.example/feed" category="/Israel/Politics,tech"/>'
        )
    )
    assert read.troubles == ()
    assert [(one.url, one.name, one.language, one.categories) for one in read.feeds] == [
        ("https://fil.example/rss", "Le Fil", "fr", ("Monde", "Proche-Orient")),
        ("http://wire.example/atom.xml", "The Wire", "", ("Monde",)),
        ("https://news.example/feed", "חדשות", "", ("Israel", "Politics", "tech")),
    ]


def test_another_readers_export_is_read_with_its_own_spellings(feeds: Path) -> None:
    read = read_opml((feeds / "subscriptions.opml").read_bytes())
    assert [one.url for one in read.feeds] == [
        "https://www.quotidien.example/rss/une.xml",
        "https://blog.example/feed/?lang=fr&cat=2",
        "https://podcast.example/rss",
        "https://sans-flux.example/",
    ]
    assert [one.is_site for one in read.feeds] == [False, False, False, True]
    assert read.feeds[1].categories == ("Culture & société",)
    assert len(read.troubles) == 3
    assert read.troubles[0].startswith("line 14: ")
    assert "its feed will be looked for at its htmlUrl" in read.troubles[0]
    assert '"Dossier vide" has no xmlUrl' in read.troubles[1]
    assert '"Disque" has an address that can\'t be polled' in read.troubles[2]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("feed:https://a.example/f", "https://a.example/f"),
        ("feed://a.example/f", "https://a.example/f"),
        (" https://a.example/f ", "https://a.example/f"),
        ("//a.example/f", "https://a.example/f"),
    ],
)
def test_an_address_is_taken_from_its_usual_wrappings(stated: str, expected: str) -> None:
    (one,) = read_opml(opml(f'<outline text="A" xmlUrl="{stated}"/>')).feeds
    assert one.url == expected


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/f",
        "javascript:alert(1)",
        "https://anna:secret@a.example/",
        "https://a.example:99999/",
        "https://[x/",
        "https://a.example/" + "x" * 2000,
        "/rss",
        "https://a.example/a b",
    ],
)
def test_what_is_no_address_is_reported_by_its_line_and_keeps_no_secret(url: str) -> None:
    read = read_opml(
        opml(f'\n<outline text="A" xmlUrl="{url}"/>\n<outline text="B" xmlUrl="https://b.example/f"/>')
    )
    assert [one.url for one in read.feeds] == ["https://b.example/f"]
    assert read.troubles == ('line 2: "A" has an address that can\'t be polled',)


def test_an_outline_without_a_name_is_reported_too() -> None:
    assert read_opml(opml("<outline/>")).troubles == ("line 1: an outline without a name has no xmlUrl",)


@pytest.mark.parametrize("encoding", ["windows-1252", "iso-8859-1", "utf-16", "utf-8-sig"])
def test_a_list_in_another_encoding_is_read(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    body = opml('<outline text="Société" xmlUrl="https://a.example/f"/>', head).decode().encode(encoding)
    assert read_opml(body).feeds[0].name == "Société"


def test_a_list_that_states_a_wrong_encoding_is_read() -> None:
    body = opml('<outline text="Société" xmlUrl="https://a.example/f"/>').decode().encode("windows-1252")
    assert read_opml(body).feeds[0].name == "Société"
    body = opml(
        '<outline text="Société" xmlUrl="https://a.example/f"/>', '<?xml version="1.0" encoding="ascii"?>'
    )
    assert read_opml(body).feeds[0].name == "Société"


def test_a_list_that_breaks_off_gives_what_stands_before() -> None:
    whole = opml(
        '<outline text="A &amp; B" xmlUrl="https://a.example/f"/><outline text="C & D" xmlUrl="https://c.example"'
    )
    assert read_opml(whole).feeds[0].name == "A & B"


BOMB = (
    b'<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<opml><body><outline text="&b;" xmlUrl="https://a.example/f"/></body></opml>'
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (BOMB, "defines entities"),
        (BOMB.decode().encode("utf-16"), "defines entities"),
        (
            b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>&x;</body></opml>',
            "defines entities",
        ),
        (b"", "no OPML"),
        (b"hello", "no OPML"),
        (b"<rss><channel/></rss>", "no OPML"),
        (b"\x00\xff\x1f", "no OPML"),
        (b"<opml>" + b" " * (33 * 1024 * 1024), "too large"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(body: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        read_opml(body)
    assert str(caught.value).isprintable()


def test_a_list_nested_thousands_deep_ends_without_a_crash() -> None:
    deep = '<outline text="x">' * 5000 + '<outline xmlUrl="https://a.example/f"/>' + "</outline>" * 5000
    assert len(read_opml(opml(deep)).feeds) <= 1


def test_five_thousand_feeds_are_all_there() -> None:
    many = "".join(f'<outline text="{n}" xmlUrl="https://n{n}.example/f"/>' for n in range(5000))
    read = read_opml(opml(many))
    assert len({one.url for one in read.feeds}) == 5000


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Cf", "Zl", "Zp"]), max_size=40)
filed = st.text("abcdeéא", min_size=1, max_size=12)


@given(
    st.lists(
        st.builds(
            Outline,
            url=st.from_regex(r"\Ahttps?://[a-z]{1,8}\.example/[a-z?&=<>\"']{0,12}\Z"),
            name=words.map(str.strip),
            language=st.sampled_from(["", "fr", "he"]),
            categories=st.lists(filed, max_size=3, unique=True).map(tuple),
            extras=st.dictionaries(st.sampled_from(["every", "priority"]), filed, max_size=2),
            is_site=st.booleans(),
        ),
        max_size=8,
    )
)
def test_what_is_written_is_read_again(feeds: list[Outline]) -> None:
    read = read_opml(write_opml("Le <Fil> & co", feeds))
    by_folder = sorted(feeds, key=lambda one: one.url)
    again = sorted(read.feeds, key=lambda one: one.url)
    assert [(one.url, one.language, set(one.categories), one.extras, one.is_site) for one in again] == [
        (one.url, one.language, set(one.categories), one.extras, one.is_site) for one in by_folder
    ] or len({one.url for one in feeds}) < len(feeds)
    assert len(again) == len(feeds)

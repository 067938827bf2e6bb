from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import AlertKind, RevisionKind
from bot.rules.picture import LONGEST, REPEATED, Offer, goes_with, is_jpeg_or_png, usable, wanted

GOOD = "https://img.paper.example/2026/11/bridge-opens.jpg"


@pytest.mark.parametrize(
    "address",
    [
        GOOD,
        "https://img.paper.example/photo?id=12",
        "https://cdn.paper.example/w/1200x675/bridge.webp",
        "https://cdn.paper.example/bridge.jpg?w=1200&h=675",
        "https://i.paper.example:443/bridge.png",
        "https://i.paper.example/f/lexicon-of-icons-at-the-museum/bridge.png",
        "https://i.xn--kxae4bafwg.xn--pxaix.gr/bridge.png",
        "https://i.paper.example/mayor%20and%20bridge.jpeg",
        "https://i.paper.example/logogram.jpg",
    ],
)
def test_a_publishers_picture_goes_with_an_alert(address: str) -> None:
    assert usable(Offer(address)) == address
    assert usable(Offer(f" {address}\n")) == address


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "none"),
        ("http://img.paper.example/bridge.jpg", "not encrypted"),
        ("data:image/png;base64,AAAA", "no address of the web"),
        ("//img.paper.example/bridge.jpg", "no scheme"),
        ("https:///bridge.jpg", "no host"),
        ("https://[::1/bridge.jpg", "no address"),
        ("https://i.paper.example:99999/bridge.jpg", "no port"),
        (GOOD + "?" + "x" * LONGEST, "too long"),
        ("https://img.paper.example/pont-fermé.jpg", "not ASCII"),
        ("https://img.paper.example/map.svg", "a drawing"),
        ("https://img.paper.example/clip.mp4", "a film"),
        ("https://img.paper.example/article.html", "a page"),
        ("https://img.paper.example/assets/logo.png", "a logo"),
        ("https://img.paper.example/assets/paper_logo_2026.png", "a logo"),
        ("https://img.paper.example/logo/main.png", "a logo"),
        ("https://img.paper.example/favicon.png", "an icon"),
        ("https://img.paper.example/placeholder.jpg", "a stand-in"),
        ("https://img.paper.example/t/pixel.gif", "a pixel"),
        ("https://pixel.counter.example/12.png", "a counter"),
        ("https://stats.paper.example/b.gif?host=paper.example", "a counter"),
        ("https://img.paper.example/1x1.png", "a pixel"),
        ("https://img.paper.example/bridge-150x150.jpg", "a thumbnail"),
        ("https://img.paper.example/bridge.jpg?w=120", "a thumbnail"),
        ("https://img.paper.example/bridge.jpg?width=1200&height=1", "a pixel"),
        # a private network, in whatever spelling
        ("https://localhost/bridge.jpg", "here"),
        ("https://127.0.0.1/bridge.jpg", "here"),
        ("https://127.1/bridge.jpg", "here"),
        ("https://2130706433/bridge.jpg", "here"),
        ("https://0x7f.0.0.1/bridge.jpg", "here"),
        ("https://0177.0.0.1/bridge.jpg", "here"),
        ("https://[::1]/bridge.jpg", "here"),
        ("https://[::ffff:10.0.0.1]/bridge.jpg", "private"),
        ("https://10.0.0.1/bridge.jpg", "private"),
        ("https://169.254.169.254/latest/meta-data.png", "where a cloud's machines ask who they are"),
        ("https://metadata.google.internal/x.png", "the same by name"),
        ("https://nas.local/bridge.jpg", "private"),
        ("https://intranet/bridge.jpg", "private"),
        ("https://cms.paper.lan./bridge.jpg", "private"),
        ("https://me:secret@img.paper.example/bridge.jpg", "a password"),
        ("https://img.paper.example:8443/bridge.jpg", "another port"),
        ("https://img.paper.example\\@10.0.0.1/bridge.jpg", "two hosts"),
        ("https://10.0.0.1#@img.paper.example/bridge.jpg", "two hosts"),
    ],
)
def test_what_is_no_picture_of_the_news_goes_with_none(address: str, why: str) -> None:
    assert usable(Offer(address)) == "", why


def test_a_picture_that_a_source_shows_again_and_again_is_the_sites_and_not_the_articles() -> None:
    assert usable(Offer(GOOD, REPEATED - 1)) == GOOD
    assert usable(Offer(GOOD, REPEATED)) == ""


def test_pictures_of_private_networks_are_for_development_and_then_of_the_web_still() -> None:
    for address in ("http://127.0.0.1:8000/newsroom/pictures/12.png", "https://nas.local/bridge.jpg"):
        assert usable(Offer(address), private=True) == address
    for address in (
        "ftp://127.0.0.1/12.png",
        "file:///etc/passwd",
        "http://127.0.0.1/logo.png",
        "http:///x.png",
    ):
        assert usable(Offer(address), private=True) == ""


@given(st.text(max_size=80), st.sampled_from(["", "https://", "https://a.example/", "http://"]))
def test_nothing_that_may_stand_in_a_feed_surprises_it(words: str, start: str) -> None:
    for private in (False, True):
        found = usable(Offer(start + words), private=private)
        assert found in {"", (start + words).strip()}
        assert private or not found or found.startswith("https://")
    is_jpeg_or_png(start + words)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        (GOOD, True),
        ("https://i.example/a.JPEG", True),
        ("https://i.example/a.png?x=1", True),
        ("https://i.example/a.webp", False),
        ("https://i.example/a.gif", False),
        ("https://i.example/a", False),
        ("https://i.example/a?fm=jpg", True),
        ("https://i.example/a.webp?format=png", True),
        ("https://i.example/a.jpg?format=webp", False),
        ("https://i.example/a.jpg?format=auto", False),
        ("https://[::1/a.jpg", False),
    ],
)
def test_a_jpeg_or_a_png_is_told_by_its_address(address: str, *, known: bool) -> None:
    assert is_jpeg_or_png(address) is known


def test_pictures_are_as_readers_chose_and_else_as_is_usual_on_their_channel() -> None:
    for choice, channel in product((True, False), ("telegram", "whatsapp", "pigeon")):
        assert wanted(choice, channel) is choice
    assert wanted(None, "telegram")
    assert not wanted(None, "whatsapp")
    assert not wanted(None, "pigeon")


def test_what_corrects_or_takes_back_goes_without_a_picture() -> None:
    shown = {
        (kind, revised)
        for kind, revised in product(AlertKind, (None, *RevisionKind))
        if goes_with(kind, revised)
    }
    kinds, revised = (AlertKind.NEW, AlertKind.UPDATE), (None, RevisionKind.MINOR, RevisionKind.MATERIAL)
    assert shown == set(product(kinds, revised))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.picture import LOOKED_AT, is_picture, picture_in, whole_picture

BASE = "https://port.example/a/"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p>a</p><IMG class="x" SRC="b.jpg" alt="">', f"{BASE}b.jpg"),
        ("<img src='/b.jpg?w=1&amp;h=2'>", "https://port.example/b.jpg?w=1&h=2"),
        ("<img src=b.jpg/>", f"{BASE}b.jpg/"),
        ('<img src="data:image/gif;base64,R0" data-src="/late.jpg">', "https://port.example/late.jpg"),
        ('<img data-lazy-src="/late.jpg" src="/stand-in.gif">', "https://port.example/late.jpg"),
        (
            '<img src="/pixel.gif" width="1" height="1"><img src="/b.jpg" width="100%">',
            "https://port.example/b.jpg",
        ),
        ('<img src="/b.jpg" width="300">', "https://port.example/b.jpg"),
        ('<img src="/logo.svg"><img src="/b.jpg">', "https://port.example/b.jpg"),
        ('<img alt="no source"><img src="">', ""),
        ('<img src="javascript:alert(1)">', ""),
        ('<img src="http://[x">', ""),
        ("<img " * 500, ""),
        ('<img width="1" src="/p.gif">' * LOOKED_AT + '<img src="/b.jpg">', ""),
    ],
)
def test_the_first_picture_of_a_text_is_found(html: str, found: str) -> None:
    assert picture_in(["no picture", html], BASE) == found


@pytest.mark.parametrize(
    ("kind", "address", "expected"),
    [
        ("image/jpeg", "", True),
        ("image", "", True),
        ("image/svg+xml", "", False),
        ("video/mp4", "/a.jpg", False),
        ("", "/a.JPG?x=1", True),
        ("", "/a", False),
        ("", "http://[x", False),
    ],
)
def test_a_picture_is_told_by_its_type_or_else_its_name(kind: str, address: str, *, expected: bool) -> None:
    assert is_picture(kind, address) is expected


def test_a_drawing_is_no_picture_for_a_phone() -> None:
    assert whole_picture("/a.svg", BASE) == ""
    assert whole_picture("/a.png", BASE) == "https://port.example/a.png"


@given(st.text())
def test_any_text_gives_a_web_address_or_nothing(text: str) -> None:
    found = picture_in([f"<img src={text}>", text], BASE)
    assert found == "" or found.startswith(("http://", "https://"))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.charset import decode, is_plainly_utf8, media_type, stated_charset


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/html; charset=ISO-8859-1", "iso-8859-1"),
        ('text/xml;charset="UTF-8"', "utf-8"),
        ("text/html; charset=klingon", ""),
        ("text/html; charset=hex", ""),
        ("text/html; charset=idna", ""),
        ("text/html; charset*=x''y", ""),
        ("text/html", ""),
        ("", ""),
    ],
)
def test_a_charset_counts_only_where_text_can_be_decoded_by_it(content_type: str, expected: str) -> None:
    assert stated_charset(content_type).lower() == expected


def test_the_bare_media_type_is_in_lower_case() -> None:
    assert media_type(" Text/HTML ; charset=utf-8") == "text/html"
    assert media_type("") == ""


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Grève".encode(), "text/html; charset=iso-8859-1"),  # the bytes know better
        ("Grève".encode("latin-1"), "text/html; charset=iso-8859-1"),
        ("Grève".encode("latin-1"), ""),
        ("Grève".encode("latin-1"), "text/html; charset=klingon"),
        ("Grève".encode("utf-16"), ""),
        (b"\xfe\xff" + "Grève".encode("utf-16-be"), ""),
        ("Grève".encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
    ],
)
def test_a_page_is_decoded_by_mark_bytes_or_header(body: bytes, content_type: str) -> None:
    assert decode(body, content_type) == "Grève"


def test_a_page_is_decoded_by_its_own_word() -> None:
    page = '<meta charset="windows-1255">נמל'
    assert decode(page.encode("windows-1255")) == page


def test_ascii_is_not_plainly_utf8() -> None:
    assert not is_plainly_utf8(b"plain")
    assert is_plainly_utf8("é".encode())
    assert not is_plainly_utf8("é".encode("latin-1"))


@given(st.binary(), st.text())
def test_anything_is_decoded_to_something(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)

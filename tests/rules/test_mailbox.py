import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.mailbox import domain_of, read


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("anna@example.org", "anna@example.org"),
        ("  Anna.B+news@Example.ORG \n", "anna.b+news@example.org"),
        ("anna@bücher.example.org", "anna@xn--bcher-kva.example.org"),
        ("anna@דוגמה.co.il", "anna@xn--6dbbec0c.co.il"),
        ("rené@example.org", "rené@example.org"),
    ],
)
def test_an_address_is_kept_in_lower_case(typed: str, kept: str) -> None:
    assert read(typed) == kept
    assert domain_of(kept).isascii()


@pytest.mark.parametrize(
    "typed",
    [
        *("", "anna", "@", "anna@", "@example.org", "a b@example.org", "anna@example", "a@b@example.org"),
        *("anna@example..org", "anna@[127.0.0.1]", '"a b"@example.org', "Anna <anna@example.org>"),
        *("anna@example.org\r\nBcc: x@example.org", "anna@example.org,x@example.org", "a\x00b@example.org"),
        f"{'a' * 64}@{'b' * 60}.example.org",
    ],
)
def test_what_is_no_address_that_can_be_written_to_is_none(typed: str) -> None:
    assert read(typed) is None


@given(st.text(max_size=200))
def test_whatever_is_read_is_one_line_and_read_again_the_same(typed: str) -> None:
    kept = read(f"{typed}@example.org")
    if kept is not None:
        assert not any(sign.isspace() or not sign.isprintable() or sign in '<>,;"' for sign in kept)
        assert read(kept) == kept

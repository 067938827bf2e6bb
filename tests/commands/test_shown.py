import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.shown import STATUSES, isolated, masked, plain
from bot.model import Address, SubscriberStatus


@pytest.mark.parametrize(
    ("id_", "shown"),
    [
        ("+33612345678", "WhatsApp …5678"),
        ("12345678", "WhatsApp …5678"),
        ("1234", "WhatsApp …34"),
        ("1", "WhatsApp …"),
    ],
)
def test_an_address_shows_its_end_and_never_more_than_half(id_: str, shown: str) -> None:
    assert masked(Address("whatsapp", id_)) == shown


def test_foreign_words_stand_on_one_line_within_closed_isolates() -> None:
    assert isolated("a\u2069b\u202e\nc\x00") == "\u2068ab c\u2069"
    assert isolated("") == ""


@given(st.text())
def test_foreign_words_are_bounded_and_cannot_turn_the_line(words: str) -> None:
    shown = plain(words, 20)
    assert len(shown) <= 20
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\n\r\x00")


def test_every_status_has_its_word() -> None:
    assert set(STATUSES) == set(SubscriberStatus)

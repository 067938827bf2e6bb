import pytest

from bot.rules.consent.layouts import MEANT
from bot.rules.consent.words import HELP_WORDS, START_WORDS, STOP_WORDS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("דאםפ", "stop"), ("ыещз", "stop"), ("іещз", "stop"), ("cnjg", "стоп"), ("gmur", "עצור"), ("дшт", None)],
)
def test_the_other_keyboard_is_seen_through(typed: str, meant: str | None) -> None:
    assert MEANT.get(typed) == meant


def test_what_is_meant_is_a_request_word_and_what_is_typed_is_none() -> None:
    requests = STOP_WORDS | START_WORDS | HELP_WORDS
    assert set(MEANT.values()) <= requests
    assert not MEANT.keys() & requests

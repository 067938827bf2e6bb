import pytest

from bot.rules.consent.politeness import POLITE, without_politeness


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("hello please stop thank you very much", "stop"),
        ("stop sil vous plait merci", "stop"),
        ("stop the please war", "stop the please war"),
        ("please", ""),
        ("", ""),
    ],
)
def test_politeness_goes_from_both_ends(words: str, left: str) -> None:
    assert without_politeness(tuple(words.split())) == tuple(left.split())


def test_the_beginning_may_be_spared() -> None:
    words = ("merci", "de", "me", "desabonner", "svp")
    assert without_politeness(words, before=False) == words[:-1]


def test_no_negation_is_politeness() -> None:
    assert not POLITE & {
        "no",
        "non",
        "not",
        "pas",
        "ne",
        "לא",
        "אל",
        "لا",
        "не",
        "nicht",
        "nie",
        "niet",
        "não",
    }

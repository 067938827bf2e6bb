import pytest

from bot.rules.assent import is_yes


@pytest.mark.parametrize(
    "text",
    ["yes", "YES!", "Oui.", "oui oui", "כן", "כֵּן", "да", "Sí", "si", "ja", "نعم", "بله", "جی ہاں", "👍 yes"],
)
def test_a_yes_in_any_language_is_a_yes(text: str) -> None:
    assert is_yes(text)


@pytest.mark.parametrize("text", ["", "👍", "no", "non", "yes, later", "oui ou non", "yesterday", "STOP"])
def test_anything_more_or_else_is_none(text: str) -> None:
    assert not is_yes(text)

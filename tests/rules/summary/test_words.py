import pytest

from bot.rules.summary.words import ATTRIBUTIONS, FUNCTION_WORDS, REVERSALS, table

LANGUAGES = {"fr", "en", "he", "ar", "fa", "es", "de", "ru"}


@pytest.mark.parametrize("tables", [FUNCTION_WORDS, ATTRIBUTIONS, REVERSALS])
def test_every_language_has_its_words(tables: dict[str, frozenset[str]]) -> None:
    assert set(tables) == LANGUAGES | {""}
    assert all(tables.values())


def test_a_language_without_words_takes_those_of_all() -> None:
    assert table(FUNCTION_WORDS, "sv") == FUNCTION_WORDS[""]
    assert table(FUNCTION_WORDS, "sv") > table(FUNCTION_WORDS, "fr")
    assert "selon" in table(ATTRIBUTIONS, "fr")

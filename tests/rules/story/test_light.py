import pytest

from bot.rules.revision.tables import spelt
from bot.rules.story.light import asks, light, teasers

LANGUAGES = ("fr", "en", "he", "ar", "fa", "es", "de", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_words_folded(language: str) -> None:
    for listed in (light(language), teasers(language), asks(language)):
        assert listed
        assert all(spelt(word) == [word] for word in listed if word.isalpha())


def test_what_turns_doubts_dates_and_counts_a_sentence_tells_nothing_by_itself() -> None:
    assert {"pas", "presume", "lundi", "douze", "encore", "selon"} <= light("fr")
    assert "pont" not in light("fr")


def test_a_language_that_is_not_known_has_the_duties_of_all() -> None:
    assert not asks("xx")
    assert "the" in light("xx")

import pytest

from bot.rules.revision.tables import NEGATIONS, spelt
from bot.rules.story.light import light
from bot.rules.story.steps import denials, steps

LANGUAGES = ("fr", "en", "he", "ar", "fa", "es", "de", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_steps_folded(language: str) -> None:
    assert steps(language)
    assert all(spelt(word) == [word] for word in steps(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_step_of_a_story_is_left_out_as_light(language: str) -> None:
    assert steps(language).isdisjoint(light(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_verbs_that_say_not_stand_beside_the_negations(language: str) -> None:
    assert denials(language) > NEGATIONS[language]


def test_a_language_that_is_not_known_has_none() -> None:
    assert not steps("xx")
    assert not denials("xx")

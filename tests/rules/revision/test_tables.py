import pytest

from bot.rules.revision.tables import DOUBTS, NEGATIONS, NUMBERS, SCALES, spelt

LANGUAGES = {"fr", "en", "he", "ar", "fa", "es", "de", "ru"}


def test_every_table_has_all_eight_languages() -> None:
    assert set(DOUBTS) == set(NEGATIONS) == set(NUMBERS) == set(SCALES) == LANGUAGES


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_scale_has_two_parts_at_least(language: str) -> None:
    assert all(len(set(scale.values())) >= 2 for scale in SCALES[language])


def test_letters_that_are_written_in_several_ways_are_one() -> None:
    assert spelt("غير كبير") == spelt("غیر کبیر")

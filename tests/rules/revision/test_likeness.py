import pytest

from bot.rules.revision.likeness import distance, is_denied, is_misspelt, is_same_stem, is_slip


@pytest.mark.parametrize(
    ("one", "other"),
    [("presdient", "president"), ("recieve", "receive"), ("adress", "address"), ("תוכנית", "תכנית")],
)
def test_a_slip_of_the_hand_makes_no_other_word(one: str, other: str) -> None:
    assert is_slip(one, other)
    assert is_slip(other, one)
    assert is_misspelt(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("iran", "iraq"), ("mois", "moins"), ("won", "own"), ("now", "not")]
)
def test_short_words_are_each_a_word_of_their_own(one: str, other: str) -> None:
    assert not is_misspelt(one, other)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("legal", "illegal", "en"),
        ("schuldig", "unschuldig", "de"),
        ("کرد", "نکرد", "fa"),
        ("виновным", "невиновным", "ru"),
    ],
)
def test_a_beginning_may_turn_a_word_round(one: str, other: str, language: str) -> None:
    assert is_denied(one, other, language)
    assert is_denied(other, one, language)


def test_a_beginning_of_another_language_turns_nothing_round() -> None:
    assert not is_denied("legal", "illegal", "he")


def test_letters_are_counted_up_to_a_bound() -> None:
    assert [distance("abc", other, 2) for other in ("abc", "abd", "bc", "xyz", "abcdefg")] == [0, 1, 1, 3, 3]


def test_forms_of_a_word_begin_alike() -> None:
    assert is_same_stem("reopens", "reopened")
    assert not is_same_stem("open", "oven")
    assert not is_same_stem("the", "then")

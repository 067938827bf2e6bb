import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.keyword.words import LONGEST_TEXT, fold, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Élections à Beit-Shemesh, F-35", ["elections", "a", "beit", "shemesh", "f", "35"]),
        ("L’Iran, qu'Israël d`Or", ["iran", "israel", "or"]),
        ("Zelensky's plan", ["zelensky", "plan"]),
        ("'s, s' and 'so'", ["s", "s", "and", "so"]),
        ('צה"ל ובצה״ל, צ׳ק', ["צהל", "ובצהל", "צק"]),
        ("שָׁלוֹם בתים", ["שלומ", "בתימ"]),
        ("أخبارُ القُــدس", ["اخبار", "القدس"]),
        ("کتاب‌های ایران", ["كتابهاي", "ايران"]),
        ("無人機 drone", ["無", "人", "機", "drone"]),
        ("Œuvre, Straße, Łódź", ["oeuvre", "strasse", "lodz"]),
        ("ΟΔΟΣ οδός", ["οδοσ", "οδοσ"]),
        ("", []),
        ("🚀 — !", []),
    ],
)
def test_words_are_bare_and_in_their_order(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.sampled_from("aéïçßœÅłØñşěבגםץשׁاأةکйЁжΣςώ '-"), max_size=40))
def test_case_and_marks_make_no_difference(text: str) -> None:
    marked = "".join(f"{sign}\u0301\u200d" if sign.isalpha() else sign for sign in text)
    assert words_of(text) == words_of(text.upper()) == words_of(text.lower()) == words_of(marked)


def test_no_more_than_the_start_of_a_text_is_read() -> None:
    assert words_of("a" * LONGEST_TEXT + " b") == ["a" * LONGEST_TEXT]
    assert sum(map(len, words_of("\ufdfa" * LONGEST_TEXT))) <= 2 * LONGEST_TEXT

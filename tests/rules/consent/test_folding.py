import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.consent.folding import fold, words_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Arrêt !", "ARRET"),
        ("ЗУПИНІТЬ", "зупиніть"),
        ("İPTAL", "iptal"),
        ("yardım", "YARDIM"),
        ("عضويت", "عضویت"),
        ("ዐቁም", "አቁም"),
        ("توقـــف", "توقف"),
        ("نمی‌خواهم", "نمیخواهم"),
        ("ＳＴＯＰ", "\u202estop\u202c"),
        ("עָצוּר", "עצור"),
    ],
)
def test_what_keyboards_write_apart_is_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_dash_parts_words_and_an_apostrophe_joins_them() -> None:
    assert words_in("Désabonnez-moi, s’il vous plaît") == ("desabonnez", "moi", "sil", "vous", "plait")


@given(st.text())
def test_words_are_folded(text: str) -> None:
    assert all(fold(word) == word for word in words_in(text))

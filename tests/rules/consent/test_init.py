import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.commands.words import WORDS
from bot.model import Role
from bot.rules.consent import START_WORDS, STOP_WORDS, fold, word_of


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "stop", " Stop! ", "S.T.O.P.", "STOPALL", "stop all", "Opt-Out", "UNSUBSCRIBE", "cancel",
        "END", "quit", "ARRET", "Arrêt", "arrêter", "DESABONNER", "désabonner", "désinscrire", "DÉSINSCRIRE",
        "עצור", "עָצוּר", "הסר", "הפסק", "הפסיקו", "قف", "إلغاء", "توقف", "لغو", "СТОП", "стоп!",
        "BAJA", "STOPP", "basta", "🛑", "please stop", "Stop 🙏",
        "stop stop", "STOP\nSTOP", "ＳＴＯＰ", "sTOP",
    ],
)  # fmt: skip
def test_a_stop_word_alone_is_a_stop(text: str) -> None:
    assert word_of(text) == "stop"


@pytest.mark.parametrize(
    "text", ["START", "start", "Démarrer", "s'abonner", "S’abonner", "התחל", "ابدأ", "старт"]
)
def test_a_start_word_alone_is_a_start(text: str) -> None:
    assert word_of(text) == "start"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "!", "🛑🚧", "stop it", "please", "please go", "non stop", "stopover",
        "the end", "start stop",
        "yes", "oui", "arrêt de bus", "לא לעצור", "1", "ok", "fin", "menu", "endend",
    ],
)  # fmt: skip
def test_anything_more_than_the_word_is_neither(text: str) -> None:
    assert word_of(text) is None


def test_no_word_is_both_or_also_a_command() -> None:
    assert not STOP_WORDS & START_WORDS
    assert not (STOP_WORDS | START_WORDS) & WORDS.keys()
    # /revoke, /stopall and /resume are read before these words are, and for staff alone
    of_staff = {"revoke", "stopall", "resume"}
    assert all(COMMANDS[name].ROLE is not Role.READER for name in of_staff)
    assert (STOP_WORDS | START_WORDS) & COMMANDS.keys() == {"start", "stop"} | of_staff


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.sampled_from(sorted(STOP_WORDS)), st.sampled_from(["", "!", ".", " 😀", "\u200f", "…", "\n"]))
def test_signs_around_a_stop_word_do_not_hide_it(word: str, sign: str) -> None:
    assert word_of(f"{sign}{word}{sign}") == "stop"
    assert word_of(word.upper()) == "stop"


@given(st.sampled_from(sorted(STOP_WORDS)), st.text("bcdfgjkmvwxz", min_size=4, max_size=9))
def test_a_stop_word_beside_another_word_is_no_stop(word: str, other: str) -> None:
    assert word_of(f"{word} {other}") is None
    assert word_of(f"{other} {word}") is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.story.words import LEAD, STEM, lead_of, words_of


def test_stems_are_folded_cut_and_free_of_function_words() -> None:
    found = words_of("Les États-Unis prendront part à l’enquête sur le crash", "fr")
    assert found.stems == ("etats", "unis", "prendro", "part", "enquete", "crash")
    assert all(len(stem) <= STEM for stem in found.stems)


def test_a_function_word_of_another_language_may_be_a_word_of_this_one() -> None:
    assert "die" in words_of("Two die in a fire", "en").stems
    assert "die" not in words_of("Two die in a fire").stems


def test_names_are_what_is_written_large_within_a_sentence() -> None:
    found = words_of("Valmont. Le maire Dupont quitte Rochebrune", "fr")
    assert found.names == {"dupont", "rochebr"}


def test_a_title_all_in_capitals_names_nobody() -> None:
    assert words_of("LE MAIRE DUPONT QUITTE VALMONT", "fr").names == frozenset()


@pytest.mark.parametrize("written", ["1,200", "1.200", "1200"])
def test_a_number_is_the_same_with_any_mark(written: str) -> None:
    assert words_of(f"Strike: {written} jobs", "en").numbers == {"1200"}


def test_a_script_without_spaces_gives_its_characters() -> None:
    assert words_of("港口关闭").stems == ("港", "口", "关", "闭")


def test_a_lead_ends_with_a_whole_word() -> None:
    text = "harbour " * 100
    assert len(lead_of(text)) <= LEAD
    assert lead_of(text).endswith("harbour")
    assert lead_of("short") == "short"


@given(st.text(max_size=200))
def test_names_and_numbers_are_among_the_stems(text: str) -> None:
    found = words_of(text)
    assert found.names | found.numbers <= set(found.stems)

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.summary.text import clean_text, fold, head, paragraphs, width, words

OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("  un \t deux\n\n trois ", "un deux trois"),
        ("\u202eun\u202c \u2067deux\u2069", "un deux"),
        ("un\u200b\ufeff\u00ad\x00\x07", "un"),
        ("e\u0301te\u0301", "été"),
        ("5\u00a0%  et\u00a0 6", "5\u00a0% et 6"),
        ("می\u200cخواهد", "می\u200cخواهد"),
        ("(עברית)\u200e!", "(עברית)\u200e!"),
        ("\u200f\u200f\u200e\u200fשלום", "\u200fשלום"),
        ("a" + "\u0301\u0302\u0303\u0304\u0305\u0306", "a" + "\u0301\u0302\u0303\u0304\u0305"),
        ("<p>un</p><p>deux &amp; trois</p>", "un deux & trois"),
        ("\ud800un\uffff", "un"),
        ("", ""),
        ("\u0301", ""),
    ],
)
def test_text_is_cleaned_for_a_phone(source: str, shown: str) -> None:
    assert clean_text(source) == unicodedata.normalize("NFC", shown)


@given(st.text())
def test_clean_text_holds_no_control_no_override_and_no_edge_space(source: str) -> None:
    text = clean_text(source)
    assert text == text.strip()
    assert not any(character in OVERRIDES for character in text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


@given(st.text(st.characters(exclude_characters="<>&")))
def test_cleaning_twice_changes_nothing_more(source: str) -> None:
    assert clean_text(clean_text(source)) == clean_text(source)


def test_lines_of_plain_text_are_paragraphs_and_those_of_html_are_not() -> None:
    assert paragraphs("un\n\ndeux") == ["un", "deux"]
    assert paragraphs("<p>un\nsuite</p><p>deux") == ["un suite", "deux"]


@pytest.mark.parametrize(
    ("text", "visible"), [("abc", 3), ("été", 3), ("e\u0301", 1), ("שָׁלוֹם", 4), ("a\u200fb", 2), ("😀", 1)]
)
def test_width_counts_what_can_be_seen(text: str, visible: int) -> None:
    assert width(text) == visible


@given(st.text(max_size=40), st.integers(0, 20))
def test_head_is_never_wider_than_asked(text: str, most: int) -> None:
    assert width(text[: head(text, most)]) <= most


def test_head_splits_no_grapheme() -> None:
    assert head("e\u0301e\u0301", 1) == 2
    assert head("👩\u200d👩\u200d👧x", 2) == 0


def test_fold_forgets_case_accents_points_and_forms_of_apostrophe() -> None:
    assert fold("À L’ÉCOLE") == fold("a l'ecole")
    assert fold("שָׁלוֹם צה״ל") == 'שלום צה"ל'


def test_words_of_a_script_without_spaces_are_its_characters() -> None:
    assert words("Été, 中国!") == ["ete", "中", "国"]

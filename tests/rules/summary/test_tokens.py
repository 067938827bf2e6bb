import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.summary.text import width, words
from bot.rules.summary.tokens import STEM, Tokens

TEXT = "L'Iran n'a pas dit « oui », selon la ministre d’État."


def test_words_are_those_of_the_text_in_its_order() -> None:
    tokens = Tokens(TEXT, "fr")
    shown = [TEXT[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert shown == ["L", "Iran", "n", "a", "pas", "dit", "oui", "selon", "la", "ministre", "d", "État"]
    assert [one.stem for one in tokens.known] == [word[:STEM] for word in words(TEXT)]


@pytest.mark.parametrize("text", ["می‌شود", "שָׁלוֹם", "e\u0301te\u0301"])
def test_joiners_points_and_accents_part_no_word(text: str) -> None:
    assert len(Tokens(text, "fa").known) == 1


def test_a_script_without_spaces_gives_its_characters() -> None:
    assert len(Tokens("東京で", "ja").known) == 3


def test_words_with_a_duty_are_known_by_their_language() -> None:
    known = dict(zip(words(TEXT), Tokens(TEXT, "fr").known, strict=True))
    assert known["la"].is_function
    assert not known["ministre"].is_function
    assert known["selon"].attributes
    assert known["pas"].reverses
    assert known["iran"].is_capital
    assert Tokens("Il l'a dit.", "fr").known[0].leans
    assert Tokens("Je le dis en 2026.", "fr").known[0].is_personal
    assert Tokens("Je le dis en 2026.", "fr").known[-1].is_number


def test_a_stretch_has_the_words_that_begin_in_it() -> None:
    tokens = Tokens(TEXT, "fr")
    first, after = tokens.within(TEXT.index("selon"), len(TEXT))
    assert [one.stem for one in tokens.known[first:after]] == ["selon", "la", "minist", "d", "etat"]
    assert tokens.attributes(first, after)
    assert not tokens.attributes(first + 1, after)
    assert tokens.reverses(0, first)
    assert not tokens.reverses(first, after)
    assert tokens.before(TEXT.index("selon")) == first - 1
    assert tokens.before(0) == -1


@given(st.text("abé\u05b8\u200dשא ,.«»", max_size=60), st.data())
def test_the_width_of_a_stretch_is_that_of_its_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert Tokens(text, "he").width(start, end) == width(text[start:end])


@given(st.text("ab1 «»!,\u00a0", max_size=60))
def test_a_gap_lies_between_a_word_and_another(text: str) -> None:
    for gap, after in Tokens(text, "fr").after.items():
        assert text[gap:after].isspace()
        assert not text[gap - 1].isspace()
        assert text[gap - 1] not in "«("
        assert text[after : after + 1] not in set("»!,")
        assert not (text[gap - 1].isdigit() and text[after : after + 1].isdigit())

import pytest

from bot.model import Span
from bot.rules.summary.check import is_balanced, is_traced, may_stand, repeats
from bot.rules.summary.clean import Cleaned

CLEANED = Cleaned("Un pont neuf", "", "Le pont\nest ouvert. 港口今天关闭", complete=False)


@pytest.mark.parametrize(
    ("shown", "span"),
    [
        ("Un pont", Span("title", 0, 7)),
        ("Un pont…", Span("title", 0, 7)),
        ("Le pont est", Span("body", 0, 11)),
        ("港口", Span("body", 20, 22)),
    ],
)
def test_a_stretch_of_whole_words_is_traced(shown: str, span: Span) -> None:
    assert is_traced(shown, span, CLEANED)


@pytest.mark.parametrize(
    ("shown", "span"),
    [
        ("Un port", Span("title", 0, 7)),
        ("Un po", Span("title", 0, 5)),
        ("n pont", Span("title", 1, 7)),
        ("Un pont neuf !", Span("title", 0, 12)),
    ],
)
def test_other_words_and_parts_of_words_are_not_traced(shown: str, span: Span) -> None:
    assert not is_traced(shown, span, CLEANED)


@pytest.mark.parametrize(
    "text", ["« a » (b) [c]", "“a”", "„a“", "„a”", 'dit "a"', 'צה"ל מסר: "כן"', "rien", "l'été"]
)
def test_closed_marks_are_balanced(text: str) -> None:
    assert is_balanced(text)


@pytest.mark.parametrize("text", ["« a", "a »", "(a", "a]", "“a", "„a", 'dit "a', 'a" dit'])
def test_open_marks_are_not_balanced(text: str) -> None:
    assert not is_balanced(text)


def test_a_line_that_adds_hardly_a_word_repeats_the_headline() -> None:
    said = {"le", "pont", "de", "valmont", "ouvre"}
    assert repeats("Le pont de Valmont ouvre", said)
    assert not repeats("Le maire annonce que le pont de Valmont ouvre mardi", said)


@pytest.mark.parametrize(
    "lines",
    [["a" * 121], ["« ouvert"], ["Voir https://t.example/a"], ["Abonnez-vous à notre newsletter"], [""]],
)
def test_long_open_linked_and_calling_lines_may_not_stand(lines: list[str]) -> None:
    assert not may_stand(lines, 120)


def test_a_quotation_may_run_on_to_the_second_line() -> None:
    assert may_stand(["« Le pont", "est ouvert », dit-il."], 120)

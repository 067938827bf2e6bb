"""The judge of summaries: each fault is found where it is, and not where it is not."""

import pytest

from benchmarks.faults_of_summaries import NEVER, SELDOM, Source, Told, faults, left_out, planted_in, width
from benchmarks.rouge import tokens

BODY = (
    "La maire de Port-Clair, Irina Sollers, n’a pas signé le contrat de 12 500 euros mardi. "
    "« Nous attendons les comptes », a-t-elle dit (selon un proche) devant 40 élus."
)
SOURCE = Source("Le contrat attendra", BODY)
WHOLE = "La maire de Port-Clair, Irina Sollers, n’a pas signé le contrat de 12 500 euros mardi."


def found(*lines: str, headline: str = "Le contrat attendra") -> set[str]:
    return set(faults(Told(headline, lines), SOURCE))


def test_what_stands_in_the_source_has_no_fault() -> None:
    assert (
        found(WHOLE, "« Nous attendons les comptes », a-t-elle dit (selon un proche) devant 40 élus.")
        == set()
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("La maire de Port-Clair renonce", "invented words"),
        ("le contrat de 13 500 euros mardi", "invented numbers"),
        ("le contrat de 12", "invented numbers"),  # not the number: a piece of it
        ("La maire de Port-Clair, Irina Durand", "invented names"),
        ("« Nous attendons comptes »", "altered quotations"),
        ("La maire de Port-Clair, Irina Sol…", "cuts inside a word"),
        ("maire de Port-Clair, Irina Sollers, " * 4, "lines too long"),
        ("Nous attendons https://x.example", "addresses"),
        ("Irina Sollers, n’a signé le contrat", "lost negations"),
        ("les comptes », a-t-elle dit devant 40 élus", "lost negations"),  # a hedge, in a parenthesis
        ("La maire, Irina Sollers", "inner deletions"),
        ("le contrat La maire", "inner deletions"),  # not in the source's order
        ("La maire de", "dangling function words"),
        ("La maire de Port-Clair…", "lines ending in …"),
        ("« Nous attendons les comptes", "unbalanced marks"),
        ("Le contrat attendra", "repeated lines"),
    ],
)
def test_each_fault_is_found(line: str, fault: str) -> None:
    assert fault in found(line)
    assert fault in {*NEVER, *SELDOM}


def test_a_headline_may_be_too_long_too() -> None:
    assert found(headline="contrat " * 12) == {"headlines too long"}


def test_a_line_may_run_on_over_a_function_word_where_another_follows() -> None:
    assert found("La maire de", "Port-Clair, Irina Sollers") == set()


def test_a_parenthesis_without_a_hedge_may_be_left_out() -> None:
    source = Source("", "Le port (fermé depuis lundi) rouvre demain.")
    assert not faults(Told("", ["Le port rouvre demain."]), source)


def test_two_lines_that_say_the_same_are_a_repetition() -> None:
    assert "repeated lines" in found(
        "a signé le contrat de 12 500 euros", "signé le contrat de 12 500 euros", headline=""
    )


def test_words_left_out_are_those_of_the_closest_place() -> None:
    places = {"a": [0, 4], "b": [2, 5], "c": [6]}
    assert left_out(["a", "b"], places) == []
    assert left_out(["b", "c"], places) == []
    assert left_out(["a", "c"], places) == [5]
    assert left_out(["c", "a"], places) is None


def test_points_and_marks_of_direction_take_no_room() -> None:
    assert width("\u200fשָׁלוֹם") == 4


def test_boilerplate_is_found_by_four_words_in_a_row_that_the_article_had_not() -> None:
    planted = ["Abonnez-vous à notre lettre du matin"]
    assert planted_in(Told("", ["Inscription : vous à notre lettre"]), planted, "")
    assert not planted_in(
        Told("", ["Inscription : vous à notre lettre"]), planted, "Pour vous à notre lettre"
    )
    assert not planted_in(Told("", ["notre lettre"]), planted, "")


def test_hebrew_and_persian_negations_are_known() -> None:
    for text, line in (("העירייה לא חתמה", "העירייה חתמה"), ("شهردار هرگز نگفت", "شهردار نگفت")):
        assert faults(Told("", [line]), Source("", text))["lost negations"] == 1
        assert tokens(line)

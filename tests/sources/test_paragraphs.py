import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.paragraphs import WHOLE, agreed, lines_of, news_of, unmarked

LEAD = "The harbour office said on Monday that the ferry will sail again once its engine has been tested."
NEXT = "Two engineers came from the capital for that, and they want to stay until the end of the week."
LAST = "Nobody was hurt when the engine broke, and the fishermen took the passengers on board."
BOX = "The ferry was built in 1962 and has been painted four times since then, at last in green"


def test_markup_in_data_becomes_lines() -> None:
    assert lines_of(unmarked("<p>One <b>bold</b></p><p class='x'>Two<br/>three</p> ")) == [
        "One bold",
        "Two",
        "three",
    ]
    assert unmarked("2 < 3 and 4 > 1") == "2 < 3 and 4 > 1"
    assert lines_of(unmarked("+++dropcap\nOne\n+++\n[#image: /photos/1]\n3 +++ 4 [#5]")) == [
        "One",
        "3 +++ 4 [#5]",
    ]


@pytest.mark.parametrize(
    "above",
    [
        "The ferry to the island sails again",
        "THE PORT The ferry to the island sails again",
        "« The ferry to the island sails again »",
    ],
)
def test_a_title_above_the_text_is_left_out(above: str) -> None:
    titles = ["Port news", "The ferry to the island sails again"]
    assert news_of([above, "The ferry to the island sails again", LEAD], titles) == [LEAD]
    assert news_of([LEAD, above, LAST], titles) == [LEAD, above, LAST]


def test_a_line_that_only_has_a_short_title_in_it_is_none() -> None:
    assert news_of(["The ferry is late", LEAD], ["The ferry"]) == ["The ferry is late", LEAD]
    assert news_of(["The ferry", LEAD], ["The ferry"]) == [LEAD]


@pytest.mark.parametrize(
    "line",
    [
        "Orange avec AFP, publié le samedi 18 août 2018 à 16h10",
        "20.04.2026, 14:36 Uhr",
        "Veröffentlicht: 3. Mai 2024, 09.15 Uhr",
        "Sign up for our newsletter here",
    ],
)
def test_lines_that_are_no_news_are_left_out(line: str) -> None:
    assert news_of([LEAD, line, LAST], []) == [LEAD, LAST]


@pytest.mark.parametrize(
    "line", ["It was 18:30 on 4.5.2026 when the ferry sailed.", "Tuesday, 27 August 2024"]
)
def test_a_sentence_with_a_date_and_a_heading_of_one_stay(line: str) -> None:
    assert news_of([LEAD, line, LAST], []) == [LEAD, line, LAST]


def test_labels_below_a_text_are_left_out_and_a_text_of_labels_is_not() -> None:
    assert news_of([LEAD, "Tags", "ferry", "Comments"], []) == [LEAD]
    assert news_of(["1. Hanna", "2. Ola", "3. Kim"], []) == ["1. Hanna"]
    assert len(news_of([f"{number}. Ola" for number in range(20)], [])) == 15
    assert news_of([], []) == []


# ---- what a page states --------------------------------------------------------------------------


def test_what_the_stated_text_lacks_is_no_part_of_the_article() -> None:
    heading = "The engine"
    found = [LEAD, NEXT, BOX, heading, LAST]
    assert agreed(found, [f"{LEAD} {NEXT}", LAST]) == [LEAD, NEXT, heading, LAST]


def test_a_standfirst_above_it_stays() -> None:
    assert agreed([NEXT, LEAD, LAST, BOX, LEAD], [LEAD, LAST]) == [NEXT, LEAD, LAST, LEAD]
    assert agreed([BOX, LEAD, LAST, LEAD], [LEAD, LAST]) == [LEAD, LAST, LEAD]


def test_where_far_more_is_stated_that_is_taken() -> None:
    stated = [LEAD, NEXT, LAST, NEXT, LAST]
    assert agreed([LEAD, NEXT], stated) == stated
    assert agreed([], stated) == stated
    assert agreed(["Loading the page, please wait."], stated) == stated


def test_a_stated_text_of_something_else_changes_nothing() -> None:
    whole = [f"{number} {LEAD}" for number in range(WHOLE // len(LEAD) + 1)]
    assert agreed(whole, [LAST * 30]) == whole
    assert agreed(whole, []) == whole
    assert agreed([LEAD, NEXT, LAST], [LEAD]) == [LEAD, NEXT, LAST]


@given(st.lists(st.text()), st.lists(st.text()))
def test_what_is_left_was_found_or_stated(found: list[str], stated: list[str]) -> None:
    assert set(agreed(found, stated)) <= {*found, *stated}
    assert set(news_of(found, stated)) <= set(found)

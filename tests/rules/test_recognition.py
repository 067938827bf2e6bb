from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.recognition import (
    REUSE,
    Found,
    Known,
    Told,
    may_be_churn,
    recognise,
    strangers,
    telling,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TITLES = (
    "fire in the old port of the town",
    "mayor resigns after the night of the vote",
    "trains stand still on the northern line",
    "museum buys back a stolen painting",
    "court opens the case of the ferry",
    "school meals cost more from monday",
    "storm takes the roof of the station",
    "orchestra plays its last concert tonight",
)


def told(number: int, **about: object) -> Told:
    one = Told(f"guid-{number}", f"https://p.example/{number}", TITLES[number % 8], NOW - (number + 1) * HOUR)
    return replace(one, **about)  # type: ignore[arg-type]  # an entry's own fields


def dates_of(one: Told) -> frozenset[datetime]:
    return frozenset([one.published] if one.published else [])


def known(one: Told, **about: object) -> Known:
    made = Known(one.guid, frozenset({one.link}), frozenset({one.title}), dates_of(one))
    return replace(made, **about)  # type: ignore[arg-type]  # the same


WINDOW = [told(number) for number in range(8)]
BEFORE = [known(one) for one in WINDOW]


def found_alone(one: Told, *before: Known) -> Found:
    """Recognise an entry that comes by itself, as a hub pushes one."""
    (found,) = recognise([one], before).found
    return found


# ---- each name by itself -------------------------------------------------------------------------


def test_an_entry_that_shares_no_name_is_new() -> None:
    assert found_alone(told(1), known(told(2))) == Found()
    assert found_alone(told(1)) == Found()


@pytest.mark.parametrize(
    "same",
    [
        told(1),
        told(1, title="another title"),
        told(1, link="https://p.example/moved"),
        told(1, published=NOW),
        told(1, published=None),
        told(1, link=""),
    ],
)
def test_a_guid_makes_an_entry_known_whatever_else_changed(same: Told) -> None:
    assert found_alone(same, known(told(1))) == Found(known(told(1)))


def test_another_guid_with_the_same_link_and_title_is_another_name_of_the_same_entry() -> None:
    assert found_alone(told(1, guid="other"), known(told(1))) == Found(known(told(1)), rename=True)


def test_a_title_alone_makes_nothing_known_but_at_the_same_moment_it_does() -> None:
    moved = told(1, guid="other", link="https://p.example/other")
    assert found_alone(replace(moved, published=NOW), known(told(1))) == Found()
    assert found_alone(replace(moved, published=None), known(told(1, published=None))) == Found()
    assert found_alone(moved, known(told(1))) == Found(known(told(1)), rename=True)


def test_any_date_that_an_entry_bore_is_its_moment() -> None:
    redated = known(told(1), moments=dates_of(told(1)) | {NOW})
    assert found_alone(told(1, guid="other", link="https://p.example/other"), redated).known == redated
    assert redated.published == NOW


def test_an_empty_title_makes_nothing_known() -> None:
    nameless = told(1, guid="other", link="", title="")
    assert found_alone(nameless, known(told(1, link="", title=""))) == Found()


# ---- a page that bears another title -------------------------------------------------------------


def test_a_page_with_an_edited_title_and_another_guid_is_the_same_entry() -> None:
    edited = told(1, guid="other", title=f"{TITLES[1]} counted")
    assert found_alone(edited, known(told(1))).known == known(told(1))
    assert found_alone(replace(edited, published=None), known(told(1))).known == known(told(1))


def test_a_page_that_is_lent_to_the_next_story_makes_it_new_under_no_link() -> None:
    tomorrow = told(1, guid="other", title=TITLES[2], published=NOW + REUSE)
    assert found_alone(tomorrow, known(told(1))) == Found(lent=True)
    alike = replace(tomorrow, title=TITLES[1] + " again")
    assert found_alone(alike, known(told(1))) == Found(lent=True)
    assert found_alone(replace(tomorrow, published=None), known(told(1))) == Found(lent=True)


def test_a_page_with_wholly_other_words_within_hours_is_new_and_keeps_its_link() -> None:
    assert found_alone(told(1, guid="other", title=TITLES[2]), known(told(1))) == Found()


def test_guids_that_number_a_pages_revisions_are_one_entry() -> None:
    first = told(1, guid="https://p.example/1#0")
    second = told(1, guid="https://p.example/1#1", title=TITLES[2], published=NOW + 2 * REUSE)
    assert found_alone(second, known(first)) == Found(known(first), rename=True)


# ---- guids that lie ------------------------------------------------------------------------------


def test_a_guid_used_again_for_a_younger_story_makes_it_new_under_another_guid() -> None:
    again = told(2, guid="guid-1", published=NOW)
    assert found_alone(again, known(told(1))) == Found(taken=True)


def test_a_guid_with_other_names_that_is_no_younger_is_an_edit() -> None:
    edited = told(2, guid="guid-1", published=told(1).published)
    assert found_alone(edited, known(told(1))) == Found(known(told(1)))


def test_without_dates_wholly_other_words_make_a_guid_used_again() -> None:
    again = told(2, guid="latest", published=None)
    assert found_alone(again, known(told(1, guid="latest"))) == Found(taken=True)
    alike = replace(again, title=TITLES[1] + " counted")
    assert found_alone(alike, known(told(1, guid="latest"))).known


@pytest.mark.parametrize("link", ["https://p.example/1-a-new-slug", ""])
def test_a_lasting_guid_is_believed_when_title_and_slug_are_edited_and_dated_again(link: str) -> None:
    lasting = told(1, guid="https://p.example/?p=1234")
    edited = replace(lasting, title=f"{TITLES[1]} counted", link=link, published=NOW)
    assert found_alone(edited, known(lasting)).known == known(lasting)


def test_a_long_number_in_both_links_says_that_they_are_one_page() -> None:
    first = told(1, guid="a-4711", link="https://p.example/1234567-mayor-resigns")
    second = replace(first, title=TITLES[2], link="https://p.example/1234567-trains-stand", published=NOW)
    assert found_alone(second, known(first)).known == known(first)
    day = replace(first, link="https://p.example/20261123/mayor")
    next_ = replace(second, link="https://p.example/20261123/trains")
    assert found_alone(next_, known(day)) == Found(taken=True)


def test_guids_by_position_hide_no_new_entry_and_make_no_old_one_new() -> None:
    before = [known(replace(one, guid=str(place))) for place, one in enumerate(WINDOW[:5], 1)]
    new = told(7, guid="1", published=NOW)
    shifted = [new, *(replace(one, guid=str(place)) for place, one in enumerate(WINDOW[:4], 2))]
    found = recognise(shifted, before).found
    assert found[0] == Found(taken=True)
    assert [one.known for one in found[1:]] == before[:4]


def test_where_guids_are_shared_link_and_title_tell() -> None:
    before = [known(replace(one, guid=f"1 {one.title}")) for one in WINDOW[:4]]
    shared = [replace(one, guid="1") for one in [told(6), *WINDOW[:3]]]
    recognition = recognise(shared, before)
    assert recognition.found == (
        Found(taken=True),
        *(Found(one) for one in before[:3]),
    )
    assert not recognition.churned
    edited = [replace(shared[0], title="wholly other words"), *shared[1:]]
    assert recognise(edited, [*before, known(shared[0], guid="x")]).found[0].known


def test_where_guids_are_shared_and_no_link_tells_a_title_does() -> None:
    bare = [replace(one, guid="1", link="") for one in WINDOW[:4]]
    before = [known(replace(one, guid=f"1 {one.title}")) for one in bare]
    later = [replace(one, published=NOW) for one in bare]
    assert [one.known for one in recognise(later, before).found] == before


def test_one_shared_guid_in_many_makes_both_entries_known_or_new() -> None:
    window = [told(number, title=f"{TITLES[number % 8]} {number}") for number in range(30)]
    window[5] = replace(window[5], guid=window[4].guid)
    found = recognise(window, []).found
    assert (found[4], found[5]) == (Found(), Found(taken=True))


def test_an_entry_told_twice_in_a_window_is_new_once() -> None:
    again = [told(1), told(1), told(1, title="another title"), told(1, guid="other")]
    assert recognise(again, []).found == (Found(), *[Found(repeat=True)] * 3)


def test_an_edited_entry_under_two_guids_in_a_window_is_no_new_one() -> None:
    edited = told(1, title="wholly other words")
    found = recognise([replace(edited, guid="second"), edited], [known(told(1))]).found
    assert found == (Found(repeat=True), Found(known(told(1))))


# ---- churn ---------------------------------------------------------------------------------------


def test_when_all_guids_change_links_or_titles_make_the_window_known() -> None:
    for change in ({"title": "edited"}, {"link": ""}, {"link": "https://new.example/{}", "published": NOW}):
        window = [
            replace(
                one,
                guid=f"new-{at}",
                **{  # type: ignore[arg-type]  # an entry's own fields
                    name: value.format(at) if isinstance(value, str) else value
                    for name, value in change.items()
                },
            )
            for at, one in enumerate(WINDOW)
        ]
        recognition = recognise(window, BEFORE)
        assert recognition.churned
        assert [one.known for one in recognition.found] == BEFORE
        assert all(one.rename for one in recognition.found)


def test_what_is_new_in_a_window_whose_guids_changed_is_new() -> None:
    window = [told(7, published=NOW), *(replace(one, guid=f"new-{one.guid}") for one in WINDOW[:5])]
    recognition = recognise(window, BEFORE[:5])
    assert recognition.churned
    assert recognition.found[0] == Found()
    assert all(one.known for one in recognition.found[1:])


def test_a_column_of_another_day_is_new_though_guids_changed() -> None:
    column = told(7, guid="column-2", link="https://p.example/column/2", published=NOW)
    old = known(told(7, published=NOW - timedelta(days=7)))
    window = [column, *(replace(one, guid=f"new-{one.guid}") for one in WINDOW[:5])]
    assert recognise(window, [*BEFORE[:5], old]).found[0] == Found()


def test_a_relaunch_that_dates_everything_again_alerts_nothing() -> None:
    window = [
        replace(one, guid=f"n{n}", link=f"https://n.example/{n}", published=NOW - n * timedelta(minutes=7))
        for n, one in enumerate(WINDOW)
    ]
    before = [known(replace(one, published=NOW - timedelta(days=9))) for one in WINDOW]
    assert [one.known for one in recognise(window, before).found] == before


def test_a_title_that_several_bear_tells_nothing_though_guids_changed() -> None:
    new = [told(1, guid=f"new-{n}", link=f"https://p.example/n{n}", published=NOW) for n in range(4)]
    assert recognise(new, [known(told(1))]).found == (Found(),) * 4


def test_links_with_a_visits_own_parameter_are_known_by_their_path_when_guids_change_too() -> None:
    def visit(one: Told, number: int, **about: object) -> Told:
        return replace(one, guid=f"{one.guid}-{number}", link=f"{one.link}?v={number}", **about)  # type: ignore[arg-type]  # as above

    before = [known(visit(one, 1)) for one in WINDOW]
    window = [visit(WINDOW[0], 2, title="wholly other words"), *(visit(one, 2) for one in WINDOW[1:])]
    assert [one.known for one in recognise(window, before).found] == before


def test_an_edited_title_is_known_by_its_moment_when_guids_and_links_change() -> None:
    window = [replace(one, guid=f"n{n}", link=f"https://n.example/{n}") for n, one in enumerate(WINDOW)]
    window[0] = replace(window[0], title=f"{TITLES[0]} is out")
    assert [one.known for one in recognise(window, BEFORE).found] == BEFORE
    window[0] = replace(window[0], title="wholly other words")
    assert recognise(window, BEFORE).found[0] == Found()


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_small_window_is_never_taken_for_churn(size: int) -> None:
    window = [replace(one, guid=f"new-{one.guid}", link="") for one in WINDOW[:size]]
    recognition = recognise([replace(one, published=NOW) for one in window], BEFORE)
    assert not recognition.churned
    assert recognition.found == (Found(),) * size
    assert not may_be_churn(window, BEFORE)


def test_a_few_new_guids_in_a_window_that_is_known_are_no_churn() -> None:
    new = [replace(one, guid=f"new-{one.guid}") for one in WINDOW[:2]]
    settled = frozenset(one.guid for one in WINDOW[2:])
    assert not recognise(new, BEFORE, settled).churned
    assert not may_be_churn(new, [], len(settled))
    assert may_be_churn(new, [], 2)


def test_an_entry_that_the_window_holds_already_lends_its_title_to_no_other() -> None:
    other = told(1, guid="other", link="https://p.example/other")
    assert recognise([other], [known(told(1))], frozenset({"guid-1"})).found == (Found(),)


# ---- what is asked for ---------------------------------------------------------------------------


def test_links_of_several_titles_and_of_the_front_page_tell_nothing() -> None:
    links = ["https://p.example/1", "https://p.example/2", "https://p.example/2", "https://p.example"]
    assert telling(links, ["a", "b", "c", "d"]) == ["https://p.example/1", "", "", ""]
    assert telling(links[1:3], ["b", "b"]) == links[1:3]


def test_only_what_a_guid_does_not_make_known_is_looked_up() -> None:
    assert strangers(WINDOW, BEFORE[:6]) == WINDOW[6:]
    moved = told(0, guid="guid-1")
    assert strangers([moved], BEFORE) == [moved]
    shared = [replace(one, guid="1") for one in WINDOW]
    assert strangers(shared, BEFORE) == shared


@given(st.lists(st.integers(0, 7), max_size=20), st.sets(st.integers(0, 7)))
def test_every_entry_is_judged_and_no_known_one_is_new(numbers: list[int], before: set[int]) -> None:
    found = recognise([told(number) for number in numbers], [BEFORE[number] for number in before]).found
    assert [bool(one.known) for one in found] == [number in before for number in numbers]
    new = [one for one in found if not one.known and not one.repeat]
    assert len(new) == len(set(numbers) - before)

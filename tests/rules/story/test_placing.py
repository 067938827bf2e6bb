from dataclasses import replace
from datetime import datetime
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.story.features import NAMES
from bot.rules.story.index import LIVE
from bot.rules.story.model import Weights
from bot.rules.story.placing import CAUTIOUS, Verdict, Window, is_template
from bot.rules.story.telling import Telling, told
from bot.rules.story.weights import LEARNED
from tests.rows import NOW
from tests.rules.story.stream import (
    BRIDGE,
    BRIDGE_AGAIN,
    FERRY,
    MEANT,
    OTHERS,
    STREAMS,
    a_telling,
    a_vector,
    a_window,
    meant,
    placed,
    tellings,
)

SEA = a_vector(*((at, 127) for at in range(16)))
LAND = a_vector(*((at, 127) for at in range(16, 32)))


def test_another_paper_that_tells_the_same_joins_its_story() -> None:
    window = a_window(*OTHERS, BRIDGE)
    placement = window.place(a_telling(BRIDGE_AGAIN, hours=1))
    assert placement.verdict is not Verdict.NEW
    assert placement.story == placement.like == f"{BRIDGE}@0.0"
    assert placement.score >= LEARNED.grey
    assert placement.features


def test_what_nobody_told_is_new() -> None:
    placement = a_window(*OTHERS, BRIDGE).place(a_telling(FERRY))
    assert (placement.verdict, placement.story) == (Verdict.NEW, None)


def test_the_same_link_is_the_same_story_whatever_the_title_says() -> None:
    window = a_window()
    window.add(a_telling(BRIDGE, link="https://paper.example/bridge?utm_source=x"), "s")
    placement = window.place(a_telling(FERRY, link="http://paper.example/bridge"))
    assert (placement.verdict, placement.story, placement.score) == (Verdict.SAME, "s", 1.0)


def test_a_front_door_is_no_link_to_a_story() -> None:
    window = a_window()
    window.add(a_telling(BRIDGE, link="https://paper.example/"), "s")
    assert window.place(a_telling(FERRY, link="https://paper.example/")).verdict is Verdict.NEW


def test_the_same_title_is_the_same_story() -> None:
    window = a_window(*OTHERS, BRIDGE)
    placement = window.place(a_telling(BRIDGE.upper() + " !", hours=2))
    assert (placement.verdict, placement.features) == (Verdict.SAME, ())


def test_a_title_too_short_to_tell_is_not_taken_for_the_same_by_itself() -> None:
    window = a_window(*OTHERS, "Météo du jour")
    assert window.place(a_telling("Météo du jour", hours=1)).features != ()


def test_between_the_bounds_it_is_grey() -> None:
    strict = Weights(LEARNED.values, same=1.1, grey=LEARNED.grey)
    window = Window(strict)
    for title in (*OTHERS, BRIDGE):
        placed(window, a_telling(title))
    assert window.place(a_telling(BRIDGE_AGAIN)).verdict is Verdict.GREY


def test_after_three_days_a_story_is_forgotten() -> None:
    window = a_window(*OTHERS, BRIDGE)
    placed(window, a_telling(FERRY, hours=LIVE + 1))
    assert len(window) == 1
    assert window.place(a_telling(BRIDGE, hours=LIVE + 1)).verdict is Verdict.NEW


def test_one_outlets_list_of_towns_is_as_many_stories() -> None:
    window = a_window()
    placed(window, a_telling("Prévisions météo du lundi 23 novembre pour la ville de Valmont", source="A"))
    other = a_telling("Prévisions météo du lundi 23 novembre pour la ville de Lormont", source="A")
    assert window.place(other).verdict is Verdict.NEW
    elsewhere = Telling(other.id, other.title, other.published, language="fr", source="B")
    assert window.place(elsewhere).verdict is not Verdict.NEW


def test_a_template_needs_one_outlet_one_minute_and_another_place() -> None:
    one = told(a_telling("Résultats du vote à Valmont", source="A"))
    assert is_template(told(a_telling("Résultats du vote à Lormont", source="A")), one)
    assert not is_template(told(a_telling("Résultats du vote à Lormont", source="A", hours=1)), one)
    assert not is_template(told(a_telling("Résultats du vote à Lormont", source="B")), one)
    assert not is_template(told(a_telling("Résultats contestés à Lormont", source="A")), one)
    assert not is_template(one, one)


@given(STREAMS)
def test_the_same_order_gives_the_same_stories(drawn: list[tuple[str, float, str]]) -> None:
    one, other = Window(), Window()
    assert [placed(one, each) for each in tellings(drawn)] == [
        placed(other, each) for each in tellings(drawn)
    ]


@given(STREAMS, st.integers(0, 24))
def test_a_window_rebuilt_from_what_is_live_goes_on_the_same(
    drawn: list[tuple[str, float, str]], at: int
) -> None:
    given = tellings(drawn)
    first = Window()
    stories = [placed(first, each).story or each.id for each in given[:at]]
    newest = max((each.published for each in given[:at]), default=None)
    again = Window()
    for each, story in zip(given[:at], stories, strict=True):
        if newest is not None and (newest - each.published).total_seconds() / 3600 <= LIVE:
            again.add(each, story)
    assert [placed(first, each) for each in given[at:]] == [placed(again, each) for each in given[at:]]


@given(MEANT, st.integers(0, 24), st.booleans())
def test_with_vectors_and_late_tellings_a_rebuilt_window_goes_on_the_same(
    drawn: list[tuple[str, float, str, bytes]],
    at: int,
    across: bool,  # noqa: FBT001 -- hypothesis gives it
) -> None:
    given = meant(drawn)
    first = Window(across=across)
    stories = [placed(first, each).story or each.id for each in given[:at]]
    newest = max((each.published for each in given[:at]), default=None)
    again = Window(across=across)
    for each, story in zip(given[:at], stories, strict=True):
        if newest is not None and (newest - each.published).total_seconds() / 3600 <= LIVE:
            again.add(each, story)
    assert [placed(first, each) for each in given[at:]] == [placed(again, each) for each in given[at:]]


@given(MEANT, st.randoms(use_true_random=False))
def test_repeated_and_shuffled_tellings_lose_nothing(
    drawn: list[tuple[str, float, str, bytes]], random: Random
) -> None:
    given = meant(drawn) * 2
    random.shuffle(given)
    window = Window()
    for each in given:
        assert placed(window, each).score <= 1.0
    newest = max(given, key=_published, default=None)
    live = {each.id for each in given if newest and _hours(each, newest) <= LIVE}
    assert len(window) == len(live)


def test_what_means_the_same_joins_without_a_word_in_common() -> None:
    window = a_window()
    window.add(replace(a_telling(FERRY), vector=SEA), "ferry")
    other = replace(a_telling("Nouvelle tragédie en mer : on recherche trois marins"), vector=SEA)
    found = window.place(other)
    assert found.like == FERRY + "@0.0"
    assert found.features[NAMES.index("meaning")] == pytest.approx(1.0)
    assert found.features[NAMES.index("has meaning")] == 1.0
    assert found.score > window.place(replace(other, vector=LAND)).score


def test_what_lacks_a_vector_is_compared_by_words() -> None:
    window = a_window(*OTHERS, BRIDGE)
    found = window.place(replace(a_telling(BRIDGE_AGAIN), vector=SEA))
    assert found.like == BRIDGE + "@0.0"
    assert found.features[NAMES.index("has meaning")] == 0.0


def test_two_languages_join_only_across_or_by_the_same_link() -> None:
    here = replace(a_telling(BRIDGE, link="https://a.example/pont"), vector=SEA)
    there = replace(a_telling("Valmont: the suspension bridge reopens"), language="en", vector=SEA)
    apart, together = Window(), Window(across=True)
    for window in (apart, together):
        window.add(here, "bridge")
    assert apart.place(there).like is None
    assert together.place(there).story == "bridge"
    assert apart.place(replace(there, link="https://a.example/pont")).story == "bridge"
    assert apart.place(replace(there, language="")).like is not None


@given(STREAMS)
def test_asking_changes_nothing_and_nothing_is_lost(drawn: list[tuple[str, float, str]]) -> None:
    window = Window()
    for number, each in enumerate(tellings(drawn)):
        before = len(window)
        assert window.place(each) == window.place(each)
        assert len(window) == before
        window.add(each, str(number))
        assert window.place(each).score <= 1.0
        live = [one for one in tellings(drawn)[: number + 1] if _hours(one, each) <= LIVE]
        assert len(window) == len(live)


def _published(one: Telling) -> datetime:
    return one.published


def _hours(one: Telling, newest: Telling) -> float:
    return (newest.published - one.published).total_seconds() / 3600


def test_a_telling_that_is_added_again_stands_in_its_new_story_only() -> None:
    window = a_window(*OTHERS, BRIDGE)
    size = len(window)
    window.add(a_telling(BRIDGE), "another")
    assert len(window) == size
    assert window.place(a_telling(BRIDGE_AGAIN, hours=1)).story == "another"


def test_of_two_with_one_link_the_last_that_came_counts_and_then_the_one_that_is_left() -> None:
    link = "https://paper.example/bridge"
    window = a_window()
    window.add(a_telling(BRIDGE, hours=2, link=link), "first")
    window.add(a_telling(FERRY, hours=0, link=link), "last")
    asked = a_telling("Nothing that anybody said", hours=3, link=link)
    assert window.place(asked).story == "last"
    placed(window, a_telling("An hour that ends the last one alone", hours=LIVE + 1))
    assert window.place(asked).story == "first"


def test_by_name_alone_words_join_nothing() -> None:
    window = a_window(*OTHERS, BRIDGE)
    assert window.recognise(a_telling(BRIDGE_AGAIN)).verdict is Verdict.NEW
    assert window.recognise(a_telling(BRIDGE)).verdict is Verdict.SAME


def test_what_is_older_than_the_window_joins_nothing_though_nothing_newer_came() -> None:
    window = a_window(*OTHERS, BRIDGE)
    for title in (BRIDGE, BRIDGE_AGAIN):
        assert window.place(a_telling(title, hours=LIVE)).verdict is not Verdict.NEW
        assert window.place(a_telling(title, hours=LIVE + 0.1)).verdict is Verdict.NEW


def made_stories(count: int) -> list[list[str]]:
    """Make stories of four tellings each, in words that only they have: made-up names and things."""
    consonants, vowels = "bcdfglmnprstv", "aeiou"
    word = ["".join(one) for one in product(consonants, vowels, consonants, vowels, "lnrs")]
    stories = []
    for number in range(count):
        own = word[number * 5 : number * 5 + 5]
        who, what, where, how, why = (one.capitalize() if at < 3 else one for at, one in enumerate(own))
        stories.append(
            [
                f"The {how} of {who} {what} ends in {where}",
                f"{where}: {who} {what} and the {how}",
                f"{who} {what} in {where} again, a {why} {how} says",
                f"What {who} {what} of {where} wants of the {how}",
            ]
        )
    return stories


@pytest.mark.parametrize("seed", [7])
def test_ten_thousand_at_once_in_any_order_make_the_same_stories_and_lose_none(seed: int) -> None:
    stories = made_stories(2_500)
    come = [(story, title) for story, titles in enumerate(stories) for title in titles]
    Random(seed).shuffle(come)  # noqa: S311 -- a simulation
    window = Window(CAUTIOUS)
    found: dict[str, set[int]] = {}
    for number, (story, title) in enumerate(come):
        one = Telling(str(number), title, NOW, "", "en", f"paper-{number % 7}")
        placement = window.place(one)
        window.add(one, placement.story or one.id)
        found.setdefault(placement.story or one.id, set()).add(story)
    assert all(len(told) == 1 for told in found.values())
    assert len(found) == len(stories)
    assert len(window) == len(come)

"""Any history, under a referee that was written from the services' rules and not from ours."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import window_histories
from benchmarks.window_histories import CODES, DEEDS, NUMBERS, History, House, Step, generated
from bot.model import SubscriberStatus
from bot.rules.receipt import remedy
from bot.rules.window import Decision, Quality, Reader, Saying, Standing, Terms, decide

LANGUAGES = ("fr", "he", "en")
CATEGORIES = st.sampled_from(("MARKETING", "UTILITY", ""))
NAMES = st.sampled_from(
    [f"tocsin_{kind}_{tongue}" for kind in ("alert", "breaking", "correction") for tongue in LANGUAGES]
)
TERMS = st.builds(
    Terms,
    templates=st.dictionaries(NAMES, CATEGORIES, max_size=9),
    languages=st.permutations(LANGUAGES),
    tier=st.sampled_from((None, 1, 2, 3)),
    reserve=st.sampled_from((0.0, 0.1, 0.5)),
    quality=st.sampled_from(Quality),
    us_marketing=st.booleans(),
)
WAITS = st.one_of(
    st.sampled_from((0.5, 600.0, 3600.0, 86099.0, 86100.0, 86399.0, 86400.0)), st.floats(0.5, 200_000)
)
STEPS = st.builds(Step, WAITS, st.sampled_from(DEEDS), st.integers(0, 3), st.sampled_from(CODES))
PEOPLE = st.lists(
    st.tuples(st.sampled_from(NUMBERS), st.sampled_from((*LANGUAGES, "ar"))),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one[0],
)
HISTORIES = st.builds(
    lambda terms, people, steps: History(terms, [(*number, tongue) for number, tongue in people], steps),
    TERMS,
    PEOPLE,
    st.lists(STEPS, max_size=25),
)


@settings(max_examples=300, deadline=None)
@given(HISTORIES)
def test_no_history_breaks_a_rule(history: History) -> None:
    assert House(history).play() == Counter()


def without_a_window(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    return decide(replace(reader, last_heard_at=reader.last_heard_at and now), saying, standing, now)


def deaf_to_stop(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    return decide(replace(reader, status=SubscriberStatus.ACTIVE), saying, standing, now)


def without_proof(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    return decide(replace(reader, consented=True), saying, standing, now)


def blind_to_countries(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    return decide(replace(reader, number="+33612345678"), saying, standing, now)


def without_a_tier(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    return decide(reader, saying, replace(standing, opened=0), now)


def without_a_reserve(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    return decide(reader, saying, replace(standing, terms=replace(standing.terms, reserve=0.0)), now)


def blind_to_the_rating(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    return decide(reader, saying, replace(standing, terms=replace(standing.terms, quality=Quality.HIGH)), now)


def impatient(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    return decide(replace(reader, capped_until=None), saying, standing, now)


def shy(reader: Reader, saying: Saying, standing: Standing, now: datetime) -> Decision:
    heard_at = reader.last_heard_at
    return decide(
        replace(reader, last_heard_at=heard_at and heard_at - timedelta(hours=2)), saying, standing, now
    )


@pytest.mark.parametrize(
    ("faulty", "breach"),
    [
        (without_a_window, "free text outside 24 h"),
        (deaf_to_stop, "sent after STOP"),
        (deaf_to_stop, "sent after 131050"),
        (without_proof, "sent without consent"),
        (blind_to_countries, "marketing to +1 US"),
        (without_a_tier, "more people than the tier"),
        (without_a_reserve, "the reserve used for what can wait"),
        (blind_to_the_rating, "low rating, and not slowed"),
        (impatient, "capped, and tried again too soon"),
        (shy, "withheld though the window was open"),
    ],
)
def test_the_referee_sees_a_rule_that_is_not_kept(
    faulty: Callable[..., Decision], breach: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_histories, "decide", faulty)
    seen: Counter[str] = Counter()
    for seed in range(1500):
        seen.update(House(generated(seed)).play())
    assert seen[breach] > 0


def test_the_referee_sees_free_text_where_the_service_said_that_it_needs_a_template(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        window_histories, "remedy", lambda fault, times: replace(remedy(fault, times), forgets_window=False)
    )
    seen: Counter[str] = Counter()
    for seed in range(1500):
        seen.update(House(generated(seed)).play())
    assert seen["63016 not followed by a template"] > 0

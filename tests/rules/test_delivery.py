from bisect import bisect_left
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Priority
from bot.rules.delivery import (
    LONGEST_WAIT,
    Doubtful,
    allowance,
    burst,
    judge,
    moved,
    next_try,
)
from tests.rows import NOW

LIMITS = {28.0: 30, 76.0: 80, 950.0: 1000}
"""The rates that are set, and the services' own limits of messages in any second."""

RATES = st.sampled_from(sorted(LIMITS))
PAUSES = st.one_of(
    st.integers(0, 2_000),  # of microseconds: several replicas asking at once
    st.integers(0, 100_000),
    st.integers(0, 5_000_000),  # quiet moments
)
CLAIMS = st.lists(st.tuples(PAUSES, st.floats(0, 1)), min_size=1, max_size=150)


def fullest_second(moments: list[datetime]) -> int:
    ends = [bisect_left(moments, moment + timedelta(seconds=1)) for moment in moments]
    return max((end - at for at, end in enumerate(ends)), default=0)


def sent(rate: float, claims: list[tuple[int, float]]) -> list[datetime]:
    """Claim after each pause a share of what is allowed; return when each message left."""
    now = due_at = NOW
    moments: list[datetime] = []
    for pause, share in claims:
        now += timedelta(microseconds=pause)
        allowed = allowance(due_at, now, rate)
        assert 0 <= allowed <= burst(rate)
        used = round(allowed * share)
        due_at = moved(due_at, now, rate, used)
        moments.extend([now] * used)
    return moments


@given(RATES, CLAIMS)
def test_no_sliding_second_holds_more_than_the_services_limit(
    rate: float, claims: list[tuple[int, float]]
) -> None:
    assert fullest_second(sent(rate, claims)) <= LIMITS[rate]


@pytest.mark.parametrize("rate", sorted(LIMITS))
@pytest.mark.parametrize("pause", [200, 1_053, 5_000, 20_000, 100_000])
def test_a_sender_that_takes_all_it_may_stays_below_the_limit(rate: float, pause: int) -> None:
    moments = sent(rate, [(pause, 1.0)] * (3_000_000 // pause))
    assert fullest_second(moments) <= LIMITS[rate]


@pytest.mark.parametrize("rate", sorted(LIMITS))
def test_a_sender_that_asks_often_uses_its_whole_rate(rate: float) -> None:
    moments = sent(rate, [(500, 1.0)] * 20_000)  # ten seconds
    assert len(moments) >= rate * 10 * 0.99


@pytest.mark.parametrize(("rate", "most"), [(28.0, 2), (76.0, 4), (950.0, 48), (1.0, 1)])
def test_a_burst_is_five_per_cent_of_a_second_and_one(rate: float, most: int) -> None:
    assert burst(rate) == most
    assert allowance(NOW - timedelta(days=1), NOW, rate) == most


@given(RATES, st.integers(-(10**9), 10**9))
def test_allowance_is_never_negative_and_nothing_before_the_due_moment(rate: float, offset: int) -> None:
    allowed = allowance(NOW + timedelta(microseconds=offset), NOW, rate)
    assert 0 <= allowed <= burst(rate)
    assert (allowed == 0) == (offset > 0)


@given(RATES, st.integers(-(10**8), 10**8), st.integers(0, 100), st.integers(0, 10**8))
def test_moved_grows_with_what_is_used_and_with_time_and_never_goes_back(
    rate: float, offset: int, used: int, later: int
) -> None:
    due_at = NOW + timedelta(microseconds=offset)
    after = moved(due_at, NOW, rate, used)
    assert after >= due_at
    assert moved(due_at, NOW, rate, used + 1) > after
    assert moved(due_at, NOW + timedelta(microseconds=later), rate, used) >= after
    assert moved(due_at + timedelta(microseconds=later), NOW, rate, used) >= after


@given(RATES, st.integers(0, 10**8))
def test_a_quiet_past_earns_no_more_than_one_burst(rate: float, quiet: int) -> None:
    due_at = moved(NOW - timedelta(microseconds=quiet), NOW, rate, burst(rate))
    assert due_at + timedelta(microseconds=1) >= NOW + timedelta(seconds=1 / rate)
    assert allowance(due_at, NOW, rate) == 0


def test_a_service_that_says_when_is_obeyed() -> None:
    assert next_try(1, NOW, after=17.5) == NOW + timedelta(seconds=17.5)
    assert next_try(9, NOW, after=4000) == NOW + timedelta(seconds=4000)


def test_without_a_word_of_the_services_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [(next_try(tries, NOW) - NOW).total_seconds() for tries in range(1, 12)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, LONGEST_WAIT, LONGEST_WAIT]


@given(st.integers(1, 10**6))
def test_a_wait_is_never_longer_than_the_longest(tries: int) -> None:
    assert NOW < next_try(tries, NOW) <= NOW + timedelta(seconds=LONGEST_WAIT)


@pytest.mark.parametrize(
    ("word", "likely", "verdict"),
    [
        ("resend", True, Doubtful.RESEND),
        ("resend", False, Doubtful.RESEND),
        ("resend", None, Doubtful.RESEND),
        ("hold", True, Doubtful.HOLD),
        ("hold", False, Doubtful.HOLD),
        ("hold", None, Doubtful.HOLD),
        ("cause", False, Doubtful.RESEND),
        ("cause", True, Doubtful.HOLD),
        ("cause", None, Doubtful.HOLD),  # a crash of ours: nobody knows
    ],
)
def test_a_doubt_goes_by_the_policy_and_by_cause_only_where_acceptance_is_unlikely(
    word: str,
    likely: bool | None,  # noqa: FBT001 -- a parameter of pytest
    verdict: Doubtful,
) -> None:
    assert judge({Priority.NORMAL: word}, Priority.NORMAL, likely) is verdict


@pytest.mark.parametrize(("priority", "likely"), [*product(Priority, [True, False, None])])
def test_each_priority_has_its_own_policy_or_the_normal_one(
    priority: Priority,
    likely: bool | None,  # noqa: FBT001 -- a parameter of pytest
) -> None:
    policy = {Priority.BREAKING: "resend", Priority.NORMAL: "hold"}
    verdict = Doubtful.RESEND if priority == Priority.BREAKING else Doubtful.HOLD
    assert judge(policy, priority, likely) is verdict

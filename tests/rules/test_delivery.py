from bisect import bisect_left
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Priority
from bot.rules.delivery import (
    LONGEST_LEAD,
    LONGEST_WAIT,
    ON_ITS_WAY,
    SHORTEST_LEAD,
    TOLERANCE,
    Doubtful,
    ahead,
    concerns_sender,
    judge,
    lapses_at,
    lead,
    moved,
    next_try,
    shared,
    slots,
)
from tests.rows import NOW

LIMITS = {29.6: 30, 79.0: 80, 980.0: 1000}
"""The rates that are set, and the services' own limits of messages in any second."""

RATES = st.sampled_from(sorted(LIMITS))
PAUSES = st.one_of(
    st.integers(0, 2_000),  # of microseconds: several replicas asking at once
    st.integers(0, 100_000),
    st.integers(0, 5_000_000),  # quiet moments
)
CLAIMS = st.lists(st.tuples(PAUSES, st.integers(0, 32)), min_size=1, max_size=150)


def fullest_second(moments: list[datetime]) -> int:
    ends = [bisect_left(moments, moment + timedelta(seconds=1)) for moment in moments]
    return max((end - at for at, end in enumerate(ends)), default=0)


def reserved(rate: float, claims: list[tuple[int, int]]) -> list[datetime]:
    """Claim after each pause for as many places as are free; return the slots that were used."""
    now = due_at = NOW
    moments: list[datetime] = []
    for pause, free in claims:
        now += timedelta(microseconds=pause)
        used = slots(due_at, now, rate, free)
        assert len(used) <= free
        assert all(now <= slot <= now + timedelta(seconds=ahead(rate) + 1e-5) for slot in used)
        moments.extend(used)
        if used:
            due_at = moved(due_at, now, rate, len(used))
    return moments


@given(RATES, CLAIMS)
def test_no_sliding_second_holds_more_than_the_services_limit(
    rate: float, claims: list[tuple[int, int]]
) -> None:
    assert fullest_second(reserved(rate, claims)) <= LIMITS[rate]


@given(RATES, CLAIMS)
def test_slots_never_go_back(rate: float, claims: list[tuple[int, int]]) -> None:
    moments = reserved(rate, claims)
    assert moments == sorted(moments)


@pytest.mark.parametrize("rate", sorted(LIMITS))
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_sender_that_claims_before_its_slots_are_used_up_uses_its_whole_rate(
    rate: float, share: float
) -> None:
    pause = int(ahead(rate) * share * 1e6)
    moments = reserved(rate, [(pause, 1000)] * (10_000_000 // pause))  # ten seconds
    assert len(moments) >= rate * 10 * 0.999 - 1


HELD_UP = st.one_of(
    st.just(0),
    st.integers(0, 2 * int(TOLERANCE * 1e6)),  # microseconds
    st.integers(0, 2_000_000),
)
REPLICAS = 3
TURNS = st.lists(
    st.tuples(
        PAUSES, st.integers(0, REPLICAS - 1), st.integers(1, 32), HELD_UP, st.lists(HELD_UP, max_size=8)
    ),
    min_size=1,
    max_size=150,
)
"""What replicas do by turns: after a pause one claims so many at most, its claim takes so long, and each
of the requests is held up by so much; those for which nothing is said leave at once."""


def left(rate: float, turns: list[tuple[int, int, int, int, list[int]]], *, lapse: bool) -> list[datetime]:
    """Play what replicas do; return when requests are on the wire, those that `lapse` left out."""
    now = due_at = NOW
    leads = [0.0] * REPLICAS
    moments: list[datetime] = []
    for pause, who, free, took, held_up in turns:
        now += timedelta(microseconds=pause)
        ready = now + timedelta(seconds=leads[who])
        used = slots(due_at, ready, rate, free, further=leads[who])
        due_at = moved(due_at, ready, rate, len(used)) if used else due_at
        claimed = now + timedelta(microseconds=took)
        for number, slot in enumerate(used):
            leads[who] = lead(leads[who], (claimed - slot).total_seconds(), took / 1e6)
            by = timedelta(microseconds=held_up[number] if number < len(held_up) else 0)
            leaves = max(slot, claimed) + by
            if not lapse or leaves <= lapses_at(slot):
                moments.append(leaves + timedelta(seconds=number % 3 * ON_ITS_WAY / 2))
    return sorted(moments)


@given(RATES, TURNS)
def test_no_second_holds_too_many_however_replicas_are_held_up(
    rate: float, turns: list[tuple[int, int, int, int, list[int]]]
) -> None:
    assert fullest_second(left(shared(rate), turns, lapse=True)) <= LIMITS[rate]


@pytest.mark.parametrize("rate", sorted(LIMITS))
def test_slots_that_do_not_lapse_overstep_the_limit_as_soon_as_one_replica_is_held_up(rate: float) -> None:
    busy = []
    for number in range(500):  # for 0.6 s one of two lets nothing out, and then all at once
        who = number // 7 % 2
        held_up = max(0, 120 - number) * 5_000 if who else 0
        busy.append((5_000, who, 32, 0, [held_up] * 32))
    assert fullest_second(left(rate, busy, lapse=False)) > LIMITS[rate]
    assert fullest_second(left(shared(rate), busy, lapse=True)) <= LIMITS[rate]


@pytest.mark.parametrize("rate", sorted(LIMITS))
def test_the_bound_is_met_where_all_are_as_late_as_they_may_be_and_others_in_time(rate: float) -> None:
    """The worst there is: the first of a second's slots are late, the others are not."""
    apart, on_its_way = 1 / shared(rate), timedelta(seconds=ON_ITS_WAY)
    moments = [NOW + timedelta(seconds=number * apart) for number in range(3 * int(rate))]
    for first in range(int(rate)):
        late = [lapses_at(one) + on_its_way if number <= first else one for number, one in enumerate(moments)]
        assert fullest_second(sorted(late)) <= LIMITS[rate]


@pytest.mark.parametrize("took", [0.05, 0.3, 2.5])
def test_who_takes_long_to_claim_comes_in_time_again_and_again(took: float) -> None:
    ahead_by, in_time = 0.0, 0
    for _ in range(100):
        late = took - ahead_by
        in_time += late <= TOLERANCE
        ahead_by = lead(ahead_by, late, took)
        assert ahead_by <= took
    assert in_time > 25


def test_who_comes_in_time_claims_no_further_ahead_than_it_must() -> None:
    assert lead(0.0, 0.0, 0.1) == lead(0.0, TOLERANCE / 2, 0.1) == 0.0
    assert lead(0.0, 60.0, 60.0) == SHORTEST_LEAD
    assert lead(0.1, 0.05, 0.15) == 0.15
    assert lead(LONGEST_LEAD, 60.0, 60.0) == LONGEST_LEAD
    ahead_by = LONGEST_LEAD
    for _ in range(30):
        ahead_by = lead(ahead_by, -1.0, 0.0)
    assert ahead_by == 0.0


def test_a_quiet_past_earns_no_burst() -> None:
    free = slots(NOW - timedelta(days=1), NOW, 29.6, 32)
    assert free[0] == NOW
    assert len(free) == 3
    assert free[1] - free[0] == timedelta(seconds=1 / 29.6)


def test_slots_that_were_missed_may_be_used_as_far_as_they_are_allowed_to_be_late() -> None:
    due_at = NOW - timedelta(seconds=0.9)
    free = slots(due_at, NOW, 29.6, 100, late=0.5)
    assert free[0] == NOW - timedelta(seconds=0.5)
    assert len(free) == 1 + int((0.5 + ahead(29.6)) * 29.6)
    assert moved(due_at, NOW, 29.6, 2, late=0.5) == free[2]


def test_who_takes_long_to_claim_has_slots_for_as_long() -> None:
    took, rate = 0.4, 29.6
    free = slots(NOW, NOW, rate, 100, further=took)
    assert len(free) == 1 + int((took + ahead(rate)) * rate)
    assert moved(NOW, NOW, rate, len(free)) > NOW + timedelta(seconds=took)


def test_slots_are_no_more_than_there_are_places() -> None:
    assert len(slots(NOW, NOW, 1e6, 5)) == 5
    assert slots(NOW, NOW, 1e6, 0) == []


def test_a_sender_that_is_silent_for_long_has_no_slot() -> None:
    assert slots(NOW + timedelta(seconds=1), NOW, 980.0, 32) == []


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


@pytest.mark.parametrize(
    ("scope", "after", "another", "whole"),
    [
        ("sender", 1.0, False, True),
        ("chat", 60.0, True, False),
        ("unclear", 1.0, False, False),
        ("unclear", 3.0, False, False),
        ("unclear", 3.5, False, True),
        ("unclear", 1.0, True, True),
    ],
)
def test_an_unclear_refusal_is_the_senders_when_a_second_chat_is_refused_or_the_wait_is_long(
    scope: str, after: float, another: int, whole: int
) -> None:
    assert concerns_sender(scope, after, another=bool(another)) is bool(whole)


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

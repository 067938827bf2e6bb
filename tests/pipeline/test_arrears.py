"""Missed slots are made up for by a lane that is alone, amid a rush, and by no other."""

from datetime import timedelta

from bot.pipeline.arrears import ALONE_FOR, MISSED, Arrears
from tests.rows import NOW

STEP = timedelta(seconds=0.1)


def rushed(steps: int) -> Arrears:
    """Make the arrears of a lane that has claimed every tenth of a second, by itself."""
    arrears = Arrears()
    for number in range(steps):
        moment = NOW + number * STEP
        arrears.late(moment, moment)
        arrears.claimed(moment + STEP, moment)
    return arrears


def test_a_lane_makes_up_for_nothing_until_it_was_alone_for_a_second() -> None:
    assert rushed(5).late(NOW + 5 * STEP, NOW + 5 * STEP) == 0
    assert rushed(20).late(NOW + 20 * STEP, NOW + 20 * STEP) == MISSED


def test_another_replicas_claim_ends_it() -> None:
    arrears, now = rushed(20), NOW + 20 * STEP
    assert arrears.late(now + STEP, now) == 0  # another has moved the row on
    arrears.claimed(now + STEP, now)
    assert arrears.late(now + STEP, now + STEP) == 0
    assert arrears.late(now + STEP, now + ALONE_FOR) == 0


def test_a_quiet_past_earns_nothing() -> None:
    now = NOW + 20 * STEP + ALONE_FOR
    assert rushed(20).late(NOW + 20 * STEP, now) == 0


def test_a_lane_that_has_just_started_makes_up_for_nothing() -> None:
    assert Arrears().late(NOW, NOW) == 0

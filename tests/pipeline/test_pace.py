"""Missed slots are made up for by a lane that is alone, amid a rush, and by no other."""

from datetime import timedelta

from bot.pipeline.pace import ALONE_FOR, MISSED, Pace
from tests.rows import NOW

STEP = timedelta(seconds=0.1)


def rushed(steps: int) -> Pace:
    """Make the pace of a lane that has claimed every tenth of a second, by itself."""
    pace = Pace()
    for number in range(steps):
        moment = NOW + number * STEP
        pace.late(moment, moment)
        pace.claimed(moment + STEP, moment)
    return pace


def test_a_lane_makes_up_for_nothing_until_it_was_alone_for_a_second() -> None:
    assert rushed(5).late(NOW + 5 * STEP, NOW + 5 * STEP) == 0
    assert rushed(20).late(NOW + 20 * STEP, NOW + 20 * STEP) == MISSED


def test_another_replicas_claim_ends_it() -> None:
    pace, now = rushed(20), NOW + 20 * STEP
    assert pace.late(now + STEP, now) == 0  # another has moved the row on
    pace.claimed(now + STEP, now)
    assert pace.late(now + STEP, now + STEP) == 0
    assert pace.late(now + STEP, now + ALONE_FOR) == 0


def test_a_quiet_past_earns_nothing() -> None:
    now = NOW + 20 * STEP + ALONE_FOR
    assert rushed(20).late(NOW + 20 * STEP, now) == 0


def test_a_lane_that_has_just_started_makes_up_for_nothing() -> None:
    assert Pace().late(NOW, NOW) == 0

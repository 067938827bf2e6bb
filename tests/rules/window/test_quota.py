from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Priority
from bot.rules.window import Standing, Terms, limit, room
from bot.rules.window.quota import LOOK_AGAIN, look_again

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tier", "reserve", "normal"), [(250, 0.1, 225), (1000, 0.1, 900), (10, 0.0, 10), (1, 0.1, 0)]
)
def test_what_can_wait_leaves_a_part_to_breaking_news(tier: int, reserve: float, normal: int) -> None:
    assert limit(tier, reserve, Priority.NORMAL) == limit(tier, reserve, Priority.DIGEST) == normal
    assert limit(tier, reserve, Priority.BREAKING) == limit(tier, reserve, Priority.REPLY) == tier


def test_room_is_what_is_left_and_never_less_than_none() -> None:
    full = Standing(Terms(tier=250), opened=240)
    assert room(full, Priority.BREAKING) == 10
    assert room(full, Priority.NORMAL) == 0


def test_without_a_tier_there_is_always_room() -> None:
    assert room(Standing(Terms(), opened=10**6), Priority.NORMAL) is None


@pytest.mark.parametrize(
    ("frees_at", "then"),
    [(None, NOW + LOOK_AGAIN), (NOW, NOW + LOOK_AGAIN), (NOW + timedelta(hours=3), NOW + timedelta(hours=3))],
)
def test_a_place_is_looked_for_when_one_frees_and_never_at_once(
    frees_at: datetime | None, then: datetime
) -> None:
    assert look_again(Standing(Terms(tier=1), 1, frees_at), NOW) == then

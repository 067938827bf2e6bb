from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import DigestDays, Priority, Wish
from bot.rules.hours import quiet_end
from bot.rules.quiet import CALM_MOST, HOUR, SOON, Hold, Why, counts, decide, digest_waits
from tests.zones import ZONES

PARIS = ZoneInfo("Europe/Paris")
NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # midnight in Paris
SEVEN = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
ASLEEP = Wish(quiet_from=22 * 60, quiet_until=7 * 60)

wishes = st.builds(
    Wish,
    quiet_from=st.integers(0, 1439),
    quiet_until=st.integers(0, 1439),
    breaking=st.booleans(),
    most=st.none() | st.integers(0, 4),
    calm=st.booleans(),
    digest=st.sampled_from(DigestDays),
    digest_at=st.integers(0, 1439),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone


def test_at_night_an_alert_waits_for_the_morning() -> None:
    assert decide(ASLEEP, PARIS, Priority.NORMAL, NIGHT) == Hold(SEVEN, Why.NIGHT)


def test_by_day_it_leaves() -> None:
    assert decide(ASLEEP, PARIS, Priority.NORMAL, NOON) is None


def test_breaking_news_comes_unless_the_reader_wants_it_to_wait() -> None:
    assert decide(ASLEEP, PARIS, Priority.BREAKING, NIGHT) is None
    wish = Wish(quiet_from=22 * 60, quiet_until=7 * 60, breaking=False)
    assert decide(wish, PARIS, Priority.BREAKING, NIGHT) == Hold(SEVEN, Why.NIGHT)


def test_what_is_held_waits_for_a_digest_that_comes_soon_after() -> None:
    wish = Wish(quiet_from=22 * 60, quiet_until=7 * 60, digest=DigestDays.DAILY, digest_at=8 * 60)
    assert decide(wish, PARIS, Priority.NORMAL, NIGHT) == Hold(SEVEN + HOUR, Why.NIGHT)
    late = Wish(quiet_from=22 * 60, quiet_until=7 * 60, digest=DigestDays.DAILY, digest_at=18 * 60)
    assert decide(late, PARIS, Priority.NORMAL, NIGHT) == Hold(SEVEN, Why.NIGHT)


def test_more_than_a_days_most_waits_for_the_next_morning() -> None:
    wish = Wish(most=2)
    yesterday = NOON - timedelta(hours=13)
    assert decide(wish, PARIS, Priority.NORMAL, NOON, [yesterday, NOON - HOUR]) is None
    held = decide(wish, PARIS, Priority.NORMAL, NOON, [NOON - 2 * HOUR, NOON - HOUR])
    assert held == Hold(SEVEN + HOUR, Why.ENOUGH)


def test_none_a_day_leaves_all_to_the_digest() -> None:
    wish = Wish(most=0, digest=DigestDays.DAILY, digest_at=18 * 60)
    assert decide(wish, PARIS, Priority.NORMAL, NOON) == Hold(NOON + 6 * HOUR, Why.ENOUGH)


def test_calm_holds_what_is_too_much_for_an_hour_until_it_is_not() -> None:
    past = [NOON - timedelta(minutes=minute) for minute in (61, 50, 20, 5)]
    assert decide(Wish(calm=True), PARIS, Priority.NORMAL, NOON, past[:3]) is None
    held = decide(Wish(calm=True), PARIS, Priority.NORMAL, NOON, past)
    assert held == Hold(NOON + timedelta(minutes=10), Why.CALM)


@given(wishes, st.sampled_from(ZONES).map(ZoneInfo), moments, st.lists(st.integers(0, 1500), max_size=9))
def test_what_is_held_is_told_later_and_in_no_quiet_hour_but_the_digests(
    wish: Wish, zone: ZoneInfo, now: datetime, ago: list[int]
) -> None:
    past = [now - timedelta(minutes=minute) for minute in ago]
    held = decide(wish, zone, Priority.NORMAL, now, past)
    if held is None:
        assert quiet_end(wish, zone, now) is None
        assert wish.most is None or wish.most > 0
        if wish.calm:
            assert sum(at > now - HOUR for at in past) < CALM_MOST
        return
    assert now < held.until <= now + timedelta(hours=60)
    if wish.digest is DigestDays.OFF:
        assert quiet_end(wish, zone, held.until) is None
    assert decide(wish, zone, Priority.BREAKING, now, past) == (None if wish.breaking else held)


@given(st.sampled_from(ZONES).map(ZoneInfo), moments)
def test_who_wishes_nothing_waits_for_nothing(zone: ZoneInfo, now: datetime) -> None:
    assert decide(Wish(), zone, Priority.NORMAL, now, [now] * 99) is None
    assert not counts(Wish())


@pytest.mark.parametrize(
    ("asked", "late", "waits"),
    [(True, 5, False), (True, 31, True), (False, 0, True)],
)
def test_a_digest_at_the_hour_asked_for_comes_at_night_and_no_other_does(
    *, asked: bool, late: int, waits: bool
) -> None:
    now = NIGHT + timedelta(minutes=late)
    assert digest_waits(ASLEEP, PARIS, NIGHT, now, asked=asked) == (SEVEN if waits else None)
    assert digest_waits(ASLEEP, PARIS, NOON, NOON + HOUR, asked=asked) is None


def test_it_waits_no_longer_than_two_hours_for_a_digest() -> None:
    wish = Wish(quiet_from=22 * 60, quiet_until=7 * 60, digest=DigestDays.DAILY, digest_at=9 * 60 + 1)
    assert timedelta(hours=2) == SOON
    assert decide(wish, PARIS, Priority.NORMAL, NIGHT) == Hold(SEVEN, Why.NIGHT)

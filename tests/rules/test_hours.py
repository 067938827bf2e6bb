from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import DigestDays, Wish
from bot.rules.hours import day_begins, last_slot, moment, next_slot, quiet_end
from tests.zones import BEGIN, END, ZONES, around_changes, changes, minute_of

PARIS = ZoneInfo("Europe/Paris")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # in Paris: 2:00 becomes 3:00, 3:00 becomes 2:00

minutes = st.integers(0, 1439)
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone


def is_between(minute: int, wish: Wish) -> bool:
    if wish.quiet_from <= wish.quiet_until:
        return wish.quiet_from <= minute < wish.quiet_until
    return minute >= wish.quiet_from or minute < wish.quiet_until


def test_a_minute_that_clocks_pass_over_is_the_moment_at_which_they_do() -> None:
    assert moment(SPRING, 150, PARIS) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert moment(SPRING, 150, PARIS, late=True) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_minute_that_comes_twice_is_the_first_or_the_last() -> None:
    assert moment(AUTUMN, 150, PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment(AUTUMN, 150, PARIS, late=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_day_without_a_midnight_begins_when_clocks_go_forward() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    noon = datetime(2026, 4, 24, 9, 0, tzinfo=UTC)
    assert day_begins(cairo, noon) == datetime(2026, 4, 23, 22, 0, tzinfo=UTC)


@given(minutes, zones, moments)
def test_hours_that_end_when_they_begin_are_none(minute: int, zone: ZoneInfo, now: datetime) -> None:
    assert quiet_end(Wish(quiet_from=minute, quiet_until=minute), zone, now) is None


@given(minutes, minutes, zones, moments)
def test_whatever_a_clock_shows_between_is_quiet_and_the_end_is_not(
    start: int, end: int, zone: ZoneInfo, now: datetime
) -> None:
    wish = Wish(quiet_from=start, quiet_until=end)
    until = quiet_end(wish, zone, now)
    if start != end and is_between(minute_of(now, zone), wish):
        assert until is not None
    if until is not None:
        assert now < until <= now + timedelta(hours=26)
        assert not is_between(minute_of(until, zone), wish)
        assert quiet_end(wish, zone, until) is None


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize(
    "hours", [(22 * 60, 7 * 60), (23 * 60 + 30, 30), (30, 90), (90, 150), (150, 180), (0, 150)]
)
def test_around_every_change_of_clocks_quiet_is_what_the_wall_shows(
    name: str, hours: tuple[int, int]
) -> None:
    zone, wish = ZoneInfo(name), Wish(quiet_from=hours[0], quiet_until=hours[1])
    for now in around_changes(zone, timedelta(minutes=5)):
        until = quiet_end(wish, zone, now)
        if is_between(minute_of(now, zone), wish):
            assert until is not None, now
        elif until is not None:  # only in an hour that comes twice
            assert any(abs(now - change) <= timedelta(hours=1) for change in changes(zone)), now
        assert until is None or not is_between(minute_of(until, zone), wish), now


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("at", [30, 150, 8 * 60])
@pytest.mark.parametrize("days", [DigestDays.DAILY, DigestDays.WEEKDAYS, DigestDays.TWICE])
def test_a_year_of_digests_has_each_of_its_days_once(name: str, at: int, days: DigestDays) -> None:
    zone, wish = ZoneInfo(name), Wish(digest=days, digest_at=at)
    after, slots = BEGIN, []
    while (slot := next_slot(wish, zone, after)) and slot < END:
        assert slot > after
        assert last_slot(wish, zone, slot) == slot
        slots.append(slot)
        after = slot
    local = [slot.astimezone(zone) for slot in slots]
    wanted = {DigestDays.DAILY: 365, DigestDays.WEEKDAYS: 261, DigestDays.TWICE: 730}[days]
    assert abs(len(slots) - wanted) <= 1
    per_day = [wall.date() for wall in local]
    assert max(map(per_day.count, set(per_day))) == (2 if days is DigestDays.TWICE else 1)
    at_hour = sum(wall.hour * 60 + wall.minute in {at, (at + 720) % 1440} for wall in local)
    assert at_hour >= len(slots) - 2  # where clocks pass over the minute, it is the moment after


def test_who_wants_no_digest_has_no_slot() -> None:
    assert next_slot(Wish(), PARIS, BEGIN) is None
    assert last_slot(Wish(), PARIS, BEGIN) is None

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.report import days_of, last_days, next_weekly, week_before
from tests.zones import ZONES

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # nine in Paris


def test_the_weekly_report_is_due_on_mondays_at_nine() -> None:
    assert next_weekly(PARIS, MONDAY - timedelta(seconds=1)) == MONDAY
    assert next_weekly(PARIS, MONDAY) == MONDAY + timedelta(days=7)
    assert next_weekly(PARIS, MONDAY + timedelta(days=3)) == MONDAY + timedelta(days=7)


def test_it_is_about_the_week_that_is_over() -> None:
    assert week_before(PARIS, MONDAY) == (
        datetime(2026, 11, 15, 23, tzinfo=UTC),
        datetime(2026, 11, 22, 23, tzinfo=UTC),
    )
    assert week_before(PARIS, MONDAY + timedelta(days=2)) == week_before(PARIS, MONDAY)


@pytest.mark.parametrize("zone", ZONES)
def test_in_a_year_of_changed_clocks_each_week_has_one_and_it_shows_nine(zone: str) -> None:
    here, at, seen = ZoneInfo(zone), MONDAY, []
    for _ in range(53):
        at = next_weekly(here, at)
        seen.append(at)
        wall = at.astimezone(here)
        assert (wall.weekday(), wall.hour, wall.minute) == (0, 9, 0)
        since, until = week_before(here, at)
        assert (until.astimezone(here).date() - since.astimezone(here).date()).days == 7
        assert until < at
    weeks = {one.astimezone(here).isocalendar()[:2] for one in seen}
    assert len(weeks) == 53


def test_the_last_days_are_whole_but_for_today() -> None:
    since, until = last_days(7, PARIS, MONDAY)
    assert (since, until) == (datetime(2026, 11, 16, 23, tzinfo=UTC), MONDAY)
    assert days_of(since, until, PARIS) == [date(2026, 11, 17) + timedelta(days=one) for one in range(7)]
    assert days_of(*week_before(PARIS, MONDAY), PARIS)[-1] == date(2026, 11, 22)

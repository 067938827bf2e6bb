from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.host import (
    LONGEST_FLOOR,
    SAME_LIMIT,
    Strain,
    binds_all,
    domain_of,
    floor_at,
    limited,
    line_is_cut,
    overloaded,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.com/feed", "example.com"),
        ("https://feeds.bbc.example.co.uk:8443/a?b#c", "example.co.uk"),
        ("http://news.walla.co.il/rss", "walla.co.il"),
        ("https://EXAMPLE.com./feed", "example.com"),
        ("https://one.blogspot.com/", "blogspot.com"),
        ("https://one.github.io/", "github.io"),
        ("https://www.münchen.de/", "xn--mnchen-3ya.de"),
        ("https://www.xn--mnchen-3ya.de/", "xn--mnchen-3ya.de"),
        ("http://127.0.0.1:8000/feed", "127.0.0.1"),
        ("http://[2001:db8::1]:8080/", "2001:db8::1"),
        ("http://localhost:8000/", "localhost"),
        ("http://feeds.newsroom.internal/", "feeds.newsroom.internal"),
        ("http://co.uk/", "co.uk"),
        ("http://[bad/", ""),
        ("feed.xml", ""),
        ("", ""),
    ],
)
def test_a_host_is_known_by_its_registrable_domain(url: str, domain: str) -> None:
    assert domain_of(url) == domain


def test_a_name_that_dns_could_not_hold_is_taken_as_it_is() -> None:
    assert domain_of(f"http://{'é' * 300}.example/") == ("é" * 300)[:255]


@given(st.text())
def test_no_address_is_too_odd_to_have_a_host(url: str) -> None:
    for one in (url, f"http://{url}/feed", f"https://{url}.example.org/"):
        assert len(domain_of(one)) <= 255


def test_a_first_429_sets_the_floor_a_quarter_above_the_gap_that_was_too_short() -> None:
    learned = limited(Strain(), 7, MINUTE, NOW)
    assert learned == Strain(75.0, NOW, 7)
    assert limited(Strain(), 7, None, NOW) == Strain(0.0, NOW, 7)


def test_each_further_429_raises_the_floor_by_a_quarter_up_to_an_hour() -> None:
    strain = Strain()
    floors = []
    for _ in range(30):
        strain = limited(strain, 7, MINUTE, NOW)
        floors.append(strain.floor)
    assert floors[:3] == [75.0, 93.75, 117.1875]
    assert floors[-1] == LONGEST_FLOOR


def test_a_floor_decays_over_a_week() -> None:
    strain = Strain(700.0, NOW, 7)
    assert [floor_at(strain, NOW + days * DAY) for days in (0, 1, 7, 8)] == [700, pytest.approx(600), 0, 0]
    assert floor_at(Strain(), NOW) == 0
    later = overloaded(strain, 8, NOW + DAY)
    assert later.floor == pytest.approx(600)
    assert (later.limited_at, later.limited_by) == (NOW + DAY, 8)


@given(st.floats(0, 1e9), st.timedeltas(timedelta(0), timedelta(days=10**5)))
def test_a_floor_is_never_above_an_hour_nor_below_nothing(seconds: float, later: timedelta) -> None:
    strain = limited(Strain(), 1, timedelta(seconds=seconds), NOW)
    assert 0 <= floor_at(strain, NOW + min(later, 300 * 365 * DAY)) <= LONGEST_FLOOR


@pytest.mark.parametrize(
    ("by", "after", "all_of_them"),
    [
        (8, SAME_LIMIT, True),
        (8, SAME_LIMIT + MINUTE, False),
        (7, MINUTE, False),
    ],
)
def test_a_second_source_that_is_limited_within_ten_minutes_binds_all(
    by: int, after: timedelta, *, all_of_them: bool
) -> None:
    assert binds_all(Strain(75.0, NOW, 7), by, NOW + after) is all_of_them
    assert not binds_all(Strain(), by, NOW)


@pytest.mark.parametrize(
    ("cut_off", "heard", "cut"),
    [
        (0, 0, False),
        (4, 0, False),
        (5, 0, True),
        (5, 11, True),
        (5, 12, False),
        (30, 71, False),
        (31, 69, True),
    ],
)
def test_our_own_line_is_at_fault_where_over_a_third_or_so_of_the_hosts_fail_together(
    cut_off: int, heard: int, *, cut: bool
) -> None:
    silent, spoke = {f"silent-{n}" for n in range(cut_off)}, {f"spoke-{n}" for n in range(heard)}
    assert line_is_cut(silent, spoke) is cut

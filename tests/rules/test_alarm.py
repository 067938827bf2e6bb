"""What is an alarm, when it begins, and when it ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.alarm import LITTLE_ROOM, ROOM_AGAIN, Bounds, gap, is_over, may_tell, raised, unknown
from bot.signs import Alarm, Kind, Lane, Signs, Told

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
TWO = 2 * MINUTE
BOUNDS = Bounds()
LANE = Lane("telegram", waiting=3)


def kinds(signs: Signs, *standing: tuple[Kind, str]) -> list[Kind]:
    return [one.kind for one in raised(signs, standing, BOUNDS, NOW)]


def of_lane(**about: object) -> Signs:
    return Signs(lanes=(replace(LANE, **about),))  # type: ignore[arg-type]  # fields of it


def test_nothing_is_amiss_where_nothing_is_seen() -> None:
    assert kinds(Signs()) == []


@pytest.mark.parametrize(("about", "found"), [
    ({"stalled_since": NOW - TWO}, [Kind.STALLED]),
    ({"stalled_since": NOW - TWO + SECOND}, []),
    ({"stalled_since": NOW - TWO, "waiting": 0}, []),  # nobody waits for it
    ({"stalled_since": NOW - TWO, "down": True}, []),  # the breaker has told, and why
    ({"unsent_since": NOW - TWO}, [Kind.UNSENT]),
    ({"unsent_since": NOW - TWO + SECOND}, []),
    ({"unsent_since": NOW - TWO, "down": True}, []),
    ({"unsent_since": NOW - TWO, "stalled_since": NOW - TWO}, [Kind.STALLED]),  # one thing, one alarm
])  # fmt: skip
def test_a_channel_that_takes_nothing_is_told_once_it_lasts(
    about: dict[str, object], found: list[Kind]
) -> None:
    assert kinds(of_lane(**about)) == found


def test_a_stall_ends_with_an_answer_and_not_because_nothing_waits() -> None:
    signs = of_lane(stalled_since=NOW - SECOND, waiting=0)
    assert kinds(signs, (Kind.STALLED, "telegram")) == [Kind.STALLED]
    assert kinds(signs, (Kind.STALLED, "whatsapp")) == []
    assert kinds(of_lane(), (Kind.STALLED, "telegram")) == []


def test_losses_are_unusual_from_a_tenth_on_and_usual_below_a_twentieth() -> None:
    assert kinds(of_lane(failed=19, accepted=10)) == []
    assert kinds(of_lane(failed=20, accepted=180)) == []
    assert kinds(of_lane(failed=21, accepted=179)) == [Kind.LOSING]
    assert kinds(of_lane(failed=21, accepted=279), (Kind.LOSING, "telegram")) == [Kind.LOSING]
    assert kinds(of_lane(failed=21, accepted=399), (Kind.LOSING, "telegram")) == []


def test_loops_that_do_not_run_are_told() -> None:
    assert kinds(Signs(unheard_since=NOW - TWO, unread_since=NOW - 10 * MINUTE)) == [
        Kind.UNHEARD,
        Kind.UNREAD,
    ]
    assert kinds(Signs(unheard_since=NOW - MINUTE, unread_since=NOW - 9 * MINUTE)) == []


def test_many_failing_sources_are_one_alarm() -> None:
    assert kinds(Signs(sources=100, sources_failing=50)) == []
    (one,) = raised(Signs(sources=100, sources_failing=51), (), BOUNDS, NOW)
    assert one == Alarm(Kind.FAILING, count=51)
    assert kinds(Signs(sources=2, sources_failing=2)) == []
    assert kinds(Signs(sources=100, sources_failing=26), (Kind.FAILING, "")) == [Kind.FAILING]
    assert kinds(Signs(sources=100, sources_failing=25), (Kind.FAILING, "")) == []


def test_the_disk_is_told_in_megabytes_and_has_room_again_well_above_that() -> None:
    assert kinds(Signs(room=LITTLE_ROOM)) == []
    assert raised(Signs(room=LITTLE_ROOM - 1), (), BOUNDS, NOW) == [Alarm(Kind.DISK, count=1023)]
    assert kinds(Signs(room=ROOM_AGAIN - 1), (Kind.DISK, "")) == [Kind.DISK]
    assert kinds(Signs(room=ROOM_AGAIN), (Kind.DISK, "")) == []


def test_an_alert_that_was_late_is_told_unless_no_rate_could_have_carried_it() -> None:
    late = Signs(alerts=(Told(7, NOW - TWO, {"telegram": 100}, soon=89),), rates={"telegram": 30.0})
    assert raised(late, (), BOUNDS, NOW) == [Alarm(Kind.MISSED, "7", 89, NOW - TWO)]
    assert kinds(replace(late, alerts=(Told(7, NOW - TWO, {"telegram": 100}, soon=90),))) == []
    assert kinds(replace(late, alerts=(Told(7, NOW - TWO, {}, soon=0),))) == []
    assert kinds(replace(late, halted=True)) == []
    crowd = Told(7, NOW - TWO, {"telegram": 100_000}, soon=3600)
    assert kinds(replace(late, alerts=(crowd,))) == []


def test_the_severe_come_first() -> None:
    signs = Signs(doubts=1, sources=9, sources_failing=9, unheard_since=NOW - TWO)
    assert kinds(signs) == [Kind.UNHEARD, Kind.FAILING, Kind.DOUBT]


def test_a_gap_in_the_looks_is_told_in_minutes() -> None:
    assert gap(None, BOUNDS, NOW) is None
    assert gap(NOW - TWO + SECOND, BOUNDS, NOW) is None
    assert gap(NOW - 31 * MINUTE, BOUNDS, NOW) == Alarm(Kind.GAP, count=31, since=NOW - 31 * MINUTE)


def test_what_wavers_is_not_over() -> None:
    assert BOUNDS.calm == MINUTE
    assert not is_over(Kind.STALLED, NOW - MINUTE + SECOND, BOUNDS, NOW)
    assert is_over(Kind.STALLED, NOW - MINUTE, BOUNDS, NOW)
    assert is_over(Kind.MISSED, NOW, BOUNDS, NOW)


def test_so_many_messages_an_hour_and_no_more() -> None:
    moments = [NOW - MINUTE, NOW - MINUTE, NOW - 59 * MINUTE, NOW - 61 * MINUTE]
    assert may_tell(moments, 3, NOW)
    assert not may_tell(moments, 2, NOW)


def test_each_template_that_may_not_be_used_is_an_alarm_where_that_was_asked() -> None:
    names = ("tocsin_alert_fr", "tocsin_alert_he")
    assert raised(Signs(templates=names), (), BOUNDS, NOW) == [Alarm(Kind.TEMPLATE, name) for name in names]
    assert kinds(Signs(templates=())) == kinds(Signs(templates=None)) == []


def test_what_was_not_asked_is_not_over() -> None:
    assert unknown(Signs(templates=())) == frozenset()
    assert unknown(Signs(templates=None)) == {Kind.TEMPLATE}
    assert unknown(Signs(templates=None, counted=False)) == {Kind.TEMPLATE, Kind.LOSING}

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import Connection, select

from bot.model import DigestDays, Priority, Wish
from bot.pipeline.quiet import Quiet
from bot.store import claim as claims
from bot.store.database import Database
from bot.store.delivery import DeliveryRow, load
from bot.store.schema import delivery
from tests.pipeline.day import Days
from tests.pipeline.post import UTC_ZONE
from tests.rows import a_sender

EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NIGHT = Wish(zone="Etc/UTC", quiet_from=22 * 60, quiet_until=7 * 60)


@pytest.fixture
def days(database: Database) -> Days:
    return Days(database, EVENING)


def queued(days: Days) -> list[DeliveryRow]:
    return days.database.read_here(lambda tx: load(tx, tx.execute(select(delivery)).all()))


def test_readers_without_wishes_cost_no_query(days: Days) -> None:
    days.reader()
    days.alert()
    rows = queued(days)
    no_database = cast("Connection", None)
    assert Quiet(UTC_ZONE).judge(no_database, rows, 9, EVENING) == (rows, {})


def test_one_who_only_has_quiet_hours_costs_none_either(days: Days) -> None:
    days.reader(NIGHT)
    days.alert()
    (row,) = queued(days)
    chosen, rulings = Quiet(UTC_ZONE).judge(cast("Connection", None), [row], 9, EVENING)
    assert chosen == []
    assert rulings == {row.id: claims.Ruling(row.state, "quiet_hours", fold_at=EVENING + 8 * HOUR)}


def test_the_channels_own_judge_sees_what_may_leave_only(days: Days) -> None:
    days.reader(NIGHT)
    awake = days.reader()
    days.alert()
    seen: list[int] = []

    def channel(_tx: Connection, rows: object, _most: int, _now: datetime) -> claims.Judged:
        seen.extend(row.subscriber.id for row in cast("list[DeliveryRow]", rows))
        return [], {}

    Quiet(UTC_ZONE, channel).judge(cast("Connection", None), queued(days), 9, EVENING)
    assert seen == [awake.id]


def test_the_newsrooms_zone_holds_for_those_who_named_none(days: Days) -> None:
    days.reader(Wish(quiet_from=22 * 60, quiet_until=7 * 60))
    days.alert()
    chosen, rulings = Quiet(UTC_ZONE).judge(cast("Connection", None), queued(days), 9, EVENING)
    assert (chosen, len(rulings)) == ([], 1)


def test_a_claim_that_finds_only_what_is_held_looks_further(days: Days) -> None:
    for _ in range(40):
        days.reader(NIGHT)
    awake = days.reader()
    days.alert()
    lane = claims.Lane(days.database.write_here(a_sender), 0.0, 30.0, judge=Quiet(UTC_ZONE).judge)
    taken = days.database.write_here(lambda tx: claims.take(tx, lane, days.now, 10))
    assert [row.subscriber.id for row in taken] == [awake.id]


def test_a_digest_that_waited_into_the_night_waits_for_the_morning(days: Days) -> None:
    days.now -= 3 * HOUR
    days.reader(Wish(zone="Etc/UTC", quiet_from=1320, quiet_until=420, calm=True))
    for _ in range(4):
        days.alert()
    days.send()
    days.now += HOUR
    days.fold()
    days.now = EVENING
    assert days.tick() == []
    days.now += 8 * HOUR
    assert [len(one.alerts) for one in days.tick()] == [1]


def test_a_digest_at_the_hour_asked_for_comes_in_quiet_hours(days: Days) -> None:
    wish = Wish("Etc/UTC", 1320, 420, most=0, digest=DigestDays.DAILY, digest_at=23 * 60 + 30)
    days.now -= 3 * HOUR
    days.reader(wish)
    days.alert()
    days.alert(priority=Priority.BREAKING)
    assert [one.digest for one in days.tick()] == [False]
    days.now = EVENING + timedelta(minutes=31)
    assert [one.digest for one in days.tick()] == [True]

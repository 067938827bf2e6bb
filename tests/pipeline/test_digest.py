from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, func, select, update

from bot.model import AlertKind, DigestDays, Priority, Role, Selection, SubscriberStatus, Updates, Wish
from bot.store import ban as bans
from bot.store import delivery as deliveries
from bot.store import keyword as keywords
from bot.store import recall as recalls
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.schema import delivery
from bot.store.schema import digest as table
from tests.pipeline.day import Days
from tests.rows import TOPIC, a_story, fates
from tests.rows import deliveries as all_rows
from tests.zones import ZONES, changes, minute_of

EVENING = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NIGHT = Wish(zone="Etc/UTC", quiet_from=22 * 60, quiet_until=7 * 60)
DAILY = Wish(zone="Etc/UTC", digest=DigestDays.DAILY, digest_at=8 * 60)


@pytest.fixture
def days(database: Database) -> Days:
    return Days(database, EVENING)


def told(days: Days) -> list[tuple[int, ...]]:
    return [one.alerts for one in days.said]


def test_what_quiet_hours_held_comes_as_one_digest_after_them(days: Days) -> None:
    days.reader(NIGHT)
    days.reader()  # wishes nothing
    days.now += 2 * HOUR
    held = [days.alert() for _ in range(3)]
    assert len(days.tick()) == 3  # to the other reader
    assert days.database.read_here(fates) == {"sent": 3, "queued": 3}
    for _ in range(7):
        assert days.tick(HOUR) == []
    (one,) = days.tick(HOUR)
    assert one.digest
    assert set(one.alerts) == set(held)
    assert days.database.read_here(fates) == {"sent": 3, "folded": 3}
    assert days.tick(DAY) == []


def test_breaking_news_comes_at_night(days: Days) -> None:
    days.reader(NIGHT)
    days.now += 2 * HOUR
    days.alert(priority=Priority.BREAKING)
    assert len(days.tick()) == 1


def test_calm_folds_what_is_too_much_in_an_hour_into_one(days: Days) -> None:
    days.reader(Wish(calm=True))
    for _ in range(6):
        days.alert()
        days.tick(timedelta(minutes=1))
    assert [one.digest for one in days.said] == [False] * 3
    days.tick(HOUR)
    assert [len(one.alerts) for one in days.said] == [1, 1, 1, 3]


def test_a_days_most_holds_the_rest_for_the_next_morning(days: Days) -> None:
    days.now -= 10 * HOUR
    days.reader(Wish(zone="Etc/UTC", most=2))
    for _ in range(4):
        days.alert()
        days.tick(HOUR)
    assert [len(one.alerts) for one in days.said] == [1, 1]
    days.now = EVENING + 11 * HOUR
    days.tick()
    assert [len(one.alerts) for one in days.said] == [1, 1, 2]


def test_a_digest_tells_what_the_reader_has_not_had(days: Days) -> None:
    who = days.reader(DAILY)
    had = days.alert()
    days.tick()
    missed = days.alert()
    days.database.write_here(
        lambda tx: tx.execute(update(delivery).where(delivery.c.alert_id == missed).values(state="expired"))
    )
    assert days.tick(10 * HOUR) == []
    (one,) = days.tick(HOUR)
    assert (one.who, one.alerts, one.digest) == (who.id, (missed,), True)
    assert had not in one.alerts


def test_a_story_that_moved_is_told_by_its_update(days: Days) -> None:
    days.reader(DAILY, updates=Updates.NONE)
    story = days.database.write_here(lambda tx: a_story(tx, days.now))
    days.alert(story_id=story)
    days.tick()
    update_ = days.alert(story_id=story, kind=AlertKind.UPDATE)
    days.tick()
    assert len(days.said) == 1
    days.now = EVENING + 11 * HOUR
    assert [one.alerts for one in days.tick()] == [(update_,)]


def test_an_empty_digest_is_not_sent(days: Days) -> None:
    days.reader(DAILY)
    for _ in range(3):
        assert days.tick(DAY) == []
    assert days.database.read_here(lambda tx: tx.scalar(select(func.count()).select_from(table))) == 3


def test_editors_hear_once_that_nobody_had_anything_to_read_for_a_day(days: Days) -> None:
    days.reader(DAILY)
    editor = days.reader(role=Role.EDITOR, topics=())
    for _ in range(5):
        days.now += DAY
        days.fold()
    rows = [row for row in days.database.read_here(all_rows) if row.subscriber_id == editor.id]
    assert len(rows) == 1
    assert "nothing to tell" in from_json(rows[0].body).message.lines[0]


def test_what_was_held_is_in_the_digest_that_comes_soon_after(days: Days) -> None:
    wish = Wish(zone="Etc/UTC", quiet_from=1320, quiet_until=420, digest=DigestDays.DAILY, digest_at=480)
    days.reader(wish)
    days.now += 2 * HOUR
    held = days.alert()
    days.tick()
    assert days.tick(8 * HOUR + timedelta(minutes=30)) == []
    assert [(one.digest, one.alerts) for one in days.tick(HOUR)] == [(True, (held,))]


def test_a_recalled_alert_is_in_no_digest(days: Days) -> None:
    days.reader(NIGHT)
    days.now += 2 * HOUR
    gone, stays = days.alert(), days.alert()
    days.tick()
    days.database.write_here(lambda tx: recalls.recall(tx, gone))
    days.tick(9 * HOUR)
    assert told(days) == [(stays,)]


def test_one_that_is_recalled_while_its_digest_waits_is_taken_out_of_it(days: Days) -> None:
    days.reader(NIGHT)
    days.now += 2 * HOUR
    gone, stays = days.alert(), days.alert()
    days.tick()
    days.now += 9 * HOUR
    days.fold()
    days.database.write_here(lambda tx: recalls.recall(tx, gone))
    days.tick()
    days.tick(timedelta(seconds=5))
    assert told(days) == [(stays,)]


def test_who_left_gets_no_digest(days: Days) -> None:
    who = days.reader(NIGHT)
    days.now += 2 * HOUR
    days.alert()
    days.tick()
    days.now += 9 * HOUR
    days.fold()

    def leave(tx: Connection) -> None:
        subscribers.end(tx, who.id, SubscriberStatus.LEFT, days.now)
        deliveries.drop_alerts_for(tx, who.id)

    days.database.write_here(leave)
    assert days.tick() == []


def test_who_is_banned_gets_no_digest_and_gets_it_when_that_is_over(days: Days) -> None:
    who = days.reader(NIGHT)
    days.now += 2 * HOUR
    days.database.write_here(lambda tx: bans.lay(tx, who.id, days.now))
    days.alert()
    assert days.tick(9 * HOUR) == []
    days.database.write_here(lambda tx: bans.lift(tx, who, lambda _address, salt: salt))
    days.alert()
    assert len(days.tick()) == 1


def test_what_is_for_a_selection_is_in_no_digest_of_others(days: Days) -> None:
    mine, other = days.reader(DAILY, language="he"), days.reader(DAILY, language="fr")
    for_all = days.alert()

    for_few = days.alert(picks=Selection(languages=("he",)))
    days.tick(HOUR)
    days.database.write_here(lambda tx: tx.execute(update(delivery).values(state="expired")))
    days.tick(9 * HOUR)
    days.tick(HOUR)
    had = {one.who: set(one.alerts) for one in days.said if one.digest}
    assert had == {mine.id: {for_all, for_few}, other.id: {for_all}}


def test_late_ones_merge_after_three_days(days: Days) -> None:
    days.reader(DAILY)
    first = days.alert()
    days.database.write_here(
        lambda tx: tx.execute(update(delivery).where(delivery.c.alert_id == first).values(state="expired"))
    )
    days.now = EVENING + 11 * HOUR
    days.fold()  # made, and then the program was down
    later = [days.alert() for _ in range(2)]
    days.now += 3 * DAY
    days.tick()
    days.tick(timedelta(seconds=5))
    days.tick(timedelta(hours=1))
    assert [(one.digest, set(one.alerts)) for one in days.said] == [(True, {first, *later})]


def test_a_late_digest_does_not_come_at_night(days: Days) -> None:
    wish = Wish(zone="Etc/UTC", quiet_from=1320, quiet_until=420, digest=DigestDays.DAILY, digest_at=20 * 60)
    days.now -= 2 * HOUR
    days.reader(wish)
    one = days.alert()
    days.database.write_here(
        lambda tx: tx.execute(update(delivery).where(delivery.c.alert_id == one).values(state="expired"))
    )
    days.now = EVENING + 4 * HOUR
    assert days.tick() == []
    days.now = EVENING + 10 * HOUR
    assert [said.alerts for said in days.tick()] == [(one,)]


def test_a_kill_while_digests_are_made_loses_none_and_repeats_none(days: Days) -> None:
    days.reader(NIGHT)
    days.now += 2 * HOUR
    held = days.alert()
    days.tick()
    days.now += 9 * HOUR
    killed_while_folding(days)
    assert days.send() == []
    days.tick()
    days.tick(timedelta(seconds=5))
    assert told(days) == [(held,)]


def test_readers_who_choose_by_keywords_get_no_digest_of_what_these_kept_away(days: Days) -> None:
    who = days.reader(DAILY)

    def choose(tx: Connection) -> None:
        keywords.add(tx, who.id, [keywords.NewKeyword("football", frozenset({1}), excludes=True)])

    days.database.write_here(choose)
    kept_away = days.alert()
    days.database.write_here(lambda tx: tx.execute(delivery.delete().where(delivery.c.alert_id == kept_away)))
    days.now = EVENING + 11 * HOUR
    assert days.tick() == []


def test_only_the_readers_topics_are_told(days: Days) -> None:
    days.reader(DAILY)
    days.reader(topics=("culture",))
    days.alert(topics=("culture",))
    mine = days.alert(topics=(TOPIC,))
    days.database.write_here(lambda tx: tx.execute(update(delivery).values(state="expired")))
    days.now = EVENING + 11 * HOUR
    assert [one.alerts for one in days.tick()] == [(mine,)]


def killed_while_folding(days: Days) -> None:
    """Let a process die just before its digests are committed."""

    def folding(tx: Connection) -> None:
        days.desk()._work(tx)
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        days.database.write_here(folding)


def test_a_year_of_changed_clocks_disturbs_nobody_and_loses_nothing(database: Database) -> None:
    """Twelve zones, the hours around each change of clocks, with kills; once it is down for three days.

    The whole year is played by `benchmarks/bench_year.py`.
    """
    moments = sorted({change for name in ZONES for change in changes(ZoneInfo(name))})
    days = Days(database, moments[0] - 2 * DAY)
    readers = {days.reader(wish).id: wish for name in ZONES for wish in two_wishes(name)}
    released: set[int] = set()
    for number, change in enumerate(moments):
        days.now = max(days.now, change - 10 * HOUR)
        released |= alerted(days, change + 10 * HOUR)
        if number == len(moments) // 2:
            released.add(days.alert())
            days.send()
            days.now += 3 * DAY
    for _ in range(48):
        days.tick(HOUR)
    for one in days.said:
        wish = readers[one.who]
        assert wish.quiet_until <= minute_of(one.at, ZoneInfo(wish.zone)) < wish.quiet_from, (one, wish)
    for who in readers:
        got = [id_ for one in days.said if one.who == who for id_ in one.alerts]
        assert sorted(got) == sorted(released), who
    assert {one.digest for one in days.said} == {True, False}


def two_wishes(zone: str) -> tuple[Wish, Wish]:
    """Make the wishes of two readers of a zone: quiet nights, and a digest at noon besides."""
    digest = Wish(zone, 22 * 60, 7 * 60, digest=DigestDays.DAILY, digest_at=12 * 60)
    return Wish(zone, 23 * 60, 7 * 60), digest


def alerted(days: Days, until: datetime) -> set[int]:
    """Let an alert go every three hours, and a process die every five; return the alerts."""
    made: set[int] = set()
    while days.now < until:
        if days.now.hour % 3 == 0:
            made.add(days.alert())
        if days.now.hour % 5 == 0:
            killed_while_folding(days)
        days.tick(HOUR)
    return made


def test_a_channel_that_has_room_gets_the_stories_whole(days: Days) -> None:
    days.reader(DAILY)
    days.wide = ("telegram",)
    days.alert(headline="Bridge closed")
    days.fold()
    days.now += 12 * HOUR
    days.fold()
    message = days.database.read_here(
        lambda tx: from_json(next(row.body for row in all_rows(tx) if row.body)).message
    )
    assert message.lines == ()
    (story,) = message.stories
    assert (story.headline, story.language) == ("Bridge closed", "en")
    assert story.link.startswith("https://paper.example/a")

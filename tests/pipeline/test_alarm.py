"""Owners are told what is amiss, once, on a channel that works, and when it is over."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.errors import TryLater
from bot.model import NO_WISH, Role, SenderId, Subscriber
from bot.pipeline.alarm import Alarms
from bot.pipeline.bell import Bell
from bot.rules.alarm import EVERY, Bounds
from bot.store import alarm as store
from bot.store import delivery as deliveries
from bot.store import sender as senders
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.schema import alarm, alarm_told, delivery, source
from tests.chat import newsroom
from tests.fakes import a_logger
from tests.pipeline.post import Post
from tests.rows import a_crowd, a_sender, a_source, a_subscriber, an_alert

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STALLED = "Telegram accepts nothing, for 2 minutes now. 1 message waits and is not lost."


@dataclass
class House:
    """A deployment of two channels whose service a test looks after."""

    database: Database
    now: datetime = NOW
    rooms: list[int | None] = field(default_factory=lambda: [None])

    def alarms(self) -> Alarms:
        return Alarms(
            self.database,
            self.channels(),
            {"telegram": 30.0, "whatsapp": 80.0},
            Bounds(),
            6,
            newsroom().timezone,
            lambda: self.now,
            a_logger(),
            Bell(),
            lambda: self.rooms[0],
        )

    def channels(self) -> Mapping[SenderId, str]:
        return self.database.write_here(
            lambda tx: {a_sender(tx, name, now=self.now): name for name in ("telegram", "whatsapp")}
        )

    def look(self, **other: object) -> int:
        """Look once, as soon as that may be done again."""
        self.now += EVERY
        sent = asyncio.run(replace(self.alarms(), **other).run_due())  # type: ignore[arg-type]  # fields of it
        left = update(delivery).where(delivery.c.state == "queued", delivery.c.due_at <= self.now)
        self.database.write_here(lambda tx: tx.execute(left.values(state="sent")))  # the lanes are at work
        return sent

    def look_for(self, span: timedelta) -> int:
        return sum(self.look() for _ in range(span // EVERY))

    def person(self, channel: str = "telegram", role: Role = Role.OWNER) -> Subscriber:
        return self.database.write_here(
            lambda tx: a_subscriber(tx, channel=channel, role=role, topics=(), now=NOW - MINUTE)
        )

    def told(self, who: Subscriber) -> list[str]:
        query = select(delivery.c.body).where(delivery.c.subscriber_id == who.id).order_by(delivery.c.id)
        bodies = self.database.read_here(lambda tx: tx.scalars(query).all())
        return ["\n".join(from_json(body).message.lines) for body in bodies]

    def stall(self, since: datetime | None = None) -> None:
        """Let Telegram take nothing, with a message for somebody waiting."""

        def work(tx: Connection) -> None:
            by = a_sender(tx, "telegram")
            senders.mark_stalled(tx, by, since or self.now)
            reader = a_subscriber(tx, topics=(), now=NOW)
            deliveries.queue_reply(tx, reader.id, {}, self.now + 90 * MINUTE)

        self.database.write_here(work)

    def recover(self) -> None:
        self.database.write_here(lambda tx: senders.mark_answering(tx, a_sender(tx, "telegram")))


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    made.look()
    return made


def test_where_all_is_well_nobody_hears_a_word(house: House) -> None:
    who = house.person()
    assert house.look_for(5 * MINUTE) == 0
    assert house.told(who) == []


def test_the_owner_on_the_other_channel_hears_of_a_stall_once_and_once_that_it_is_over(house: House) -> None:
    here, there = house.person("telegram"), house.person("whatsapp")
    house.stall()
    assert house.look_for(2 * MINUTE - EVERY) == 0
    assert house.look_for(5 * MINUTE) == 1
    assert (house.told(here), house.told(there)) == ([], [STALLED])
    house.recover()
    house.look_for(MINUTE + 2 * EVERY)
    over = "All well again: Telegram accepts messages (after 7 minutes)."
    assert house.told(there) == [STALLED, over]
    assert house.told(here) == [over], "who could not be told is told what was"
    assert house.look_for(10 * MINUTE) == 0


def test_what_comes_back_within_a_minute_was_never_over(house: House) -> None:
    who = house.person("whatsapp")
    house.stall(NOW - 5 * MINUTE)
    house.look()
    for _ in range(3):
        house.recover()
        house.look()
        house.stall(NOW - 5 * MINUTE)
        house.look()
    assert len(house.told(who)) == 1


def test_without_an_owner_on_a_channel_that_works_admins_are_told(house: House) -> None:
    owner, admin, editor = (
        house.person(),
        house.person("whatsapp", Role.ADMIN),
        house.person("whatsapp", Role.EDITOR),
    )
    house.stall(NOW - 5 * MINUTE)
    house.look()
    assert (len(house.told(owner)), len(house.told(admin)), len(house.told(editor))) == (0, 1, 0)


def test_many_sources_that_fail_are_one_message(house: House) -> None:
    who = house.person()

    def fail(tx: Connection) -> None:
        for _ in range(50):
            a_source(tx, now=house.now + 90 * MINUTE)
        tx.execute(update(source).values(failing_since=NOW, failures=1))

    house.database.write_here(fail)
    assert house.look_for(MINUTE) == 1
    assert house.told(who) == [
        "50 sources can't be read: perhaps it is the network here. /sources shows why."
    ]


def test_bounces_are_told_once_and_over_when_they_are_counted_to_be_few(house: House) -> None:
    who = house.person("whatsapp")
    made = house.database.write_here(lambda tx: an_alert(tx, now=NOW - 90 * MINUTE))
    house.database.write_here(lambda tx: a_crowd(tx, made, 40))
    theirs = update(delivery).where(delivery.c.alert_id == made)
    house.database.write_here(lambda tx: tx.execute(theirs.values(state="failed")))
    assert house.look_for(25 * MINUTE) == 1
    assert house.told(who) == [
        "40 messages of the last day could not be delivered on Telegram: unusually many."
    ]
    house.database.write_here(lambda tx: tx.execute(theirs.values(state="sent")))
    assert house.look_for(25 * MINUTE) == 1
    assert house.told(who)[1].startswith("All well again: messages of Telegram arrive")


def test_a_template_that_is_paused_is_told_once_and_once_that_it_may_be_used(house: House) -> None:
    who = house.person()
    answers: list[list[str] | None] = [["tocsin_alert_fr"]]
    asked = []

    async def shut() -> list[str] | None:
        asked.append(house.now)
        return answers[0]

    def look_for(span: timedelta) -> int:
        return sum(house.look(shut=shut) for _ in range(span // EVERY))

    assert look_for(25 * MINUTE) == 1
    assert "disabled the template tocsin_alert_fr" in house.told(who)[0]
    assert len(asked) <= 3  # once in ten minutes
    answers[0] = None  # the service does not say
    assert look_for(25 * MINUTE) == 0
    answers[0] = []
    assert look_for(25 * MINUTE) == 1
    assert house.told(who)[1].startswith("All well again: the template tocsin_alert_fr may be used")


def test_several_alarms_at_once_are_one_message(house: House) -> None:
    who = house.person("whatsapp")
    house.stall(NOW - 5 * MINUTE)
    house.rooms[0] = 5 << 20
    assert house.look() == 1
    (said,) = house.told(who)
    assert said.splitlines()[1] == "The disk is nearly full: 5 MB are free. Make room, or all stops."


def test_of_two_replicas_one_tells(house: House) -> None:
    who = house.person("whatsapp")
    house.stall(NOW - 5 * MINUTE)
    house.now += EVERY

    async def both() -> int:
        return sum(await asyncio.gather(*(house.alarms().run_due() for _ in range(3))))

    assert asyncio.run(both()) == 1
    assert len(house.told(who)) == 1


def test_a_kill_before_the_end_of_the_look_leaves_nothing_and_the_next_tells(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = house.person("whatsapp")
    house.stall(NOW - 5 * MINUTE)

    def killed(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr("bot.pipeline.alarm.tell_lines", killed)
    with pytest.raises(SystemExit):
        house.look()
    monkeypatch.undo()
    assert house.database.read_here(lambda tx: tx.execute(select(alarm_told)).all()) == []
    house.look()
    assert house.told(who) == [STALLED.replace("2 minutes", "5 minutes")]


def test_so_many_messages_an_hour_and_no_more_and_the_rest_is_told_later(house: House) -> None:
    who = house.person("whatsapp")
    for _ in range(4):
        house.rooms[0] = 0
        house.look(most=3)
        house.rooms[0] = None
        for _again in range(6):
            house.look(most=3)
    assert len(house.told(who)) == 3
    for _ in range(4 * 61):
        house.look(most=3)
    assert len(house.told(who)) == 4
    assert house.told(who)[-1].startswith("All well again")


def test_what_is_not_severe_waits_for_the_end_of_an_owners_quiet_hours(house: House) -> None:
    asleep, awake = house.person("whatsapp"), house.person("whatsapp")
    wish = replace(NO_WISH, quiet_from=12 * 60, quiet_until=14 * 60)  # Paris has 13:00 now
    house.database.write_here(lambda tx: subscribers.wish(tx, asleep.id, wish, None))

    def doubt(tx: Connection) -> None:
        made = an_alert(tx, now=NOW - 90 * MINUTE)
        values = {"alert_id": made, "subscriber_id": awake.id, "sender_id": a_sender(tx, "telegram")}
        times = {"due_at": deliveries.FOR_EVER, "created_at": NOW, "tried_at": NOW}
        tx.execute(delivery.insert().values(**values, **times, priority=5, state="unknown"))

    house.database.write_here(doubt)
    house.look()
    assert house.told(asleep) == []
    house.rooms[0] = 0
    house.look()
    assert len(house.told(asleep)) == 1, "the disk can't wait"
    house.look_for(70 * MINUTE)
    assert "1 message stays in doubt" in house.told(asleep)[-1]


def test_after_a_gap_that_alone_is_told(house: House) -> None:
    who = house.person("whatsapp")
    house.stall()
    house.now += 31 * MINUTE
    house.look()
    assert house.told(who) == [
        "Nothing ran here for 31 minutes: the program or its database was away. It goes on now."
    ]
    house.look()
    assert len(house.told(who)) == 2


def test_what_ended_long_ago_is_let_go(house: House) -> None:
    house.person("whatsapp")
    house.rooms[0] = 0
    house.look()
    house.rooms[0] = None
    house.look_for(3 * MINUTE)
    assert house.database.read_here(lambda tx: tx.execute(select(alarm)).all())
    house.now += store.KEPT
    house.look()
    rows = house.database.read_here(lambda tx: tx.scalars(select(alarm.c.kind)).all())
    assert rows == ["gap"]


async def test_a_service_that_is_away_is_known_by_its_silence(post: Post) -> None:
    post.reader()
    post.tell()
    post.channel.outcomes = [TryLater("no connection came about", 5.0, "sender")]
    await post.deliver()
    (row,) = post.database.read_here(senders.listed)
    assert row.stalled_since == post.clock.now
    post.clock.now += MINUTE
    await post.deliver()
    (row,) = post.database.read_here(senders.listed)
    assert (len(post.channel.sent), row.stalled_since) == (1, None)


async def test_one_chats_trouble_is_no_silence_of_the_service(post: Post) -> None:
    post.reader()
    post.tell()
    post.channel.outcomes = [TryLater("full mailbox", 5.0, "chat")]
    await post.deliver()
    (row,) = post.database.read_here(senders.listed)
    assert row.stalled_since is None

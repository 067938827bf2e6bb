import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.charts import Sheet
from bot.model import DeliveryState, Message, MessageKind, Role, Subscriber, SubscriberStatus
from bot.pipeline.bell import Bell
from bot.pipeline.report import LEASE, Reports
from bot.store import report as store
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.schema import alert, delivery
from tests.chat import newsroom
from tests.fakes import a_logger
from tests.rows import a_sender, a_subscriber, an_alert

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # nine in Paris, where the newsroom is
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass
class Desk:
    """Reports over a database, at a moment of the test's."""

    database: Database
    now: datetime = MONDAY - DAY
    weekly: bool = True
    drawn: list[Sheet] = field(default_factory=list)

    def reports(self, **other: object) -> Reports:
        made = Reports(
            self.database,
            newsroom(),
            self.weekly,
            lambda: self.now,
            a_logger(),
            Bell(),
            draw=self._draw,
        )
        return replace(made, **other)  # type: ignore[arg-type]  # fields of it

    def _draw(self, sheet: Sheet) -> bytes:
        self.drawn.append(sheet)
        return b"a picture"

    def run(self, **other: object) -> int:
        return asyncio.run(self.reports(**other).run_due())

    def person(self, role: Role = Role.OWNER, **about: object) -> Subscriber:
        about = {"now": self.now - 120 * MINUTE} | about
        return self.database.write_here(lambda tx: a_subscriber(tx, role=role, **about))  # type: ignore[arg-type]  # what it takes

    def ask(self, who: Subscriber, days: int = 7) -> None:
        self.database.write_here(lambda tx: store.ask(tx, who.id, self.now - days * DAY, self.now, self.now))

    def told(self, who: Subscriber) -> list[Message]:
        query = select(delivery.c.body).where(
            delivery.c.subscriber_id == who.id, delivery.c.body.is_not(None)
        )
        bodies = self.database.read_here(lambda tx: tx.scalars(query.order_by(delivery.c.id)).all())
        return [from_json(body).message for body in bodies]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def some_deliveries(tx: Connection, at: datetime) -> None:
    by = {channel: a_sender(tx, channel) for channel in ("telegram", "whatsapp")}
    id_ = an_alert(tx, now=at)
    tx.execute(update(alert).where(alert.c.id == id_).values(released_at=at))
    fates: list[tuple[str, DeliveryState, int | None]] = [("telegram", DeliveryState.SENT, 1)]
    fates *= 8
    fates += [("whatsapp", DeliveryState.READ, 30)] * 1
    fates += [("whatsapp", DeliveryState.DELIVERED, 90)] * 3 + [("whatsapp", DeliveryState.FAILED, None)]
    for number, (channel, state, after) in enumerate(fates):
        values = {"alert_id": id_, "subscriber_id": 9000 + number, "sender_id": by[channel], "state": state}
        values |= {"priority": 5, "due_at": at, "created_at": at}
        sent_at = None if after is None else at + after * timedelta(seconds=1)
        tx.execute(delivery.insert().values(values | {"sent_at": sent_at}))


def test_who_asked_is_told_in_words_once(desk: Desk) -> None:
    who = desk.person(Role.EDITOR)
    desk.database.write_here(lambda tx: some_deliveries(tx, desk.now - 3 * timedelta(hours=1)))
    desk.ask(who)
    assert desk.run() == 1
    (message,) = desk.told(who)
    assert message.kind is MessageKind.REPLY
    assert "8 days" in message.headline  # seven days back from eight in the morning touch eight
    words = "\n".join(message.lines)
    assert "1 alert; 1 reached 90 % of its readers within 2 min" in words
    assert "Telegram\u2069: 8 of 8 sent; it does not tell who reads" in words
    assert "WhatsApp\u2069: 4 of 5 sent, 25 % of these read" in words
    assert "Busiest hour: \u20686:00–7:00\u2069, 12 messages" in words
    assert "Joined: 1" in words
    assert "1 active subscriber" in words
    assert desk.run() == 0
    assert len(desk.drawn) == 1
    assert message.attachment is not None
    assert (message.attachment.name, message.attachment.is_picture) == ("stats.png", True)


def test_where_nothing_is_drawn_the_words_go_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    who = desk.person(Role.EDITOR)
    desk.ask(who)
    assert desk.run(attach=None) == 1
    monkeypatch.setattr("bot.charts.available", lambda: False)
    desk.ask(who)
    assert desk.run() == 1
    assert [one.attachment for one in desk.told(who)] == [None, None]
    assert desk.drawn == []


def test_an_empty_period_is_told_as_such(desk: Desk) -> None:
    who = desk.person(Role.EDITOR, topics=())
    desk.ask(who)
    desk.run()
    assert "No alert went out." in desk.told(who)[0].lines


@pytest.mark.parametrize("language", ["fr", "he", "ar"])
def test_the_picture_goes_with_the_words_in_the_readers_language(desk: Desk, language: str) -> None:
    who = desk.person(Role.EDITOR, language=language)
    desk.database.write_here(lambda tx: some_deliveries(tx, desk.now - DAY))
    desk.ask(who)
    kept: list[bytes] = []

    def attach(_tx: Connection, message: Message, picture: bytes, _now: datetime) -> Message:
        kept.append(picture)
        return replace(message, picture="somewhere")

    desk.run(attach=attach)
    assert kept == [b"a picture"]
    assert desk.told(who)[0].picture == "somewhere"
    (sheet,) = desk.drawn
    assert sheet.rtl is (language != "fr")
    assert len(sheet.panels) == 4
    hours, in_time, fates, coming = sheet.panels
    assert [sum(one.values) for one in hours.series] == [8, 4]
    assert max(in_time.series[0].values) == pytest.approx(100 * 12 / 13)
    assert [round(sum(one.values[at] for one in fates.series)) for at in (0, 1)] == [100, 100]
    assert sum(coming.series[0].values) == 1
    assert coming.below is None


def test_a_picture_that_fails_costs_nobody_the_words(desk: Desk) -> None:
    who = desk.person(Role.EDITOR)
    desk.ask(who)

    def fails(_sheet: Sheet) -> bytes:
        raise RuntimeError("no ink")

    assert desk.run(attach=lambda _tx, message, _picture, _now: message, draw=fails) == 1
    assert desk.told(who)


def test_who_died_while_drawing_gives_it_back_and_it_is_told_once(desk: Desk) -> None:
    who = desk.person(Role.EDITOR)
    desk.ask(who)
    taken = desk.database.write_here(lambda tx: store.take(tx, desk.now, LEASE))
    assert taken is not None
    assert desk.run() == 0
    desk.now += LEASE
    assert desk.run() == 1
    assert len(desk.told(who)) == 1
    late = desk.reports()  # the first one was only slow, and has drawn it by now
    assert asyncio.run(late._make(taken)) == 0
    assert len(desk.told(who)) == 1


def test_who_is_no_editor_any_more_is_told_nothing(desk: Desk) -> None:
    who, banned = desk.person(Role.EDITOR), desk.person(Role.EDITOR)
    desk.ask(who)
    desk.ask(banned)
    desk.database.write_here(lambda tx: subscribers.change(tx, who.id, role=Role.READER))
    desk.database.write_here(lambda tx: subscribers.change(tx, banned.id, banned_at=desk.now))
    desk.run()
    assert desk.told(who) == []
    states = desk.database.read_here(lambda tx: tx.scalars(select(delivery.c.state)).all())
    assert set(states) <= {DeliveryState.DROPPED}


def test_owners_have_the_week_on_monday_at_nine_once(desk: Desk) -> None:
    owner, admin = desk.person(), desk.person(Role.ADMIN)
    left = desk.person(status=SubscriberStatus.LEFT)
    desk.run()
    desk.now = MONDAY - timedelta(seconds=1)
    assert desk.run() == 0
    desk.now = MONDAY
    assert desk.run() == 1
    assert desk.run() == 0
    (message,) = desk.told(owner)
    assert message.kind is MessageKind.ALERT  # so that a template can carry it
    assert message.headline == "The week of \u2068Le Fil\u2069"
    assert message.lines[0].startswith("\u206811/16/26\u2069")
    assert desk.told(admin) == desk.told(left) == []
    desk.now = MONDAY + 7 * DAY
    desk.run()
    assert len(desk.told(owner)) == 2


def test_two_replicas_tell_the_week_once(desk: Desk) -> None:
    owner = desk.person()
    desk.run()
    desk.now = MONDAY

    async def both() -> None:
        await asyncio.gather(desk.reports().run_due(), desk.reports().run_due())

    asyncio.run(both())
    desk.now += LEASE
    asyncio.run(both())
    assert len(desk.told(owner)) == 1


def test_after_weeks_of_standing_still_the_last_week_is_told_and_no_other(desk: Desk) -> None:
    owner = desk.person()
    desk.run()
    desk.now = MONDAY + 23 * DAY
    desk.run()
    (message,) = desk.told(owner)
    assert message.lines[0].startswith("\u206812/7/26\u2069")


def test_turned_off_there_is_none_and_none_is_late_when_it_is_on_again(desk: Desk) -> None:
    owner = desk.person()
    desk.run()
    desk.weekly, desk.now = False, MONDAY
    desk.run()
    desk.weekly, desk.now = True, MONDAY + DAY
    desk.run()
    assert desk.told(owner) == []
    desk.now = MONDAY + 7 * DAY
    desk.run()
    assert len(desk.told(owner)) == 1

"""Which message an update follows, for each of its readers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, update

from bot.model import (
    AlertId,
    AlertKind,
    AlertState,
    DeliveryState,
    Priority,
    StoryId,
    Subscriber,
    SubscriberId,
    Summary,
)
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery as deliveries
from bot.store.delivery import DeliveryRow, Thread
from bot.store.schema import alert, delivery, subscriber
from bot.store.thread import sewn
from tests.rows import NOW, a_sender, a_story, a_subscriber, an_alert
from tests.store.press import is_, told

S = DeliveryState
LANE_LIFE = 30.0


def tell(tx: Connection, story: StoryId, headline: str, kind: AlertKind = AlertKind.NEW) -> AlertId:
    return told(tx, story_id=story, kind=kind, summary=Summary(headline, (), "en"))


def follow(tx: Connection, story: StoryId, headline: str = "More") -> AlertId:
    return tell(tx, story, headline, AlertKind.UPDATE)


def taken(tx: Connection, channel: str = "telegram") -> dict[SubscriberId, Thread | None]:
    """Claim, and say by reader what each message follows."""
    rows = claims.take(tx, claims.Lane(a_sender(tx, channel), 0.0, LANE_LIFE), NOW + timedelta(minutes=1), 30)
    return {row.subscriber.id: row.thread for row in rows}


def ids(tx: Connection, id_: AlertId) -> dict[int, str]:
    """List by reader the channel's ids of an alert's messages."""
    rows = tx.execute(delivery.select().where(delivery.c.alert_id == id_))
    return {row.subscriber_id: row.external_id for row in rows}


def readers(tx: Connection, count: int, channel: str = "telegram") -> list[Subscriber]:
    return [a_subscriber(tx, channel=channel) for _ in range(count)]


@pytest.mark.parametrize("state", [S.SENT, S.DELIVERED, S.READ])
def test_an_update_follows_the_first_message_of_its_story_by_reader(tx: Connection, state: S) -> None:
    who = readers(tx, 3)
    first = tell(tx, a_story(tx), "Another story")
    is_(tx, first, S.SENT)
    story = a_story(tx)
    first = tell(tx, story, "Bridge closed")
    is_(tx, first, state)
    follow(tx, story)
    given = ids(tx, first)
    assert taken(tx) == {one.id: Thread(given[one.id], "Bridge closed") for one in who}


def test_the_first_stays_the_first_when_there_is_more(tx: Connection) -> None:
    (who,) = readers(tx, 1)
    story = a_story(tx)
    first = tell(tx, story, "Bridge closed")
    is_(tx, first, S.SENT)
    second = follow(tx, story)
    is_(tx, second, S.SENT)
    tx.execute(
        update(delivery).where(delivery.c.alert_id == second).values(sent_at=NOW + timedelta(seconds=9))
    )
    follow(tx, story, "Still more")
    assert taken(tx) == {who.id: Thread(ids(tx, first)[who.id], "Bridge closed")}


@pytest.mark.parametrize("state", [S.FAILED, S.UNKNOWN, S.SENDING, S.EXPIRED, S.DROPPED, S.RECALLED])
def test_what_a_reader_surely_did_not_get_is_followed_by_nothing(tx: Connection, state: S) -> None:
    (who,) = readers(tx, 1)
    story = a_story(tx)
    is_(tx, tell(tx, story, "Bridge closed"), state)
    follow(tx, story)
    assert taken(tx) == {who.id: None}


@pytest.mark.parametrize("state", [AlertState.RECALLED, AlertState.WITHDRAWN])
def test_what_was_taken_back_is_followed_by_nothing_but_what_came_after_it(
    tx: Connection, state: AlertState
) -> None:
    (who,) = readers(tx, 1)
    story = a_story(tx)
    first = tell(tx, story, "Bridge closed")
    is_(tx, first, S.SENT)
    tx.execute(update(alert).where(alert.c.id == first).values(state=state))
    second = follow(tx, story, "A second look")
    assert taken(tx) == {who.id: None}
    is_(tx, second, S.SENT)
    follow(tx, story)
    assert taken(tx) == {who.id: Thread(ids(tx, second)[who.id], "A second look")}


def test_who_came_later_gets_the_update_by_itself(tx: Connection) -> None:
    (early,) = readers(tx, 1)
    story = a_story(tx)
    first = tell(tx, story, "Bridge closed")
    is_(tx, first, S.SENT)
    (late,) = readers(tx, 1)
    follow(tx, story)
    assert taken(tx) == {early.id: Thread(ids(tx, first)[early.id], "Bridge closed"), late.id: None}


def test_another_account_s_message_is_not_followed(tx: Connection) -> None:
    (who,) = readers(tx, 1)
    story = a_story(tx)
    is_(tx, tell(tx, story, "Bridge closed"), S.SENT)
    other = a_sender(tx, "telegram", "another bot")
    tx.execute(update(subscriber).values(sender_id=other))
    follow(tx, story)
    rows = claims.take(tx, claims.Lane(other, 0.0, LANE_LIFE), NOW, 9)
    assert {row.subscriber.id: row.thread for row in rows} == {who.id: None}


@pytest.mark.parametrize("kind", [AlertKind.NEW, AlertKind.CORRECTION, AlertKind.WITHDRAWAL])
def test_only_an_update_follows(tx: Connection, kind: AlertKind) -> None:
    (who,) = readers(tx, 1)
    story = a_story(tx)
    is_(tx, tell(tx, story, "Bridge closed"), S.SENT)
    tell(tx, story, "Bridge open", kind)
    assert taken(tx) == {who.id: None}


def test_a_correction_is_not_what_is_followed(tx: Connection) -> None:
    (who,) = readers(tx, 1)
    story = a_story(tx)
    is_(tx, tell(tx, story, "Bridge open", AlertKind.CORRECTION), S.SENT)
    follow(tx, story)
    assert taken(tx) == {who.id: None}


def test_what_came_after_it_is_not_followed_though_it_was_sent_before(tx: Connection) -> None:
    (who,) = readers(tx, 1)
    story = a_story(tx)
    waits = follow(tx, story, "It waits")
    is_(tx, follow(tx, story, "It was quicker"), S.SENT)
    assert ids(tx, waits)[who.id] == ""
    assert taken(tx) == {who.id: None}


def test_a_doubt_about_an_update_is_looked_into_with_its_thread(tx: Connection) -> None:
    (who,) = readers(tx, 1, "whatsapp")
    story = a_story(tx)
    first = tell(tx, story, "Bridge closed")
    is_(tx, first, S.SENT)
    follow(tx, story)
    assert taken(tx, "whatsapp")[who.id]
    deliveries.expire_leases(tx, NOW + timedelta(hours=1))
    (row,) = sewn(tx, deliveries.doubts(tx, NOW + timedelta(hours=1), LANE_LIFE, 9))
    assert row.thread == Thread(ids(tx, first)[who.id], "Bridge closed")


def test_a_batch_asks_once_for_all_its_updates_and_not_at_all_without_one(tx: Connection) -> None:
    readers(tx, 9)
    story = a_story(tx)
    is_(tx, tell(tx, story, "Bridge closed"), S.SENT)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    def rows(id_: AlertId) -> Sequence[DeliveryRow]:
        return deliveries.load(tx, tx.execute(delivery.select().where(delivery.c.alert_id == id_)).all())

    more, other = rows(follow(tx, story)), rows(tell(tx, story, "New"))
    event.listen(tx, "before_cursor_execute", note)
    assert all(row.thread for row in sewn(tx, more))
    assert len(asked) == 1
    assert sewn(tx, other) == other
    assert len(asked) == 1
    event.remove(tx, "before_cursor_execute", note)


def test_the_question_walks_indexes_alone(tx: Connection) -> None:
    if tx.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's planner is held to indexes by the claim that asks")
    asked: list[str] = []

    def note(
        _connection: object, _cursor: object, statement: str, parameters: Sequence[Any], *_more: object
    ) -> None:
        plan = tx.connection.cursor()
        if statement.startswith("SELECT"):
            asked.extend(row[3] for row in plan.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    readers(tx, 2)
    story = a_story(tx)
    tell(tx, story, "Bridge closed")
    rows = deliveries.load(
        tx, tx.execute(delivery.select().where(delivery.c.alert_id == follow(tx, story))).all()
    )
    event.listen(tx, "before_cursor_execute", note)
    sewn(tx, rows)
    event.remove(tx, "before_cursor_execute", note)
    assert asked
    assert not [step for step in asked if step.startswith("SCAN")]


def test_an_update_without_readers_is_no_harm(tx: Connection) -> None:
    id_ = an_alert(tx, kind=AlertKind.UPDATE)
    assert batches.fan_out(tx, id_, Priority.NORMAL, NOW) == 0
    assert sewn(tx, []) == []

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, update

from bot.model import DeliveryState, SubscriberId, SubscriberStatus
from bot.store import period, subscriber
from bot.store.consent import Step, Taken, note
from bot.store.consent_tables import departure
from bot.store.delivery import ACCEPTED
from bot.store.schema import alert, delivery
from tests.rows import NOW, TOPIC, a_sender, a_subscriber, an_alert

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SOON = 2 * MINUTE
TEHRAN = ZoneInfo("Asia/Tehran")  # three hours and a half
SINCE, UNTIL = NOW - 3 * DAY, NOW

LAID = st.lists(
    st.fixed_dictionaries(
        {
            "alert": st.integers(0, 3),
            "channel": st.sampled_from(["telegram", "whatsapp"]),
            "state": st.sampled_from(list(DeliveryState)),
            "after": st.integers(0, 400),
        }
    ),
    max_size=30,
)


@given(rows=LAID, released=st.lists(st.integers(-30, 80), min_size=4, max_size=4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_figures_are_those_that_one_counts_row_by_row(
    tx: Connection, rows: list[dict[str, Any]], released: list[int]
) -> None:
    with tx.begin_nested() as undone:
        by = {channel: a_sender(tx, channel) for channel in ("telegram", "whatsapp")}
        at = [SINCE + hours * timedelta(hours=1) for hours in released]
        ids = [an_alert(tx) for _ in at]
        for id_, moment in zip(ids, at, strict=True):
            tx.execute(update(alert).where(alert.c.id == id_).values(released_at=moment))
        readers: Counter[int] = Counter()
        soon, accepted = Counter[int](), Counter[int]()
        states: Counter[tuple[str, DeliveryState]] = Counter()
        hours: Counter[tuple[str, int]] = Counter()
        for number, row in enumerate(rows):
            id_, moment = ids[row["alert"]], at[row["alert"]]
            sent_at = moment + row["after"] * timedelta(seconds=1)
            state, channel = row["state"], row["channel"]
            values = {"alert_id": id_, "subscriber_id": number + 1, "sender_id": by[channel], "state": state}
            values |= {"priority": 5, "due_at": moment, "created_at": moment}
            values |= {"sent_at": sent_at if state in ACCEPTED else None}
            tx.execute(insert(delivery).values(values))
            if not SINCE <= moment < UNTIL:
                continue
            readers[id_] += 1
            states[channel, state] += 1
            if state in ACCEPTED:
                accepted[id_] += 1
                soon[id_] += sent_at <= moment + SOON
                hours[channel, sent_at.astimezone(TEHRAN).hour] += 1
        found = period.look(tx, SINCE, UNTIL, TEHRAN, SOON)
        days = {
            id_: moment.astimezone(TEHRAN).date().isoformat() for id_, moment in zip(ids, at, strict=True)
        }
        assert found.alerts == {
            id_: (readers[id_], soon[id_], accepted[id_], days[id_]) for id_ in ids if readers[id_]
        }
        assert (found.states, found.hours) == (states, hours)
        undone.rollback()


def test_a_correction_is_a_message_and_no_alert_more(tx: Connection) -> None:
    by, first = a_sender(tx, "whatsapp"), an_alert(tx)
    ids = (first, an_alert(tx))
    tx.execute(update(alert).where(alert.c.id.in_(ids)).values(released_at=NOW - DAY))
    tx.execute(update(alert).where(alert.c.id == ids[1]).values(corrects=first))
    for id_ in ids:
        values = {"alert_id": id_, "subscriber_id": 1, "sender_id": by, "state": DeliveryState.SENT}
        moments = {"due_at": NOW - DAY, "created_at": NOW - DAY, "sent_at": NOW - DAY}
        tx.execute(insert(delivery).values(values | moments | {"priority": 5}))
    found = period.look(tx, SINCE, UNTIL, TEHRAN, SOON)
    assert list(found.alerts) == [first]
    assert found.accepted("whatsapp") == 2


def came(tx: Connection, at: datetime, channel: str = "telegram") -> int:
    return a_subscriber(tx, channel=channel, now=at).id


def test_who_came_is_counted_once_at_their_first_consent(tx: Connection) -> None:
    came(tx, SINCE - MINUTE)
    came(tx, SINCE)
    twice = came(tx, SINCE + DAY, "whatsapp")
    note(tx, SubscriberId(twice), Taken(Step.GIVEN, SINCE + 2 * DAY, "/topics", topics=(TOPIC,)))
    old = came(tx, SINCE - DAY)
    note(tx, SubscriberId(old), Taken(Step.GIVEN, SINCE + DAY, "/start", topics=(TOPIC,)))
    asked = a_subscriber(tx, topics=(), now=SINCE)
    note(tx, asked.id, Taken(Step.ASKED, SINCE, "/start", topics=(TOPIC,)))
    note(tx, asked.id, Taken(Step.CONFIRMED, SINCE + MINUTE, "yes", topics=(TOPIC,)))
    came(tx, UNTIL)
    found = period.look(tx, SINCE, UNTIL, ZoneInfo("UTC"), SOON)
    assert found.joined == {("telegram", "2026-11-20"): 2, ("whatsapp", "2026-11-21"): 1}


def test_who_went_is_counted_with_those_who_asked_to_be_forgotten(tx: Connection) -> None:
    for status in (SubscriberStatus.LEFT, SubscriberStatus.LOST):
        subscriber.end(tx, a_subscriber(tx).id, status, SINCE + DAY)
    back = a_subscriber(tx)
    subscriber.end(tx, back.id, SubscriberStatus.LEFT, SINCE + DAY)
    subscriber.activate(tx, back.id)
    subscriber.end(tx, a_subscriber(tx).id, SubscriberStatus.LEFT, UNTIL)
    subscriber.end(
        tx, a_subscriber(tx).id, SubscriberStatus.FORGOTTEN, SINCE
    )  # counted by the row that is kept
    kept = {"channel": "whatsapp", "salt": "", "digest": "", "steps": [], "erase_at": UNTIL}
    tx.execute(insert(departure).values(left_at=SINCE, **kept))
    found = period.look(tx, SINCE, UNTIL, ZoneInfo("UTC"), SOON)
    assert found.left == {("telegram", "2026-11-21"): 2, ("whatsapp", "2026-11-20"): 1}
    assert found.channels == ["telegram", "whatsapp"]


def test_a_period_without_anything_is_empty(tx: Connection) -> None:
    found = period.look(tx, SINCE, UNTIL, TEHRAN, SOON)
    assert found == period.Period(SINCE, UNTIL)

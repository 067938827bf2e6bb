from datetime import timedelta

from sqlalchemy import Connection, update

from bot.model import DeliveryState, Priority, Role
from bot.rules.pace import TARGET
from bot.signs import Signs
from bot.store import delivery as deliveries
from bot.store import event as events
from bot.store import halt as halts
from bot.store import sender as senders
from bot.store import signs
from bot.store.schema import delivery, source, subscriber
from tests.rows import NOW, a_crowd, a_sender, a_source, a_subscriber, an_alert

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def look(tx: Connection, after: timedelta = timedelta(), last: timedelta | None = None) -> Signs:
    names = {row.id: row.channel for row in senders.listed(tx) if row.account == "bot"}
    return signs.look(tx, names, None if last is None else NOW + last, NOW + after, TARGET)


def test_an_empty_store_shows_nothing(tx: Connection) -> None:
    assert look(tx) == Signs(lanes=[], alerts=[])


def test_what_could_leave_and_is_not_claimed_is_seen_since_it_could(tx: Connection) -> None:
    a_crowd(tx, an_alert(tx), 3)
    (lane,) = look(tx, 30 * SECOND).lanes
    assert (lane.channel, lane.waiting, lane.unsent_since) == ("telegram", 3, None)
    (lane,) = look(tx, 5 * MINUTE).lanes
    assert lane.unsent_since == NOW
    senders.move(tx, senders.listed(tx)[0].id, NOW + 4 * MINUTE)
    (lane,) = look(tx, 4 * MINUTE).lanes
    assert lane.unsent_since is None, "it was claimed just now"
    (lane,) = look(tx, 6 * MINUTE).lanes
    assert lane.unsent_since == NOW + 4 * MINUTE


def test_what_waits_for_its_chat_a_halt_or_an_account_of_the_past_is_not_unsent(tx: Connection) -> None:
    a_crowd(tx, an_alert(tx), 1)
    tx.execute(update(subscriber).values(due_at=NOW + 10 * MINUTE))
    assert look(tx, 5 * MINUTE).lanes[0].unsent_since is None
    tx.execute(update(subscriber).values(due_at=NOW))
    tx.execute(update(delivery).values(priority=Priority.BREAKING))
    owner = a_subscriber(tx, role=Role.OWNER)
    halts.begin(tx, owner.id, NOW)
    found = look(tx, 5 * MINUTE)
    assert (found.halted, found.lanes[0].unsent_since) == (True, None)
    deliveries.queue_reply(tx, owner.id, {}, NOW)
    assert look(tx, 5 * MINUTE).lanes[0].unsent_since == NOW, "people are answered nevertheless"
    a_sender(tx, "whatsapp", "an account of the past")
    assert [one.channel for one in look(tx).lanes] == ["telegram"]


def test_what_is_in_doubt_for_now_waits_too(tx: Connection) -> None:
    a_crowd(tx, an_alert(tx), 2)
    tx.execute(update(delivery).where(delivery.c.id == 1).values(state=DeliveryState.UNKNOWN))
    assert look(tx).lanes[0].waiting == 2
    tx.execute(update(delivery).where(delivery.c.id == 1).values(due_at=deliveries.FOR_EVER))
    assert look(tx).lanes[0].waiting == 1


def test_a_stall_and_a_breaker_are_seen(tx: Connection) -> None:
    by = a_sender(tx)
    senders.mark_stalled(tx, by, NOW)
    senders.mark_stalled(tx, by, NOW + MINUTE)
    senders.mark_down(tx, by, NOW, "a wrong token")
    (lane,) = look(tx).lanes
    assert (lane.stalled_since, lane.down) == (NOW, True)
    senders.mark_answering(tx, by)
    assert look(tx).lanes[0].stalled_since is None


def test_the_fates_of_a_day_are_counted(tx: Connection) -> None:
    a_crowd(tx, an_alert(tx), 3)
    tx.execute(update(delivery).where(delivery.c.id == 1).values(state=DeliveryState.FAILED))
    tx.execute(update(delivery).where(delivery.c.id == 2).values(state=DeliveryState.READ))
    (lane,) = look(tx).lanes
    assert (lane.accepted, lane.failed) == (1, 1)
    found = look(tx, MINUTE, timedelta())
    assert (found.counted, found.lanes[0].failed) == (False, 0), "a minute ago they were"
    (lane,) = look(tx, signs.DAY + MINUTE).lanes
    assert (lane.accepted, lane.failed) == (0, 0)


def test_an_event_that_is_not_handled_and_sources_that_nobody_looks_at_are_seen(tx: Connection) -> None:
    events.keep(tx, a_sender(tx), [events.NewEvent("1", "inbound", {})], NOW)
    assert look(tx).unheard_since == NOW
    assert look(tx).unread_since is None
    a_source(tx, now=NOW + MINUTE)
    assert look(tx).unread_since is None, "none is due"
    assert look(tx, 2 * MINUTE).unread_since == NOW + MINUTE
    tx.execute(update(source).values(looked_at=NOW + 90 * SECOND))
    assert look(tx, 2 * MINUTE).unread_since == NOW + 90 * SECOND
    tx.execute(update(source).values(paused_at=NOW))
    found = look(tx, 2 * MINUTE)
    assert (found.unread_since, found.sources) == (None, 0)


def test_doubts_of_the_last_hour_are_counted(tx: Connection) -> None:
    a_crowd(tx, an_alert(tx), 2)
    held = {"state": DeliveryState.UNKNOWN, "due_at": deliveries.FOR_EVER}
    tx.execute(update(delivery).values(**held, tried_at=NOW))
    assert look(tx, 59 * MINUTE).doubts == 2
    assert look(tx, 61 * MINUTE).doubts == 0


def test_an_alert_is_seen_once_when_its_two_minutes_end(tx: Connection) -> None:
    made = an_alert(tx)
    a_crowd(tx, made, 4)
    ids = tx.scalars(delivery.select().with_only_columns(delivery.c.id).order_by(delivery.c.id)).all()

    def become(id_: int, **values: object) -> None:
        tx.execute(update(delivery).where(delivery.c.id == id_).values(**values))

    become(ids[0], state=DeliveryState.SENT, sent_at=NOW + TARGET)
    become(ids[1], state=DeliveryState.SENT, sent_at=NOW + TARGET + SECOND)
    become(ids[2], fold_at=NOW + 9 * MINUTE, error="quiet_hours")
    assert look(tx, TARGET - SECOND, timedelta()).alerts == []
    (one,) = look(tx, TARGET, TARGET - SECOND).alerts
    assert (one.id, one.readers, one.soon) == (made, {"telegram": 3}, 1)
    assert look(tx, TARGET + SECOND, TARGET).alerts == []
    assert look(tx, TARGET).alerts == [], "nothing is known of what was before the first look"

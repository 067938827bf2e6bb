from datetime import timedelta

from sqlalchemy import Connection

from bot.model import DeliveryState, Priority
from bot.store import delivery as deliveries
from bot.store import event as events
from bot.store import figures, gauges
from bot.store import halt as halts
from bot.store import sender as senders
from bot.store import source as sources
from bot.store.schema import delivery as table
from bot.store.schema import event
from bot.texts import _
from tests.rows import NOW, a_crowd, a_sender, a_source, a_subscriber, an_alert
from tests.store.press import is_, readers, revise, told

SECOND = timedelta(seconds=1)


def test_without_a_sender_there_is_nothing_to_tell(tx: Connection) -> None:
    found = gauges.look(tx, NOW)
    assert (found.waiting, found.oldest_due, found.senders_down, found.day, found.alerts) == (
        {},
        {},
        {},
        {},
        (),
    )
    assert (found.held, found.changes, found.events_waiting, found.sources_failing) == (0, 0, 0, 0)


def test_what_waits_is_told_for_every_channel_and_priority(tx: Connection) -> None:
    a_sender(tx, "whatsapp")
    a_crowd(tx, an_alert(tx), 3)
    person = a_subscriber(tx, account="a second bot")
    deliveries.queue_reply(tx, person.id, {}, NOW + 3 * SECOND)
    found = gauges.look(tx, NOW + 2 * SECOND)
    assert len(found.waiting) == 2 * len(Priority)
    assert {key: count for key, count in found.waiting.items() if count} == {
        ("telegram", Priority.NORMAL): 3,
        ("telegram", Priority.REPLY): 1,
    }
    assert found.oldest_due == {"telegram": 2.0, "whatsapp": 0.0}


def test_what_waits_for_later_is_not_due(tx: Connection) -> None:
    a_crowd(tx, an_alert(tx), 1, NOW + 60 * SECOND)
    assert gauges.look(tx, NOW).oldest_due == {"telegram": 0.0}


def test_what_is_down_failing_held_or_unheard_is_counted(tx: Connection) -> None:
    by, a_crowd_of = a_sender(tx, "whatsapp"), a_crowd(tx, an_alert(tx), 2)
    senders.mark_down(tx, by, NOW, "a wrong token")
    events.keep(
        tx, a_crowd_of, [events.NewEvent("1", "inbound", {}), events.NewEvent("2", "inbound", {})], NOW
    )
    tx.execute(event.update().where(event.c.key == "1").values(due_at=None))
    failing = sources.find(tx, a_source(tx))
    assert failing
    sources.failed(tx, failing, _("connection refused"), NOW, NOW)
    a_source(tx)
    unsure = {"state": DeliveryState.UNKNOWN, "due_at": deliveries.FOR_EVER}
    tx.execute(table.update().where(table.c.id == 1).values(**unsure))
    found = gauges.look(tx, NOW)
    assert found.senders_down == {"telegram": 0, "whatsapp": 1}
    assert (found.events_waiting, found.sources_failing, found.held) == (1, 1, 1)
    assert not found.halted


def test_a_halt_is_told(tx: Connection) -> None:
    halts.begin(tx, a_subscriber(tx).id, NOW)
    assert gauges.look(tx, NOW).halted


def test_a_days_deliveries_are_counted_by_channel_and_state(tx: Connection) -> None:
    a_crowd(tx, an_alert(tx), 2)
    a_crowd_of_yesterday = an_alert(tx, now=NOW - gauges.DAY - SECOND)
    a_subscriber(tx, channel="whatsapp", topics=())
    found = gauges.look(tx, NOW)
    assert {key: count for key, count in found.day.items() if count} == {
        ("telegram", DeliveryState.QUEUED): 2
    }
    assert ("whatsapp", DeliveryState.READ) in found.day
    assert a_crowd_of_yesterday not in {one.id for one in found.alerts}


def test_the_figures_of_the_last_alerts_of_a_day_are_told(tx: Connection) -> None:
    made = [an_alert(tx, now=NOW + number * SECOND) for number in range(gauges.ALERTS_SHOWN + 1)]
    a_crowd(tx, made[-1], 2)
    tx.execute(table.update().values(state=DeliveryState.SENT, sent_at=NOW + 9 * SECOND))
    found = gauges.look(tx, NOW + 10 * SECOND)
    assert [one.id for one in found.alerts] == made[:0:-1]
    assert found.alerts[0] == figures.of_alert(tx, made[-1])
    assert found.alerts[0].after(90) == (9 - gauges.ALERTS_SHOWN) * SECOND


def test_what_is_still_to_be_changed_is_counted(tx: Connection) -> None:
    readers(tx, telegram=2)
    id_ = told(tx)
    is_(tx, id_, DeliveryState.SENT)
    revise(tx, id_)
    assert gauges.look(tx, NOW).changes == 2

from datetime import timedelta

from sqlalchemy import Connection, update

from bot.model import DeliveryState, Priority
from bot.signs import Alarm, Kind
from bot.store import alarm as alarms
from bot.store import delivery as deliveries
from bot.store import figures, lags
from bot.store import sender as senders
from bot.store.lags import Lags, SourceLag
from bot.store.schema import delivery, source
from tests.rows import NOW, a_crowd, a_sender, a_source, an_alert

SECOND = timedelta(seconds=1)


def look(tx: Connection, seconds: float = 0) -> Lags:
    return lags.look(tx, figures.waiting(tx), NOW + seconds * SECOND)


def test_sources_are_told_by_how_late_they_are_and_only_so_many(tx: Connection) -> None:
    first, second = a_source(tx, url="https://a.example/feed"), a_source(tx, now=NOW + 9 * SECOND)
    tx.execute(
        update(source).where(source.c.id == first).values(host="a.example", looked_at=NOW - 5 * SECOND)
    )
    one, other = look(tx, 3).sources
    assert one == SourceLag(first, "a.example", 3.0, 8.0)
    assert (other.id, other.due, other.looked) == (second, 0.0, None)
    for _ in range(lags.SOURCES_SHOWN):
        a_source(tx)
    assert len(look(tx).sources) == lags.SOURCES_SHOWN
    tx.execute(update(source).values(paused_at=NOW))
    assert look(tx).sources == []


def test_the_queue_has_an_age_for_each_priority(tx: Connection) -> None:
    a_crowd(tx, an_alert(tx), 2)
    a_sender(tx, "whatsapp")
    found = look(tx, 4).queue
    assert len(found) == 2 * len(Priority)
    assert {key: age for key, age in found.items() if age} == {("telegram", Priority.NORMAL): 4.0}


def test_doubts_are_told_by_their_age_and_those_for_good_are_not(tx: Connection) -> None:
    a_crowd(tx, an_alert(tx), 4)
    for number, seconds in enumerate((0, 59, 60, 9999), 1):
        values = {"state": DeliveryState.UNKNOWN, "tried_at": NOW - seconds * SECOND}
        tx.execute(update(delivery).where(delivery.c.id == number).values(**values))
    assert look(tx).doubts == {"60": 2, "600": 1, "3600": 0, "inf": 1}
    tx.execute(update(delivery).values(due_at=deliveries.FOR_EVER))
    assert sum(look(tx).doubts.values()) == 0


def test_stalls_alarms_and_late_alerts_are_told(tx: Connection) -> None:
    senders.mark_stalled(tx, a_sender(tx), NOW)
    a_sender(tx, "whatsapp")
    an_alert(tx)
    alarms.begin(tx, Alarm(Kind.MISSED, "1"), NOW)
    found = look(tx, 7)
    assert found.stalled == {"telegram": 7.0, "whatsapp": 0.0}
    assert found.conversations == {"telegram": 0, "whatsapp": 0}
    assert (found.alarms[Kind.MISSED], found.alarms[Kind.DISK]) == (1, 0)
    assert (found.released, found.late) == (1, 1)
    later = look(tx, 86_500)
    assert (later.released, later.late) == (0, 0)

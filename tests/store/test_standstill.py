"""Times in which nothing left, as staff wrote them down."""

from datetime import timedelta

from sqlalchemy import Connection

from bot.model import AlertId, Role
from bot.store import audit
from bot.store.audit import Act
from bot.store.standstill import Standstill, during
from tests.rows import NOW, a_subscriber, an_alert

HOUR = timedelta(hours=1)


def acted(tx: Connection, what: str, hour: int, about: str = "", dropped: list[int] | None = None) -> None:
    chief = a_subscriber(tx, role=Role.OWNER)
    audit.note(tx, chief, Act(what, about, after={"dropped": dropped} if dropped else {}), NOW + hour * HOUR)


def test_those_are_listed_that_touch_a_time(tx: Connection) -> None:
    id_ = an_alert(tx)
    for what, hour in (("stopall", 0), ("resume", 1), ("stopall", 2), ("resume", 3), ("stopall", 4)):
        acted(tx, what, hour)
    first, second = (Standstill(NOW + at * HOUR, NOW + (at + 1) * HOUR, dropped=False) for at in (0, 2))
    last = Standstill(NOW + 4 * HOUR, None, dropped=False)
    assert during(tx, id_, NOW, NOW + 9 * HOUR) == [first, second, last]
    assert during(tx, id_, NOW + 1.5 * HOUR, NOW + 2 * HOUR) == [second]
    assert during(tx, id_, NOW + 3.5 * HOUR, NOW + 3.6 * HOUR) == []


def test_what_was_dropped_is_known_and_a_source_that_goes_on_is_no_end(tx: Connection) -> None:
    id_, other = an_alert(tx), an_alert(tx)
    acted(tx, "stopall", 0)
    acted(tx, "resume", 1, "source 3")
    acted(tx, "resume", 2, dropped=[id_])
    assert [(one.until, one.dropped) for one in during(tx, id_, NOW, NOW)] == [(NOW + 2 * HOUR, True)]
    assert not during(tx, AlertId(other), NOW, NOW)[0].dropped

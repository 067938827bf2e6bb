"""How long the figures of a period take at a million deliveries, beside loading the rows and counting them.

Seconds are processor time: of this process, and with PostgreSQL of the server's that works for it, alone
(no parallel workers: one core). Both ways must give the same figures.
"""

import argparse
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, create_engine, insert, literal, select, update

from benchmarks.bench_keywords import _clock
from benchmarks.storage import people_are, storage
from bot.model import DeliveryState
from bot.rules.pace import TARGET
from bot.store import period
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.delivery import ACCEPTED
from bot.store.period import OfAlert, Period
from bot.store.schema import alert, delivery, subscriber
from tests.rows import an_alert

SINCE = datetime(2026, 11, 16, tzinfo=UTC)
DAYS = 7
ZONE = ZoneInfo("Asia/Jerusalem")
SECONDS = 1.0
STATES = (
    *[DeliveryState.READ] * 8,
    *[DeliveryState.SENT] * 8,
    *[DeliveryState.DELIVERED] * 3,
    DeliveryState.FAILED,
)


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readers", type=int, default=10_000)
    arguments.add_argument("--alerts", type=int, default=100)
    arguments.add_argument("--postgres", action="store_true", help="measure PostgreSQL, too")
    chosen = arguments.parse_args()
    rows = chosen.readers * chosen.alerts
    print(f"{rows} deliveries of {chosen.alerts} alerts in {DAYS} days, seconds (target {SECONDS}):")
    for kind in ("sqlite", "postgresql") if chosen.postgres else ("sqlite",):
        with storage(kind) as url:
            database = Database(url)
            database.write_here(lambda tx: _fill(tx, chosen.readers, chosen.alerts))
            if not database.embedded:  # as the server does by itself some time after so many rows came
                engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
                with engine.connect() as connection:
                    connection.exec_driver_sql("VACUUM ANALYZE")
                engine.dispose()
            database.read_here(lambda tx, kind=kind: _measure(tx, kind))  # type: ignore[misc]  # bound now
            database.close()


def _measure(tx: Connection, kind: str) -> None:
    clock, until = _clock(tx), SINCE + timedelta(days=DAYS)
    began = clock()
    found = period.look(tx, SINCE, until, ZONE, TARGET)
    took = clock() - began
    began = clock()
    plain = _plainly(tx, until)
    plainly = clock() - began
    assert (found.alerts, found.states, found.hours) == (plain.alerts, plain.states, plain.hours)
    word = "within" if took <= SECONDS else "ABOVE"
    print(f"  {kind}: {took:.2f} ({word} the target), row by row {plainly:.2f} (ratio {plainly / took:.1f})")


def _plainly(tx: Connection, until: datetime) -> Period:
    """Count the rows one by one."""
    found = Period(SINCE, until)
    channels = {row.id: row.channel for row in senders.listed(tx)}
    query = (
        select(delivery.c.alert_id, delivery.c.sender_id, delivery.c.state, delivery.c.sent_at)
        .add_columns(alert.c.released_at)
        .join(alert, alert.c.id == delivery.c.alert_id)
        .where(alert.c.released_at >= SINCE, alert.c.released_at < until)
    )
    sums: dict[int, Counter[str]] = {}
    for row in tx.execute(query.execution_options(yield_per=10_000)):
        channel, state, of = (
            channels[row.sender_id],
            DeliveryState(row.state),
            sums.setdefault(row.alert_id, Counter()),
        )
        of["readers"] += 1
        found.states[channel, state] += 1
        if state in ACCEPTED:
            of["accepted"] += 1
            of["soon"] += row.sent_at <= row.released_at + TARGET
            found.hours[channel, row.sent_at.astimezone(ZONE).hour] += 1
    days = {row.id: row.released_at.astimezone(ZONE).date().isoformat() for row in tx.execute(select(alert))}
    found.alerts = {
        id_: OfAlert(of["readers"], of["soon"], of["accepted"], days[id_]) for id_, of in sums.items()
    }
    return found


def _fill(tx: Connection, readers: int, alerts: int) -> None:
    for channel in ("telegram", "whatsapp"):
        people_are(tx, channel, senders.enrol(tx, channel, "bench", SINCE), readers // 2)
    moment = delivery.c.due_at.type
    for number in range(alerts):
        at = SINCE + timedelta(days=DAYS) * number / alerts
        id_ = an_alert(tx, now=at)
        tx.execute(update(alert).where(alert.c.id == id_).values(released_at=at))
        turn = subscriber.c.id % len(STATES)
        sent = [at + timedelta(seconds=8 * (1 + place)) for place in range(len(STATES))]
        values = {
            "alert_id": literal(id_),
            "subscriber_id": subscriber.c.id,
            "sender_id": subscriber.c.sender_id,
            "priority": literal(5),
            "state": case({place: literal(one.value) for place, one in enumerate(STATES)}, value=turn),
            "due_at": literal(at, moment),
            "created_at": literal(at, moment),
            "sent_at": case({place: literal(one, moment) for place, one in enumerate(sent)}, value=turn),
        }
        tx.execute(
            insert(delivery).from_select(list(values), select(*values.values()).order_by(subscriber.c.id))
        )
    tx.exec_driver_sql("ANALYZE")


if __name__ == "__main__":
    main()

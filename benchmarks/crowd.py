"""Readers, and messages that were sent to them long ago, made by the version in whose tree it is run.

A trial of two versions has the older one make its rows: the newer knows columns that are not there yet.

    PYTHONPATH=<tree> python -P benchmarks/crowd.py <database URL>
"""

import json
import sys

from sqlalchemy import Connection, String, cast, func, literal, select, update

from benchmarks.race import ACCOUNTS
from benchmarks.storage import agree, lay, people_are
from bot.clock import utc_now
from bot.model import DeliveryState, SubscriberStatus
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.schema import delivery, subscriber

READERS = {"telegram": 60, "whatsapp": 200}
TOLD = 10_000
"""Messages that were sent before, of which receipts tell."""


def crowd(tx: Connection) -> dict[str, list[str]]:
    """Make messages that were sent long ago, and readers; give the readers' addresses by channel."""
    now = utc_now()
    old = lay(tx, "whatsapp", ACCOUNTS["whatsapp"], TOLD)
    number = func.lpad(cast(delivery.c.id, String), 31, "0")
    sent = {"state": DeliveryState.SENT, "external_id": literal("SMe") + number, "sent_at": now, "tries": 1}
    tx.execute(update(delivery).values(sent))
    by = {"whatsapp": old, "telegram": senders.enrol(tx, "telegram", ACCOUNTS["telegram"], now)}
    tx.execute(update(subscriber).values(address=literal("+96") + func.substr(subscriber.c.address, 4)))
    for channel, count in READERS.items():
        people_are(tx, channel, by[channel], count)
    found = select(subscriber.c.channel, subscriber.c.address).where(subscriber.c.id > TOLD)
    rows = tx.execute(found.order_by(subscriber.c.id)).all()
    return {channel: [row.address for row in rows if row.channel == channel] for channel in READERS}


def subscribe(tx: Connection) -> None:
    """Let the readers, and nobody else, have what feeds bring, and be in WhatsApp's 24 hours."""
    now = utc_now()
    tx.execute(update(subscriber).where(subscriber.c.id > TOLD).values(last_heard_at=now))
    gone = update(subscriber).where(subscriber.c.id <= TOLD)
    tx.execute(gone.values(status=SubscriberStatus.LEFT.value))
    agree(tx, now, subscriber.c.id > TOLD)


def main() -> None:
    """Make them, and print their addresses by channel."""
    database = Database(sys.argv[1])
    people = database.write_here(crowd)
    database.write_here(subscribe)
    database.close()
    print(json.dumps(people))


if __name__ == "__main__":
    main()

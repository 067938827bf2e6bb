from sqlalchemy import Connection, select

from bot.model import SubscriberStatus
from bot.pipeline import losing
from bot.store import link, subscriber
from bot.store.database import Database
from bot.store.schema import delivery
from tests.rows import NOW, a_subscriber
from tests.store.press import told


def test_alerts_of_an_address_that_is_lost_come_to_the_persons_other_one(database: Database) -> None:
    def work(tx: Connection) -> None:
        main, other = a_subscriber(tx), a_subscriber(tx, channel="whatsapp", heard_at=NOW)
        link.join(tx, main, other, "/link", NOW)
        id_ = told(tx)
        losing.end(tx, main.id, SubscriberStatus.LOST, NOW)
        rows = tx.execute(select(delivery.c.alert_id, delivery.c.subscriber_id, delivery.c.state)).all()
        assert sorted((row.alert_id or 0, row.subscriber_id, row.state) for row in rows) == [
            (0, other.id, "queued"),
            (id_, other.id, "queued"),
        ]
        found = subscriber.find(tx, main.id)
        assert found
        assert found.status is SubscriberStatus.LOST

    database.write_here(work)


def test_an_address_alone_ends(database: Database) -> None:
    def work(tx: Connection) -> None:
        who = a_subscriber(tx)
        told(tx)
        losing.end(tx, who.id, SubscriberStatus.LEFT, NOW)
        assert [row.state for row in tx.execute(select(delivery)).all()] == ["dropped"]

    database.write_here(work)

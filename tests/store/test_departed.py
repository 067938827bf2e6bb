from sqlalchemy import Connection

from bot.model import Address, SubscriberStatus
from bot.store import departed, subscriber
from bot.store.database import Database
from tests.rows import NOW, a_subscriber


def test_whoever_is_there_leaves_and_others_stay(database: Database) -> None:
    def work(tx: Connection) -> None:
        gone, stays = a_subscriber(tx), a_subscriber(tx)
        asked = [gone.address, Address("telegram", "404")]
        assert departed.leave_all(tx, asked, "left", NOW) == 1
        assert departed.leave_all(tx, asked, "left", NOW) == 1
        found = subscriber.by_ids(tx, [gone.id, stays.id])
        assert found[gone.id].status is SubscriberStatus.LEFT
        assert found[stays.id].status is SubscriberStatus.ACTIVE

    database.write_here(work)

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, null, select

from bot.ask import Promises
from bot.model import Address, DeliveryState, Subscriber
from bot.pipeline.follow import follow
from bot.pipeline.forget import MOST, Forget
from bot.ports import Receipt
from bot.receipt import ReceiptFault, ReceiptStatus
from bot.store import delivery as deliveries
from bot.store import erasure
from bot.store.database import Database
from bot.store.schema import delivery, event, question, subscriber
from tests.rows import NOW, a_sender, a_subscriber

MONTH = timedelta(days=30)


def forget(database: Database, now: datetime) -> Forget:
    return Forget(database, Promises(), lambda: now)


def begun(database: Database) -> Subscriber:
    def digest(address: Address, salt: str) -> str:
        return f"{len(address.id)} {salt}"

    def work(tx: Connection) -> Subscriber:
        reader = a_subscriber(tx)
        erasure.begin(tx, reader, NOW, NOW + MONTH, digest)
        return reader

    return database.write_here(work)


async def test_the_words_of_old_questions_go_in_one_run_however_many_they_are(database: Database) -> None:
    def asked(tx: Connection) -> None:
        who = a_subscriber(tx)
        said = {"subscriber_id": who.id, "words": "Why?", "asked_at": NOW}
        tx.execute(insert(question), [said] * (2 * MOST + 1))

    database.write_here(asked)
    counted = select(func.count()).select_from(question).where(question.c.words != "")
    await forget(database, NOW + MONTH).run_due()
    assert database.read_here(lambda tx: tx.scalar(counted)) == 2 * MOST + 1
    await forget(database, NOW + MONTH + timedelta(seconds=1)).run_due()
    assert database.read_here(lambda tx: tx.scalar(counted)) == 0


async def test_who_asked_is_erased_and_scrubbed(database: Database) -> None:
    reader = begun(database)
    await forget(database, NOW).run_due()
    found = database.read_here(erasure.unscrubbed)
    gone = database.read_here(lambda tx: tx.execute(select(event)).all())
    assert (found, gone) == ([], [])
    assert reader.address.id not in str(database.read_here(_people))


def test_a_receipt_that_comes_later_changes_nothing_and_sends_nothing_again(database: Database) -> None:
    reader = begun(database)

    def work(tx: Connection) -> list[object]:
        deliveries.queue_reply(tx, reader.id, {}, NOW)
        sent = {"state": DeliveryState.SENT, "external_id": "SM1", "sent_at": NOW, "body": null()}
        tx.execute(delivery.update().values(sent))
        failed = Receipt("1", "SM1", ReceiptStatus.FAILED, None, "63016", ReceiptFault.WINDOW_CLOSED)
        follow(tx, a_sender(tx), failed, NOW)
        return [row.state for row in tx.execute(select(delivery.c.state))]

    assert database.write_here(work) == [DeliveryState.SENT]


async def test_a_log_that_is_read_is_emptied_at_a_later_run(database: Database) -> None:
    reader = begun(database)
    with database._reader.connect() as other, other.begin():
        other.execute(select(event)).all()
        await forget(database, NOW).run_due()
        waits = [reader.id] if database.embedded else []
        assert database.read_here(erasure.unscrubbed) == waits
    await forget(database, NOW).run_due()
    assert database.read_here(erasure.unscrubbed) == []


def _people(tx: Connection) -> list[object]:
    return list(tx.execute(select(subscriber)))

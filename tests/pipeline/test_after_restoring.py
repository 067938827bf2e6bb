"""After a backup was restored: what sources published since is kept, and nothing comes of it by itself."""

from datetime import timedelta

from sqlalchemy import Connection, select

from bot.model import DeliveryState, Priority
from bot.ports import Fetched
from bot.store import aftermath
from bot.store import batch as batches
from bot.store import recovery as recoveries
from bot.store.aftermath import Bearings
from bot.store.database import Database
from bot.store.entry import Outcome
from bot.store.schema import entry
from tests.fakes import FakeFetch, an_item, fetched
from tests.pipeline.beat import Beat
from tests.pipeline.post import Post
from tests.rows import NOW, an_alert, deliveries

HOUR = timedelta(hours=1)


def restored(tx: Connection) -> None:
    aftermath.settle(tx, Bearings(NOW, NOW + HOUR, lambda _kind, _body: False, lambda _wish: None))


def due(tx: Connection) -> list[int]:
    return list(tx.scalars(select(entry.c.id).where(entry.c.due_at.is_not(None))))


def letters(tx: Connection) -> int:
    return sum(row.body is not None for row in deliveries(tx))


async def test_what_was_published_since_is_kept_and_listed_and_what_comes_next_is_news(
    database: Database,
) -> None:
    first, second, third = an_item(1), an_item(2), an_item(3)
    other_words = an_item(1, title="Town number 1 opens no bridge over its river")
    looks: list[Fetched | Exception] = [
        fetched(first),
        fetched(other_words, second),
        fetched(other_words, second, third),
    ]
    beat = Beat(database, FakeFetch(looks))
    beat.by_editor()
    await beat.look()
    database.write_here(restored)
    said = database.read_here(letters)
    await beat.look(HOUR)
    assert database.read_here(letters) == said  # whoever added the source was told of its first look before
    assert beat.outcomes() == [Outcome.BASELINE, Outcome.BASELINE, Outcome.BASELINE]
    assert database.read_here(due) == []
    standing = database.read_here(recoveries.standing)
    assert standing is not None
    count, missed = database.read_here(lambda tx: recoveries.missed(tx, standing, 9))
    assert count == 2
    assert {one.title for one in missed} == {other_words.title, second.title}
    await beat.look(HOUR)
    assert beat.entries()[-1] == (third.title, 1, Outcome.WAITING)


async def test_nothing_leaves_while_it_stands_but_answers(post: Post) -> None:
    reader = post.reader()
    post.tell()
    post.database.write_here(restored)

    def a_new_one(tx: Connection) -> int:
        return batches.fan_out(tx, an_alert(tx), Priority.BREAKING, NOW)

    assert post.database.write_here(a_new_one) == 1
    post.say(reader.id, "an answer")
    await post.deliver()
    await post.deliver()
    assert [one.message.lines for one in post.channel.sent] == [("an answer",)]
    states = [row.state for row in post.rows() if row.alert_id is not None]
    assert states == [DeliveryState.DROPPED, DeliveryState.QUEUED]

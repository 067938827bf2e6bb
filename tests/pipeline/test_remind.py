from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, update

from bot.model import HERE, QuestionId, Role, Subscriber, SubscriberStatus
from bot.pipeline.bell import Bell
from bot.pipeline.remind import Remind
from bot.store import question as questions
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.schema import delivery, question_card
from tests.rows import NOW, a_subscriber, deliveries

HOURS = timedelta(hours=24) - timedelta(minutes=5)
BEFORE = timedelta(hours=2)


@dataclass
class Desk:
    """An editor, and a reader who asked at NOW on a channel with hours."""

    database: Database
    channels: Collection[str] = ("whatsapp",)
    now: datetime = NOW
    people: list[Subscriber] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.database.write_here(self._prepare)

    def _prepare(self, tx: Connection) -> None:
        editor = a_subscriber(tx, role=Role.EDITOR)
        a_subscriber(tx, role=Role.EDITOR, status=SubscriberStatus.LEFT)
        reader = a_subscriber(tx, channel="whatsapp", name="Boris", heard_at=NOW)
        questions.ask(tx, reader.id, "When?", NOW)
        self.people = [editor, reader]

    async def remind(self, after: timedelta) -> int:
        clock = lambda: NOW + after  # noqa: E731 -- a test's clock
        step = Remind(self.database, lambda: self.channels, BEFORE, ZoneInfo("UTC"), clock, Bell())
        return await step.run_due()

    def told(self) -> list[tuple[int, str]]:
        def read(tx: Connection) -> list[tuple[int, str]]:
            return [(row.subscriber_id, row.body["message"]["headline"]) for row in deliveries(tx)]

        return self.database.read_here(read)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_two_hours_before_the_end_editors_are_reminded_once(desk: Desk) -> None:
    assert await desk.remind(HOURS - BEFORE - timedelta(seconds=1)) == 0
    assert await desk.remind(HOURS - BEFORE) == 1
    assert await desk.remind(HOURS - BEFORE) == 0
    assert await desk.remind(HOURS - timedelta(minutes=1)) == 0
    assert desk.told() == [(desk.people[0].id, "Nobody has answered question #1 from \u2068Boris\u2069")]


async def test_a_reply_to_the_reminder_answers_the_question(desk: Desk) -> None:
    await desk.remind(HOURS - BEFORE)

    def shown(tx: Connection) -> QuestionId | None:
        tx.execute(update(delivery).values(external_id="5"))
        sender = deliveries(tx)[0].sender_id
        return questions.shown(tx, desk.people[0].id, sender, "5")

    assert desk.database.write_here(shown) == 1


async def test_past_the_hours_there_is_nothing_to_remind_of(desk: Desk) -> None:
    assert await desk.remind(HOURS) == 0
    assert not desk.told()


@pytest.mark.parametrize("status", [SubscriberStatus.LEFT, SubscriberStatus.LOST, SubscriberStatus.FORGOTTEN])
async def test_for_one_who_left_nobody_is_reminded(desk: Desk, status: SubscriberStatus) -> None:
    who = desk.people[1].id
    desk.database.write_here(lambda tx: subscribers.change(tx, who, status=status))
    assert await desk.remind(HOURS - BEFORE) == 0


async def test_what_is_answered_or_needs_none_and_channels_without_hours_are_left_alone(desk: Desk) -> None:
    id_, (editor, reader) = QuestionId(1), desk.people
    desk.channels = ()
    assert await desk.remind(HOURS - BEFORE) == 0
    desk.channels = ("telegram",)
    assert await desk.remind(HOURS - BEFORE) == 0
    desk.channels = ("whatsapp",)
    desk.database.write_here(lambda tx: questions.close(tx, id_, NOW))
    assert await desk.remind(HOURS - BEFORE) == 0

    def another(tx: Connection) -> None:
        questions.answer(tx, questions.ask(tx, reader.id, "Why?", NOW), editor.id, NOW)

    desk.database.write_here(another)
    assert await desk.remind(HOURS - BEFORE) == 0


def test_of_two_replicas_one_reminds(desk: Desk) -> None:
    start, taken = Barrier(2), []
    now = NOW + HOURS - BEFORE

    def take() -> None:
        start.wait()
        heard = (NOW - BEFORE, NOW)
        work = lambda tx: questions.remind(tx, ["whatsapp"], heard, HERE, now)  # noqa: E731 -- a test's work
        taken.extend(desk.database.write_here(work))

    threads = [Thread(target=take) for _number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(taken) == 1
    assert not desk.database.read_here(lambda tx: tx.execute(question_card.select()).all())

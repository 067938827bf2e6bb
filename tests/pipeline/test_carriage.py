from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.model import (
    AlertKind,
    DeliveryState,
    Message,
    MessageKind,
    Priority,
    Role,
    Subscriber,
    SubscriberId,
    SubscriberStatus,
    TopicId,
)
from bot.ports import Windowed
from bot.rules.notice import notice
from bot.rules.window import Quality, Reason, Terms
from bot.rules.window.quota import LOOK_AGAIN
from bot.store import batch as batches
from bot.store import conversation, delivery, figures, receipt, subscriber
from bot.store.database import Database
from bot.store.message import to_json
from bot.store.schema import alert as alert_table
from bot.store.schema import conversation as conversation_table
from bot.store.schema import delivery as delivery_table
from bot.store.schema import sender as sender_table
from bot.texts import verbatim
from tests.fakes import FakeChannel
from tests.pipeline.post import Post
from tests.rows import NOW, TOPIC, a_subscriber, an_alert, fates

HOUR = timedelta(hours=1)
TERMS = Terms({"tocsin_alert_en": "MARKETING", "tocsin_correction_en": "UTILITY"})
US = "+12125550123"


@dataclass
class Hours(FakeChannel):
    """A channel whose people may be written to freely for a day."""

    name: str = "whatsapp"
    house: Terms = field(default_factory=lambda: TERMS)

    def terms(self) -> Terms:
        return self.house


@pytest.fixture
def lane(database: Database) -> Callable[..., Post]:
    def made(**terms: object) -> Post:
        return Post(database, Hours(house=replace(TERMS, **terms)))  # type: ignore[arg-type]  # a test names the fields

    return made


def reader(post: Post, **about: object) -> Subscriber:
    return post.reader(channel="whatsapp", **about)


def write(post: Post, work: Callable[[Connection], object]) -> None:
    post.database.write_here(work)


def opened(post: Post) -> int:
    return post.database.read_here(lambda tx: conversation.count_since(tx, NOW - HOUR))


def test_only_a_channel_with_hours_is_judged() -> None:
    assert isinstance(Hours(), Windowed)
    assert not isinstance(FakeChannel(), Windowed)


async def test_inside_the_day_nothing_is_counted_and_outside_a_conversation_is(
    lane: Callable[..., Post],
) -> None:
    post = lane()
    reader(post, heard_at=NOW - HOUR)
    reader(post)
    post.tell()
    await post.deliver()
    assert post.states() == ["sent", "sent"]
    assert opened(post) == 1


async def test_a_us_number_gets_no_marketing_and_status_says_why(lane: Callable[..., Post]) -> None:
    post = lane()
    reader(post, address=US)
    reader(post, address="+14165550123")
    post.tell()
    await post.deliver()
    assert [(row.state, row.error) for row in post.rows()] == [
        (DeliveryState.FAILED, Reason.US_MARKETING),
        (DeliveryState.SENT, ""),
    ]
    alert = post.rows()[0].alert_id
    assert post.database.read_here(lambda tx: figures.reasons(tx, alert)) == {Reason.US_MARKETING: 1}


async def test_what_was_queued_before_a_stop_never_leaves(lane: Callable[..., Post]) -> None:
    post = lane()
    who = reader(post, heard_at=NOW)
    post.tell()
    write(post, lambda tx: subscriber.end(tx, who.id, SubscriberStatus.LEFT, NOW))  # the row stays queued
    await post.deliver()
    assert post.states() == ["dropped"]


async def test_what_was_queued_before_the_topic_was_given_up_never_leaves(lane: Callable[..., Post]) -> None:
    post = lane()
    who = reader(post, heard_at=NOW)
    post.tell()
    write(post, lambda tx: subscriber.unsubscribe(tx, who.id, [TopicId(TOPIC)], NOW))
    await post.deliver()
    assert [(row.state, row.error) for row in post.rows()] == [(DeliveryState.DROPPED, Reason.NO_CONSENT)]


async def test_a_correction_goes_to_who_got_the_first_and_gave_the_topic_up_since(
    lane: Callable[..., Post],
) -> None:
    post = lane()
    who = reader(post, address=US)

    def correct(tx: Connection) -> None:
        first = an_alert(tx)
        batches.fan_out(tx, first, Priority.NORMAL, NOW)
        tx.execute(delivery_table.update().values(state="delivered"))
        second = an_alert(tx, kind=AlertKind.CORRECTION)
        tx.execute(alert_table.update().where(alert_table.c.id == second).values(corrects=first))
        batches.fan_out(tx, second, Priority.NORMAL, NOW)
        subscriber.unsubscribe(tx, who.id, [TopicId(TOPIC)], NOW)

    write(post, correct)
    await post.deliver()
    assert post.states() == ["delivered", "sent"]
    assert post.channel.sent[0].message.kind is MessageKind.CORRECTION


async def test_a_quota_that_is_used_up_holds_alerts_and_keeps_its_reserve_for_breaking_ones(
    lane: Callable[..., Post],
) -> None:
    post = lane(tier=4, reserve=0.25)
    for _ in range(6):
        reader(post)
    post.tell()
    await post.deliver()
    await post.deliver()
    assert sorted(post.states()) == ["queued"] * 3 + ["sent"] * 3
    held = [row for row in post.rows() if row.state == "queued"]
    assert {(row.error, row.due_at) for row in held} == {(Reason.QUOTA, NOW + LOOK_AGAIN)}
    post.clock.now += timedelta(seconds=5)
    post.tell(Priority.BREAKING)
    for _ in range(3):
        await post.deliver()
        post.clock.now += timedelta(seconds=5)
    told = [row for row in post.rows() if row.priority == Priority.BREAKING]
    assert (
        sorted(row.state for row in told) == ["queued"] * 2 + ["sent"] * 4
    )  # three who count already, and one
    assert opened(post) == 4


async def test_the_count_is_kept_with_the_sender_and_taken_anew_after_a_minute(
    lane: Callable[..., Post],
) -> None:
    post = lane(tier=10)
    reader(post)
    reader(post)
    post.tell()
    await post.deliver()
    counted = select(sender_table.c.conversations).where(sender_table.c.channel == "whatsapp")
    assert post.database.read_here(lambda tx: tx.scalar(counted)) == 2
    write(post, lambda tx: tx.execute(conversation_table.delete()))
    post.clock.now += timedelta(minutes=2)
    post.tell(now=post.clock.now)
    await post.deliver()
    assert post.database.read_here(lambda tx: tx.scalar(counted)) == 2


async def test_very_many_that_are_held_do_not_keep_the_others_waiting(lane: Callable[..., Post]) -> None:
    post = lane(quality=Quality.LOW)

    def crowd(tx: Connection) -> None:
        for _ in range(300):
            a_subscriber(tx, channel="whatsapp")
        a_subscriber(tx, channel="whatsapp", heard_at=NOW)

    write(post, crowd)
    post.tell()
    await post.deliver()
    assert post.database.read_here(fates) == {"queued": 300, "sent": 1}
    assert {row.error for row in post.rows() if row.state == "queued"} == {Reason.QUALITY}


async def test_a_word_of_the_readers_ends_every_wait(lane: Callable[..., Post]) -> None:
    post = lane(quality=Quality.LOW)
    who = reader(post)
    post.tell()
    await post.deliver()
    assert post.states() == ["queued"]

    sender_id = post.lane().sender_id
    write(post, lambda tx: subscriber.heard(tx, who.id, sender_id, "", NOW))
    write(post, lambda tx: delivery.wake(tx, who.id, NOW))
    post.clock.now += timedelta(seconds=5)
    await post.deliver()
    assert post.states() == ["sent"]


async def test_a_capped_reader_gets_breaking_news_only(lane: Callable[..., Post]) -> None:
    post = lane()
    who = reader(post)
    write(post, lambda tx: receipt.cap(tx, who.id, NOW + HOUR))
    post.tell()
    await post.deliver()
    assert post.states() == ["queued"]
    post.tell(Priority.BREAKING)
    await post.deliver()
    assert post.states() == ["queued", "sent"]


async def test_without_a_template_the_channel_is_asked_all_the_same(lane: Callable[..., Post]) -> None:
    post = lane(templates={})
    reader(post)
    post.tell()
    await post.deliver()
    assert post.states() == ["sent"]


async def test_a_notice_reaches_an_admin_past_the_day_and_no_reader(lane: Callable[..., Post]) -> None:
    post = lane()
    admin, plain = reader(post, role=Role.ADMIN, topics=()), reader(post, topics=())
    for who in (admin.id, plain.id):
        say(post, who, notice("en", verbatim("Something.")))
    await post.deliver()
    assert [(row.state, row.error) for row in post.rows()] == [
        (DeliveryState.SENT, ""),
        (DeliveryState.FAILED, Reason.LATE_REPLY),
    ]


async def test_a_notice_that_waits_for_an_admin_who_says_stop_never_leaves(
    lane: Callable[..., Post],
) -> None:
    post = lane()
    admin = reader(post, role=Role.ADMIN, heard_at=NOW)
    say(post, admin.id, notice("en", verbatim("Something.")))
    write(post, lambda tx: subscriber.end(tx, admin.id, SubscriberStatus.LEFT, NOW))
    await post.deliver()
    assert [(row.state, row.error) for row in post.rows()] == [(DeliveryState.DROPPED, Reason.GONE)]


async def test_the_answer_to_a_stop_leaves(lane: Callable[..., Post]) -> None:
    post = lane()
    who = reader(post, heard_at=NOW, status=SubscriberStatus.LEFT)
    post.say(who.id, "You get nothing more.")
    await post.deliver()
    assert post.states() == ["sent"]


def say(post: Post, who: SubscriberId, message: Message) -> None:
    write(post, lambda tx: delivery.queue_reply(tx, who, to_json(message), NOW))


def digest_for(post: Post, who: Subscriber) -> None:
    said = Message(MessageKind.DIGEST, "en", "The day at a glance", ("• Bridge closed",), byline="The Paper")

    def queue(tx: Connection) -> None:
        delivery.queue_reply(tx, who.id, to_json(said), NOW, priority=Priority.DIGEST)

    write(post, queue)


async def test_a_digest_goes_by_its_own_template_to_those_who_agreed(lane: Callable[..., Post]) -> None:
    post = lane(templates={"tocsin_digest_en": "MARKETING"})
    digest_for(post, reader(post))
    digest_for(post, reader(post, topics=()))
    await post.deliver()
    assert [(row.state, row.error) for row in post.rows()] == [
        (DeliveryState.SENT, ""),
        (DeliveryState.DROPPED, Reason.NO_CONSENT),
    ]
    assert opened(post) == 1


async def test_a_digest_never_leaves_for_who_left(lane: Callable[..., Post]) -> None:
    post = lane(templates={"tocsin_digest_en": "MARKETING"})
    who = reader(post, heard_at=NOW)
    digest_for(post, who)
    write(post, lambda tx: subscriber.end(tx, who.id, SubscriberStatus.LEFT, NOW))
    await post.deliver()
    assert post.states() == ["dropped"]

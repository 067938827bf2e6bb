"""The breaker: admins and owners hear once that a channel takes nothing, and once that it is back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.errors import ChannelDown
from bot.model import DeliveryState, Role, SenderId, Subscriber, SubscriberStatus
from bot.pipeline.breaker import close_breaker, open_breaker
from bot.pipeline.outcome import DOWN_WAIT
from bot.store import sender as senders
from bot.store.message import from_json
from bot.store.schema import sender
from bot.texts import _
from tests.fakes import LIMITS, FakeChannel
from tests.pipeline.post import Post
from tests.rows import NOW, a_sender

SECOND = timedelta(seconds=1)


@pytest.fixture
def post(post: Post) -> Post:
    post.channel = FakeChannel(name="whatsapp")
    post.database.write_here(lambda tx: a_sender(tx, "whatsapp", now=NOW - 60 * SECOND))
    return post


def told(post: Post, who: Subscriber) -> list[str]:
    """List what a person was told, or will be."""
    bodies = [row.body for row in post.rows() if row.subscriber_id == who.id and row.alert_id is None]
    return [line for body in bodies for line in from_json(body).message.lines]


def whatsapp(post: Post) -> SenderId:
    (id_,) = [row.id for row in post.database.read_here(senders.listed) if row.channel == "whatsapp"]
    return id_


async def go_down(post: Post) -> None:
    post.reader(channel="whatsapp")
    post.reader(channel="whatsapp")
    post.tell()
    post.channel.outcomes = [ChannelDown(_("the Twilio account is not active")) for _number in range(9)]
    await post.deliver()
    post.clock.now += DOWN_WAIT * SECOND
    await post.deliver()


async def test_admins_and_owners_hear_once_that_a_channel_takes_nothing(post: Post) -> None:
    chief = post.reader(role=Role.OWNER, topics=())
    admin = post.reader(role=Role.ADMIN, topics=(), language="fr")
    others = [post.reader(role=role, topics=()) for role in (Role.READER, Role.EDITOR)]
    await go_down(post)
    assert told(post, chief) == [
        "WhatsApp takes nothing at the moment: the Twilio account is not active. Alerts wait."
    ]
    (french,) = told(post, admin)
    assert "en ce moment" in french
    assert [told(post, one) for one in others] == [[], []]


async def test_they_hear_once_that_it_is_back_and_how_much_waited(post: Post) -> None:
    chief = post.reader(role=Role.OWNER, topics=())
    await go_down(post)
    post.channel.outcomes = []
    post.channel.limits = replace(LIMITS, in_flight=1)
    for _second in range(3):
        post.clock.now += DOWN_WAIT * SECOND
        await post.deliver()
    assert told(post, chief)[1:] == ["WhatsApp takes messages again; 1 alert is on its way."]
    alerted = [row.state for row in post.rows() if row.alert_id is not None]
    assert alerted == [DeliveryState.SENT] * 2


async def test_an_admin_on_the_channel_itself_hears_of_it_when_it_is_back(post: Post) -> None:
    admin = post.reader(role=Role.ADMIN, topics=(), channel="whatsapp", heard_at=NOW)
    await go_down(post)
    assert post.channel.sent == []
    post.channel.outcomes = []
    for _second in range(3):
        post.clock.now += DOWN_WAIT * SECOND
        await post.deliver()
    to_admin = [one.message.lines[0] for one in post.channel.sent if one.to == admin.address]
    assert [words[:20] for words in to_admin] == ["WhatsApp takes nothi", "WhatsApp takes messa"]


async def test_who_left_or_was_lost_hears_nothing_of_it(post: Post) -> None:
    gone = [
        post.reader(role=Role.ADMIN, topics=(), status=status)
        for status in (SubscriberStatus.LEFT, SubscriberStatus.LOST)
    ]
    await go_down(post)
    assert [told(post, one) for one in gone] == [[], []]


def test_it_is_news_only_once_each_way(post: Post) -> None:
    post.reader(role=Role.OWNER, topics=())
    id_ = whatsapp(post)

    def open_it() -> bool:
        return post.database.write_here(lambda tx: open_breaker(tx, id_, "whatsapp", "why", NOW))

    def close_it() -> bool:
        return post.database.write_here(lambda tx: close_breaker(tx, id_, "whatsapp", NOW))

    assert [close_it(), open_it(), open_it(), close_it(), close_it()] == [False, True, False, True, False]
    assert len(post.rows()) == 2


def test_the_reason_is_in_the_language_of_who_reads_it_and_in_english_in_the_store(post: Post) -> None:
    admin = post.reader(role=Role.ADMIN, topics=(), language="fr")
    id_, reason = whatsapp(post), _("the Twilio account is not active")
    post.database.write_here(lambda tx: open_breaker(tx, id_, "whatsapp", reason, NOW))
    (words,) = told(post, admin)
    assert words.endswith("le compte Twilio n’est pas actif. Les alertes attendent.")
    query = select(sender.c.down_reason).where(sender.c.id == id_)
    assert post.database.read_here(lambda tx: tx.scalar(query)) == "the Twilio account is not active"


def test_the_mark_and_the_word_stand_or_fall_together(post: Post) -> None:
    post.reader(role=Role.OWNER, topics=())
    id_ = whatsapp(post)

    def stumble(tx: Connection) -> None:
        open_breaker(tx, id_, "whatsapp", "why", NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        post.database.write_here(stumble)
    assert list(post.rows()) == []
    assert [row.down_since for row in post.database.read_here(senders.listed)] == [None, None]

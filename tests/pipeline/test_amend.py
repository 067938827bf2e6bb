"""What was sent is changed at the sender's rate, and every outcome is written down."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.errors import ChannelDown, Moved, Refused, TryLater, Unknown, Unreachable
from bot.model import (
    Address,
    AlertId,
    DeliveryState,
    MessageKind,
    Priority,
    RevisionKind,
    SubscriberStatus,
)
from bot.pipeline.amend import Amend
from bot.store import batch as batches
from bot.store import revision as revisions
from bot.store import sender as senders
from bot.store.database import Database
from tests.fakes import GONE, FakeChannel
from tests.pipeline.post import Post
from tests.rows import NOW, an_alert
from tests.store.press import CHANGED, is_, lane, revise, row_of

SECOND = timedelta(seconds=1)


def sent(post: Post, readers: int = 1, kind: RevisionKind = RevisionKind.MATERIAL) -> AlertId:
    """Let an alert reach its readers, and change it."""
    for _ in range(readers):
        post.reader()

    def work(tx: Connection) -> AlertId:
        id_ = an_alert(tx)
        batches.fan_out(tx, id_, Priority.NORMAL, NOW)
        is_(tx, id_, DeliveryState.SENT)
        revise(tx, id_, kind)
        return id_

    return post.database.write_here(work)


async def test_every_chat_that_got_it_is_changed_and_says_so(post: Post) -> None:
    sent(post, readers=3)
    await post.deliver()
    assert post.channel.sent == []
    assert sorted(one.external_id for one, _ in post.channel.revised) == sorted(
        row.external_id for row in post.rows()
    )
    for _, message in post.channel.revised:
        assert (message.headline, message.lines) == (CHANGED.headline, CHANGED.lines)
        assert message.note == "Corrected at 10:00\u202fAM"
    assert [(row.revision, row.amend_at, row.state) for row in post.rows()] == [(2, None, "sent")] * 3
    await post.deliver()
    assert len(post.channel.revised) == 3


async def test_a_small_change_says_that_it_is_an_update(post: Post) -> None:
    sent(post, kind=RevisionKind.MINOR)
    await post.deliver()
    assert [message.note for _, message in post.channel.revised] == ["Updated at 10:00\u202fAM"]


async def test_what_was_corrected_stays_so_called_after_a_small_change(post: Post) -> None:
    id_ = sent(post)
    post.database.write_here(lambda tx: revise(tx, id_, RevisionKind.MINOR))
    await post.deliver()
    assert post.channel.revised[0][1].note.startswith("Corrected")


@pytest.mark.parametrize("changes", [[GONE], [Refused("bad request")]])
async def test_what_can_not_be_changed_is_left_with_a_note(
    post: Post, changes: list[Exception | str | None]
) -> None:
    sent(post)
    post.channel.changes = list(changes)
    await post.deliver()
    row = post.row()
    assert (row.state, row.revision, row.amend_at) == ("sent", 1, None)
    assert row.error.startswith("not changed: ")


@pytest.mark.parametrize(
    ("error", "after"),
    [(TryLater("flood", 7.0), 7), (Unknown("reset"), 2), (TryLater("no answer", 5.0), 5)],
)
async def test_what_may_not_have_been_changed_is_changed_again(
    post: Post, error: Exception, after: int
) -> None:
    sent(post)
    post.channel.changes = [error]
    await post.deliver()
    assert post.row().amend_at == NOW + after * SECOND
    post.clock.now += (after - 1) * SECOND
    await post.deliver()
    assert post.channel.revised == []
    post.clock.now += 2 * SECOND
    await post.deliver()
    assert len(post.channel.revised) == 1
    assert post.row().revision == 2


async def test_a_person_out_of_reach_is_lost_and_left_alone(post: Post) -> None:
    sent(post)
    post.channel.changes = [Unreachable("blocked")]
    await post.deliver()
    row = post.row()
    assert (row.state, row.amend_at) == ("sent", None)
    assert post.again(row.subscriber_id).status is SubscriberStatus.LOST


async def test_a_chat_that_moved_is_followed(post: Post) -> None:
    sent(post)
    post.channel.changes = [Moved(Address("telegram", "-1009"))]
    await post.deliver()
    await post.deliver()
    assert [one.to.id for one, _ in post.channel.revised] == ["-1009"]


async def test_a_channel_that_takes_nothing_is_left_alone_and_all_is_changed_later(post: Post) -> None:
    sent(post)
    post.channel.changes = [ChannelDown("401")]
    await post.deliver()
    (row,) = post.database.read_here(senders.listed)
    assert row.down_since == NOW
    post.clock.now += timedelta(minutes=2)
    await post.deliver()
    assert len(post.channel.revised) == 1
    (row,) = post.database.read_here(senders.listed)
    assert row.down_since is None


async def test_what_is_withdrawn_is_deleted_and_where_it_is_too_late_marked(post: Post) -> None:
    id_ = sent(post, readers=2)
    post.database.write_here(lambda tx: revisions.withdraw(tx, row_of(tx, id_), None, NOW))
    post.channel.changes = [None, GONE]
    await post.deliver()
    assert len(post.channel.withdrawn) == 1
    ((_, message),) = post.channel.revised
    assert message.note == "Withdrawn at 10:00\u202fAM"
    assert message.lines == ("We take this alert back. Please do not rely on it.",)
    assert [row.amend_at for row in post.rows()] == [None, None]


async def test_a_channel_that_can_not_change_is_never_asked_to(database: Database) -> None:
    channel = FakeChannel("whatsapp", limits=replace(FakeChannel().limits, edits=False))
    post = Post(database, channel)
    post.reader(channel="whatsapp", heard_at=NOW)
    id_ = sent(post, readers=0)
    await post.deliver()
    assert channel.revised == []
    assert [one.message.kind for one in channel.sent] == [MessageKind.CORRECTION]
    assert channel.sent[0].message.note == "This corrects what we sent you before."
    assert post.database.read_here(lambda tx: row_of(tx, id_)).revision == 2


# ---- beside other messages -----------------------------------------------------------------------


def order(post: Post, priority: Priority, count: int = 4) -> str:
    """Say in which order changes (c) and sends (s) are taken, one a claim."""
    sent(post, readers=count)
    post.tell(priority)
    amend, left = Amend(post.channel), ""
    for _ in range(2 * count):
        post.clock.now += SECOND
        now = post.clock.now
        (row,) = post.database.write_here(lambda tx, now=now: amend.take(tx, lane(tx), now, [now]))  # type: ignore[misc]  # a lambda with a default
        left += "c" if row.amending else "s"
    return left


def test_breaking_news_goes_before_changes(post: Post) -> None:
    assert order(post, Priority.BREAKING) == "sssscccc"


def test_other_news_and_changes_take_turns(post: Post) -> None:
    assert order(post, Priority.NORMAL) == "cscscscs"


async def test_changes_and_sends_share_one_rate(post: Post) -> None:
    post.channel.limits = replace(post.channel.limits, rate=10.0)
    sent(post, readers=20)
    post.tell()
    await post.deliver()
    assert len(post.channel.revised) + len(post.channel.sent) <= 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_change_that_missed_its_slot_is_made_at_the_next(post: Post) -> None:
    sent(post)
    post.channel.limits = replace(post.channel.limits, chat_spacing=1.0)
    lane, stopped = post.lane(), asyncio.Event()
    stopped.set()
    await lane.run_due()
    post.clock.now += SECOND
    await lane.run(stopped)
    assert post.channel.revised == []
    assert post.row().amend_at is not None
    await post.deliver()
    assert len(post.channel.revised) == 1
    assert post.row().amend_at is None

"""The lane: what each outcome of a send comes to, row by row of the table in docs/delivery.md."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.errors import ChannelDown, ChannelError, Held, Moved, Refused, TryLater, Unknown, Unreachable
from bot.model import Address, DeliveryState, SubscriberStatus
from bot.pipeline.outcome import DOUBT_WAIT, DOWN_WAIT
from bot.rules.delivery import TOLERANCE
from bot.store import sender as senders
from bot.texts import verbatim
from tests.fakes import LIMITS
from tests.pipeline.post import Post
from tests.rows import NOW
from tests.rows import deliveries as all_deliveries

SECOND = timedelta(seconds=1)


def sender(post: Post) -> senders.SenderRow:
    (row,) = post.database.read_here(senders.listed)
    return row


def told(logs: list[EventDict], words: str) -> int:
    return sum(1 for log in logs if log["event"] == words)


async def test_try_later_waits_as_long_as_the_service_says_and_then_arrives(post: Post) -> None:
    post.reader()
    post.tell()
    post.channel.outcomes = [TryLater("too fast", 7.0)]
    await post.deliver()
    row = post.row()
    assert (row.state, row.due_at, row.error) == (DeliveryState.QUEUED, NOW + 7 * SECOND, "too fast")
    await post.deliver()
    assert post.channel.sent == []
    post.clock.now += 7 * SECOND
    await post.deliver()
    assert post.row().state == DeliveryState.SENT
    assert (post.row().tries, post.row().error) == (2, "")


async def test_try_later_of_a_chat_silences_that_chat_and_no_other(post: Post) -> None:
    slow, other = post.reader(), post.reader()
    post.tell()
    post.channel.outcomes = [TryLater("too fast", 60.0)]
    await post.deliver()
    assert [one.to for one in post.channel.sent] == [other.address]
    post.say(slow.id, "an answer")
    post.say(other.id, "an answer")
    post.clock.now += SECOND
    await post.deliver()
    assert [one.to for one in post.channel.sent] == [other.address] * 2
    post.clock.now += 59 * SECOND
    await post.deliver()
    await post.deliver()
    assert [one.to for one in post.channel.sent[2:]] == [slow.address] * 2


async def test_try_later_of_a_sender_silences_the_whole_account_until_then(post: Post) -> None:
    post.reader()
    post.tell()
    post.channel.outcomes = [TryLater("too fast", 60.0, scope="sender")]
    await post.deliver()
    post.reader()
    post.tell()
    post.clock.now += 59 * SECOND
    await post.deliver()
    assert post.channel.sent == []
    for _ in range(3):
        post.clock.now += SECOND
        await post.deliver()
    assert len(post.channel.sent) == 3


async def test_try_later_without_a_wait_is_tried_ever_later_and_silences_nobody(post: Post) -> None:
    reader = post.reader()
    post.tell()
    post.channel.outcomes = [TryLater("not now", 0.0), TryLater("not now", 0.0)]
    await post.deliver()
    assert post.row().due_at == NOW + 2 * SECOND
    post.say(reader.id, "an answer")
    post.clock.now += 2 * SECOND
    post.channel.outcomes.insert(0, None)
    await post.deliver()
    await post.deliver()
    assert len(post.channel.sent) == 1  # the answer, at once
    assert post.rows()[0].due_at == post.clock.now + 4 * SECOND


@pytest.mark.parametrize(("left", "status"), [(True, SubscriberStatus.LEFT), (False, SubscriberStatus.LOST)])
async def test_who_cannot_be_reached_is_ended_and_gets_no_more_alerts(
    post: Post, status: SubscriberStatus, *, left: bool
) -> None:
    gone = post.reader()
    post.tell()
    post.tell()
    post.channel.outcomes = [Unreachable("blocked", left=left)]
    await post.deliver()
    assert post.again(gone.id).status == status
    assert post.states() == [DeliveryState.FAILED, DeliveryState.DROPPED]
    assert post.tell() == 0
    other = post.reader()
    assert post.tell() == 1
    await post.deliver()
    assert [one.to for one in post.channel.sent] == [other.address]


async def test_a_chat_that_moved_is_followed_and_told_once(post: Post) -> None:
    reader = post.reader()
    post.tell()
    new = Address("telegram", "-100777")
    post.channel.outcomes = [Moved(new)]
    await post.deliver()
    await post.deliver()
    await post.deliver()
    assert [one.to for one in post.channel.sent] == [new]
    assert post.again(reader.id).address == new
    assert post.row().state == DeliveryState.SENT


async def test_a_chat_that_moved_to_where_another_reader_is_leaves_the_word_to_them(post: Post) -> None:
    old, new = post.reader(), post.reader()
    post.tell()
    post.say(old.id, "an answer")
    post.channel.outcomes = [Moved(new.address)]
    for _ in range(3):
        await post.deliver()
    assert [one.to for one in post.channel.sent] == [new.address]
    assert post.states() == [DeliveryState.DROPPED, DeliveryState.SENT, DeliveryState.FAILED]
    assert post.again(old.id).status == SubscriberStatus.LOST
    assert post.again(new.id).status == SubscriberStatus.ACTIVE


async def test_a_refused_message_fails_once_and_blocks_nobody(post: Post) -> None:
    post.reader()
    post.reader()
    post.tell()
    post.channel.outcomes = [Refused("can't parse entities")]
    for _ in range(3):
        await post.deliver()
    assert post.states() == [DeliveryState.FAILED, DeliveryState.SENT]
    failed = post.rows()[0]
    assert (failed.tries, failed.error) == (1, "can't parse entities")


@pytest.mark.parametrize("likely", [True, False])
async def test_an_unknown_outcome_is_never_simply_sent_again(post: Post, *, likely: bool) -> None:
    post.reader()
    post.tell()
    post.channel.outcomes = [Unknown("no answer", likely=likely)]
    await post.deliver()
    post.clock.now += timedelta(hours=1)
    await post.deliver()
    row = post.row()
    assert post.channel.sent == []
    assert (row.state, row.likely, row.error) == (DeliveryState.UNKNOWN, likely, "no answer")
    assert row.due_at == NOW + DOUBT_WAIT * SECOND


class Surprise(ChannelError):
    """An outcome that the table does not hold."""


@pytest.mark.parametrize("error", [RuntimeError("a bug"), Surprise("new")])
async def test_an_outcome_that_nobody_foresaw_is_a_doubt(post: Post, error: Exception) -> None:
    post.reader()
    post.reader()
    post.tell()
    post.channel.outcomes = [error]
    with capture_logs() as logs:
        await post.deliver()
    assert post.states() == [DeliveryState.UNKNOWN, DeliveryState.SENT]
    assert len([log for log in logs if log["event"] in {"channel surprised us", "not sent"}]) == 1


async def test_a_channel_that_is_down_is_said_once_and_its_queue_waits(post: Post) -> None:
    post.reader()
    post.tell()
    post.channel.outcomes = [ChannelDown("wrong token"), ChannelDown("wrong token")]
    with capture_logs() as logs:
        await post.deliver()
        await post.deliver()  # silent meanwhile
        assert len(post.channel.outcomes) == 1
        post.clock.now += DOWN_WAIT * SECOND
        await post.deliver()
    assert told(logs, "channel is down") == 1
    assert post.row().state == DeliveryState.QUEUED
    assert sender(post).down_since == NOW


async def test_a_channel_that_is_back_is_said_once_and_delivers_what_waited(post: Post) -> None:
    post.reader()
    post.reader()
    post.tell()
    post.channel.outcomes = [ChannelDown("wrong token"), ChannelDown("wrong token")]
    with capture_logs() as logs:
        await post.deliver()
        for _ in range(2):
            post.clock.now += DOWN_WAIT * SECOND
            await post.deliver()
    assert (told(logs, "channel is down"), told(logs, "channel is back")) == (1, 1)
    assert post.states() == [DeliveryState.SENT] * 2
    assert sender(post).down_since is None


async def test_no_log_line_of_a_failed_send_holds_an_address(post: Post) -> None:
    reader = post.reader(address="9876543210")
    post.tell()
    post.channel.outcomes = [Unreachable("blocked")]
    with capture_logs() as logs:
        await post.deliver()
    assert reader.address.id not in str(logs)
    (line,) = logs
    expected: dict[str, Any] = {"event": "not sent", "outcome": "Unreachable", "tries": 1}
    assert expected.items() <= line.items()


async def test_a_word_on_a_try_that_is_over_changes_nothing(post: Post) -> None:
    post.reader()
    post.tell()

    async def expire(_outbound: object) -> None:
        from bot.store import delivery  # noqa: PLC0415 -- what a settling replica would do meanwhile

        late = NOW + timedelta(hours=1)
        post.database.write_here(lambda tx: delivery.expire_leases(tx, late))
        (doubt,) = post.database.write_here(lambda tx: delivery.doubts(tx, late, 5.0, 5))
        post.database.write_here(lambda tx: delivery.hold(tx, doubt))

    post.channel.looked_into = expire
    post.channel.outcomes = [TryLater("too fast", 1.0)]
    await post.deliver()
    assert post.database.read_here(all_deliveries)[0].state == DeliveryState.QUEUED


async def test_an_unclear_refusal_silences_its_chat_and_lets_others_through(post: Post) -> None:
    slow, other = post.reader(), post.reader()
    post.tell()
    post.channel.outcomes = [TryLater("too fast", 2.0, "unclear")]
    await post.deliver()
    assert [one.to for one in post.channel.sent] == [other.address]
    post.say(slow.id, "an answer")
    post.clock.now += SECOND
    await post.deliver()
    assert len(post.channel.sent) == 1
    post.clock.now += SECOND
    await post.deliver()
    assert post.channel.sent[1].to == slow.address


async def test_two_chats_refused_in_a_row_silence_the_sender(post: Post) -> None:
    for _ in range(2):
        post.reader()
    post.tell()
    post.channel.outcomes = [TryLater("too fast", 2.0, "unclear"), TryLater("too fast", 3.0, "unclear")]
    await post.deliver()
    assert sender(post).due_at == NOW + 3 * SECOND
    assert post.channel.sent == []


async def test_what_was_claimed_for_later_is_put_back_when_a_silence_begins(post: Post) -> None:
    for _ in range(3):
        post.reader()
    post.tell()
    post.channel.limits = replace(LIMITS, rate=30.0)
    post.channel.outcomes = [TryLater("too fast", 20.0, "sender")]
    await post.deliver()
    assert post.channel.sent == []
    assert post.states() == [DeliveryState.QUEUED] * 3
    waits = [(row.due_at - NOW).total_seconds() for row in post.rows()]
    assert all(19 < wait <= 20 for wait in waits), waits


async def test_a_group_has_a_spacing_of_its_own(post: Post) -> None:
    group, person = post.reader(address="-1001"), post.reader()
    post.channel.limits = replace(LIMITS, chat_spacing=1.0, group_spacing=3.0, group_prefix="-")
    for _ in range(2):
        post.tell()
    sent_by_second = []
    for _ in range(4):
        await post.deliver()
        sent_by_second.append({one.to for one in post.channel.sent})
        post.channel.sent.clear()
        post.clock.now += timedelta(seconds=1 + 2 * TOLERANCE)
    assert sent_by_second == [{group.address, person.address}, {person.address}, set(), {group.address}]


async def test_what_no_template_can_carry_is_held_and_leaves_later(post: Post) -> None:
    post.reader()
    post.tell()
    post.channel.outcomes = [Held(verbatim("no approved template"))]
    await post.deliver()
    row = post.row()
    assert (row.state, row.due_at, row.error) == (
        DeliveryState.QUEUED,
        NOW + timedelta(minutes=10),
        "no approved template",
    )
    post.clock.now += timedelta(minutes=10)
    await post.deliver()
    assert post.row().state == DeliveryState.SENT

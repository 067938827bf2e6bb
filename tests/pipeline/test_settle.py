from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.errors import TryLater, Unknown
from bot.model import DeliveryState, MessageKind, Priority, SenderId
from bot.pipeline.bell import Bell
from bot.pipeline.outcome import DOUBT_WAIT
from bot.pipeline.settle import LOOK_AGAIN, Settle
from bot.ports import Channel, Sent, Verdict
from bot.receipt import ReceiptStatus
from bot.store import claim as claims
from bot.store import delivery as deliveries
from tests.fakes import FakeChannel, a_logger
from tests.pipeline.post import UTC_ZONE, Post
from tests.rows import NOW, a_sender

POLICY = {Priority.BREAKING: "resend", Priority.NORMAL: "cause"}
SECOND = timedelta(seconds=1)


def settling(
    post: Post, policy: Mapping[Priority, str] = POLICY, channels: Mapping[SenderId, Channel] | None = None
) -> Settle:
    sender_id = post.database.write_here(a_sender)
    return Settle(
        post.database,
        {sender_id: post.channel} if channels is None else channels,
        policy,
        UTC_ZONE,
        post.clock,
        a_logger(),
        Bell(),
    )


async def a_doubt(post: Post, priority: Priority = Priority.NORMAL, *, likely: bool = True) -> None:
    """Leave one alert in doubt, due to be looked into."""
    if not post.rows():
        post.reader()
    post.tell(priority)
    post.channel.outcomes = [Unknown("no answer", likely=likely)]
    await post.deliver()
    post.clock.now += DOUBT_WAIT * SECOND


async def test_a_doubt_is_not_looked_into_before_its_moment(post: Post) -> None:
    await a_doubt(post)
    post.clock.now -= SECOND
    assert await settling(post).run_due() == 0
    post.clock.now += SECOND
    assert await settling(post).run_due() == 1


async def test_a_doubt_that_was_sent_is_sent_and_not_repeated(post: Post) -> None:
    await a_doubt(post)
    post.channel.verdict = Sent(post.again(post.row().subscriber_id).address, "id-77")
    await settling(post).run_due()
    await post.deliver()
    assert (post.row().state, post.row().external_id) == (DeliveryState.SENT, "id-77")
    assert post.channel.sent == []


async def test_a_doubt_that_was_not_sent_is_sent_once_and_as_no_repeat(post: Post) -> None:
    await a_doubt(post)
    post.channel.verdict = Verdict.ABSENT
    settle = settling(post)
    await settle.run_due()
    await settle.run_due()
    await post.deliver()
    await post.deliver()
    assert [one.message.note for one in post.channel.sent] == [""]
    assert post.row().state == DeliveryState.SENT


async def test_a_doubt_not_yet_known_is_asked_about_again(post: Post) -> None:
    await a_doubt(post)
    post.channel.verdict = Verdict.WAIT
    settle = settling(post)
    assert [await settle.run_due(), await settle.run_due()] == [1, 0]
    assert post.row().state == DeliveryState.UNKNOWN
    post.clock.now += LOOK_AGAIN * SECOND
    assert await settle.run_due() == 1
    assert len(post.channel.doubts) == 2


async def test_a_channel_that_fails_to_settle_leaves_the_doubt(post: Post) -> None:
    await a_doubt(post)
    post.channel.verdict = TryLater("not now", 5.0)
    await settling(post).run_due()
    assert post.row().state == DeliveryState.UNKNOWN
    post.clock.now += LOOK_AGAIN * SECOND
    post.channel.verdict = Verdict.ABSENT
    await settling(post).run_due()
    assert post.row().state == DeliveryState.QUEUED


@pytest.mark.parametrize(
    ("policy", "priority", "likely", "resent"),
    [
        ("resend", Priority.BREAKING, True, True),
        ("hold", Priority.BREAKING, False, False),
        ("cause", Priority.NORMAL, True, False),
        ("cause", Priority.NORMAL, False, True),
    ],
)
async def test_policy_decides_what_the_channel_cannot(
    post: Post, policy: str, priority: Priority, *, likely: bool, resent: bool
) -> None:
    await a_doubt(post, priority, likely=likely)
    other = Priority.NORMAL if priority is Priority.BREAKING else Priority.BREAKING
    opposite = "hold" if resent else "resend"
    await settling(post, {priority: policy, other: opposite}).run_due()
    await post.deliver()
    assert [bool(one.message.note) for one in post.channel.sent] == [True] * resent
    assert post.row().state == (DeliveryState.SENT if resent else DeliveryState.UNKNOWN)
    post.clock.now += timedelta(hours=2)
    assert await settling(post).run_due() == 0  # it was decided for good


async def test_the_channel_learns_what_was_sent_before_and_since(post: Post) -> None:
    post.reader()
    post.tell()
    await post.deliver()
    before = post.row().external_id
    post.clock.now += SECOND
    await a_doubt(post)
    post.tell(now=post.clock.now)
    await post.deliver()
    (since,) = {row.external_id for row in post.rows()} - {"", before}
    tried_at = NOW + SECOND
    post.channel.verdict = Verdict.WAIT
    await settling(post).run_due()
    (doubt,) = post.channel.doubts
    assert (doubt.tried_at, doubt.likely) == (tried_at, True)
    assert (doubt.after, doubt.taken) == (before, frozenset({before, since}))
    assert doubt.outbound.reference == post.rows()[1].id
    assert doubt.outbound.message.kind is MessageKind.ALERT


async def test_what_a_kill_left_open_is_doubted_and_settled_in_one_go(post: Post) -> None:
    post.reader()
    post.tell()
    sender_id = post.database.write_here(a_sender)
    lane = claims.Lane(sender_id, 0.0, 30.0)
    post.database.write_here(lambda tx: claims.take(tx, lane, NOW, 5))
    post.channel.verdict = Verdict.ABSENT
    post.clock.now += 29 * SECOND
    assert await settling(post).run_due() == 0
    post.clock.now += SECOND
    with capture_logs() as logs:
        assert await settling(post).run_due() == 1
    assert {"event": "sends without an outcome", "count": 1, "log_level": "warning"} in logs
    assert post.channel.doubts[0].likely is None
    assert post.row().state == DeliveryState.QUEUED


async def test_a_channel_that_is_not_set_up_here_leaves_its_doubts(post: Post) -> None:
    await a_doubt(post)
    assert await settling(post, channels={}).run_due() == 1
    assert post.row().state == DeliveryState.UNKNOWN


async def test_a_surprise_in_one_doubt_costs_no_other(post: Post) -> None:
    await a_doubt(post)
    await a_doubt(post)
    asked: list[int] = []

    class Moody(FakeChannel):
        async def settle(self, _doubt: object, _now: object) -> Verdict:
            asked.append(1)
            if len(asked) == 1:
                raise RuntimeError("a bug")
            return Verdict.ABSENT

    post.channel = Moody()
    with capture_logs() as logs:
        await settling(post).run_due()
    assert sorted(post.states()) == [DeliveryState.QUEUED, DeliveryState.UNKNOWN]
    assert [log["event"] for log in logs] == ["doubt surprised us", "doubt settled"]


async def test_a_doubt_whose_words_cannot_be_made_fails(post: Post) -> None:
    who = post.reader()
    nonsense = {"message": {"kind": "nonsense"}}
    post.database.write_here(lambda tx: deliveries.queue_reply(tx, who.id, nonsense, NOW))
    lane = claims.Lane(post.database.write_here(a_sender), 0.0, 30.0)
    post.database.write_here(lambda tx: claims.take(tx, lane, NOW, 5))
    post.clock.now += 30 * SECOND
    with capture_logs() as logs:
        await settling(post).run_due()
    assert post.row().state == DeliveryState.FAILED
    assert logs[-1]["event"] == "words can't be made"


async def test_a_receipt_that_comes_first_settles_the_doubt(post: Post) -> None:
    await a_doubt(post)

    class Slow(FakeChannel):
        async def settle(self, _doubt: object, _now: object) -> Verdict:
            def receipt_comes(tx: Connection) -> None:
                row = deliveries.find(tx, SenderId(post.row().sender_id), "", post.row().id)
                assert row is not None
                deliveries.progress(tx, row, DeliveryState(ReceiptStatus.DELIVERED.value), "id-9", NOW)

            post.database.write_here(receipt_comes)
            return Verdict.ABSENT

    await replace(settling(post), channels={SenderId(post.row().sender_id): Slow()}).run_due()
    assert post.row().state == DeliveryState.DELIVERED

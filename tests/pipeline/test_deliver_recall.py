"""The lane and a recall side by side: what was claimed leaves and was counted, all else stays."""

import asyncio
from dataclasses import replace

from bot.errors import TryLater
from bot.model import AlertId, DeliveryState
from bot.ports import Outbound
from bot.store.recall import Recalled, recall
from tests.fakes import LIMITS, FakeClock, until
from tests.pipeline.post import Post
from tests.rows import NOW

READERS = 40


def stop(post: Post) -> Recalled:
    id_ = AlertId(post.rows()[0].alert_id)
    done = post.database.write_here(lambda tx: recall(tx, id_))
    assert done
    return done


async def test_no_send_begins_after_a_recall_but_of_what_it_counted_as_left(post: Post) -> None:
    for _ in range(READERS):
        post.reader()
    post.tell()
    post.clock = FakeClock(NOW, ticks=True)
    post.channel.limits = replace(LIMITS, rate=60.0, in_flight=4)
    lane, stopped = post.lane(), asyncio.Event()
    running = asyncio.create_task(lane.run(stopped))
    await until(lambda: len(post.channel.sent) >= 5)
    done = await asyncio.to_thread(stop, post)  # as another replica would, while this one claims
    await asyncio.sleep(0.3)
    stopped.set()
    await running
    assert done.stopped + done.left == READERS
    assert len(post.channel.sent) == done.left < READERS
    assert sorted(set(post.states())) == [DeliveryState.RECALLED, DeliveryState.SENT]


async def test_what_was_in_flight_and_is_told_to_come_later_never_comes(post: Post) -> None:
    post.reader()
    post.tell()
    counted: list[Recalled] = []

    async def recall_meanwhile(_outbound: Outbound) -> None:
        counted.append(await asyncio.to_thread(stop, post))

    post.channel.looked_into = recall_meanwhile
    post.channel.outcomes = [TryLater("too fast", 0.0)]
    await post.deliver()
    post.clock.now += (post.row().due_at - NOW) * 2
    await post.deliver()
    assert counted == [Recalled(stopped=0, left=1)]
    assert post.channel.sent == []
    assert post.states() == [DeliveryState.RECALLED]

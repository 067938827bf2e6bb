"""The gate: no second of any stretch holds more than the rate, and a silence holds at once."""

import asyncio
from datetime import timedelta
from time import monotonic

from bot.clock import utc_now
from bot.pipeline.gate import WINDOW, Gate, Turn
from bot.rules.delivery import TOLERANCE, lapses_at
from tests.fakes import FakeClock
from tests.rows import NOW


async def test_what_was_held_up_does_not_leave_in_one_burst() -> None:
    gate, left = Gate(5.0, FakeClock(NOW)), []

    async def leave() -> None:
        assert await gate.leave(NOW - timedelta(seconds=9)) == Turn()  # all their slots are long past
        left.append(monotonic())

    await asyncio.gather(*(leave() for _ in range(11)))
    apart = [later - earlier for earlier, later in zip(left, left[5:], strict=False)]
    assert min(apart) >= 1.0
    assert max(apart) < 2 * WINDOW + 1


async def test_a_request_waits_for_its_slot() -> None:
    gate = Gate(100.0, utc_now)
    slot = utc_now() + timedelta(seconds=0.05)
    assert await gate.leave(slot) == Turn()
    assert utc_now() >= slot


async def test_requests_leave_in_the_order_in_which_they_came() -> None:
    gate, left = Gate(1000.0, FakeClock(NOW)), []

    async def leave(number: int) -> None:
        await gate.leave(NOW)
        left.append(number)

    await asyncio.gather(*(leave(number) for number in range(9)))
    assert left == list(range(9))


async def test_what_waits_for_its_slot_is_turned_back_when_a_silence_begins() -> None:
    gate = Gate(100.0, utc_now)
    waiting = asyncio.create_task(gate.leave(utc_now() + timedelta(seconds=0.05)))
    await asyncio.sleep(0.01)
    gate.silence(30.0)
    assert 29 < (await waiting).silence <= 30


async def test_a_shorter_silence_does_not_end_a_longer_one_and_it_ends_by_itself() -> None:
    gate = Gate(100.0, FakeClock(NOW))
    gate.silence(0.1)
    gate.silence(0.01)
    assert (await gate.leave(NOW)).silence > 0.05
    await asyncio.sleep(0.11)
    assert await gate.leave(NOW) == Turn()


async def test_the_most_urgent_takes_the_next_slot_whoever_brought_it() -> None:
    gate, left = Gate(1000.0, utc_now), []
    begun = utc_now()

    async def leave(name: str, slot: float, priority: int) -> None:
        assert await gate.leave(begun + timedelta(seconds=slot), priority) == Turn()
        left.append((name, (utc_now() - begun).total_seconds()))

    calm = [asyncio.create_task(leave(f"calm {slot}", slot, 9)) for slot in (0.1, 0.2, 0.3)]
    await asyncio.sleep(0.01)
    await asyncio.gather(*calm, leave("urgent", 0.4, 0))
    assert [name for name, _moment in left] == ["urgent", "calm 0.1", "calm 0.2", "calm 0.3"]
    assert all(moment >= slot for (_name, moment), slot in zip(left, (0.1, 0.2, 0.3, 0.4), strict=True))


async def test_a_gate_is_crowded_once_a_second_is_full_and_until_it_is_over() -> None:
    gate = Gate(2.0, FakeClock(NOW))
    assert not gate.is_crowded(2)
    assert gate.is_crowded(3)
    for _ in range(2):
        assert await gate.leave(NOW) == Turn()
    assert gate.is_crowded(1)
    await asyncio.sleep(WINDOW)
    assert not gate.is_crowded(2)
    assert gate.is_crowded(3)


async def test_one_that_gave_up_waiting_holds_up_no_other() -> None:
    gate = Gate(1000.0, utc_now)
    gone = asyncio.create_task(gate.leave(utc_now() + timedelta(seconds=0.03)))
    stays = asyncio.create_task(gate.leave(utc_now() + timedelta(seconds=0.06)))
    await asyncio.sleep(0.01)
    gone.cancel()
    assert await stays == Turn()


async def test_a_shared_slot_says_until_when_it_may_be_used() -> None:
    gate = Gate(100.0, FakeClock(NOW), shared=True)
    turn = await gate.leave(NOW)
    assert turn == Turn(until=lapses_at(NOW))
    assert not turn.is_over(NOW + timedelta(seconds=TOLERANCE))
    assert turn.is_over(NOW + timedelta(seconds=TOLERANCE, microseconds=1))
    assert not Turn().is_over(NOW)


async def test_a_shared_slot_that_was_missed_lapses_and_the_least_urgent_goes_without() -> None:
    clock = FakeClock(NOW, ticks=True)
    gate = Gate(100.0, clock, shared=True)
    missed, next_one = NOW - timedelta(seconds=1), NOW + timedelta(seconds=0.02)
    turns = await asyncio.gather(gate.leave(missed, 0), gate.leave(next_one, 9))
    assert [turn.until for turn in turns] == [lapses_at(next_one), lapses_at(missed)]
    assert [turn.is_over(clock()) for turn in turns] == [False, True]


async def test_what_lapsed_takes_no_place_of_the_second() -> None:
    gate = Gate(2.0, FakeClock(NOW), shared=True)
    for _ in range(5):
        assert (await gate.leave(NOW - timedelta(seconds=1))).is_over(NOW)
    assert not gate.is_crowded(2)

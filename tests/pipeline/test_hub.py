import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.errors import SourceError, Unavailable
from bot.pipeline.hub import LONGEST_CHALLENGE
from bot.rules import hub as rules
from bot.rules.hub import CALLBACK, Request
from bot.store import hub as hubs
from bot.store.database import Database
from bot.store.hub import HubState
from bot.texts import verbatim
from tests.fakes import FakeFetch, an_item, fetched, until
from tests.pipeline.beat import Beat
from tests.pipeline.exchange import DAY, DOWN, HOUR, HUB, MINUTE, NO, SECOND, TOPIC, US, Ask, Exchange
from tests.rows import NOW

# ---- asking --------------------------------------------------------------------------------------


async def test_a_hub_that_a_feed_names_is_asked_to_call_us(exchange: Exchange) -> None:
    exchange.look()
    assert await exchange.hubs.run_due() == 1
    (request,) = exchange.ask.requests
    assert (request.hub, request.topic, request.leaves) == (HUB, TOPIC, False)
    assert request.callback == US + CALLBACK + exchange.row.path
    assert request.secret == exchange.row.secret
    assert await exchange.hubs.run_due() == 0


async def test_a_feed_without_a_topic_of_its_own_is_known_by_its_address(exchange: Exchange) -> None:
    exchange.look(topic="")
    assert exchange.row.topic == TOPIC


@pytest.mark.parametrize("hub", ["", "javascript:alert(1)", "https://", "ftp://hub.example/"])
async def test_what_is_no_address_of_a_hub_is_passed_over(exchange: Exchange, hub: str) -> None:
    exchange.look(hub=hub)
    assert exchange.maybe is None
    assert await exchange.hubs.run_due() == 0


async def test_a_hub_that_cannot_reach_us_is_not_asked_until_we_can_be_reached(database: Database) -> None:
    exchange = Exchange(database, "http://127.0.0.1:8000")
    exchange.look()
    assert await exchange.hubs.run_due() == 0
    exchange.hubs = exchange.on(US)
    assert await exchange.later(rules.OUT_OF_REACH_FOR) == 1
    assert len(exchange.ask.requests) == 1


async def test_a_hub_that_never_verifies_is_asked_again_and_again(exchange: Exchange) -> None:
    exchange.look()
    await exchange.hubs.run_due()
    waits = []
    for _ in range(12):
        due_at = exchange.row.due_at
        assert due_at is not None
        waits.append(due_at - exchange.clock.now)
        assert await exchange.later(waits[-1]) == 1
    assert waits[:2] == [10 * MINUTE, 20 * MINUTE]
    assert waits[-1] == DAY


async def test_a_hub_that_is_down_is_asked_again_soon(exchange: Exchange) -> None:
    exchange.ask.troubles = [DOWN, Unavailable(verbatim("429"), after=1800.0)]
    exchange.look()
    await exchange.hubs.run_due()
    assert (exchange.row.state, exchange.row.due_at) == (HubState.WANTED, NOW + MINUTE)
    assert await exchange.later(MINUTE) == 1
    assert exchange.row.due_at == NOW + 31 * MINUTE
    assert await exchange.later(30 * MINUTE) == 1
    assert exchange.row.state is HubState.ASKED


async def test_a_hub_that_refuses_is_asked_again_a_day_later(exchange: Exchange) -> None:
    exchange.ask.troubles = [NO, NO]
    exchange.look()
    await exchange.hubs.run_due()
    assert (exchange.row.state, exchange.row.due_at) == (HubState.REFUSED, NOW + DAY)
    await exchange.later(DAY)
    assert (exchange.row.state, exchange.row.due_at) == (HubState.REFUSED, NOW + 3 * DAY)


async def test_a_refusal_is_logged_without_the_callback(exchange: Exchange) -> None:
    exchange.ask.troubles = [NO]
    exchange.look()
    with capture_logs() as logs:
        await exchange.hubs.run_due()
    assert [log["reason"] for log in logs] == ["403"]
    assert exchange.row.path not in str(logs)
    assert exchange.row.secret not in str(logs)


async def test_a_verification_that_overtakes_the_answer_to_our_request_stands(exchange: Exchange) -> None:
    class Hasty(Ask):
        async def __call__(self, request: Request) -> None:
            assert await exchange.verify("subscribe") == "dare"
            await super().__call__(request)

    exchange.ask = Hasty([DOWN])
    exchange.hubs = exchange.on(US)
    exchange.look()
    await exchange.hubs.run_due()
    assert exchange.row.state is HubState.ACTIVE


async def test_what_is_due_is_asked_until_we_stop(exchange: Exchange) -> None:
    exchange.look()
    stop = asyncio.Event()
    running = asyncio.create_task(exchange.hubs.run(stop))
    await until(lambda: exchange.ask.requests)
    stop.set()
    await asyncio.wait_for(running, 30)


# ---- verification --------------------------------------------------------------------------------


async def test_a_hub_that_asks_whether_it_was_us_is_told_so(exchange: Exchange) -> None:
    await exchange.agree(lease="1000")
    row = exchange.row
    assert (row.state, row.tries) == (HubState.ACTIVE, 0)
    assert (row.due_at, row.lease_until) == (NOW + 800 * SECOND, NOW + 1000 * SECOND)


async def test_a_late_verification_counts_all_the_same(exchange: Exchange) -> None:
    exchange.look()
    await exchange.hubs.run_due()
    exchange.clock.now += 3 * DAY
    assert await exchange.verify("subscribe") == "dare"
    assert exchange.row.is_active(exchange.clock.now)


@pytest.mark.parametrize(
    "said",
    [
        {"topic": "https://paper.example/other"},
        {"topic": ""},
        {"path": "another"},
        {"mode": "unsubscribe"},
        {"mode": "publish"},
        {"mode": ""},
        {"challenge": ""},
        {"challenge": "x" * (LONGEST_CHALLENGE + 1)},
    ],
)
async def test_what_we_did_not_ask_for_is_not_confirmed(exchange: Exchange, said: dict[str, str]) -> None:
    exchange.look()
    await exchange.hubs.run_due()
    before = exchange.row
    assert await exchange.verify(**said) is None
    assert exchange.row == before


async def test_nobody_can_end_what_we_asked_for(exchange: Exchange) -> None:
    await exchange.agree()
    assert await exchange.verify("unsubscribe") is None
    assert exchange.row.is_active(NOW)


async def test_what_was_never_asked_is_not_confirmed(exchange: Exchange) -> None:
    exchange.look()
    assert await exchange.verify("subscribe") is None
    assert exchange.row.state is HubState.WANTED


async def test_a_hub_that_denies_is_left_alone_and_the_source_looked_at(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.clock.now += 2 * MINUTE
    assert await exchange.verify("denied", topic="x") is None
    assert await exchange.verify("denied") == ""
    assert (exchange.row.state, exchange.row.due_at) == (HubState.REFUSED, NOW + 2 * MINUTE + DAY)
    assert exchange.is_due_by(2 * MINUTE)
    assert await exchange.later(DAY) == 1


# ---- renewal -------------------------------------------------------------------------------------


async def test_a_lease_is_renewed_before_it_ends_and_under_the_same_secret(exchange: Exchange) -> None:
    await exchange.agree(lease="864000")
    before = exchange.row
    assert await exchange.later(8 * DAY - SECOND) == 0
    assert await exchange.later(SECOND) == 1
    assert exchange.row.is_active(exchange.clock.now)
    assert await exchange.verify("subscribe", lease="864000") == "dare"
    assert (exchange.row.lease_until, exchange.row.tries) == (NOW + 18 * DAY, 0)
    assert (exchange.row.path, exchange.row.secret) == (before.path, before.secret)


async def test_a_renewal_that_finds_the_hub_down_is_tried_again_while_the_lease_holds(
    exchange: Exchange,
) -> None:
    exchange.ask.troubles = []
    await exchange.agree(lease="864000")
    exchange.ask.troubles = [DOWN, DOWN]
    assert await exchange.later(8 * DAY) == 1
    assert exchange.row.is_active(exchange.clock.now)
    assert await exchange.later(MINUTE) == 1
    assert await exchange.later(2 * MINUTE) == 1
    assert exchange.row.is_active(exchange.clock.now)


async def test_a_lease_that_runs_out_unrenewed_is_asked_for_anew(exchange: Exchange) -> None:
    await exchange.agree(lease="864000")
    exchange.ask.troubles = [NO]
    assert await exchange.later(8 * DAY) == 1
    assert exchange.row.is_active(exchange.clock.now)
    assert await exchange.later(2 * DAY) == 1
    assert exchange.row.state is HubState.ASKED


# ---- leaving -------------------------------------------------------------------------------------


async def test_leave_is_taken_when_the_source_is_paused(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.pause()
    assert await exchange.hubs.run_due() == 1
    assert exchange.ask.requests[-1].leaves
    assert await exchange.hubs.find(exchange.row.path) is None
    assert await exchange.verify("subscribe") is None
    assert await exchange.verify("unsubscribe") == "dare"
    assert exchange.maybe is None


async def test_a_hub_that_does_not_let_us_go_is_forgotten_after_a_few_tries(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.pause()
    for _ in range(rules.MOST_FAREWELLS):
        assert await exchange.later(DAY) == 1
    assert await exchange.later(DAY) == 0
    assert exchange.maybe is None


@pytest.mark.parametrize("trouble", [NO, DOWN])
async def test_a_hub_that_refuses_to_let_us_go_is_forgotten(exchange: Exchange, trouble: SourceError) -> None:
    await exchange.agree()
    exchange.pause()
    exchange.ask.troubles = [trouble]
    await exchange.hubs.run_due()
    assert (exchange.maybe is None) == (trouble is NO)


async def test_a_hub_that_denies_a_leave_is_forgotten(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.pause()
    await exchange.hubs.run_due()
    assert await exchange.verify("denied") == ""
    assert exchange.maybe is None


async def test_a_source_that_is_resumed_asks_its_hub_anew(exchange: Exchange) -> None:
    await exchange.agree()
    old = exchange.row.path
    exchange.pause()
    await exchange.hubs.run_due()
    exchange.resume()
    exchange.look(after=HOUR)
    assert await exchange.hubs.run_due() == 1
    assert not exchange.ask.requests[-1].leaves
    assert await exchange.hubs.find(old) is None


async def test_a_hub_that_moved_is_left_before_the_new_one_is_asked(exchange: Exchange) -> None:
    await exchange.agree()
    old = exchange.row
    exchange.look(after=HOUR, hub="https://new.example/")
    assert await exchange.hubs.run_due() == 1
    leave = exchange.ask.requests[-1]
    assert (leave.hub, leave.leaves, leave.callback) == (HUB, True, US + CALLBACK + old.path)
    assert await exchange.verify("unsubscribe") == "dare"
    assert exchange.source.memo == {}
    assert exchange.is_due_by(HOUR)
    exchange.look(after=MINUTE, hub="https://new.example/")
    await exchange.hubs.run_due()
    asked = exchange.ask.requests[-1]
    assert (asked.hub, asked.leaves) == ("https://new.example/", False)
    assert old.path not in asked.callback


async def test_a_hub_that_moved_before_it_was_asked_is_just_replaced(exchange: Exchange) -> None:
    exchange.look()
    exchange.look(after=HOUR, topic="https://paper.example/new")
    assert (exchange.row.topic, exchange.row.state) == ("https://paper.example/new", HubState.WANTED)


async def test_a_look_that_says_nothing_of_a_hub_changes_nothing(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.look(after=HOUR, hub="", topic="")
    assert exchange.row.is_active(exchange.clock.now)


# ---- looks -----------------------------------------------------------------------------------------


async def test_a_source_with_an_active_hub_is_looked_at_as_a_safety_net(database: Database) -> None:
    fetch = FakeFetch([replace(fetched(an_item(1, published=NOW - HOUR)), hub=HUB, topic=TOPIC)])
    beat = Beat(database, fetch, minimum=60, maximum=86_400)
    id_ = beat.source(TOPIC)
    await beat.look()
    alone = beat.state(id_).due_at - beat.clock.now

    def agree(tx: Connection) -> None:
        row = hubs.find(tx, id_)
        assert row is not None
        lease = beat.clock.now + 30 * DAY
        hubs.change(tx, row, state=HubState.ACTIVE, lease_until=lease, due_at=lease)

    database.write_here(agree)
    await beat.look(MINUTE)
    assert beat.state(id_).due_at - beat.clock.now > 3 * alone

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.errors import Invalid
from bot.ports import Fetched
from bot.rules import hub as rules
from bot.rules import rhythm as rhythms
from bot.rules.hub import Answer
from bot.store import hub as hubs
from bot.store.hub import HubState
from bot.texts import verbatim
from tests.fakes import an_item, fetched
from tests.pipeline.exchange import BODY, DAY, DOWN, HOUR, MINUTE, SECOND, US, Exchange, ReadPush, signed
from tests.rows import NOW

# ---- pushes --------------------------------------------------------------------------------------


async def test_a_pushed_entry_is_stored_and_wakes_the_editors(exchange: Exchange) -> None:
    await exchange.agree()
    assert await exchange.push() is Answer.TAKEN
    assert exchange.outcomes() == ["waiting"]
    await asyncio.wait_for(exchange.edit.wait(60), 30)
    assert (exchange.row.pushed, exchange.row.pushed_at) == (1, NOW)


async def test_a_push_teaches_the_rhythm_of_its_source(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.clock.now += HOUR
    await exchange.push(an_item(1, published=NOW + HOUR - MINUTE))
    rhythm = rhythms.from_json(exchange.source.rhythm)
    assert rhythm is not None
    assert rhythm.last == NOW + HOUR - MINUTE
    assert exchange.source.looked_at == NOW


async def test_a_push_that_comes_again_changes_nothing(exchange: Exchange) -> None:
    await exchange.agree()
    for _ in range(3):
        assert await exchange.push() is Answer.TAKEN
    assert exchange.outcomes() == ["waiting"]
    assert exchange.row.pushed == 1


async def test_a_push_of_words_that_were_replaced_does_not_bring_them_back(exchange: Exchange) -> None:
    await exchange.agree()
    for title in ("The old title of it", "The new title of it", "The old title of it"):
        exchange.read.push = fetched(an_item(1, title=title))
        assert await exchange.push() is Answer.TAKEN
    assert [(title, version) for title, version, _ in exchange.entries()] == [
        ("The old title of it", 1),
        ("The new title of it", 2),
    ]


async def test_an_entry_that_a_look_found_is_not_told_again_by_a_push(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.look(an_item(1), after=HOUR)
    assert await exchange.push() is Answer.TAKEN
    assert exchange.outcomes() == ["waiting"]


async def test_a_look_and_a_push_at_one_moment_keep_the_entry_once(exchange: Exchange) -> None:
    await exchange.agree()
    items = [an_item(number) for number in range(40)]
    exchange.read.push = fetched(*items)
    exchange.clock.now += HOUR
    with capture_logs() as logs:
        look = asyncio.to_thread(exchange.look, *reversed(items))
        _, *answers = await asyncio.gather(look, exchange.push(), exchange.push())
    assert answers == [Answer.TAKEN, Answer.TAKEN]
    assert len(exchange.entries()) == len(items)
    assert not [log for log in logs if log["log_level"] in {"error", "warning"}]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hub-signature": "sha256=" + "0" * 64},
        signed("sha256", "another secret"),
        signed("sha1", "another secret"),
    ],
)
async def test_a_forged_push_is_turned_away_and_stores_nothing(
    exchange: Exchange, headers: dict[str, str]
) -> None:
    await exchange.agree()
    before = exchange.row, exchange.source
    with capture_logs() as logs:
        assert await exchange.hubs.take(exchange.row, headers, BODY) is Answer.FORGED
    assert (exchange.row, exchange.source, exchange.entries()) == (*before, [])
    assert [log["event"] for log in logs] == ["push turned away"]
    assert exchange.row.path not in str(logs)
    assert exchange.row.secret not in str(logs)


async def test_a_push_signed_with_sha1_is_a_hint_and_no_more(exchange: Exchange) -> None:
    await exchange.agree()
    assert await exchange.push(method="sha1") is Answer.TAKEN
    assert exchange.entries() == []
    assert exchange.is_due_by(MINUTE)


@pytest.mark.parametrize(
    "push",
    [
        Invalid(verbatim("this is no feed")),
        RuntimeError("a bug"),
        fetched(),
        replace(fetched(an_item(1)), topic="https://paper.example/sport"),
    ],
)
async def test_a_push_that_says_nothing_of_use_is_a_hint(
    exchange: Exchange, push: Fetched | Exception
) -> None:
    await exchange.agree()
    exchange.read.push = push
    with capture_logs() as logs:
        assert await exchange.push() is Answer.TAKEN
    assert exchange.entries() == []
    assert exchange.is_due_by(MINUTE)
    assert [log["event"] for log in logs if log["log_level"] == "error"] == (
        ["push surprised us"] if isinstance(push, RuntimeError) else []
    )


async def test_a_push_that_names_our_topic_is_taken(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.read.push = replace(fetched(an_item(1)), topic="http://paper.example/feed/")
    await exchange.push()
    assert exchange.outcomes() == ["waiting"]


async def test_hints_never_make_a_source_looked_at_more_often_than_any(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.read.push = fetched()
    exchange.clock.now += 10 * SECOND
    await exchange.push()
    assert exchange.source.due_at == NOW + MINUTE
    exchange.clock.now += 2 * MINUTE
    await exchange.push()
    assert exchange.source.due_at == NOW + MINUTE


async def test_a_push_before_the_first_look_is_a_hint(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.resume()
    assert await exchange.push() is Answer.TAKEN
    assert exchange.entries() == []
    assert exchange.is_due_by(timedelta())


async def test_a_push_for_a_paused_source_ends_the_subscription(exchange: Exchange) -> None:
    await exchange.agree()
    exchange.pause()
    assert await exchange.push() is Answer.GONE
    assert exchange.entries() == []


async def test_a_push_for_a_source_that_is_paused_while_it_is_read_is_not_kept(exchange: Exchange) -> None:
    class Slow(ReadPush):
        async def __call__(self, body: bytes, headers: Mapping[str, str], url: str) -> Fetched:
            exchange.pause()
            return await super().__call__(body, headers, url)

    await exchange.agree()
    exchange.read = Slow(fetched(an_item(1)))
    exchange.hubs = exchange.on(US)
    assert await exchange.push() is Answer.GONE
    assert exchange.entries() == []


async def test_a_push_whose_hub_was_forgotten_meanwhile_is_kept(exchange: Exchange) -> None:
    await exchange.agree()
    row = exchange.row
    exchange.database.write_here(lambda tx: hubs.forget(tx, row, NOW))
    assert await exchange.hubs.take(row, signed("sha256", row.secret), BODY) is Answer.TAKEN
    assert exchange.outcomes() == ["waiting"]


async def test_a_flood_of_pushes_becomes_a_look(exchange: Exchange) -> None:
    await exchange.agree()
    answers = [await exchange.push() for _ in range(rules.BURST + 2)]
    assert answers[: rules.BURST] == [Answer.TAKEN] * rules.BURST
    assert set(answers[rules.BURST :]) == {Answer.TOO_MANY}
    assert exchange.is_due_by(MINUTE)
    exchange.clock.now += MINUTE
    assert await exchange.push() is Answer.TAKEN


async def test_a_forged_flood_takes_nothing_from_the_hub(exchange: Exchange) -> None:
    await exchange.agree()
    for _ in range(rules.BURST + 2):
        assert await exchange.push(secret="another") is Answer.FORGED
    assert await exchange.push() is Answer.TAKEN
    assert exchange.outcomes() == ["waiting"]


async def test_a_callback_that_is_nobodys_is_not_found(exchange: Exchange) -> None:
    await exchange.agree()
    assert await exchange.hubs.find("another") is None
    assert await exchange.hubs.find(exchange.row.path) == exchange.row


# ---- worth ---------------------------------------------------------------------------------------


def found_by_look(exchange: Exchange, number: int, age: timedelta) -> bool:
    published = exchange.clock.now + HOUR - age
    return exchange.look(an_item(number, published=published), after=HOUR)


async def test_a_hub_that_misses_two_entries_is_demoted_and_tried_again_a_week_later(
    exchange: Exchange,
) -> None:
    await exchange.agree()
    found_by_look(exchange, 1, 10 * MINUTE)
    assert (exchange.row.state, exchange.row.missed) == (HubState.ACTIVE, 1)
    found_by_look(exchange, 2, 10 * MINUTE)
    assert exchange.row.state is HubState.DEMOTED
    assert await exchange.later(rules.DEMOTED_FOR - SECOND) == 0
    assert await exchange.later(SECOND) == 1
    assert await exchange.verify("subscribe") == "dare"
    assert (exchange.row.state, exchange.row.missed) == (HubState.ACTIVE, 0)


async def test_what_a_demoted_hub_pushes_is_taken_all_the_same(exchange: Exchange) -> None:
    await exchange.agree()
    for number in (11, 12):
        found_by_look(exchange, number, 10 * MINUTE)
    assert await exchange.push() is Answer.TAKEN
    assert exchange.outcomes() == ["waiting"] * 3


@pytest.mark.parametrize("age", [MINUTE, 3 * HOUR])
async def test_what_a_hub_had_no_time_or_no_charge_to_tell_is_not_missed(
    exchange: Exchange, age: timedelta
) -> None:
    await exchange.agree()
    for number in range(2):
        found_by_look(exchange, number, age)
    assert (exchange.row.state, exchange.row.missed) == (HubState.ACTIVE, 0)


async def test_what_a_hub_tells_in_time_makes_up_for_a_miss(exchange: Exchange) -> None:
    await exchange.agree()
    found_by_look(exchange, 100, 10 * MINUTE)
    exchange.read.push = fetched(*(an_item(number) for number in range(rules.WINDOW)))
    await exchange.push()
    found_by_look(exchange, 101, 10 * MINUTE)
    assert (exchange.row.state, exchange.row.missed) == (HubState.ACTIVE, 1)


async def test_a_hub_is_held_to_its_word_while_its_lease_is_being_renewed(exchange: Exchange) -> None:
    await exchange.agree(lease="864000")
    exchange.ask.troubles = [DOWN]
    await exchange.later(8 * DAY)
    for number in range(2):
        found_by_look(exchange, number, 10 * MINUTE)
    assert exchange.row.state is HubState.DEMOTED


async def test_a_hub_is_relied_on_while_it_is_active(exchange: Exchange) -> None:
    assert not exchange.look()
    await exchange.hubs.run_due()
    assert not exchange.look(after=SECOND)
    await exchange.verify(lease="3600")
    assert exchange.look(after=MINUTE)
    assert found_by_look(exchange, 1, MINUTE) is False  # the lease is over


async def test_a_hub_is_not_relied_on_from_the_look_that_finds_it_wanting(exchange: Exchange) -> None:
    await exchange.agree()
    relied_on = [found_by_look(exchange, number, 10 * MINUTE) for number in range(2)]
    assert relied_on == [True, False]

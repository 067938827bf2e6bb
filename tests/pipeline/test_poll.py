import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.errors import Gone, Invalid, Unavailable
from bot.model import Memo, SubscriberId
from bot.ports import Fetched
from bot.store.database import Database
from bot.store.schema import source
from bot.texts import Text, Value, verbatim
from tests.fakes import FakeFetch, an_item, fetched, until
from tests.pipeline.beat import Beat
from tests.rows import NOW

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def told(logs: Sequence[Mapping[str, object]], event: str) -> int:
    return sum(1 for log in logs if log["event"] == event)


# ---- entries -------------------------------------------------------------------------------------


async def test_new_entries_wake_the_editors(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(an_item(1)), fetched(an_item(1))]))
    beat.source()
    await beat.look()
    await asyncio.wait_for(beat.edit.wait(60), 30)
    await beat.look(HOUR)
    assert not beat.edit._rung.is_set()


# ---- the source ----------------------------------------------------------------------------------


async def test_the_memo_is_handed_back_as_it_was_given(database: Database) -> None:
    memo = {"etag": 'W/"a, b"', "x": "é\t"}
    fetch = FakeFetch([replace(fetched(), memo=memo), fetched()])
    beat = Beat(database, fetch)
    beat.source()
    await beat.look()
    await beat.look(HOUR)
    assert fetch.memos == [{}, memo]


async def test_the_source_is_named_by_its_feed_unless_the_newsroom_named_it(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(title="The Feed's Own Name")]))
    bare, named = beat.source(), beat.source("https://other.example/feed", name="Our Name")
    await beat.look()
    assert (beat.state(bare).name, beat.state(named).name) == ("The Feed's Own Name", "Our Name")


async def test_a_source_is_looked_at_no_sooner_than_the_publisher_asks(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(wait=1800.0)]), minimum=60)
    id_ = beat.source(every=120.0)
    await beat.look()
    assert beat.state(id_).due_at == NOW + 30 * MINUTE
    assert await beat.poll.run_due() == 0


async def test_a_source_with_an_interval_keeps_it(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched()]))
    id_ = beat.source(every=120.0)
    await beat.look()
    assert beat.state(id_).due_at == NOW + 2 * MINUTE


# ---- trouble -------------------------------------------------------------------------------------


async def test_a_failing_source_is_logged_once_and_once_when_it_is_back(database: Database) -> None:
    down = Unavailable(verbatim("503"))
    beat = Beat(database, FakeFetch([fetched(), down, down, down, fetched(), fetched()]))
    id_ = beat.source()
    with capture_logs() as logs:
        for _ in range(6):
            await beat.look(HOUR)
    assert (told(logs, "source fails"), told(logs, "source is back")) == (1, 1)
    assert (beat.state(id_).failures, beat.state(id_).failing_since, beat.trouble(id_)) == (0, None, "")


async def test_a_failing_source_is_looked_at_ever_less_often_and_never_given_up(database: Database) -> None:
    beat = Beat(database, FakeFetch([Unavailable(verbatim("503"))]))
    id_ = beat.source(every=60.0)
    waits = []
    for _ in range(12):
        await beat.look(HOUR)
        waits.append(beat.state(id_).due_at - beat.clock.now)
    assert waits[:3] == [2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert waits == sorted(waits)
    assert waits[-1] == 6 * HOUR
    assert beat.state(id_).paused_at is None


async def test_a_failing_source_heeds_the_publishers_own_wait(database: Database) -> None:
    beat = Beat(database, FakeFetch([Unavailable(verbatim("429"), after=1800.0)]))
    id_ = beat.source(every=60.0)
    await beat.look()
    assert beat.state(id_).due_at == NOW + 30 * MINUTE


async def test_what_was_there_before_a_failure_is_not_told_again(database: Database) -> None:
    beat = Beat(
        database, FakeFetch([fetched(an_item(1)), Invalid(verbatim("HTML")), fetched(an_item(2), an_item(1))])
    )
    beat.source()
    for _ in range(3):
        await beat.look(HOUR)
    assert beat.outcomes() == ["baseline", "waiting"]


async def test_a_source_is_paused_when_it_is_gone_for_a_day(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(), Gone(verbatim("410"))]))
    id_ = beat.source()
    await beat.look()
    await beat.look(HOUR)
    await beat.look(23 * HOUR)
    assert beat.state(id_).paused_at is None
    await beat.look(HOUR)
    assert beat.state(id_).paused_at == beat.clock.now
    assert await beat.look(HOUR) == 0


async def test_a_source_that_is_only_down_for_a_day_is_not_paused(database: Database) -> None:
    beat = Beat(database, FakeFetch([Unavailable(verbatim("503"))]))
    id_ = beat.source()
    for _ in range(3):
        await beat.look(24 * HOUR)
    assert beat.state(id_).paused_at is None


@pytest.mark.parametrize("surprise", [RuntimeError("a bug"), KeyError("x")])
async def test_a_surprise_in_one_source_costs_no_other(database: Database, surprise: Exception) -> None:
    class Moody(FakeFetch):
        async def __call__(self, url: str, memo: Memo) -> Fetched:
            if "odd" in url:
                raise surprise
            return await super().__call__(url, memo)

    beat = Beat(database, Moody([fetched(an_item(1))]))
    odd, fine = beat.source("https://odd.example/feed"), beat.source()
    with capture_logs() as logs:
        assert await beat.look() == 2
    assert told(logs, "source surprised us") == 1
    assert beat.trouble(odd) == f"unexpected: {type(surprise).__name__}"
    assert beat.state(fine).baseline_at == NOW


async def test_a_kind_of_source_that_nobody_fetches_is_trouble_like_any_other(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched()]))
    id_ = beat.source()
    database.write_here(lambda tx: tx.execute(update(source).values(kind="telex")))
    await beat.look()
    assert beat.trouble(id_) == "unexpected: KeyError"


async def test_entries_that_cannot_be_kept_are_trouble_of_their_source_alone(database: Database) -> None:
    naive = replace(an_item(1), published=datetime(2026, 11, 23))  # noqa: DTZ001 -- what no fetcher should give
    beat = Beat(database, FakeFetch([fetched(naive)]))
    id_ = beat.source()
    with capture_logs() as logs:
        await beat.look()
    assert told(logs, "source surprised us") == 1
    assert beat.state(id_).failures == 1
    assert beat.entries() == []


async def test_a_look_that_cannot_be_written_down_is_logged_and_its_source_is_looked_at_again(
    database: Database,
) -> None:
    beat = Beat(database, FakeFetch([fetched()]))
    id_ = beat.source()

    def broken() -> float:
        raise OSError("no dice")

    beat.poll = replace(beat.poll, jitter=broken)
    with capture_logs() as logs:
        assert await beat.poll.run_due() == 1
    assert logs[-1]["event"] == "look can't be written down"
    assert beat.state(id_).due_at == NOW + timedelta(seconds=beat.poll.settings.lease)


async def test_a_slow_source_holds_up_no_other(database: Database) -> None:
    gate = asyncio.Event()

    class Slow(FakeFetch):
        async def __call__(self, url: str, memo: Memo) -> Fetched:
            if "slow" in url:
                await gate.wait()
            return await super().__call__(url, memo)

    beat = Beat(database, Slow([fetched(an_item(1))]), at_once=2)
    slow, fast = beat.source("https://slow.example/feed"), beat.source()
    assert await beat.poll.begin_due() == 2
    await until(lambda: beat.state(fast).baseline_at)
    assert beat.state(slow).baseline_at is None
    third = beat.source("https://third.example/feed")
    async with asyncio.timeout(60):
        while beat.state(third).baseline_at is None:
            await beat.poll.begin_due()
            await asyncio.sleep(0.01)
    assert beat.state(slow).baseline_at is None
    gate.set()
    await beat.poll.finish()
    assert beat.state(slow).baseline_at is not None


async def test_no_source_is_begun_when_all_looks_are_busy(database: Database) -> None:
    gate = asyncio.Event()

    class Slow(FakeFetch):
        async def __call__(self, url: str, memo: Memo) -> Fetched:
            await gate.wait()
            return await super().__call__(url, memo)

    beat = Beat(database, Slow([fetched()]), at_once=1)
    beat.source()
    beat.source("https://other.example/feed")
    assert [await beat.poll.begin_due(), await beat.poll.begin_due()] == [1, 0]
    gate.set()
    await beat.poll.finish()


# ---- the loop ------------------------------------------------------------------------------------


async def test_what_becomes_due_is_looked_at_until_the_loop_is_stopped(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched()]))
    stop = asyncio.Event()
    loop = asyncio.create_task(beat.poll.run(stop))
    for number in range(3):
        id_ = beat.source(f"https://host-{number}.example/feed")
        await until(lambda id_=id_: beat.state(id_).baseline_at)  # type: ignore[misc]  # mypy can't infer a lambda with a default
    stop.set()
    await asyncio.wait_for(loop, 30)
    late = beat.source("https://late.example/feed")
    assert beat.state(late).baseline_at is None


async def test_a_loop_that_is_stopped_waits_for_the_looks_that_it_has_begun(database: Database) -> None:
    gate = asyncio.Event()
    begun = asyncio.Event()

    class Slow(FakeFetch):
        async def __call__(self, url: str, memo: Memo) -> Fetched:
            begun.set()
            await gate.wait()
            return await super().__call__(url, memo)

    beat = Beat(database, Slow([fetched()]))
    id_, stop = beat.source(), asyncio.Event()
    loop = asyncio.create_task(beat.poll.run(stop))
    await begun.wait()
    stop.set()
    await asyncio.sleep(0.05)
    assert not loop.done()
    gate.set()
    await asyncio.wait_for(loop, 30)
    assert beat.state(id_).baseline_at


async def test_a_host_is_looked_at_again_a_second_after_the_last_look_began(database: Database) -> None:
    fetch = FakeFetch([fetched()])
    beat = Beat(database, fetch)
    for number in range(3):
        beat.source(f"https://paper.example/{number}")
    begun = []
    for _ in range(40):
        begun += [beat.clock.now] * await beat.poll.run_due()
        beat.clock.now += timedelta(seconds=0.1)
    assert begun == [NOW + timedelta(seconds=wait) for wait in range(3)]


# ---- whoever added it ----------------------------------------------------------------------------


async def test_who_added_a_source_hears_of_the_first_look_once(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(an_item(1), an_item(2))]))
    beat.by_editor()
    await beat.look()
    await asyncio.wait_for(beat.deliver.wait(60), 30)
    await beat.look(HOUR)
    (words,) = beat.words()
    assert "“The Paper” can be read." in words
    assert "2 entries are there already" in words


async def test_who_added_a_source_hears_in_their_language(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(an_item(1))]))
    beat.by_editor("fr")
    await beat.look()
    (words,) = beat.words()
    assert "can be read" not in words
    assert "The Paper" in words


async def test_who_added_a_source_hears_once_that_it_cannot_be_read(database: Database) -> None:
    beat = Beat(
        database,
        FakeFetch([Invalid(verbatim("this is a page, no feed")), Invalid(verbatim("this is a page"))]),
    )
    id_, _ = beat.by_editor()
    await beat.look()
    await beat.look(HOUR)
    (words,) = beat.words()
    assert f"The source {id_} can't be read: this is a page, no feed." in words
    assert f"/pause {id_}" in words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "ne peut pas être lue\u00a0: 127.0.0.1 est injoignable (connexion refusée)."),
        ("he", "\u2068אי אפשר להגיע אל \u2068127.0.0.1\u2069: החיבור נדחה\u2069."),
    ],
)
async def test_who_added_a_source_hears_why_in_their_language(
    database: Database, language: str, words: str
) -> None:
    why: dict[str, Value] = {"host": "127.0.0.1", "why": Text("connection refused", {})}
    beat = Beat(database, FakeFetch([Unavailable(Text("{host} can't be reached: {why}", why))]))
    beat.by_editor(language)
    with capture_logs() as logs:
        await beat.look()
    (said,) = beat.words()
    assert words in said
    assert [log["error"] for log in logs] == ["127.0.0.1 can't be reached: connection refused"]


async def test_who_added_a_source_hears_when_it_is_paused_for_good(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(), Gone(verbatim("the source is no more"))]))
    beat.by_editor()
    for _ in range(3):
        await beat.look(25 * HOUR)
    first, last = beat.words()
    assert "can be read" in first
    assert "no more" in last
    assert "I have paused it; /pause 1 tries it again." in last
    assert "keep trying" not in last


async def test_a_later_failure_of_a_source_that_worked_is_not_told(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(), Unavailable(verbatim("503"))]))
    beat.by_editor()
    await beat.look()
    await beat.look(HOUR)
    assert len(beat.words()) == 1


async def test_who_added_a_source_and_is_no_more_is_told_nothing(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(an_item(1))]))
    id_, _ = beat.by_editor()
    row = replace(beat.state(id_), added_by=SubscriberId(10**6))
    await beat.poll.look(row)
    assert beat.words() == []
    assert beat.outcomes() == ["baseline"]

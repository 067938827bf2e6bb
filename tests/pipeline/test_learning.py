"""What looks teach of a source's rhythm, and what its silence comes to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update

from bot.hints import Hints
from bot.model import Memo, Role, SourceId
from bot.ports import Fetched
from bot.rules.rhythm import from_json, learned, to_json
from bot.store.database import Database
from bot.store.schema import source
from tests.fakes import FakeFetch, an_item, fetched
from tests.pipeline.beat import Beat
from tests.rows import NOW, a_subscriber

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def hourly(last: datetime, count: int = 200) -> Fetched:
    """Give entries that came every hour up to `last`; their numbers tell their hours."""
    moments = [last - number * HOUR for number in range(count)]
    return fetched(*(an_item(int(one.timestamp()) // 3600, published=one) for one in moments))


class Publisher:
    """Publishes each hour until it falls silent; answers 304 for ever where it is `stuck`."""

    def __init__(self, *, stuck: bool = False) -> None:
        self.last, self.stuck = NOW, stuck
        self.memos: list[Memo] = []

    async def __call__(self, url: str, memo: Memo) -> Fetched:
        assert url.startswith("https://")
        self.memos.append(memo)
        if self.stuck and memo:
            return Fetched((), memo, unchanged=True)
        return replace(hourly(self.last), memo={"etag": "x"})


def rhythm_of(beat: Beat, id_: SourceId) -> float:
    found = from_json(beat.state(id_).rhythm)
    assert found is not None
    return sum(found.entries)


async def test_the_first_look_teaches_by_the_dates_of_all_that_is_there(database: Database) -> None:
    beat = Beat(database, FakeFetch([hourly(NOW), fetched()]))
    id_ = beat.source()
    await beat.look()
    busy = beat.state(id_).due_at - NOW
    quiet = Beat(database, FakeFetch([fetched(an_item(1, published=NOW - 50 * DAY))]))
    other = quiet.source("https://quiet.example/feed")
    await quiet.look()
    assert busy < 20 * MINUTE < quiet.state(other).due_at - NOW


async def test_each_look_adds_to_what_is_known(database: Database) -> None:
    publisher = Publisher()
    beat = Beat(database, publisher)
    id_ = beat.source()
    await beat.look()
    before = rhythm_of(beat, id_)
    for _ in range(5):
        publisher.last += HOUR
        await beat.look(HOUR)
    assert before + 2 < rhythm_of(beat, id_) <= before + 5  # what is old counts a little less each hour


async def test_a_source_from_before_is_known_by_the_entries_that_are_kept(database: Database) -> None:
    beat = Beat(database, FakeFetch([hourly(NOW), Fetched((), {}, unchanged=True)]))
    id_ = beat.source()
    await beat.look()
    database.write_here(lambda tx: tx.execute(update(source).values(rhythm=None)))
    await beat.look(HOUR)
    assert rhythm_of(beat, id_) > 20


async def test_a_publishers_hints_hold_us_off(database: Database) -> None:
    answers = [replace(fetched(), hints=Hints(retry=1800.0)), replace(fetched(), hints=Hints(fresh=900.0))]
    beat = Beat(database, FakeFetch(list(answers)))
    id_ = beat.source()
    for least in (30 * MINUTE, 15 * MINUTE):
        await beat.look(HOUR)
        assert beat.state(id_).due_at - beat.clock.now >= least


async def test_a_source_that_weighs_more_is_looked_at_sooner(database: Database) -> None:
    beat = Beat(database, FakeFetch([hourly(NOW)]))
    many = beat.source(topics=("israel",))
    few = beat.source("https://other.example/feed", topics=("monde",))
    database.write_here(lambda tx: [a_subscriber(tx, topics=("israel",)) for _ in range(20)])
    beat.poll._weights.keep_fresh(database, beat.clock.now)
    await beat.poll._weights.counted()
    await beat.look()
    assert beat.state(many).due_at < beat.state(few).due_at


async def test_what_a_push_taught_during_a_look_is_not_forgotten(database: Database) -> None:
    beat = Beat(database, FakeFetch([hourly(NOW), Fetched((), {}, unchanged=True)]))
    id_ = beat.source()
    await beat.look()
    before = beat.state(id_)
    rhythm = from_json(before.rhythm)
    taught = to_json(learned(rhythm, [NOW + MINUTE] * 3, NOW + MINUTE))
    database.write_here(lambda tx: tx.execute(update(source).values(rhythm=taught)))
    beat.clock.now += 2 * MINUTE
    await beat.poll.look(before)
    found = from_json(beat.state(id_).rhythm)
    assert found is not None
    assert found.last == NOW + MINUTE


# ---- silence -------------------------------------------------------------------------------------


async def silences(beat: Beat, looks: int, every: timedelta) -> list[str]:
    for _ in range(looks):
        await beat.look(every)
    return [words for words in beat.words() if "quiet" in words]


async def test_those_who_run_it_hear_once_when_a_source_falls_silent_and_again_when_it_does_so_later(
    database: Database,
) -> None:
    publisher = Publisher()
    beat = Beat(database, publisher)
    database.write_here(lambda tx: a_subscriber(tx, role=Role.ADMIN))
    id_ = beat.source()
    await beat.look()
    for _ in range(48):
        publisher.last += HOUR
        await beat.look(HOUR)
    assert await silences(beat, 2, HOUR) == []
    (words,) = await silences(beat, 20, 4 * HOUR)
    assert words.startswith(f"Source #{id_} The Paper has been quiet for more than twice as long")
    assert beat.state(id_).told_silent_at is not None
    publisher.last = beat.clock.now
    assert len(await silences(beat, 1, MINUTE)) == 1
    assert beat.state(id_).told_silent_at is None
    for _ in range(48):
        publisher.last += HOUR
        await beat.look(HOUR)
    assert len(await silences(beat, 40, 4 * HOUR)) == 2


async def test_a_source_that_was_silent_when_it_was_added_is_no_news(database: Database) -> None:
    publisher = Publisher()
    publisher.last = NOW - 30 * DAY
    beat = Beat(database, publisher)
    database.write_here(lambda tx: a_subscriber(tx, role=Role.ADMIN))
    beat.source()
    assert await silences(beat, 6, DAY) == []


# ---- a server that answers 304 for ever ----------------------------------------------------------


async def test_a_source_that_is_silent_for_long_is_asked_once_without_validators(database: Database) -> None:
    publisher = Publisher(stuck=True)
    beat = Beat(database, publisher)
    beat.source()
    await beat.look()
    publisher.last = NOW + 8 * DAY  # it goes on, and says 304
    for _ in range(24):
        await beat.look(8 * HOUR)
    bare = [number for number, memo in enumerate(publisher.memos) if not memo]
    assert bare == [0, 21]  # at first, and a week later
    fresh = [outcome for outcome in beat.outcomes() if outcome == "waiting"]
    assert len(fresh) > 20


async def test_a_lively_source_is_never_asked_without_validators(database: Database) -> None:
    publisher = Publisher()
    beat = Beat(database, publisher)
    beat.source()
    await beat.look()
    long_ago = update(source).values(baseline_at=NOW - 30 * DAY)
    database.write_here(lambda tx: tx.execute(long_ago))
    for _ in range(12):
        publisher.last += HOUR
        await beat.look(HOUR)
    assert [memo for memo in publisher.memos[1:] if not memo] == []


async def test_what_was_asked_afresh_is_remembered_over_a_restart(database: Database) -> None:
    publisher = Publisher(stuck=True)
    beats: Sequence[Beat] = [Beat(database, publisher) for _ in range(30)]
    beats[0].source()
    for day, beat in enumerate(beats):
        beat.clock.now = NOW
        await beat.look(day * DAY)
    bare = [day for day, memo in enumerate(publisher.memos) if not memo]
    assert bare == [0, 7, 14, 21, 28]

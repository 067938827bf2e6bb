"""What comes of looks that fail: for the source, for its host, and for those who run it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.errors import Gone, Invalid, SourceError, Unavailable
from bot.model import Memo, Role, SourceId, Subscriber
from bot.ports import Fetched
from bot.store import host as hosts
from bot.store import source as sources
from bot.store.database import Database
from bot.texts import verbatim
from tests.fakes import FakeFetch, an_item, fetched
from tests.pipeline.beat import Beat
from tests.rows import NOW, a_subscriber
from tests.rows import deliveries as all_deliveries

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Sites:
    """Servers by a piece of their address: an answer, or what is raised; all others are well."""

    answers: dict[str, Fetched | SourceError] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)

    async def __call__(self, url: str, memo: Memo) -> Fetched:
        self.urls.append(url)
        self.memos.append(memo)
        answer = next((answer for piece, answer in self.answers.items() if piece in url), fetched(an_item(1)))
        if isinstance(answer, SourceError):
            raise answer
        return answer


def limited(status: int = 429, after: float | None = None) -> Unavailable:
    return Unavailable(verbatim(str(status)), after, status=status)


def an_admin(beat: Beat) -> Subscriber:
    return beat.database.write_here(lambda tx: a_subscriber(tx, role=Role.ADMIN))


def many(beat: Beat, count: int) -> list[SourceId]:
    return [beat.source(f"https://host-{number}.example/feed") for number in range(count)]


# ---- limits --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "after", "minutes"),
    [(429, None, 15), (503, None, 15), (429, 1800.0, 30), (503, 7200.0, 120), (403, None, 240)],
)
async def test_a_limit_is_kept_as_it_was_stated_or_else_as_is_usual(
    database: Database, status: int, after: float | None, minutes: int
) -> None:
    beat = Beat(database, FakeFetch([limited(status, after)]))
    id_ = beat.source(every=60.0)
    await beat.look()
    assert beat.state(id_).due_at == NOW + minutes * MINUTE


async def test_a_limit_without_a_stated_wait_doubles_each_time(database: Database) -> None:
    beat = Beat(database, FakeFetch([limited()]))
    id_ = beat.source(every=60.0)
    waits = []
    for _ in range(3):
        await beat.look(HOUR)
        waits.append(beat.state(id_).due_at - beat.clock.now)
    assert waits == [15 * MINUTE, 30 * MINUTE, 60 * MINUTE]


async def test_a_limit_of_one_source_leaves_the_others_of_its_host_alone(database: Database) -> None:
    sites = Sites({"/1": limited(after=600)})
    beat = Beat(database, sites)
    beat.source("https://one.example/1")
    assert await beat.look() == 1
    beat.source("https://one.example/2")
    beat.clock.now += SECOND
    assert await beat.poll.run_due() == 1
    assert sites.urls == ["https://one.example/1", "https://one.example/2"]


async def test_a_second_source_limited_within_ten_minutes_lets_the_whole_host_rest(
    database: Database,
) -> None:
    sites = Sites({"/1": limited(), "/2": limited(after=1200)})
    beat = Beat(database, sites)
    for number in (1, 2, 3, 4):
        beat.source(f"https://one.example/{number}")
    beat.source("https://other.example/feed")
    for _ in range(3):
        await beat.poll.run_due()
        beat.clock.now += SECOND
    assert sites.urls[2:] == ["https://one.example/2"]
    beat.clock.now = NOW + SECOND + 1199 * SECOND
    assert await beat.poll.run_due() == 1  # the other host's
    beat.clock.now += SECOND
    assert await beat.poll.run_due() == 1
    assert "one.example" in sites.urls[-1]


async def test_a_429_teaches_how_far_apart_the_looks_at_a_host_have_to_be(database: Database) -> None:
    fetch = FakeFetch([fetched(), limited(after=1.0), fetched()])
    beat = Beat(database, fetch, minimum=60)
    id_ = beat.source(every=60.0)
    await beat.look()
    await beat.look(4 * MINUTE)
    assert database.read_here(lambda tx: hosts.find(tx, "paper.example")).floor == 300
    await beat.look(HOUR)
    wait = beat.state(id_).due_at - beat.clock.now
    assert timedelta(seconds=297) < wait < timedelta(seconds=300)
    beat.source("https://paper.example/2")
    beat.clock.now += 297 * SECOND
    assert await beat.poll.run_due() == 0
    beat.clock.now += 3 * SECOND
    assert await beat.poll.run_due() == 1


async def test_a_503_teaches_nothing_of_our_pace(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(), limited(503)]))
    beat.source()
    await beat.look()
    await beat.look(4 * MINUTE)
    assert database.read_here(lambda tx: hosts.find(tx, "paper.example")).floor == 0


# ---- a restart -----------------------------------------------------------------------------------


async def test_a_restart_between_any_two_steps_looks_at_nothing_early(database: Database) -> None:
    sites = Sites({"/limited": limited(after=900), "/down": Unavailable(verbatim("down"))})
    beat = Beat(database, sites, minimum=60)
    paths = ("well", "limited", "down")
    for number, path in enumerate(paths):
        beat.source(f"https://host-{number}.example/{path}", every=600.0)
    beat.source("https://host-0.example/second", every=600.0)
    assert await beat.poll.run_due() == 3
    due = {id_: beat.state(id_).due_at for id_ in map(SourceId, (1, 2, 3))}
    for step in range(0, 1800, 30):
        again = Beat(database, sites, minimum=60)  # a program that remembers nothing
        again.clock.now = NOW + step * SECOND
        sites.urls.clear()
        await again.poll.run_due()
        early = [id_ for id_, path in zip(due, paths, strict=True) if any(path in url for url in sites.urls)]
        assert all(due[id_] <= again.clock.now for id_ in early)
        due |= {id_: beat.state(id_).due_at for id_ in due}
        assert all(at > again.clock.now for at in due.values())


# ---- words ---------------------------------------------------------------------------------------


async def test_those_who_run_it_hear_once_that_a_source_is_dead_and_once_that_it_is_back(
    database: Database,
) -> None:
    down = Unavailable(verbatim("down"))
    beat = Beat(database, FakeFetch([fetched(), down, down, down, down, fetched(), fetched()]))
    an_admin(beat)
    id_ = beat.source()
    for _ in range(2):
        await beat.look(HOUR)
    beat.clock.now += 23 * HOUR
    await beat.poll.report()
    assert beat.words() == []
    for _ in range(3):
        await beat.look(HOUR)
        await beat.poll.report()
    assert beat.words() == [
        f"1 source can't be read for a day now: #{id_} The Paper. I keep trying; /sources shows why."
    ]
    for _ in range(2):
        await beat.look(HOUR)
    assert beat.words()[1:] == [f"Source #{id_} The Paper can be read again."]


async def test_many_dead_sources_are_told_of_in_one_message(database: Database) -> None:
    beat = Beat(database, FakeFetch([Invalid(verbatim("404"), status=404)]))
    an_admin(beat)
    ids = many(beat, 7)
    await beat.look()
    beat.clock.now += DAY
    await beat.poll.report()
    (words,) = beat.words()
    assert words.startswith(f"7 sources can't be read for a day now: #{ids[0]} host-0.example, ")
    assert words.count("host-") == 5


async def test_a_key_in_an_address_is_told_to_nobody(database: Database) -> None:
    beat = Beat(database, FakeFetch([Unavailable(verbatim("down"))]))
    an_admin(beat)
    beat.source("https://private.example/feed?key=hunter2")
    await beat.look()
    beat.clock.now += DAY
    await beat.poll.report()
    assert "#1 private.example." in beat.words()[0]


async def test_who_added_a_source_hears_of_its_end_too_and_an_admin_but_once(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(), Unavailable(verbatim("down"))]))
    admin = an_admin(beat)
    _id, editor = beat.by_editor()
    own = sources.NewSource("https://other.example/feed", "chat", added_by=admin.id)
    database.write_here(lambda tx: sources.add(tx, own, NOW))
    for _ in range(2):
        await beat.look(HOUR)
    beat.clock.now += DAY
    await beat.poll.report()

    def dead(tx: Connection) -> list[tuple[int, str]]:
        said = [(row.subscriber_id, row.body["message"]["lines"][0]) for row in all_deliveries(tx)]
        return [(who, words) for who, words in said if "for a day" in words]

    told = database.read_here(dead)
    assert [who for who, _words in told] == [admin.id, editor.id]
    assert "2 sources" not in told[1][1]


# ---- gone ----------------------------------------------------------------------------------------


def gone() -> Gone:
    return Gone(verbatim("gone"), status=410)


async def outcome(database: Database, answers: Sequence[Fetched | Exception], *hours: float) -> bool:
    """Look at each answer after so many hours; say whether the source is paused."""
    beat = Beat(database, FakeFetch([fetched(), *answers]))
    an_admin(beat)
    id_ = beat.source()
    await beat.look()
    for wait in hours:
        await beat.look(wait * HOUR)
    paused = beat.state(id_).paused_at is not None
    assert len(beat.words()) == paused
    return paused


@pytest.mark.parametrize(
    ("answers", "hours", "paused"),
    [
        ([gone()], (1, 23.9), False),
        ([gone()], (1, 24), True),
        ([gone(), Unavailable(verbatim("down")), gone()], (1, 12, 12), True),
        ([gone(), fetched(), gone()], (1, 12, 12), False),
        ([gone(), fetched(), gone(), gone()], (1, 12, 12, 24), True),
        ([Unavailable(verbatim("down")), gone()], (1, 24), False),
    ],
)
async def test_two_410s_a_day_apart_pause_a_source_and_nothing_else_does(
    database: Database, answers: list[Fetched | Exception], hours: tuple[float, ...], *, paused: bool
) -> None:
    assert await outcome(database, answers, *hours) is paused


# ---- our own line --------------------------------------------------------------------------------


async def test_while_our_own_line_is_cut_nothing_is_held_against_the_sources(database: Database) -> None:
    sites = Sites()
    beat = Beat(database, sites)
    an_admin(beat)
    ids = many(beat, 12)
    await beat.look()
    sites.answers["host-"] = Unavailable(verbatim("no such name"))
    with capture_logs() as logs:
        for _ in range(30):
            await beat.look(MINUTE)
            assert {beat.state(id_).due_at - beat.clock.now for id_ in ids} == {30 * SECOND}
            assert not any(beat.state(id_).failures for id_ in ids)
        beat.clock.now += DAY
        await beat.poll.report()
        sites.answers.clear()
        await beat.look()
    events = [log["event"] for log in logs]
    assert events.count("our own line seems to be cut: nothing is held against the sources") == 1
    assert events.count("our own line is back") == 1
    assert events.count("source fails") == 4  # before it could be known
    assert beat.words() == []


async def test_servers_that_refuse_us_prove_that_our_line_stands(database: Database) -> None:
    sites = Sites()
    beat = Beat(database, sites)
    ids = many(beat, 8)
    await beat.look()
    sites.answers["host-"] = limited(503)
    await beat.look(HOUR)
    assert all(beat.state(id_).failures == 1 for id_ in ids)


async def test_sources_that_never_worked_are_no_sign_of_a_cut_line(database: Database) -> None:
    beat = Beat(database, Sites({"host-": Unavailable(verbatim("no such name"))}))
    ids = many(beat, 8)
    for _ in range(2):
        await beat.look(HOUR)
    assert all(beat.state(id_).failures == 2 for id_ in ids)

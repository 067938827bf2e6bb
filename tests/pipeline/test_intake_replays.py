"""What feeds do, replayed through the real poll, intake and editor: each news is alerted exactly once."""

# A simulation draws no secrets.
# ruff: noqa: S311

from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from benchmarks.publisher import MOODS, SCENARIOS, START, STEP, Publisher, at, number_of
from benchmarks.replay import Ours, Replay, Restarted, Seen, Window, score
from bot.errors import Unavailable
from bot.model import Entry, Memo
from bot.ports import Fetched
from bot.store.database import Database
from bot.store.schema import alert, entry
from bot.texts import _
from tests.pipeline.beat import Beat
from tests.pipeline.room import Room

LOOKS = 14


@dataclass
class Feed:
    """Shows the window that is given to it."""

    window: tuple[Entry, ...] = ()

    async def __call__(self, url: str, memo: Memo) -> Fetched:  # noqa: ARG002 -- the door's own
        return Fetched(self.window, memo)


def alerted(tx: Connection) -> Counter[int]:
    told = select(entry.c.standfirst).join(alert, alert.c.entry_id == entry.c.id)
    return Counter(number_of(one) for one in tx.scalars(told))


async def walked(database: Database, replay: Replay, seed: int) -> tuple[Publisher, Counter[int]]:
    """Poll and edit, look after look."""
    publisher, feed = Publisher(Random(seed)), Feed()
    beat, room = Beat(database, feed), Room(database, Unavailable(_("no page")), read_pages=False)
    beat.source(now=START)
    for feed.window in replay.windows(publisher):
        beat.clock.now = room.clock.now = publisher.now
        assert await beat.look() == 1
        while await room.edit.run_due():
            pass
    return publisher, database.read_here(alerted)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
async def test_through_poll_and_editor_each_news_is_alerted_once_and_nothing_else(
    database: Database, name: str
) -> None:
    result = score(*await walked(database, Replay(SCENARIOS[name], LOOKS), 11))
    assert result.published > 0
    assert (result.wrong, result.missed) == (0, 0)


def test_what_came_out_while_a_server_said_nothing_changed_is_news_when_it_wakes(database: Database) -> None:
    result = Replay(at({}), 60, asleep=range(5, 59)).run(Ours(database), 5)
    assert (result.wrong, result.missed) == (0, 0)
    assert result.published > LOOKS


@pytest.mark.parametrize("name", ["nothing odd", "guid churn", "relaunch"])
def test_what_was_pushed_is_known_when_it_is_polled(database: Database, name: str) -> None:
    result = Replay(SCENARIOS[name], LOOKS, pushes=True).run(Ours(database), 5)
    assert (result.wrong, result.missed) == (0, 0)


@pytest.mark.parametrize("name", ["guid churn", "relaunch", "shared guids"])
def test_a_program_killed_in_each_look_misses_nothing_and_repeats_nothing(
    database_url: str, name: str
) -> None:
    restarted = Restarted(database_url)
    result = Replay(SCENARIOS[name], LOOKS).run(restarted, 5)
    restarted.database.close()
    assert (result.wrong, result.missed) == (0, 0)


def test_naive_identities_fail_where_ours_does_not() -> None:
    churn, pages = Replay(SCENARIOS["guid churn"], LOOKS), Replay(SCENARIOS["pages of old ones"], LOOKS)
    assert churn.run(Seen(lambda one: one.guid), 5).wrong > LOOKS
    assert Replay(SCENARIOS["one guid for all"], LOOKS).run(Seen(lambda one: one.guid), 5).missed > 0
    assert Replay(SCENARIOS["relaunch"], LOOKS).run(Seen(lambda one: one.link), 5).wrong > LOOKS
    assert pages.run(Window(), 5).wrong > LOOKS


STEPS = st.one_of(
    st.tuples(st.just("publish"), st.integers(1, 4)),
    st.tuples(st.just("edit"), st.integers(1, 3)),
    st.tuples(st.just("style"), st.integers(0, len(MOODS) - 1)),
    st.tuples(st.just("import"), st.integers(1, 60)),
    st.tuples(st.just("push"), st.integers(1, 3)),
    st.tuples(st.just("rest"), st.integers(1, 40)),
)


EDITED_WHILE_DATED_BY_THE_FETCH = [
    *[("publish", 1)] * 5,
    ("style", 7),
    ("publish", 3),
    ("edit", 1),
    ("publish", 1),
    ("style", 2),
    ("import", 1),
]
"""What comes back alone after a relaunch is known by its first date, which a later version hid."""


def happens(publisher: Publisher, step: tuple[str, int]) -> tuple[Entry, ...]:
    """Let one thing happen, and show what a look or a hub gives afterwards."""
    what, much = step
    if what == "publish":
        for _one in range(much):
            publisher.publish()
    elif what == "edit":
        publisher.edit(much)
    elif what == "style":
        publisher.style = MOODS[much]
    elif what == "import" and publisher.style.plain:
        publisher.import_old(much)
    elif what == "rest":
        publisher.passes(much * STEP)
    publisher.passes()
    return publisher.show(much if what == "push" else 0)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.lists(STEPS, min_size=1, max_size=14))
@example(1, EDITED_WHILE_DATED_BY_THE_FETCH)
def test_a_publisher_who_does_all_of_it_in_any_order_causes_no_wrong_alert_and_hides_no_news(
    database: Database, seed: int, steps: list[tuple[str, int]]
) -> None:
    publisher = Publisher(Random(seed), size=12)
    ours, seen = Ours(database), Counter[int]()
    seen.update(ours.look(publisher.show(), publisher.now))
    for step in steps:
        seen.update(ours.look(happens(publisher, step), publisher.now))
    result = score(publisher, seen)
    assert (result.wrong, result.missed) == (0, 0)

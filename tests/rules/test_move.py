import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.move import MOST_FORMER, Move, done, from_json, is_certain, seen, to_json

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEW = "https://new.example/feed"

moves = st.builds(
    Move,
    st.text(),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.integers(0, 100),
    st.booleans(),
    st.lists(st.text(), max_size=MOST_FORMER).map(tuple),
)


def sights(*hours: float, to: str = NEW) -> Move:
    move = Move()
    for one in hours:
        move = seen(move, to, NOW + one * HOUR, same=True)
    return move


def test_a_move_is_certain_at_the_third_sight_a_day_after_the_first() -> None:
    assert not is_certain(Move(), NOW)
    assert not is_certain(sights(0, 24), NOW + 24 * HOUR)
    assert not is_certain(sights(0, 1, 23.9), NOW + 23.9 * HOUR)
    assert is_certain(sights(0, 1, 24), NOW + 24 * HOUR)


def test_a_look_that_leads_elsewhere_or_nowhere_begins_anew() -> None:
    elsewhere = seen(sights(0, 1), "https://third.example/", NOW + 24 * HOUR, same=True)
    assert (elsewhere.sights, elsewhere.since) == (1, NOW + 24 * HOUR)
    assert seen(sights(0, 1), "", NOW + 24 * HOUR, same=True) == Move()
    assert seen(sights(0, 1), NEW, NOW + 24 * HOUR, same=False) == Move()


def test_former_addresses_are_remembered_over_later_moves() -> None:
    first = done(sights(0), "https://old.example/")
    assert first == Move(former=("https://old.example/",))
    assert seen(first, "", NOW, same=True) == first
    there = done(seen(first, "https://old.example/", NOW, same=True), NEW)
    assert there.former == (NEW,)


@given(moves, st.text(min_size=1))
def test_no_more_than_a_few_former_addresses_are_remembered(move: Move, url: str) -> None:
    assert len(done(move, url).former) <= MOST_FORMER


@given(moves)
def test_a_move_is_read_as_it_was_written(move: Move) -> None:
    assert from_json(json.loads(json.dumps(to_json(move)))) == move


def test_nothing_to_say_is_no_json() -> None:
    assert to_json(Move()) is None
    assert from_json(None) == Move()

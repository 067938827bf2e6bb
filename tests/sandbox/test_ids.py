from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.ids import LARGEST, PER_SECOND, Counter

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@given(st.integers(1, 40))
def test_a_later_counter_begins_above_what_an_earlier_one_may_have_given(seconds: int) -> None:
    before = Counter(NOW)
    last = [before() for _ in range(seconds * PER_SECOND)][-1]
    assert Counter(NOW + timedelta(seconds=seconds))() > last


def test_ids_fit_into_32_bits_for_ever() -> None:
    assert Counter(datetime(2099, 1, 1, tzinfo=UTC))() <= LARGEST + 1 < 2**31


def test_what_is_taken_is_skipped_and_nothing_goes_back() -> None:
    counter = Counter(NOW)
    first = counter()
    counter.skip(first + 5)
    counter.skip(first)
    assert counter() == first + 6

import pytest

from bot.rules.retention import (
    FEWEST,
    FIRST,
    IN_A_RUSH,
    LONG,
    LONG_ON_SERVER,
    MOST,
    REST,
    SHORT,
    next_size,
    rest,
)


def test_a_step_that_took_long_is_followed_by_one_of_fewer_rows() -> None:
    assert next_size(400, 2 * LONG) == 200
    assert next_size(400, 10 * LONG) == 40
    assert next_size(FEWEST, 100 * LONG) == FEWEST


def test_a_quick_step_is_followed_by_one_of_a_few_more() -> None:
    assert next_size(100, SHORT * LONG / 2) == 126
    assert next_size(MOST, 0.0) == MOST
    assert next_size(FEWEST, 0.0) > FEWEST


def test_a_server_has_no_one_writer_and_steps_there_may_last_longer() -> None:
    assert next_size(400, 2 * LONG, LONG_ON_SERVER) > 400
    assert next_size(400, 2 * LONG_ON_SERVER, LONG_ON_SERVER) == 200


def test_a_step_between_stays_as_it_is() -> None:
    assert next_size(FIRST, 0.9 * LONG) == FIRST


@pytest.mark.parametrize("per_row", [1e-6, 1e-5, 1e-4, 1e-3])
def test_whatever_a_row_takes_the_steps_come_to_last_as_they_should(per_row: float) -> None:
    size, longest = FIRST, 0.0
    for number in range(60):
        took = size * per_row
        longest = max(longest, took if number > 1 else 0.0)
        size = next_size(size, took)
    assert longest <= max(LONG * 1.26, FEWEST * per_row)
    assert size == MOST or size * per_row > SHORT * LONG / 2


def test_after_a_step_nothing_is_done_for_much_longer_than_it_took() -> None:
    assert rest(0.01, rush=False) == pytest.approx(0.01 * REST)
    assert rest(0.0, rush=True) == IN_A_RUSH
    assert rest(10.0, rush=True) == pytest.approx(90.0)

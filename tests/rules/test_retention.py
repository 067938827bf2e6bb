import pytest

from bot.rules.retention import IN_A_RUSH, LONG, LONG_ON_SERVER, REST, rest


def test_after_a_step_nothing_is_done_for_much_longer_than_it_took() -> None:
    assert rest(0.01, rush=False) == pytest.approx(0.01 * REST)
    assert rest(0.0, rush=False) == 0.0
    assert REST >= 9


def test_while_alerts_wait_to_leave_next_to_nothing_is_done_and_never_nothing() -> None:
    assert rest(0.0, rush=True) == IN_A_RUSH
    assert rest(10.0, rush=True) == pytest.approx(90.0)
    assert LONG < LONG_ON_SERVER < IN_A_RUSH / 10

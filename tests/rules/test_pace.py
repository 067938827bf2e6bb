from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.pace import TARGET, Verdict, eta, verdict
from tests.rows import NOW

RATES = st.sampled_from([1.0, 28.0, 76.0, 950.0])
QUEUES = st.integers(0, 400)
LAGS = st.floats(-10, 10)  # seconds from now to when the sender is due
SECOND = timedelta(seconds=1)


def sent_after(number: int, rate: float, due_at: datetime) -> float:
    """Let one message leave at each slot, and time the last."""
    slot = max(due_at, NOW)
    for _message in range(number - 1):
        slot += timedelta(seconds=1 / rate)
    return (slot - NOW).total_seconds()


@given(QUEUES, QUEUES.filter(bool), RATES, LAGS)
def test_the_last_leaves_when_it_was_said(ahead: int, readers: int, rate: float, lag: float) -> None:
    due_at = NOW + timedelta(seconds=lag)
    said = eta(ahead, readers, rate, due_at, NOW)
    assert said == pytest.approx(sent_after(ahead + readers, rate, due_at), abs=0.001)


@given(QUEUES, QUEUES, RATES, LAGS)
def test_more_ahead_or_more_readers_never_make_it_sooner(
    ahead: int, readers: int, rate: float, lag: float
) -> None:
    due_at = NOW + timedelta(seconds=lag)
    said = eta(ahead, readers, rate, due_at, NOW)
    assert 0 <= said <= eta(ahead + 1, readers, rate, due_at, NOW)
    assert said <= eta(ahead, readers + 1, rate, due_at, NOW)
    assert said <= eta(ahead, readers, rate, due_at + SECOND, NOW)
    assert said >= eta(ahead, readers, rate * 2, due_at, NOW)


def test_five_thousand_readers_at_28_a_second_take_three_minutes() -> None:
    assert eta(0, 5000, 28.0, NOW, NOW) == pytest.approx(178.5, abs=0.1)


def test_nobody_waits_for_nobody() -> None:
    assert eta(1000, 0, 28.0, NOW + SECOND, NOW) == 0


@pytest.mark.parametrize(
    ("reached_after", "age", "expected"),
    [
        (TARGET, TARGET * 9, Verdict.MET),
        (TARGET + timedelta(microseconds=1), TARGET * 9, Verdict.MISSED),
        (SECOND, SECOND, Verdict.MET),
        (None, TARGET, Verdict.OPEN),
        (None, TARGET + SECOND, Verdict.MISSED),
    ],
)
def test_an_alert_is_held_to_two_minutes(
    reached_after: timedelta | None, age: timedelta, expected: Verdict
) -> None:
    assert verdict(reached_after, age) is expected

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import SubscriberStatus
from bot.receipt import ReceiptFault
from bot.rules.receipt import CAP_WAITS, Remedy, remedy

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_free_text_that_found_the_window_closed_goes_again_at_once_but_once() -> None:
    assert remedy(ReceiptFault.WINDOW_CLOSED, 1) == Remedy(again=timedelta(0), forgets_window=True)
    assert remedy(ReceiptFault.WINDOW_CLOSED, 2) == Remedy(forgets_window=True)


def test_a_capped_alert_waits_an_hour_then_six_and_is_then_given_up() -> None:
    again = [remedy(ReceiptFault.CAPPED, times).again for times in (1, 2, 3, 4)]
    assert again == [HOUR, 6 * HOUR, None, None]


def test_a_capped_person_is_left_alone_for_as_long_as_the_alert_waits() -> None:
    assert [remedy(ReceiptFault.CAPPED, times).cap for times in (1, 2, 3)] == [HOUR, 6 * HOUR, 6 * HOUR]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (ReceiptFault.OPTED_OUT, Remedy(ends=SubscriberStatus.LEFT)),
        (ReceiptFault.UNREACHABLE, Remedy(ends=SubscriberStatus.LOST)),
        (ReceiptFault.OTHER, Remedy()),
    ],
)
def test_each_other_fault_has_one_remedy(fault: ReceiptFault, expected: Remedy) -> None:
    assert remedy(fault, 1) == remedy(fault, 7) == expected


def test_an_alert_whose_template_is_at_fault_waits_ten_minutes_then_twice_as_long_up_to_an_hour() -> None:
    remedies = [remedy(ReceiptFault.TEMPLATE, times) for times in (1, 2, 3, 4, 5, 10**6)]
    assert [one.again and one.again / MINUTE for one in remedies] == [10, 20, 40, 60, 60, 60]
    assert all(one == Remedy(again=one.again, tells_admins=True) for one in remedies)


@given(
    st.sampled_from(sorted(set(ReceiptFault) - {ReceiptFault.TEMPLATE})),
    st.integers(min_value=len(CAP_WAITS) + 1, max_value=10**6),
)
def test_nothing_but_what_an_approval_can_heal_is_tried_again_for_ever(
    fault: ReceiptFault, times: int
) -> None:
    assert remedy(fault, times).again is None

"""One outcome for each alert and reader, whatever the row of the delivery says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import DeliveryState, SubscriberStatus
from bot.outcome import BY_CHOICE, LEFT_OUT, OTHER, RESTORED, Laid, Outcome, Side, side
from bot.receipt import ReceiptFault
from bot.rules.quiet import Why
from bot.rules.why import LINES, WHYS, of_laid
from bot.rules.window import Reason

LAID = st.builds(
    Laid,
    st.sampled_from(list(DeliveryState)),
    st.sampled_from(["", OTHER, *sorted(WHYS)]),
    st.none() | st.sampled_from(list(ReceiptFault)),
    st.none() | st.sampled_from(list(SubscriberStatus)),
    st.booleans(),
    st.none() | st.sampled_from(list(DeliveryState)),
)
STATES = {
    Side.HAVE: {"sent", "delivered", "read", "folded"},
    Side.MAY: {"queued", "sending", "folded"},
    Side.DOUBT: {"unknown"},
    Side.NOT: {"failed", "expired", "recalled", "dropped", "folded"},
}


@given(laid=LAID, corrects=st.booleans())
def test_every_delivery_has_an_outcome_on_the_side_of_its_state(laid: Laid, *, corrects: bool) -> None:
    found = of_laid(laid, corrects=corrects)
    may_have_left = laid.state is DeliveryState.DROPPED and laid.why == RESTORED
    assert (found is Outcome.RESTORED) is may_have_left
    assert may_have_left or laid.state.value in STATES[side(found)]


@pytest.mark.parametrize(
    ("laid", "outcome"),
    [
        (Laid(DeliveryState.DROPPED, RESTORED, status=SubscriberStatus.LEFT), Outcome.RESTORED),
        (Laid(DeliveryState.FOLDED, Why.NIGHT, digest=DeliveryState.SENT), Outcome.DIGEST_NIGHT),
        (Laid(DeliveryState.FOLDED, Why.NIGHT, digest=DeliveryState.QUEUED), Outcome.IN_DIGEST),
        (Laid(DeliveryState.FOLDED, digest=DeliveryState.FAILED), Outcome.DIGEST_LOST),
        (Laid(DeliveryState.FOLDED), Outcome.DIGEST),
        (Laid(DeliveryState.QUEUED, Why.CALM, folds=True), Outcome.CALM),
        (Laid(DeliveryState.QUEUED, Why.ENOUGH, folds=True), Outcome.ENOUGH),
        (Laid(DeliveryState.QUEUED, Reason.QUOTA), Outcome.QUOTA),
        (Laid(DeliveryState.QUEUED, OTHER), Outcome.AGAIN),
        (Laid(DeliveryState.QUEUED, OTHER, ReceiptFault.TEMPLATE), Outcome.NO_TEMPLATE),
        (Laid(DeliveryState.EXPIRED, Reason.CAPPED), Outcome.EXPIRED_CAPPED),
        (Laid(DeliveryState.FAILED, OTHER, status=SubscriberStatus.LOST), Outcome.BLOCKED),
        (Laid(DeliveryState.FAILED, OTHER, ReceiptFault.CAPPED), Outcome.CAP),
        (Laid(DeliveryState.FAILED, OTHER, status=SubscriberStatus.ACTIVE), Outcome.FAILED),
        (Laid(DeliveryState.DROPPED, status=SubscriberStatus.LINKED), Outcome.ELSEWHERE),
        (Laid(DeliveryState.DROPPED, status=SubscriberStatus.LEFT), Outcome.LEFT),
        (Laid(DeliveryState.DROPPED, Reason.NO_CONSENT, status=SubscriberStatus.ACTIVE), Outcome.NO_CONSENT),
    ],
)
def test_the_reason_in_the_row_decides(laid: Laid, outcome: Outcome) -> None:
    assert of_laid(laid) is outcome


def test_a_correction_that_was_dropped_was_needless() -> None:
    laid = Laid(DeliveryState.DROPPED, status=SubscriberStatus.ACTIVE)
    assert (of_laid(laid), of_laid(laid, corrects=True)) == (Outcome.DROPPED, Outcome.NEEDLESS)


def test_no_outcome_is_without_a_line_and_no_line_is_behind_one_that_takes_all() -> None:
    of_lines = {line.outcome for line in LINES}
    lone = {Outcome.OFF_TOPIC, Outcome.UNEXPLAINED, Outcome.NEEDLESS}
    assert of_lines | set(LEFT_OUT) | lone == set(Outcome)
    assert len(set(LEFT_OUT)) == len(LEFT_OUT)
    assert set(LEFT_OUT) > BY_CHOICE
    for number, line in enumerate(LINES):
        why = OTHER if line.why is None else line.why
        example = Laid(line.state, why, line.fault, line.status, bool(line.folds), line.digest)
        assert not [one for one in LINES[:number] if one.fits(example)], line

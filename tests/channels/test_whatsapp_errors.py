import pytest

from bot.channels.whatsapp_errors import fault, outcome
from bot.errors import ChannelDown, ChannelError, Refused, TryLater, Unreachable
from bot.receipt import ReceiptFault


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (429, 20429, TryLater),
        (429, 0, TryLater),
        (401, 20003, ChannelDown),
        (401, 0, ChannelDown),
        (403, 20005, ChannelDown),
        (400, 63007, ChannelDown),
        (400, 21211, Unreachable),
        (400, 21610, Unreachable),
        (400, 63003, Unreachable),
        (400, 63024, Unreachable),
        (400, 63016, Refused),
        (400, 21617, Refused),
        (404, 20404, Refused),
        (413, 0, Refused),
    ],
)
def test_each_code_has_its_meaning(status: int, code: int, expected: type[ChannelError]) -> None:
    assert type(outcome(status, code)) is expected


def test_only_who_said_stop_has_left() -> None:
    stopped, nobody = outcome(400, 21610), outcome(400, 21211)
    assert isinstance(stopped, Unreachable)
    assert isinstance(nobody, Unreachable)
    assert (stopped.left, nobody.left) == (True, False)


@pytest.mark.parametrize(("wait", "after"), [("7", 7.0), ("", 1.0), ("soon", 1.0)])
def test_a_429_waits_as_long_as_twilio_says_and_shortly_where_it_does_not(wait: str, after: float) -> None:
    later = outcome(429, 20429, wait)
    assert isinstance(later, TryLater)
    assert (later.after, later.scope) == (after, "unclear")


@pytest.mark.parametrize(
    ("expected", "codes"),
    [
        (ReceiptFault.WINDOW_CLOSED, "63016"),
        (ReceiptFault.CAPPED, "63049 131049"),
        (ReceiptFault.OPTED_OUT, "131050 21610"),
        (ReceiptFault.UNREACHABLE, "63003 63014 63024 21211"),
        (ReceiptFault.TEMPLATE, "63027 63028 132001 132015 132016"),
        (ReceiptFault.OTHER, "63013 63021 30008 x 063016"),
    ],
)
def test_a_receipts_code_says_what_was_at_fault(expected: ReceiptFault, codes: str) -> None:
    assert {fault(code) for code in codes.split()} == {expected}


def test_a_failure_without_a_code_is_of_no_known_fault() -> None:
    assert fault("") is ReceiptFault.OTHER

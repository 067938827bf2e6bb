import pytest

from bot.channels.whatsapp_errors import outcome, unreachable
from bot.errors import ChannelDown, ChannelError, Refused, TryLater, Unreachable


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


@pytest.mark.parametrize(("wait", "expected"), [("7", 7.0), ("", 1.0), ("soon", 1.0)])
def test_silence_lasts_as_long_as_twilio_says(wait: str, expected: float) -> None:
    later = outcome(429, 20429, wait)
    assert isinstance(later, TryLater)
    assert (later.after, later.scope) == (expected, "sender")


@pytest.mark.parametrize(("code", "expected"), [("63024", True), ("63016", False), ("", False), ("x", False)])
def test_a_receipts_error_is_about_the_person_or_the_message(code: str, *, expected: bool) -> None:
    assert unreachable(code) is expected

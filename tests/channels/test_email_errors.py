import pytest

from bot.channels.email_errors import Stage, enhanced, is_gone, meaning
from bot.errors import ChannelDown, ChannelError, Refused, TryLater, Unreachable


@pytest.mark.parametrize(
    ("stage", "code", "words", "expected"),
    [
        (Stage.CONNECT, 421, "4.3.2 busy", TryLater),
        (Stage.CONNECT, 554, "5.7.1 go away", ChannelDown),
        (Stage.LOGIN, 535, "5.7.8 bad credentials", ChannelDown),
        (Stage.LOGIN, 454, "4.7.0 temporary", TryLater),
        (Stage.MAIL, 530, "5.7.0 authentication required", ChannelDown),
        (Stage.MAIL, 552, "5.3.4 too big", Refused),
        (Stage.MAIL, 503, "bad sequence", TryLater),
        (Stage.RCPT, 550, "5.1.1 unknown", Unreachable),
        (Stage.RCPT, 550, "5.7.1 blocked", Refused),
        (Stage.DATA, 554, "5.7.1 spam", Refused),
        (Stage.DATA, 451, "4.7.1 later", TryLater),
    ],
)
def test_an_answer_means_something_by_what_was_asked(
    stage: Stage, code: int, words: str, expected: type[ChannelError]
) -> None:
    assert type(meaning(stage, code, words)) is expected


def test_the_code_is_found_where_it_stands_and_no_number_is_taken_for_one() -> None:
    assert enhanced("5.1.1 <a@b>: unknown") == "5.1.1"
    assert enhanced("host 10.5.1.1 said no") == ""
    assert enhanced("see http://example.org/5.1.1x") == "5.1.1"
    assert enhanced("") == ""


def test_a_relay_that_refuses_everybody_loses_nobody() -> None:
    assert not is_gone(550, "relaying denied")
    assert not is_gone(554, "5.7.1 relay access denied for unknown user")
    assert is_gone(550, "No such user here")
    assert not is_gone(452, "no such user")


def test_no_reason_names_an_address() -> None:
    said = str(meaning(Stage.RCPT, 550, "5.1.1 <anna@example.org>: unknown"))
    assert said == "the mail server answered 550 5.1.1"

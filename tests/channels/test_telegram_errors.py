import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels.telegram_errors import meaning, said, translated
from bot.channels.telegram_request import Flooded
from bot.errors import ChannelDown, ChannelError, Moved, Refused, TryLater, Unknown, Unreachable
from bot.model import Address

PERSON = Address("telegram", "700")
GROUP = Address("telegram", "-100700")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Flooded(7), TryLater),
        (InvalidToken("The token `4711:secret` was rejected"), ChannelDown),
        (Conflict("terminated by other getUpdates request"), ChannelDown),
        (ChatMigrated(-100123), Moved),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable),
        (Forbidden("Forbidden: user is deactivated"), Unreachable),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Unreachable),
        (BadRequest("Bad Request: chat not found"), Unreachable),
        (BadRequest("Bad Request: PEER_ID_INVALID"), Unreachable),
        (BadRequest("Bad Request: message is too long"), Refused),
        (NetworkError("who knows"), Unknown),
        (TelegramError("Invalid server response"), Unknown),
    ],
    ids=str,
)
def test_each_error_has_its_meaning(error: TelegramError, expected: type[ChannelError]) -> None:
    outcome = meaning(error, PERSON)
    assert type(outcome) is expected
    assert "4711" not in f"{outcome} {error}"
    assert "100123" not in f"{outcome} {error}"


@pytest.mark.parametrize(("to", "scope"), [(PERSON, "unclear"), (GROUP, "chat"), (None, "sender")])
def test_whom_a_429_silences_is_known_of_a_group_and_of_no_chat_but_not_of_a_person(
    to: Address | None, scope: str
) -> None:
    later = meaning(Flooded(7), to)
    assert isinstance(later, TryLater)
    assert (later.after, later.scope) == (7, scope)


def test_a_moved_chat_tells_where_to() -> None:
    outcome = meaning(ChatMigrated(-100123), GROUP)
    assert isinstance(outcome, Moved)
    assert outcome.to == Address("telegram", "-100123")


def test_our_own_word_inside_a_library_error_stands() -> None:
    ours = Unknown("no answer came in time", likely=False)
    with pytest.raises(Unknown) as caught, translated(PERSON):
        raise NetworkError("Unknown error in HTTP implementation") from ours
    assert caught.value is ours
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("error", [KeyError("result"), TypeError("None"), ValueError("x")])
def test_an_answer_of_another_shape_leaves_the_message_in_doubt(error: Exception) -> None:
    with pytest.raises(Unknown) as caught, translated():
        raise error
    assert caught.value.likely
    assert caught.value.__cause__ is error


def test_what_is_said_is_one_line_of_no_great_length() -> None:
    assert said(BadRequest("Bad Request: first\nsecond")) == "First"
    assert len(said(BadRequest("x" * 500))) == 120

"""What a message answers, read and checked as the Bot API server does (Client::get_reply_parameters)."""

import re
from dataclasses import dataclass

from bot.sandbox.telegram import Call, bad

NOT_FOUND = "message to be replied not found"

_NUMBER = re.compile(r"-?\d{1,10}")


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that is answered, 0 for none; `optional`: one that is gone is no mistake."""

    message_id: int = 0
    optional: bool = False


def read_answered(call: Call) -> Answered:
    """Read `reply_parameters`, or the two parameters that it has replaced; raises ApiError."""
    if "reply_parameters" not in call.params:
        return Answered(max(call.number("reply_to_message_id"), 0), call.flag("allow_sending_without_reply"))
    if not call.text("reply_parameters"):
        return Answered()
    asked = call.decoded("reply_parameters")
    if not isinstance(asked, dict):
        raise bad("object expected as reply parameters")
    if not asked:
        return Answered()
    optional = asked.get("allow_sending_without_reply", False)
    number = _number(asked)
    if not isinstance(optional, bool):
        raise bad('field "allow_sending_without_reply" must be of type Boolean')
    return Answered(max(number, 0), optional)


def _number(asked: dict[str, object]) -> int:
    if "message_id" not in asked:
        raise bad('can\'t find field "message_id"')
    given = asked["message_id"]
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise bad('field "message_id" must be a Number')
    if not _NUMBER.fullmatch(str(given)):
        raise bad('field "message_id" must be a valid Number')
    return int(given)

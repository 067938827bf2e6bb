"""A reply's body as JSON: the message, and what the channel needs to put it in its place."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.model import Message, MessageKind


@dataclass(frozen=True, slots=True)
class Body:
    """What a delivery without an alert carries; `answering`, `replaces` and `plain` as in an Outbound.

    `commands`: it names some with a slash, which are told as words where people write none.
    """

    message: Message
    answering: str = ""
    replaces: str = ""
    plain: bool = False
    commands: bool = False


_BODY = TypeAdapter(Body)


def to_json(
    message: Message, answering: str = "", replaces: str = "", *, commands: bool = False
) -> dict[str, Any]:
    """Write a reply's body for the store."""
    body = Body(message, answering, replaces, commands=commands)
    written: dict[str, Any] = _BODY.dump_python(body, mode="json")
    return written


def from_json(body: dict[str, Any]) -> Body:
    """Read a reply's body back."""
    return _BODY.validate_python(body)


def kind_in(body: dict[str, Any]) -> MessageKind:
    """Read which kind of message a body holds; a reply, where that can't be read."""
    try:
        return MessageKind(body["message"]["kind"])
    except (LookupError, TypeError, ValueError):
        return MessageKind.REPLY

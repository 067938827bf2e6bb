"""A picture never keeps words back: where a service surely refuses a message with one, it goes without."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from bot.errors import Refused
from bot.model import Message
from bot.ports import Sent

T = TypeVar("T", Sent, Sent | None)


async def with_or_without(message: Message, attempt: Callable[[Message], Awaitable[T]]) -> T:
    """Send or change a message; once more, without its picture, where it was refused with that.

    Only a refusal leads to the second attempt: of anything else the first may have been accepted. What
    is accepted then says why it goes without.
    """
    try:
        return await attempt(message)
    except Refused as error:
        if not message.picture:
            raise
        why = str(error)
    sent = await attempt(replace(message, picture=""))
    return None if sent is None else replace(sent, refused=why)  # type: ignore[redundant-expr]  # for one of T

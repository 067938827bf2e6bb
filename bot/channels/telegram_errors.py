"""What the errors of python-telegram-bot mean; the texts are those of the Bot API server's source.

BadRequest is a NetworkError to the library, yet surely not accepted; hence the order of the cases.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.channels.telegram_request import Flooded
from bot.errors import ChannelDown, ChannelError, Moved, Refused, Scope, TryLater, Unknown, Unreachable
from bot.model import Address
from bot.texts import _

NOBODY = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat was deleted",
    "chat was deactivated",
    "user is deactivated",
    "message thread not found",
    "topic_deleted",
    "topic_closed",
    "not enough rights to send",
    "have no rights to send",
)
"""What a 400 says when the person, and not the message, is at fault."""

GIVER = "@BotFather"
"""Who gives out tokens."""

_REASON = 120


@contextmanager
def translated(to: Address | None = None) -> Iterator[None]:
    """Let nothing of the library's out but as a ChannelError; `to` is whom the call concerns.

    An answer of another shape than the Bot API's breaks inside the library, after it was accepted:
    hence the built-in errors.
    """
    try:
        yield
    except TelegramError as error:
        outcome = meaning(error, to)
        wrapped = outcome is error.__cause__
        raise outcome from (outcome.__cause__ if wrapped else error)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Unknown("the answer can't be read") from error


def meaning(error: TelegramError, to: Address | None = None) -> ChannelError:
    """Say what an error of the library means for the message to `to`."""
    if isinstance(error.__cause__, ChannelError):
        return error.__cause__  # our own wire's word, which the library has wrapped
    return _about_us(error, to) or _about_them(error, to) or Unknown("the answer can't be read")


def _about_us(error: TelegramError, to: Address | None) -> ChannelError | None:
    match error:
        case Flooded():
            return TryLater("Telegram asks for silence", error.seconds, _scope(to))
        case InvalidToken():
            error.message = "invalid token"  # the library may write the token there
            return ChannelDown(
                _("Telegram does not know this token: write the one that {giver} gave", giver=GIVER)
            )
        case Conflict():
            return ChannelDown(
                _("Telegram is asked for updates elsewhere with this token: stop the other one")
            )
        case _:
            return None


def _about_them(error: TelegramError, to: Address | None) -> ChannelError | None:
    match error:
        case ChatMigrated() if to:
            error.message = "the chat has moved"  # the library writes the new chat's id there
            _chat, slash, thread = to.id.partition("/")
            return Moved(Address(to.channel, f"{error.new_chat_id}{slash}{thread}"))
        case Forbidden():
            return Unreachable(said(error))
        case BadRequest() if any(words in error.message.lower() for words in NOBODY):
            return Unreachable(said(error))
        case BadRequest():
            return Refused(said(error))
        case _:
            return None


def said(error: TelegramError) -> str:
    """Take the service's own words out of an error: one line, of no great length."""
    return error.message.partition("\n")[0][:_REASON]


def _scope(to: Address | None) -> Scope:
    # A 429 does not say what it limits. Groups have a limit of their own (20 a minute); in a private
    # chat it may be the chat's or the bot's; a call that concerns no chat can only have met the bot's.
    if to is None:
        return "sender"
    return "chat" if to.id.startswith("-") else "unclear"

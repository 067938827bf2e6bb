"""What Telegram tells us, read into events; whatever is not a person in a private chat is passed over."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType, UpdateType

from bot.model import Address
from bot.ports import Event, Inbound, InboundKind

ALLOWED = (UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER)
"""The kinds of update that we ask for."""

_COMMAND = re.compile(r"^(/\w+)@\w+")


def events(raw: Sequence[Mapping[str, Any]]) -> list[Event]:
    """Read updates as they came over the wire, in order."""
    found = (event(each) for each in raw)
    return [each for each in found if each]


def event(raw: Mapping[str, Any]) -> Inbound | None:
    """Read one update; None for one that says nothing to us, or that nobody can read.

    An unreadable one is passed over, since the queue behind it would wait for ever.
    """
    try:
        update = Update.de_json(dict(raw))
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    key = str(update.update_id)
    if update.message:
        return _wrote(key, update.message)
    if update.callback_query:
        return _pressed(key, update.callback_query)
    if update.my_chat_member:
        return _blocked(key, update.my_chat_member)
    return None


def _wrote(key: str, message: Message) -> Inbound | None:
    who = message.from_user
    text = message.text or message.caption or ""
    said = bool(text or message.effective_attachment)  # not so: "pinned a message" and its like
    if who is None or not said or message.chat.type != ChatType.PRIVATE:
        return None
    replied = str(message.reply_to_message.message_id) if message.reply_to_message else ""
    return _inbound(key, who, InboundKind.WROTE, _COMMAND.sub(r"\1", text), replied=replied)


def _pressed(key: str, query: CallbackQuery) -> Inbound | None:
    message = query.message
    if query.data is None or message is None or message.chat.type != ChatType.PRIVATE:
        return None
    pressed = str(message.message_id)
    return _inbound(
        key, query.from_user, InboundKind.PRESSED, query.data, answering=query.id, pressed=pressed
    )


def _blocked(key: str, change: ChatMemberUpdated) -> Inbound | None:
    gone = change.new_chat_member.status == ChatMemberStatus.BANNED
    if not gone or change.chat.type != ChatType.PRIVATE:
        return None
    return _inbound(key, change.from_user, InboundKind.BLOCKED, "")


def _inbound(key: str, who: User, kind: InboundKind, text: str, **more: str) -> Inbound:
    # A private chat has its person's id.
    sender = Address("telegram", str(who.id))
    return Inbound(key, sender, kind, text, who.full_name, who.language_code or "", **more)

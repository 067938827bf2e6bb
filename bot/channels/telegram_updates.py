"""What Telegram tells us, read into events: people in private chats, and commands in places they share.

Of a group only commands are read, and presses of our buttons; of a channel only that we are in it, or out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberUpdated,
    Message,
    Update,
    User,
)
from telegram.constants import ChatMemberStatus, ChatType, UpdateType

from bot.model import Address, Place
from bot.ports import Document, Event, Inbound, InboundKind

ALLOWED = (UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER)
"""The kinds of update that we ask for."""

MANAGERS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})
"""Who may say what a group or a channel gets."""

_OUT = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})
_COMMAND = re.compile(r"^(/\w+)@(\w+)")
_PLACES = {
    ChatType.GROUP: Place.GROUP,
    ChatType.SUPERGROUP: Place.GROUP,
    ChatType.CHANNEL: Place.CHANNEL,
}


def events(raw: Sequence[Mapping[str, Any]], ours: str = "") -> list[Event]:
    """Read updates as they came over the wire, in order; `ours` is the bot's own name."""
    found = (event(each, ours) for each in raw)
    return [each for each in found if each]


def event(raw: Mapping[str, Any], ours: str = "") -> Inbound | None:
    """Read one update; None for one that says nothing to us, or that nobody can read.

    An unreadable one is passed over, since the queue behind it would wait for ever.
    """
    try:
        update = Update.de_json(dict(raw))
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    key = str(update.update_id)
    if update.message:
        return _wrote(key, update.message, ours)
    if update.callback_query:
        return _pressed(key, update.callback_query)
    if update.my_chat_member:
        return _standing(key, update.my_chat_member)
    return None


def chat_of(address: str) -> str:
    """Give the chat that an address is in: that of a forum's topic names its thread behind it."""
    return address.partition("/")[0]


def thread_of(address: str) -> int | None:
    """Give the thread that an address is; None for one that is a whole chat."""
    thread = address.partition("/")[2]
    return int(thread) if thread.isdecimal() else None


def _wrote(key: str, message: Message, ours: str) -> Inbound | None:
    who = message.from_user
    text = message.text or message.caption or ""
    said = bool(text or message.effective_attachment)  # not so: "pinned a message" and its like
    if who is None or not said:
        return None
    replied = str(message.reply_to_message.message_id) if message.reply_to_message else ""
    if message.chat.type == ChatType.PRIVATE:
        document = _document(message)
        return _inbound(
            key, who, InboundKind.WROTE, _COMMAND.sub(r"\1", text), replied=replied, document=document
        )
    if not text.startswith("/") or _is_anothers(text, ours):
        return None
    return _at(key, message.chat, who, InboundKind.WROTE, _COMMAND.sub(r"\1", text), _thread(message))


def _document(message: Message) -> Document | None:
    """Read the file that a message carries, or that a command replies to."""
    answered = message.reply_to_message if (message.text or "").startswith("/") else None
    file = message.document or (answered.document if answered else None)
    if file is None:
        return None
    return Document(
        file.file_id, (file.file_name or "")[:100], (file.mime_type or "")[:64], file.file_size or 0
    )


def _pressed(key: str, query: CallbackQuery) -> Inbound | None:
    message = query.message
    if query.data is None or message is None:
        return None
    about = {"answering": query.id, "pressed": str(message.message_id)}
    if message.chat.type == ChatType.PRIVATE:
        return _inbound(key, query.from_user, InboundKind.PRESSED, query.data, **about)
    thread = _thread(message) if isinstance(message, Message) else ""
    return _at(key, message.chat, query.from_user, InboundKind.PRESSED, query.data, thread, **about)


def _standing(key: str, change: ChatMemberUpdated) -> Inbound | None:
    """Read that we were shut out, or are in a place now, or out of it."""
    new = change.new_chat_member
    if change.chat.type == ChatType.PRIVATE:
        gone = new.status == ChatMemberStatus.BANNED
        return _inbound(key, change.from_user, InboundKind.BLOCKED, "") if gone else None
    was_in, is_in = (_may_write(one, change.chat) for one in (change.old_chat_member, new))
    if is_in and not was_in:
        return _at(key, change.chat, change.from_user, InboundKind.ADDED, "", "")
    if was_in and not is_in:
        return _at(key, change.chat, change.from_user, InboundKind.BLOCKED, "", "")
    return None


def _may_write(member: ChatMember, chat: Chat) -> bool:
    if member.status in _OUT:
        return False
    if chat.type == ChatType.CHANNEL:
        return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
    return member.status != ChatMemberStatus.RESTRICTED or bool(getattr(member, "can_send_messages", False))


def _is_anothers(text: str, ours: str) -> bool:
    named = _COMMAND.match(text)
    return named is not None and bool(ours) and named[2].lower() != ours.lower()


def _thread(message: Message) -> str:
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else ""


def _at(
    key: str,
    chat: Chat,
    who: User,
    kind: InboundKind,
    text: str,
    thread: str,
    **more: Any,  # noqa: ANN401 -- fields of an Inbound
) -> Inbound | None:
    place = _PLACES.get(ChatType(chat.type)) if chat.type in set(ChatType) else None
    if place is None:
        return None
    sender = Address("telegram", f"{chat.id}/{thread}" if thread else str(chat.id))
    named = (chat.title or "", who.language_code or "")
    return replace(Inbound(key, sender, kind, text, *named), place=place, by=str(who.id), **more)


def _inbound(key: str, who: User, kind: InboundKind, text: str, **more: Any) -> Inbound:  # noqa: ANN401 -- the same
    # A private chat has its person's id.
    sender = Address("telegram", str(who.id))
    said = Inbound(key, sender, kind, text, who.full_name, who.language_code or "")
    return replace(said, **more)

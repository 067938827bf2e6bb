"""Telegram's side of the conversations: who has started the bot, what was said, what was pressed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.entities import as_entities
from bot.sandbox.ids import Counter
from bot.sandbox.keyboard import Rows, write_keyboard
from bot.sandbox.phones import Bubble, Phone
from bot.sandbox.spans import Marked, Span, safe_html
from bot.sandbox.updates import Updates

RIGHTS = (  # of an administrator: fields that the Bot API always writes
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories"),
)
QUERY_LIFE = timedelta(seconds=60)  # how long a press may go unanswered


@dataclass
class Chat:
    """A private chat: a person, and whether the bot may write to them; or a place with members by status."""

    id: int
    name: str
    language: str = "en"
    started: bool = False
    blocked: bool = False
    phone: Phone | None = None
    kind: str = "private"
    members: dict[int, str] = field(default_factory=dict)
    threads: frozenset[int] = frozenset()
    author: "Chat | None" = None  # who writes in the place

    def as_user(self) -> dict[str, object]:
        """Write the person as the Bot API does."""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}

    def as_json(self) -> dict[str, object]:
        """Write the chat as the Bot API does."""
        if self.kind != "private":
            forum: dict[str, object] = {"is_forum": True} if self.threads else {}
            return {"id": self.id, "type": self.kind, "title": self.name} | forum
        return {"id": self.id, "type": "private", "first_name": self.name}


@dataclass
class ChatMessage:
    """One message in a chat, of the bot's (`own`) or of the person's."""

    chat: Chat
    id: int
    at: datetime
    marked: Marked
    own: bool = True
    keyboard: Rows = ()
    silent: bool = False
    reply_to: int = 0
    thread: int = 0
    edited_at: datetime | None = None
    file: dict[str, object] = field(default_factory=dict)  # "photo" or "document", as the Bot API writes it
    picture: str = ""
    path: str = ""  # where a document can be fetched by the phone
    preview: str = ""  # the address that a preview is made of; the picture comes of it
    preview_above: bool = False
    preview_options: dict[str, object] = field(default_factory=dict)

    def bubble(self) -> Bubble:
        """Draw it for the phone."""
        return Bubble(
            id=str(self.id),
            sender="bot" if self.own else "me",
            html=safe_html(self.marked),
            text=self.marked.text,
            at=self.at,
            buttons=self.keyboard,
            silent=self.silent,
            edited=self.edited_at is not None,
            status="" if self.own else "sent",
            picture=self.picture,
            picture_below=bool(self.preview) and not self.preview_above,
            reply_to=str(self.reply_to or ""),
            file=self._document(),
        )

    def _document(self) -> dict[str, object]:
        told = self.file.get("document")
        if self.picture or not self.path or not isinstance(told, dict):
            return {}
        return {"name": told.get("file_name", ""), "url": self.path, "size": told.get("file_size", 0)}


class Chats:
    """Every chat of one bot."""

    def __init__(self, bot: dict[str, object], updates: Updates, clock: Callable[[], datetime]) -> None:
        self.bot = bot
        self.people: dict[int, Chat] = {}
        self._messages: dict[tuple[int, int], ChatMessage] = {}
        self._queries: dict[str, tuple[Chat, datetime]] = {}
        self._updates = updates
        self._clock = clock
        # One counter over all private chats, and for both directions: td keeps one map id -> chat.
        self.next_message_id = Counter(clock())
        self._next_query = Counter(clock())

    def add(self, chat: Chat) -> Chat:
        """Make a person known."""
        self.people[chat.id] = chat
        return chat

    def recall(self, chat_id: int, message_id: int) -> None:
        """Know a person again to whom an earlier run delivered a message."""
        self.people.setdefault(chat_id, Chat(chat_id, "Reader")).started = True
        self.next_message_id.skip(message_id)

    def find(self, chat_id: int, message_id: int) -> ChatMessage | None:
        """Find a message that still stands."""
        return self._messages.get((chat_id, message_id))

    def keep(self, message: ChatMessage) -> None:
        """Put a new message into its chat and on its phone."""
        self._messages[message.chat.id, message.id] = message
        if message.chat.phone:
            message.chat.phone.show(message.bubble())

    def redraw(self, message: ChatMessage) -> None:
        """Show what has changed."""
        if message.chat.phone:
            message.chat.phone.change(message.bubble())

    def remove(self, message: ChatMessage) -> None:
        """Take a message out of its chat, for both."""
        del self._messages[message.chat.id, message.id]
        if message.chat.phone:
            message.chat.phone.remove(str(message.id))

    def write(  # noqa: PLR0913 -- all that a message from a person may have
        self,
        chat: Chat,
        text: str,
        times: int = 1,
        about: int = 0,
        thread: int = 0,
        *,
        file: dict[str, object] | None = None,
        path: str = "",
    ) -> ChatMessage:
        """Let the person write; whoever writes has started the bot, and blocks it no more.

        `times` is how often the bot is told, `about` the message that is answered, `file` a document as the
        Bot API writes it, and `path` where the phone has it.
        """
        if chat.blocked:
            self.block(chat, blocked=False)
        chat.started = True
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        spans = (Span("bot_command", 0, len(command)),) if command else ()
        marked = Marked(text, spans).with_links()
        message = ChatMessage(chat, self.next_message_id(), self._clock(), marked, own=False)
        message.thread = thread
        message.file, message.path = file or {}, path
        message.reply_to = about if self.find(chat.id, about) else 0
        self.keep(message)
        self._updates.put("message", self.as_json(message), lambda: self._seen(message), times)
        return message

    def press(self, message: ChatMessage, data: str, by: Chat | None = None) -> str:
        """Let the person, or a member of a place, press a button; returns the query's id."""
        query = str(self._next_query() * 1000 + message.chat.id % 1000)
        self._queries[query] = (message.chat, self._clock())
        payload: dict[str, object] = {
            "id": query,
            "from": (by or message.chat).as_user(),
            "message": self.as_json(message),
            "chat_instance": str(message.chat.id * 31),
            "data": data,
        }
        self._updates.put("callback_query", payload)
        return query

    def answered(self, query: str) -> Chat | None:
        """Take the bot's answer to a press: who pressed, or None where it came too late or twice."""
        chat, pressed = self._queries.pop(query, (None, self._clock()))
        return chat if self._clock() - pressed <= QUERY_LIFE else None

    def admit(self, place: Chat, by: Chat) -> None:
        """Let the bot into a place, by somebody; into a channel as one who may post."""
        place.started = True
        place.blocked = False
        status = "administrator" if place.kind == "channel" else "member"
        self._tell_standing(place, by, "left", status)

    def put_out(self, place: Chat, by: Chat) -> None:
        """Put the bot out of a place."""
        place.blocked = True
        status = "administrator" if place.kind == "channel" else "member"
        self._tell_standing(place, by, status, "kicked")

    def _tell_standing(self, place: Chat, by: Chat, before: str, after: str) -> None:
        payload: dict[str, object] = {
            "chat": place.as_json(),
            "from": by.as_user(),
            "date": int(self._clock().timestamp()),
            "old_chat_member": self.member(before),
            "new_chat_member": self.member(after),
        }
        self._updates.put("my_chat_member", payload)

    def block(self, chat: Chat, *, blocked: bool) -> None:
        """Let the person shut the bot out, or in again."""
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        if chat.phone:
            chat.phone.block(blocked=blocked)
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        payload: dict[str, object] = {
            "chat": chat.as_json(),
            "from": chat.as_user(),
            "date": int(self._clock().timestamp()),
            "old_chat_member": self.member(before),
            "new_chat_member": self.member(after),
        }
        self._updates.put("my_chat_member", payload)

    def member(self, status: str) -> dict[str, object]:
        """Write the bot's own standing in a chat."""
        standing: dict[str, object] = {"user": self.bot, "status": status}
        if status == "administrator":
            return standing | dict.fromkeys(RIGHTS, False) | {"can_post_messages": True}
        return standing | {"until_date": 0} if status == "kicked" else standing

    def as_json(self, message: ChatMessage) -> dict[str, object]:
        """Write a message as the Bot API does."""
        words = "caption" if message.file else "text"
        entities = as_entities(message.marked)
        optional: dict[str, object] = {
            words: message.marked.text,
            "caption_entities" if message.file else "entities": entities,
            "edit_date": int(message.edited_at.timestamp()) if message.edited_at else 0,
            "reply_markup": write_keyboard(message.keyboard) if message.keyboard else {},
            "reply_to_message": self._quoted(message),
            "link_preview_options": message.preview_options,
        }
        return {
            "message_id": message.id,
            "from": self.bot if message.own else (message.chat.author or message.chat).as_user(),
            "chat": message.chat.as_json(),
            "date": int(message.at.timestamp()),
            **({"message_thread_id": message.thread, "is_topic_message": True} if message.thread else {}),
            **message.file,
            **{name: value for name, value in optional.items() if value},
        }

    def _quoted(self, message: ChatMessage) -> dict[str, object]:
        quoted = self.find(message.chat.id, message.reply_to) if message.reply_to else None
        if quoted is None:
            return {}
        whole = self.as_json(quoted)
        whole.pop("reply_to_message", None)  # the Bot API goes one level deep
        return whole

    def _seen(self, message: ChatMessage) -> None:
        if message.chat.phone:
            message.chat.phone.mark(str(message.id), "read")

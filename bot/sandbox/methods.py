"""The methods of the Bot API that the stand-in knows, with the real one's checks and words."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.sandbox.chats import RIGHTS, Chat, ChatMessage, Chats
from bot.sandbox.condition import Condition
from bot.sandbox.entities import formatted
from bot.sandbox.files import Files, kind_of
from bot.sandbox.journal import Entry, Journal
from bot.sandbox.keyboard import KeyboardError, Rows, read_keyboard
from bot.sandbox.markup import MarkupError
from bot.sandbox.previews import Options, Previews, read_options
from bot.sandbox.replies import NOT_FOUND, Answered, read_answered
from bot.sandbox.spans import Marked, safe_html
from bot.sandbox.telegram import ApiError, Call, Json, Method, bad

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_SOURCE = 2**15  # bytes, before any markup is read
LONGEST_TOAST = 200
DELETABLE = timedelta(hours=48)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


class Methods:
    """What a bot can do to its chats."""

    def __init__(
        self,
        chats: Chats,
        journal: Journal,
        files: Files,
        previews: Previews,
        clock: Callable[[], datetime],
        condition: Condition,
    ) -> None:
        self._condition = condition
        self._chats = chats
        self._journal = journal
        self._files = files
        self._previews = previews
        self._clock = clock
        self._entries: dict[tuple[int, int], Entry] = {}

    def table(self) -> Mapping[str, Method]:
        """List the methods by their names in lower case."""
        return {
            "getme": self.get_me,
            "sendmessage": self.send_message,
            "sendphoto": self.send_file,
            "senddocument": self.send_file,
            "editmessagetext": self.edit_text,
            "editmessagecaption": self.edit_caption,
            "editmessagereplymarkup": self.edit_markup,
            "deletemessage": self.delete,
            "answercallbackquery": self.answer_query,
            "getchat": self.get_chat,
            "getchatmember": self.get_member,
            "setmycommands": self.accept,
            "deletemycommands": self.accept,
            "setmydescription": self.accept,
            "setmyshortdescription": self.accept,
        }

    async def get_me(self, _call: Call) -> object:
        """Say who the bot is."""
        abilities = {
            "can_join_groups": self._condition.joins_groups,
            "can_read_all_group_messages": self._condition.reads_groups,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
        return self._chats.bot | abilities

    async def accept(self, _call: Call) -> object:
        """Take what changes only the bot's profile."""
        return True

    async def send_message(self, call: Call) -> object:
        """Send a text."""
        marked, answered, keyboard = _text(call), read_answered(call), _keyboard(call)
        options = read_options(call)
        message = self._addressed(call, marked, answered)
        message.keyboard = keyboard
        _take(message, options)
        sent = self._sent(call, message)
        self._previews.draw(message)
        return sent

    async def send_file(self, call: Call) -> object:
        """Send a picture or a document, uploaded or named by its address."""
        kind = call.method.removeprefix("send")
        upload = call.files.get(call.text(kind).removeprefix("attach://")) or call.files.get(kind)
        if upload is None and not call.text(kind):
            raise bad(f"there is no {kind} in the request")
        caption, answered, keyboard = _caption(call), read_answered(call), _keyboard(call)
        message = self._addressed(call, caption, answered)
        message.keyboard = keyboard
        path = self._files.keep(upload) if upload else ""
        size = len(upload.content) if upload else 0
        message.file = _file(kind, message.id, size, upload.name if upload else "")
        message.picture = path if upload and kind_of(upload.content) else ""
        message.path = path
        return self._sent(call, message)

    async def edit_text(self, call: Call) -> object:
        """Change the words of a message, and its buttons."""
        marked, keyboard, options = _text(call), _keyboard(call), read_options(call)
        message = self._editable(call)
        if message.file:
            raise bad("there is no text in the message to edit")
        another = _take(message, options)
        edited = self._reworded(message, marked, keyboard, another=another)
        if another:
            self._previews.draw(message)
        return edited

    async def edit_caption(self, call: Call) -> object:
        """Change the words below a picture or a document, and its buttons."""
        marked, keyboard = _caption(call), _keyboard(call)
        message = self._editable(call)
        if not message.file:
            raise bad("there is no caption in the message to edit")
        return self._reworded(message, marked, keyboard)

    async def edit_markup(self, call: Call) -> object:
        """Change the buttons of a message."""
        keyboard = _keyboard(call)
        message = self._editable(call)
        if message.keyboard == keyboard:
            raise bad(NOT_MODIFIED)
        return self._edited(message, keyboard, words=False)

    async def delete(self, call: Call) -> object:
        """Take back a message, the bot's or the person's, for both of them."""
        if not call.number("message_id"):
            raise bad("message identifier is not specified")
        message = self._chats.find(self._writable(call).id, call.number("message_id"))
        if message is None:
            raise bad("message to delete not found")
        if self._clock() - message.at > DELETABLE:
            raise bad("message can't be deleted for everyone")
        self._chats.remove(message)
        if entry := self._entries.get((message.chat.id, message.id)):
            entry.deleted = True
        return True

    async def answer_query(self, call: Call) -> object:
        """Answer a press; the text fades on the phone."""
        text = call.text("text")
        if len(text) > LONGEST_TOAST:
            raise bad("MESSAGE_TOO_LONG")
        chat = self._chats.answered(call.text("callback_query_id"))
        if chat is None:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if text and chat.phone:
            chat.phone.toast(text)
        return True

    async def get_chat(self, call: Call) -> object:
        """Describe a chat."""
        return self._known(call).as_json() | {"accent_color_id": 0, "max_reaction_count": 11}

    async def get_member(self, call: Call) -> object:
        """Describe one of the two people in a private chat."""
        chat = self._known(call)
        asked = call.number("user_id")
        if asked == self._chats.bot["id"]:
            return self._chats.member("kicked" if chat.blocked else "member")
        if chat.kind != "private":
            return self._member(chat, asked)
        if asked != chat.id:
            raise bad("user not found")
        return {"user": chat.as_user(), "status": "member"}

    def _member(self, place: Chat, asked: int) -> Json:
        person, status = self._chats.people.get(asked), place.members.get(asked, "left")
        if person is None:
            raise bad("user not found")
        rights: Json = dict.fromkeys(RIGHTS, False) if status == "administrator" else {}
        return {"user": person.as_user(), "status": status, "is_anonymous": False} | rights

    def _known(self, call: Call) -> Chat:
        if not call.text("chat_id"):
            raise bad("chat_id is empty")
        chat = self._chats.people.get(call.number("chat_id"))
        if chat is None or not chat.started:
            raise bad("chat not found")
        return chat

    def _writable(self, call: Call) -> Chat:
        chat = self._known(call)
        if chat.blocked and chat.kind != "private":
            raise ApiError(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
        if chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return chat

    def _addressed(self, call: Call, marked: Marked, answered: Answered) -> ChatMessage:
        """Make a message to a chat; what it answers stands there, or need not."""
        chat = self._writable(call)
        stands = self._chats.find(chat.id, answered.message_id) is not None
        if answered.message_id and not stands and not answered.optional:
            raise bad(NOT_FOUND)
        message = ChatMessage(chat, self._chats.next_message_id(), self._clock(), marked)
        message.reply_to = answered.message_id if stands else 0
        message.thread = call.number("message_thread_id")
        if message.thread and message.thread not in chat.threads:
            raise bad("message thread not found")
        return message

    def _editable(self, call: Call) -> ChatMessage:
        chat = self._known(call)
        if not call.number("message_id"):
            raise bad("message identifier is not specified")
        message = self._chats.find(chat.id, call.number("message_id"))
        if message is None:
            raise bad("message to edit not found")
        if not message.own:
            raise bad("message can't be edited")
        return message

    def _sent(self, call: Call, message: ChatMessage) -> Json:
        message.silent = call.flag("disable_notification")
        self._chats.keep(message)
        entry = Entry(
            service="telegram",
            to=str(message.chat.id),
            id=str(message.id),
            text=message.marked.text,
            html=safe_html(message.marked),
            at=message.at.isoformat(),
            picture=message.preview or None,
        )
        self._entries[message.chat.id, message.id] = entry
        self._journal.add(entry)
        return self._chats.as_json(message)

    def _reworded(
        self, message: ChatMessage, marked: Marked, keyboard: Rows, *, another: bool = False
    ) -> Json:
        if not another and (message.marked, message.keyboard) == (marked, keyboard):
            raise bad(NOT_MODIFIED)
        message.marked = marked
        return self._edited(message, keyboard)

    def _edited(self, message: ChatMessage, keyboard: Rows, *, words: bool = True) -> Json:
        message.keyboard = keyboard
        if words:
            message.edited_at = self._clock()
        self._chats.redraw(message)
        entry = self._entries.get((message.chat.id, message.id))
        if entry and words:
            entry.edited = True
            entry.edited_at = self._clock().isoformat()
            entry.text = message.marked.text
            entry.html = safe_html(message.marked)
            entry.picture = message.preview or None
        return self._chats.as_json(message)


def _take(message: ChatMessage, options: Options) -> bool:
    """Let a message have a preview, or none; say whether it is another than it had."""
    message.preview_options = options.as_json()
    message.preview_above = options.above
    if message.preview == options.url:
        return False
    message.preview, message.picture = options.url, ""
    return True


def _text(call: Call) -> Marked:
    if not call.text("text"):
        raise bad("message text is empty")
    marked = _words(call, "text", "entities", LONGEST_TEXT, "message is too long")
    if not marked.text:
        raise bad("text must be non-empty")
    return marked


def _caption(call: Call) -> Marked:
    return _words(call, "caption", "caption_entities", LONGEST_CAPTION, "message caption is too long")


def _words(call: Call, name: str, entities: str, longest: int, too_long: str) -> Marked:
    text = call.text(name)
    if len(text.encode()) > LONGEST_SOURCE:
        raise bad("text is too long")
    try:
        marked = formatted(text, call.text("parse_mode"), call.text(entities)).trimmed().with_links()
    except MarkupError as error:
        raise bad(str(error)) from error
    if len(marked.text) > longest:
        raise bad(too_long)
    return marked


def _keyboard(call: Call) -> Rows:
    try:
        return read_keyboard(call.text("reply_markup"))
    except KeyboardError as error:
        raise bad(str(error)) from error


def _file(kind: str, number: int, size: int, name: str) -> Json:
    known: Json = {"file_id": f"sandbox-{number}", "file_unique_id": f"s{number}", "file_size": size}
    if kind == "photo":
        return {"photo": [known | {"width": 0, "height": 0}]}
    return {"document": known | {"file_name": name}}

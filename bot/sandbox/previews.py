"""Link previews: of a picture's address, as Telegram makes them, some time after it took the message.

What can't be fetched has no preview, and nobody is told. Of a page none is drawn here.
"""

from dataclasses import dataclass

from bot.sandbox.chats import ChatMessage, Chats
from bot.sandbox.chores import Chores
from bot.sandbox.fetching import Fetching, Picture
from bot.sandbox.files import Files
from bot.sandbox.telegram import Call, Json, Upload, bad

FLAGS = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")


@dataclass(frozen=True, slots=True)
class Options:
    """What a call asks for: the address to preview, and all of it as the answer repeats it."""

    url: str = ""
    above: bool = False
    said: tuple[tuple[str, object], ...] = ()

    def as_json(self) -> Json:
        """Write them as the Bot API does."""
        return dict(self.said)


class Previews:
    """Draws the previews of messages on the phone."""

    def __init__(self, chats: Chats, files: Files, fetching: Fetching, chores: Chores) -> None:
        self._chats = chats
        self._files = files
        self._fetching = fetching
        self._chores = chores

    def draw(self, message: ChatMessage) -> None:
        """Draw a message's preview in the background; nobody fetches for who looks at no phone."""
        if message.preview and message.chat.phone:
            self._chores.start(self._draw(message, message.preview))

    async def _draw(self, message: ChatMessage, url: str) -> None:
        found = await self._fetching.fetch(url)
        if isinstance(found, Picture) and message.preview == url:
            message.picture = self._files.keep(Upload("preview", found.content))
            self._chats.redraw(message)


def read_options(call: Call) -> Options:
    """Read a call's `link_preview_options`; raises ApiError."""
    given = call.decoded("link_preview_options")
    if given is None:
        return Options()
    if not isinstance(given, dict):
        raise bad("object expected as link preview options")
    if any(not isinstance(given.get(name, False), bool) for name in FLAGS):
        raise bad("can't parse link preview options JSON object")
    if not isinstance(url := given.get("url", ""), str):
        raise bad("can't parse link preview options JSON object")
    off = bool(given.get("is_disabled"))
    said = tuple((name, given[name]) for name in (*FLAGS, "url") if given.get(name))
    return Options("" if off else url, bool(given.get("show_above_text")), said)

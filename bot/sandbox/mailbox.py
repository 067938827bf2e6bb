"""The mailbox on the page: the letters that came, newest first, and each of them opened."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html import unescape

from aiohttp import web

from bot.sandbox.stream import Stream

KEPT = 200  # letters a mailbox remembers
SHOWN = 140  # characters of a letter in the list
LOOKED_AT = 20_000  # characters of its HTML that those are sought in
LINK = re.compile(r"<(https?://[^<>\s]+)>")
TAG = re.compile(r"<[^<>]*>")

OPENED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""What a letter may do: be styled within, and open links in other windows; nothing else."""


@dataclass(slots=True)
class Letter:
    """One letter as it came; `to` is the address on the envelope."""

    id: str
    to: str
    sender: str
    subject: str
    at: datetime
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    name: str  # its Message-ID
    read: bool = False

    @property
    def preview(self) -> str:
        """Give the first words that it shows, as mail programs do in a list: of its HTML if it has any."""
        _, _, body = self.html[:LOOKED_AT].rpartition("</head>")
        words = unescape(TAG.sub(" ", body)) or self.text
        return " ".join(words.split())[:SHOWN]

    def as_line(self) -> dict[str, object]:
        """Write it for the list."""
        return {
            "id": self.id,
            "to": self.to,
            "sender": self.sender,
            "subject": self.subject,
            "at": self.at.isoformat(),
            "preview": self.preview,
            "read": self.read,
        }

    def as_json(self) -> dict[str, object]:
        """Write it whole, but for its HTML, which has an address of its own."""
        whole = {"text": self.text, "headers": self.headers, "html": bool(self.html)}
        return self.as_line() | whole | {"leaves": bool(self.leave)}

    @property
    def leave(self) -> str:
        """Find where its list is left with one click (RFC 8058); empty: nowhere."""
        told = {name.lower(): value for name, value in self.headers}
        link = LINK.search(told.get("list-unsubscribe", ""))
        return link[1] if link and told.get("list-unsubscribe-post") == "List-Unsubscribe=One-Click" else ""


def opened(content: bytes, id_: str, to: str, at: datetime) -> Letter:
    """Read a letter as it came over the wire."""
    parsed = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content)
    return Letter(
        id=id_,
        to=to,
        sender=str(parsed["From"] or ""),
        subject=str(parsed["Subject"] or ""),
        at=at,
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
        headers=tuple((name, str(value)) for name, value in parsed.items()),
        name=str(parsed["Message-ID"] or id_),
    )


def _body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    if part is None:
        return ""
    content = part.get_content()
    return content.replace("\r\n", "\n") if isinstance(content, str) else ""


class Mailbox:
    """The letters to whomever they were sent: an operator who tries a letter writes to an own address.

    `leave` leaves a list with one click, at an address, and says whether that was taken.
    """

    def __init__(
        self, name: str, account: str, stream: Stream, leave: Callable[[str], Awaitable[bool]]
    ) -> None:
        self.name = name
        self.account = account
        self._stream = stream
        self._leave = leave
        self._letters: dict[str, Letter] = {}

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Mount what opens letters."""
        app.router.add_post(prefix + "/mailbox/{letter}/leave", self.leave)
        app.router.add_get(prefix + "/mailbox/{letter}", self.letter)
        app.router.add_get(prefix + "/mailbox/{letter}/html", self.html)

    def keep(self, letter: Letter) -> None:
        """Put a letter on top."""
        self._letters[letter.id] = letter
        while len(self._letters) > KEPT:
            del self._letters[next(iter(self._letters))]
        self._stream.publish("letter", {"phone": "email", "letter": letter.as_line()})

    def as_json(self) -> dict[str, object]:
        """Write the mailbox for the page, the newest letter first."""
        lines = [letter.as_line() for letter in reversed(self._letters.values())]
        return {"name": self.name, "account": self.account, "letters": lines}

    async def letter(self, request: web.Request) -> web.Response:
        """Open a letter."""
        letter = self._found(request)
        letter.read = True
        return web.json_response(letter.as_json(), headers={"Cache-Control": "no-store"})

    async def html(self, request: web.Request) -> web.Response:
        """Give a letter's HTML, for a frame; its links open in other windows, as in any web mail."""
        html = self._found(request).html.replace("<head>", '<head><base target="_blank">', 1)
        return web.Response(text=html, content_type="text/html", headers=OPENED)

    async def leave(self, request: web.Request) -> web.Response:
        """Leave the list that a letter came from; only JSON is taken, which no foreign page may post."""
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        link = self._found(request).leave
        if not link:
            raise web.HTTPBadRequest
        return web.json_response({"left": await self._leave(link)})

    def _found(self, request: web.Request) -> Letter:
        letter = self._letters.get(request.match_info["letter"])
        if letter is None:
            raise web.HTTPNotFound
        return letter

"""The two phones on the page: what stands on their screens."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.stream import Stream

KEPT = 300  # bubbles a screen remembers


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a bubble: it sends `data` back or opens `url`."""

    text: str
    data: str = ""
    url: str = ""
    about: str = ""  # a line below it, in a list

    def as_json(self) -> dict[str, str]:
        """Write it for the page."""
        pairs = {"text": self.text, "data": self.data, "url": self.url, "about": self.about}
        return {name: value for name, value in pairs.items() if value}


@dataclass(slots=True)
class Bubble:
    """One message on a screen; `html` is safe to show as it is."""

    id: str
    sender: str  # "me" (whose phone it is) or "bot"
    html: str
    text: str
    at: datetime
    buttons: tuple[tuple[Button, ...], ...] = ()
    opens: str = ""  # what stands on the button that opens them as a list; empty: they stand below
    silent: bool = False
    edited: bool = False
    status: str = ""
    picture: str = ""
    picture_below: bool = False
    reply_to: str = ""
    file: dict[str, object] = field(default_factory=dict)  # name, url and size of one to save

    def as_json(self) -> dict[str, object]:
        """Write it for the page."""
        shown: dict[str, object] = {
            "id": self.id,
            "from": self.sender,
            "html": self.html,
            "text": self.text,
            "at": self.at.isoformat(),
            "buttons": [[button.as_json() for button in row] for row in self.buttons],
            "silent": self.silent,
            "edited": self.edited,
            "status": self.status,
        }
        below = bool(self.picture) and self.picture_below
        extras: dict[str, object] = {
            "picture": self.picture,
            "picture_below": below,
            "reply_to": self.reply_to,
        }
        extras |= {"opens": self.opens, "file": self.file}
        return shown | {name: value for name, value in extras.items() if value}


class Phone:
    """One phone: its owner, and the conversation with the newsroom."""

    def __init__(self, service: str, name: str, account: str, stream: Stream) -> None:
        self.service = service
        self.name = name
        self.account = account
        self.blocked = False
        self._stream = stream
        self._bubbles: dict[str, Bubble] = {}

    @property
    def watched(self) -> bool:
        """Whether somebody looks at the screen."""
        return self._stream.watched

    def show(self, bubble: Bubble) -> None:
        """Add a bubble at the bottom of the screen."""
        self._bubbles[bubble.id] = bubble
        while len(self._bubbles) > KEPT:
            del self._bubbles[next(iter(self._bubbles))]
        self._tell("bubble", {"bubble": bubble.as_json()})

    def change(self, bubble: Bubble) -> None:
        """Put a bubble in the place of the one with its id, if that still stands there."""
        if bubble.id in self._bubbles:
            self._bubbles[bubble.id] = bubble
            self._tell("change", {"bubble": bubble.as_json()})

    def mark(self, bubble_id: str, status: str) -> None:
        """Set the ticks of a bubble."""
        if bubble := self._bubbles.get(bubble_id):
            bubble.status = status
            self._tell("change", {"bubble": bubble.as_json()})

    def remove(self, bubble_id: str) -> None:
        """Take a bubble off the screen."""
        if self._bubbles.pop(bubble_id, None):
            self._tell("remove", {"id": bubble_id})

    def find(self, bubble_id: str) -> Bubble | None:
        """Find a bubble on the screen."""
        return self._bubbles.get(bubble_id)

    def toast(self, text: str) -> None:
        """Show a line that fades."""
        self._tell("toast", {"text": text})

    def block(self, *, blocked: bool) -> None:
        """Remember whether the newsroom is blocked here."""
        self.blocked = blocked
        self._tell("phone", {"blocked": blocked})

    def as_json(self) -> dict[str, object]:
        """Write the whole phone for the page."""
        return {
            "name": self.name,
            "account": self.account,
            "blocked": self.blocked,
            "bubbles": [bubble.as_json() for bubble in self._bubbles.values()],
        }

    def _tell(self, event: str, data: dict[str, object]) -> None:
        self._stream.publish(event, {"phone": self.service} | data)

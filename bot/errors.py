"""The tree of errors.

BotError
├── SettingsError           a setting is missing or wrong: which, why, what to write
│   └── NotYet              it may come right by itself: a database that is away, or not yet migrated
├── UsageError              a person asked for what can't be done; its text is the answer
├── SourceError             a source did not give what it should
│   ├── Unavailable         not now: may be back, perhaps after a stated wait
│   ├── Gone                never again (410)
│   └── Invalid             it answered, but with what is no feed or page
└── ChannelError            a message did not go out
    ├── TryLater            surely not accepted: try again, after a wait for a scope
    ├── Untried             for a reason of ours nothing left
    ├── Unreachable         this person can't be reached any more
    ├── Moved               this chat has another address now
    ├── Refused             this message will never be accepted
    ├── Held                not before somebody has put something right
    ├── Unknown             it may have been accepted
    ├── ChannelDown         the channel takes nothing from anyone: a wrong token, a closed account
    └── Forged              a hook whose signature does not hold
"""

from typing import Literal, TypeAlias

from bot.model import Address
from bot.texts import Text, say, verbatim

Scope: TypeAlias = Literal["sender", "chat", "unclear"]
"""What a wait is for."""


class BotError(Exception):
    """Anything that this program raises on purpose."""


class SettingsError(BotError):
    """A setting is missing or wrong; the message is one line that says which, why, what to write."""


class NotYet(SettingsError):
    """What a program lacks to start, and may get without being started again."""


class UsageError(BotError):
    """A person asked for what can't be done; `text` tells them so, and what to write instead."""

    def __init__(self, text: Text) -> None:
        super().__init__(say(text, "en"))
        self.text = text


class SourceError(BotError):
    """A source did not give what it should; `text` says what, for an editor.

    `status` is the HTTP status that it is about, 0 where no status told of it. `after` is the source's
    own word, in seconds, on when it may be asked again.
    """

    def __init__(self, text: Text, after: float | None = None, *, status: int = 0) -> None:
        super().__init__(say(text, "en"))
        self.text = text
        self.after = after
        self.status = status


class Unavailable(SourceError):
    """The source may be back."""


class Gone(SourceError):
    """The source says that it is no more (410)."""


class Invalid(SourceError):
    """The source answered, but with what is no feed, or no page, or not allowed."""


class ChannelError(BotError):
    """A message did not go out; the message names no address and no secret."""


class TryLater(ChannelError):
    """Surely not accepted: repeat after `after` seconds.

    `scope` is what is silenced until then: ``"sender"`` (the whole account), ``"chat"``, or
    ``"unclear"`` where the service does not say which of the two it means.
    """

    def __init__(self, reason: str, after: float, scope: Scope = "chat") -> None:
        super().__init__(reason)
        self.after = after
        self.scope = scope


class Untried(ChannelError):
    """Nothing was tried, for a reason of ours: it may leave as soon as that is over."""


class Unreachable(ChannelError):
    """The person blocked us, left, or never was: `left` when they asked for it to end."""

    def __init__(self, reason: str, *, left: bool = False) -> None:
        super().__init__(reason)
        self.left = left


class Moved(ChannelError):
    """The chat has another address now; the message was surely not accepted at the old one."""

    def __init__(self, to: Address) -> None:
        super().__init__("the chat has moved")
        self.to = to


class Refused(ChannelError):
    """Surely refused, and would be again: this message, not the person, is at fault."""


class Held(ChannelError):
    """Surely not accepted; leaves once somebody has put right what `text` says."""

    def __init__(self, text: Text) -> None:
        super().__init__(say(text, "en"))
        self.text = text


class Unknown(ChannelError):
    """It may have been accepted: no answer, a broken one, or a fault on the other side.

    `likely` says whether acceptance is likely (a read time-out) or not (a reset, 502).
    """

    def __init__(self, reason: str, *, likely: bool = True) -> None:
        super().__init__(reason)
        self.likely = likely


class ChannelDown(ChannelError):
    """The channel takes nothing from anyone; `text` says why: a wrong token, a closed account.

    A `reason` that is no Text is said as it is in every language.
    """

    def __init__(self, reason: Text | str) -> None:
        self.text = reason if isinstance(reason, Text) else verbatim(reason)
        super().__init__(say(self.text, "en"))


class Forged(ChannelError):
    """A hook whose signature does not hold; nothing in it may be believed."""

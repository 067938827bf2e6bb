"""Words made fit to be sent: nothing that reorders or hides them, nothing longer than the channel takes."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import regex

from bot.model import Message, MessageKind
from bot.rules.direction import closed, directed

ELLIPSIS = "…"
_SIGN = regex.compile(r"\X")  # what a reader takes for one sign: an accented letter, a flag, a family

_SPACES = regex.compile(r"\s{2,}|[^\S\u00a0\u202f]")  # but a no-break space that stands alone

KEPT = 64
"""How many messages' words a channel keeps ready: an alert is the same for all who read a language."""

_LOOSE = " \n,;:-\u2013\u2014"
"""What no text should end in just before the ellipsis."""

Measure: TypeAlias = Callable[[Message], int]

_MARKS = dict.fromkeys(
    [
        *(code for code in range(0x20) if chr(code) not in "\n\t"),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),  # bidi embeddings and overrides: show letters in another order
        *range(0xE0000, 0xE0080),  # tag characters: text that nobody sees
    ]
)
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))


def clean(text: str) -> str:
    """Remove control characters and what lets a text show otherwise than it is written.

    Bidi isolates stay where each is closed: they keep a French name in its place in a Hebrew line.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    whole = whole.replace("\r\n", "\n").translate(_MARKS).strip()
    return whole if _isolates_close(whole) else whole.translate(_ISOLATES).strip()


def _isolates_close(text: str) -> bool:
    depth = 0
    for letter in text:
        if "\u2066" <= letter <= "\u2069":
            depth += -1 if letter == "\u2069" else 1
            if depth < 0:
                return False
    return depth == 0


def one_line(text: str) -> str:
    """Clean a text and join its lines with single spaces; a no-break space stays one."""
    return _SPACES.sub(" ", clean(text))


def units(text: str) -> int:
    """Count UTF-16 units, the stricter of the two ways in which services count characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, room: int) -> str:
    """Shorten a text to `room` units, between words where it has any; a cut shows as an ellipsis.

    Empty where nothing but the ellipsis would be left. A link is never left half: it goes whole, as
    a word. What the cut leaves open of isolates is closed.
    """
    if units(text) <= room:
        return text
    most = room - 1
    kept = closed(_kept(text, most))
    while kept and units(kept) > room - 1:  # what closes takes room, too
        most -= units(kept) - (room - 1)
        kept = closed(_kept(text, most))
    return kept + ELLIPSIS if kept else ""


def _kept(text: str, room: int) -> str:
    end = _end(text, room)
    space = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    if space > 0:
        end = space
    elif "://" in text[:end]:
        return ""
    return text[:end].rstrip(_LOOSE)


def _end(text: str, room: int) -> int:
    end = used = 0
    for sign in _SIGN.finditer(text):
        used += units(sign[0])
        if used > room:
            break
        end = sign.end()
    return end


def cleaned(message: Message) -> Message:
    """Clean every part of a message; parts that come out empty are dropped."""
    return replace(
        message,
        headline=one_line(message.headline),
        lines=tuple(line for line in map(clean, message.lines) if line),
        byline=one_line(message.byline),
        link="".join(clean(message.link).split()),
        note=one_line(message.note),
        quoted=one_line(message.quoted),
    )


def fitted(message: Message, measure: Measure, limit: int) -> Message:
    """Direct a message's words, and shorten it until `measure` finds it within `limit`.

    The last line gives way first, the headline last; what the message quotes goes before all of it.

    The link and the buttons stay whole as long as anything else can give way.
    """
    message = _directed(message)
    for shorten in (_no_quote, _shorter_lines, _shorter_note, _shorter_byline, _shorter_headline, _no_link):
        over = measure(message) - limit
        if over <= 0:
            break
        message = shorten(message, over)
    return message


def _directed(message: Message) -> Message:
    """Make every part read in its order: the marks are there before a cut, which then leaves none alone."""
    language = message.language
    return replace(
        message,
        headline=directed(message.headline, language),
        lines=tuple(directed(line, language) for line in message.lines),
        byline=directed(message.byline, language, ours=True),
        note=directed(message.note, language, ours=True),
        quoted=directed(message.quoted, language),
    )


def _no_quote(message: Message, over: int) -> Message:  # noqa: ARG001 - same shape as its siblings
    return replace(message, quoted="")


def _shorter_lines(message: Message, over: int) -> Message:
    lines = list(message.lines)
    while len(lines) > 1 and over > 0 and message.kind is MessageKind.DIGEST:
        over -= units(lines.pop()) + 1  # each is a story: none is told by half
    while lines and over > 0:
        last = lines.pop()
        shorter = cut(last, max(units(last) - over, 0))
        if shorter:
            lines.append(shorter)
            break
        over -= units(last)
    return replace(message, lines=tuple(lines))


def _shorter_note(message: Message, over: int) -> Message:
    return replace(message, note=cut(message.note, max(units(message.note) - over, 0)))


def _shorter_byline(message: Message, over: int) -> Message:
    return replace(message, byline=cut(message.byline, max(units(message.byline) - over, 0)))


def _shorter_headline(message: Message, over: int) -> Message:
    return replace(message, headline=cut(message.headline, max(units(message.headline) - over, 0)))


def _no_link(message: Message, over: int) -> Message:  # noqa: ARG001 - same shape as its siblings
    return replace(message, link="")

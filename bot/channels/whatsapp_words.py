"""A message as WhatsApp shows it: as free text, or as the variables of a template.

WhatsApp's markup has no escapes, and the effect of invisible characters in it differs from phone to
phone. So a sign in an article that could format is replaced by its twin among the mathematical and
modifier signs: it reads the same, and formats nothing anywhere. Links alone stay as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlencode

from bot.channels.fitting import KEPT, cleaned, cut, fitted, one_line, units
from bot.model import Message, MessageKind
from bot.rules.direction import directed, enclosed
from bot.rules.picture import is_jpeg_or_png
from bot.rules.runs import link_spans
from bot.texts import _, say

TEXT_LIMIT = 1600
"""Characters of a body (twilio.com/docs/api/errors/21617)."""

TEMPLATE_LIMIT = 1024
"""Characters of a template with its variables (twilio.com/docs/api/errors/63021)."""

NOTHING = "–"  # noqa: RUF001 - a dash is meant: it stands for a variable that may not be empty

CAPTION_LIMIT = 1024
"""Characters of the words below a picture (WhatsApp Business Platform, caption of an image)."""

QUOTED_LIMIT = 60
"""Characters of a headline that an update quotes: enough to know it again, on one line of a phone."""

_TWINS = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})  # noqa: RUF001 - twins are the point
_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
_QUOTE = re.compile(r"^>", re.MULTILINE)
_LINK = re.compile(r"https?://\S+")
_PARAGRAPHS = frozenset({MessageKind.REPLY, MessageKind.WELCOME})


def fit(message: Message) -> Message:
    """Clean a message, take all markup out of it, and shorten it to what a free text may hold."""
    return fitted(_unformatted(cleaned(message)), lambda each: units(text(each)), TEXT_LIMIT)


@lru_cache(maxsize=KEPT)
def form(message: Message) -> bytes:
    """Write a message as the part of a form that says it in free text; kept for the next of its readers."""
    media = {"MediaUrl": message.picture} if message.picture else {}
    return urlencode({"Body": text(fit(message))} | media).encode()


@lru_cache(maxsize=KEPT)
def shows_picture(message: Message) -> bool:
    """Say whether a message's picture can go with it: of a type that is taken, and the words its caption."""
    return is_jpeg_or_png(message.picture) and units(text(fit(message))) <= CAPTION_LIMIT


def text(message: Message) -> str:
    """Write a fitted message as free text; buttons become numbered lines, answered with their number."""
    between = "\n\n" if message.kind in _PARAGRAPHS else "\n"
    headline = f"*{message.headline}*" if message.headline else ""
    note = f"_{message.note}_" if message.note else ""
    blocks = [
        quote(message),
        between.join(part for part in (headline, *message.lines) if part),
        "\n".join(part for part in (message.byline, message.link, note) if part),
        "\n".join(_choices(message)),
    ]
    return "\n\n".join(block for block in blocks if block)


def quote(message: Message) -> str:
    """Say which earlier message a fitted one follows; empty for one that follows none.

    It stands in for a reply: Twilio's API lets a business answer no message of its own.
    """
    quoted = cut(message.quoted, QUOTED_LIMIT)
    if not quoted:
        return ""
    headline = f"\u2068{quoted}\u2069"  # whatever direction it is written in
    words = say(_("↩ Update of: “{headline}”", headline=headline), message.language)
    return directed(words, message.language, ours=True)


def variables(message: Message, room: int, language: str = "") -> dict[str, str]:
    """Fill a template's variables: 1 headline, 2 lines, 3 byline, quote and note, 4 link; together in `room`.

    None is empty or holds a line break or a run of spaces: WhatsApp would refuse the whole. `language`
    is the template's, where it is known and not the message's: the values stand in its lines.
    """
    into = language or message.language
    parts = fitted(
        replace(_unformatted(cleaned(message)), buttons=()),
        lambda each: sum(units(value) for value in _variables(each, into).values()),
        room,
    )
    return _variables(parts, into)


def _variables(message: Message, into: str) -> dict[str, str]:
    between = " · " if message.kind is MessageKind.DIGEST else " "
    byline = " · ".join(part for part in (message.byline, quote(message), message.note) if part)
    link = message.link or _first_link(message.lines)  # a digest leads to each of its stories
    lines = between.join(
        " ".join(enclosed(each, into) for each in line.split("\n")) for line in message.lines
    )
    values = (enclosed(message.headline, into), lines, enclosed(byline, into), enclosed(link, into))
    return {str(number): one_line(value) or NOTHING for number, value in enumerate(values, start=1)}


def _first_link(lines: Sequence[str]) -> str:
    found = (_LINK.search(line) for line in lines)
    return next((link[0] for link in found if link), "")


def _choices(message: Message) -> list[str]:
    buttons = [button for row in message.buttons for button in row]
    labels = [cut(_plain(one_line(button.label)), 80) for button in buttons]
    written = [f"{number}. {label}" for number, label in enumerate(labels, start=1)]
    return [directed(choice, message.language, ours=True) for choice in written]


def _unformatted(message: Message) -> Message:
    return replace(
        message,
        headline=_plain(message.headline),
        lines=tuple(_plain(line) for line in message.lines),
        byline=_plain(message.byline),
        note=_plain(message.note),
        quoted=_plain(message.quoted),
    )


def _plain(words: str) -> str:
    """Replace what WhatsApp would read as markup, but in links; an underscore inside a word is none."""
    words = _QUOTE.sub("›", words)  # noqa: RUF001 - twins are the point
    written, done = "", 0
    for start, end in link_spans(words):
        written += _unmarked(words[done:start]) + words[start:end]
        done = end
    return written + _unmarked(words[done:])


def _unmarked(words: str) -> str:
    return _UNDERSCORE.sub("ˍ", words.translate(_TWINS))

"""Reading what a person wrote as a command line."""

import re
from dataclasses import dataclass

from bot.commands.topics import find_topic
from bot.commands.words import WORDS
from bot.newsroom import Newsroom
from bot.rules.consent import fold, word_of

# a slash, a name, "@bot" where Telegram adds it, arguments that may hold further lines
_COMMAND = re.compile(r"/\s*([^\s@/]*)(?:@\S*)?\s*(.*)", re.DOTALL)

# behind a slash these are other bots' ways of leaving a dialogue, not of leaving for good
_NO_STOP = frozenset({"cancel", "end", "quit"})


@dataclass(frozen=True, slots=True)
class Line:
    """A command's name, which may be unknown, and its arguments."""

    name: str
    args: str = ""


def of_button(data: str) -> Line:
    """Read the command line that a button stands for."""
    name, _space, args = data.strip().removeprefix("/").partition(" ")
    return Line(name.lower(), args.strip())


def of_text(text: str, newsroom: Newsroom, menu: tuple[str, ...] = ()) -> Line | None:
    """Read what was written: a command, a consent word, a plain word, a number of the menu.

    None for anything else.
    """
    command = _COMMAND.fullmatch(text.strip())
    if command:
        return Line(_meant(command[1].lower()) or "help", command[2].strip())
    consent = word_of(text)
    if consent:
        return Line(consent)
    folded = fold(text)
    if folded in WORDS:
        return Line(WORDS[folded])
    return _joining(text, newsroom) or _numbered(folded, menu)


def _meant(name: str) -> str:
    """Read the name behind a slash, in any language: /aide, /arret."""
    return (None if name in _NO_STOP else word_of(name)) or WORDS.get(fold(name), name)


def _joining(text: str, newsroom: Newsroom) -> Line | None:
    """Read a start word and a topic: what a join link to WhatsApp writes."""
    word, _space, rest = text.strip().partition(" ")
    topic = find_topic(newsroom, rest) if word_of(word) == "start" else None
    return Line("start", topic.id) if topic else None


def _numbered(folded: str, menu: tuple[str, ...]) -> Line | None:
    if not folded.isdecimal() or len(folded) > len(str(len(menu))):
        return None
    number = int(folded)
    return of_button(menu[number - 1]) if 1 <= number <= len(menu) else None

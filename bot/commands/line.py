"""Reading what a person wrote as a command line."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.commands import language, link, mute, reading, updates, urgency
from bot.commands.numbers import alert_id
from bot.commands.topics import find_topic
from bot.commands.words import SOUND, WORDS, switched
from bot.newsroom import Newsroom
from bot.rules.consent import LONGEST, bare_word_of, fold, word_of
from bot.rules.origin import read, write

# a slash, a name, "@bot" where Telegram adds it, arguments that may hold further lines
_COMMAND = re.compile(r"/\s*([^\s@/]*)(?:@\S*)?\s*(.*)", re.DOTALL)

# behind a slash these are other bots' ways of leaving a dialogue, not of leaving for good
_NO_STOP = frozenset({"cancel", "end", "quit"})


@dataclass(frozen=True, slots=True)
class Line:
    """A command's name, which may be unknown, and its arguments."""

    name: str
    args: str = ""
    offered: bool = False  # a choice that was offered, by its number: as if it were pressed


# neither a slash nor a button can say it: their names have no space
UNSURE = Line("stop or start")


def of_button(data: str) -> Line:
    """Read the command line that a button stands for."""
    name, _space, args = data.strip().removeprefix("/").partition(" ")
    return Line(name.lower(), args.strip())


def of_text(text: str, newsroom: Newsroom, menu: tuple[str, ...] = ()) -> Line | None:
    """Read what was written: a command, a plain word, a request to come or go, a number of the menu.

    UNSURE where it may be a request to come as well as one to go; None for anything else.
    """
    written = text.strip()
    command = _COMMAND.fullmatch(written)
    if command:
        return _linking(command[2]) or _told(command[1], _meant(command[1].lower()) or "help", command[2])
    if len(written) > LONGEST:
        return None
    folded = fold(written)
    if folded in WORDS:
        return Line(WORDS[folded])
    return _asked(written) or _choosing(written) or _joining(written, newsroom) or _numbered(folded, menu)


def _asked(written: str) -> Line | None:
    word = word_of(written)
    if word is None:
        return None
    return UNSURE if word == "unsure" else Line(word)


def _meant(name: str) -> str:
    """Read the name behind a slash, in any language, but as it is written: /aide, /arret."""
    if len(name) > LONGEST:
        return name
    return (None if name in _NO_STOP else bare_word_of(name)) or WORDS.get(fold(name), name)


def _choosing(text: str) -> Line | None:
    """Read the words for a command, and what it is told: what stands behind a slash elsewhere."""
    for length in (1, 2, 3):
        parts = text.split(maxsplit=length)
        name = WORDS.get(fold(" ".join(parts[:length])), "") if len(parts) > length else ""
        args = parts[length].lstrip(":").strip() if name else ""
        if name in _TOLD and _TOLD[name](args):
            return _told(" ".join(parts[:length]), name, args)
    return None


def _told(word: str, name: str, args: str) -> Line:
    """Take what a command is told; what was said of sound is said of silence the other way round."""
    state = switched(args) if name == "silent" and fold(word) in SOUND else None
    return Line(name, args.strip() if state is None else "off" if state else "on")


# by command: whether words may follow its own without a slash; others would make a sentence of it
_TOLD: Mapping[str, Callable[[str], bool]] = {
    "keywords": bool,
    "quiet": bool,
    "digest": bool,
    "urgency": lambda args: urgency.named(args) is not None,
    "updates": lambda args: updates.named(args) is not None,
    "silent": lambda args: switched(args) is not None,
    "pictures": lambda args: switched(args) is not None,
    "language": lambda args: language.named(args) is not None,
    "link": lambda args: link.read(args) is not None,
    "reading": lambda args: reading.read(args) is not None,
    "mute": lambda args: mute.read(args) is not None,
    "sources": lambda args: alert_id(args) is not None,
}


def _joining(text: str, newsroom: Newsroom) -> Line | None:
    """Read a start word and what a join link to WhatsApp writes behind it."""
    word, _space, rest = text.strip().partition(" ")
    if word_of(word) != "start":
        return None
    if linking := _linking(rest):
        return linking
    payload = read(rest)
    topic = find_topic(newsroom, payload.topic)
    if topic is None and (payload.topic or not (payload.campaign or payload.language)):
        return None
    return Line("start", write(topic.id if topic else "", payload.campaign, payload.language))


def _linking(args: str) -> Line | None:
    """Read what a join link carries that joins two phones: it comes behind a start word."""
    code = link.read(args) if args.strip().startswith(link.PAYLOAD) else None
    return Line("link", code) if code else None


def _numbered(folded: str, menu: tuple[str, ...]) -> Line | None:
    if not folded.isdecimal() or len(folded) > len(str(len(menu))):
        return None
    number = int(folded)
    return replace(of_button(menu[number - 1]), offered=True) if 1 <= number <= len(menu) else None

"""The tables of docs/commands.md: every command, who may use it, and the words that stand for it."""

import re
from collections.abc import Iterator

from bot.commands import COMMANDS
from bot.commands.words import word_for
from bot.model import Role
from bot.texts import languages, say
from manual.tables import placed, table

SECTIONS = {
    Role.READER: "For readers",
    Role.EDITOR: "For editors",
    Role.ADMIN: "For admins",
    Role.OWNER: "For owners",
}
"""The headings below which commands are described, by the role that may use them."""

_EXAMPLE = re.compile(r"`(/[a-z]+(?: [^`]*)?)`")


def page(before: str) -> str:
    """Give the page with its tables as the code has them now; what is written by hand stays."""
    told = explained(before)
    for role in SECTIONS:
        rows = [
            (f"[{name}](#{name})", _helped(name), _examples(name, told.get(name, "")), _words(name))
            for name, command in COMMANDS.items()
            if command.ROLE is role
        ]
        before = placed(before, role.value, table(("command", "does", "for example", "as a word"), rows))
    return before


def explained(words: str) -> dict[str, str]:
    """Take the text below each command's heading."""
    parts = re.split(r"^##+ (.*)$", words, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def examples(name: str, words: str) -> list[str]:
    """List the command lines for a command that stand in its text, each once."""
    found = _EXAMPLE.findall(words)
    return list(dict.fromkeys(one for one in found if one.split()[0] == f"/{name}"))


def _examples(name: str, words: str) -> str:
    shown = examples(name, words) or [f"/{name}"]
    longer = [one for one in shown if " " in one] or shown
    return ", ".join(f"`{one}`" for one in longer[:4])


def _helped(name: str) -> str:
    words = say(COMMANDS[name].HELP, "en")
    return words[:1].upper() + words[1:]


def _words(name: str) -> str:
    return ", ".join(_spelled(name))


def _spelled(name: str) -> Iterator[str]:
    """Say the word of each language, those that share one together."""
    by_word: dict[str, list[str]] = {}
    for language in languages():
        by_word.setdefault(word_for(name, language), []).append(language)
    for word, spoken in by_word.items():
        yield f"{' '.join(spoken)}\u00a0{word}"

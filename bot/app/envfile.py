"""The file of secrets, as text: its settings are changed one by one, and all else stays as it stands."""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingsError

_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)")
_PLAIN = re.compile(r"[\w@%+=:,./?&~…-]*")  # what needs no quotes


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the file, or several where a quoted value goes on; `name` is empty where it sets nothing."""

    number: int
    name: str
    text: str


def pieces(text: str) -> Iterator[Piece]:
    """Take the file apart; put together again, the pieces are the file."""
    held: list[str] = []
    quote, name, first = "", "", 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if not held:
            found = _ASSIGNMENT.match(line)
            value = found[2].strip() if found else ""
            name, first = (found[1] if found else ""), number
            quote = value[0] if value[:1] in {'"', "'"} and value.count(value[0]) == 1 else ""
        elif quote in line:
            quote = ""
        held.append(line)
        if not quote:
            yield Piece(first, name, "".join(held))
            held = []
    if held:
        yield Piece(first, name, "".join(held))


def changed(text: str, settings: Mapping[str, str]) -> str:
    """Write settings into the file's text: in the place of their former value, or at the end.

    Raises:
        SettingsError: a value has a line break.

    """
    left = {name: _line(name, value) for name, value in settings.items()}
    written: list[str] = []
    for piece in pieces(text):
        if piece.name not in settings:
            written.append(piece.text)
        elif piece.name in left:  # the first takes the value; another of the name would win over it
            written.append(left.pop(piece.name))
    if written and not written[-1].endswith("\n"):
        written.append("\n")
    return "".join([*written, *left.values()])


def write(path: Path, text: str, mode: int = 0o600) -> None:
    """Put a file in the place of the former at once, for its owner alone; a crash leaves one or the other.

    Raises:
        SettingsError: it can't be written.

    """
    path = path.resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                os.fchmod(number, mode)
                file.write(text)
                file.flush()
                os.fsync(number)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SettingsError(
            f"{path} can't be written ({error.strerror}); let yourself write there"
        ) from error


def _line(name: str, value: str) -> str:
    if "\n" in value or "\r" in value:
        raise SettingsError(f"{name} has a line break; write it on one line")
    if _PLAIN.fullmatch(value):
        return f"{name}={value}\n"
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"{name}='{escaped}'\n"

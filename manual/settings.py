"""docs/settings.md: every setting and every field of the newsroom file, from the code and its comments."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.newsroom import Masthead, SourceTable, TopicTable
from bot.sections import Section
from bot.settings import Settings
from bot.variables import CONVENTIONAL, environment_name
from manual.meanings import CONVENTIONAL_MEANINGS, NEWSROOM_MEANINGS
from manual.tables import table

CONFIG = Path(__file__).parents[1] / "config"
_HEAD = (
    "# Settings\n\n"
    "<!-- written by make manual from bot/settings.py, bot/sections.py, bot/newsroom.py and config/ -->\n\n"
    "Settings come from the environment, then from `config/tocsin.env`, then from `config/tocsin.toml`, else "
    "they are what is written here. A wrong one ends the start with one line that says which, why, and what "
    "to write. Secrets belong into the environment or `config/tocsin.env`, never into the settings file, and "
    "show in no log, no error and no page.\n\n"
    "With no account at all the sandbox stands in for the services. With one, the channels that are not set "
    "up are off.\n\n"
    "## Accounts and places\n\n"
)
_SECTIONS_HEAD = (
    "\n## The settings file\n\n"
    "Each can be set in `config/tocsin.toml`, below its section, or in the environment by the name that "
    "stands here.\n"
)
_NEWSROOM_HEAD = (
    "\n## The newsroom file\n\n"
    "`config/newsroom.toml`, or the file that `TOCSIN_NEWSROOM` names: who speaks, in which languages, on "
    "which topics, from which sources. It is read at each start.\n"
)
_COMMENTED = re.compile(r"^(?:# )?(\w+) = .*?\s#\s(.*)$")
_ABOUT = re.compile(r"^\[(\w+)\]\n((?:#.*\n)*)", re.MULTILINE)
_PLAIN = {bool: "yes or no", int: "number", float: "number", str: "text", Path: "file", SecretStr: "secret"}


def page(_before: str = "") -> str:
    """Write the page."""
    return _HEAD + conventional() + _SECTIONS_HEAD + sections() + _NEWSROOM_HEAD + newsroom()


def conventional() -> str:
    """Write the table of what has a name of its own in the environment."""
    rows = []
    for name, field in CONVENTIONAL.items():
        info = Settings.model_fields[field]
        secret = "yes" if info.annotation is SecretStr else ""
        rows.append((f"`{name}`", _default(info), secret, CONVENTIONAL_MEANINGS[name]))
    return table(("name", "default", "secret", "is"), rows)


def sections() -> str:
    """Write a table for each section of the settings file."""
    written = (CONFIG / "tocsin.toml").read_text("utf-8")
    about = {name: _uncommented(words) for name, words in _ABOUT.findall(written)}
    parts = []
    for section, fields in section_fields().items():
        comments = comments_of(written, section)
        rows = [
            (
                f"`{name}`",
                f"`{environment_name((section, name))}`",
                _kind(info),
                _default(info),
                comments[name],
            )
            for name, info in fields.items()
        ]
        heading = f"\n### {section}\n\n" + (f"{about[section]}\n\n" if about.get(section) else "")
        parts.append(
            heading + (table(("name", "in the environment", "type", "default", "is"), rows) if rows else "")
        )
    return "".join(parts)


def section_fields() -> Mapping[str, Mapping[str, FieldInfo]]:
    """List the fields of each section, in the order of the settings file."""
    listed = re.findall(r"^\[(\w+)\]$", (CONFIG / "tocsin.toml").read_text("utf-8"), re.MULTILINE)
    found: dict[str, Mapping[str, FieldInfo]] = {}
    for section in listed:
        made = Settings.model_fields[section].annotation
        if isinstance(made, type) and issubclass(made, Section):
            found[section] = made.model_fields
    return found


def comments_of(written: str, section: str) -> dict[str, str]:
    """Read the comment of each setting of a section: behind it, or on the lines before it."""
    found: dict[str, str] = {}
    above: list[str] = []
    lines = written.partition(f"\n[{section}]\n")[2].splitlines()
    for line in lines:
        if line.startswith("["):
            break
        if line.startswith("#"):
            above.append(line.removeprefix("#").strip())
            continue
        name, _sign, rest = line.partition(" = ")
        if not rest:
            continue
        behind = rest.partition("  # ")[2] or rest.partition(" # ")[2]
        found[name] = behind.strip() or " ".join(above)
        above = [] if behind else above
    return found


def newsroom() -> str:
    """Write a table for each table of the newsroom file."""
    written = (CONFIG / "newsroom.toml").read_text("utf-8")
    parts = []
    models: dict[str, type[BaseModel]] = {
        "[newsroom]": Masthead,
        "[[topic]]": TopicTable,
        "[[source]]": SourceTable,
    }
    for head, model in models.items():
        part = head.strip("[]")
        matches = filter(None, map(_COMMENTED.match, written.splitlines()))
        found = {match[1]: match[2] for match in matches}
        rows = [
            (f"`{name}`", _kind(info), _default(info), NEWSROOM_MEANINGS.get(f"{part}.{name}") or found[name])
            for name, info in model.model_fields.items()
        ]
        parts.append(f"\n### `{head}`\n\n" + table(("name", "type", "default", "is"), rows))
    return "".join(parts)


def _uncommented(words: str) -> str:
    """Join the lines of a comment that stands below a section's name for the whole of it."""
    return " ".join(line.removeprefix("#").strip() for line in words.splitlines())


def _kind(info: FieldInfo) -> str:
    made: Any = info.annotation
    if get_origin(made) is Literal:
        return ", ".join(map(str, get_args(made)))
    if made in _PLAIN:
        return _PLAIN[made]
    if get_origin(made) in {tuple, Mapping}:
        return "list" if get_origin(made) is tuple else "text by language"
    return "number" if "float" in str(made) else str(made)


def _default(info: FieldInfo) -> str:
    value = info.default.get_secret_value() if isinstance(info.default, SecretStr) else info.default
    if info.default is PydanticUndefined:
        return "must be given"
    if value in ("", None, ()):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"

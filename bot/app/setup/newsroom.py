"""The newsroom file, changed in place: comments and what is not asked for stay; the one who knows tomlkit."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit
from tomlkit.exceptions import ParseError
from tomlkit.items import AoT, Table

from bot.errors import SettingsError

LONGEST_ID = 24
_NO_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Masthead:
    """Who the newsroom is, as it is asked for."""

    name: str
    languages: tuple[str, ...]
    timezone: str
    contact: str


class NewsroomFile:
    """The text of a newsroom file, which may not be there yet."""

    def __init__(self, path: Path) -> None:
        """Read it.

        Raises:
            SettingsError: it is no TOML.

        """
        self._path = path
        try:
            self._document = tomlkit.parse(path.read_text("utf-8"))
        except FileNotFoundError:
            self._document = tomlkit.document()
        except (ParseError, OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"the newsroom file {path} can't be read: {error}; mend that line") from error

    @property
    def name(self) -> str:
        """The newsroom's name; empty where there is none yet."""
        return str(self._masthead.get("name", ""))

    @property
    def languages(self) -> tuple[str, ...]:
        """Its languages."""
        return tuple(str(one) for one in self._masthead.get("languages", ()))

    def told(self, name: str) -> str:
        """Read one more field of the masthead; empty where it is not there."""
        return str(self._masthead.get(name, ""))

    @property
    def sources(self) -> list[str]:
        """The addresses of its sources."""
        return [str(one.get("url", "")) for one in self._tables("source")]

    @property
    def topics(self) -> list[str]:
        """The ids of its topics."""
        return [str(one.get("id", "")) for one in self._tables("topic")]

    def put_masthead(self, masthead: Masthead) -> None:
        """Say who the newsroom is."""
        if "newsroom" not in self._document:
            self._document.add("newsroom", tomlkit.table())
        table = self._masthead
        table["name"] = masthead.name
        table["languages"] = list(masthead.languages)
        table["timezone"] = masthead.timezone
        table["contact"] = masthead.contact

    def put_topics(self, topics: Sequence[Mapping[str, str]]) -> None:
        """Put topics, each its names by language, in the place of those that are there."""
        if "topic" not in self._document:
            self._document["topic"] = tomlkit.aot()
        listed = self._tables("topic")
        while len(listed) > len(topics):  # the last stays: what the file says below it hangs on it
            del listed[max(len(listed) - 2, 0)]
        while len(listed) < len(topics):
            listed.insert(max(len(listed) - 1, 0), tomlkit.table())
        for table, id_, names in zip(listed, ids_of(topics), topics, strict=True):
            spoken = tomlkit.inline_table()
            spoken.update(names)
            table["id"] = id_
            table["names"] = spoken

    def add_source(self, url: str, topics: Sequence[str], language: str) -> None:
        """Add a source at the end."""
        self._document.add(tomlkit.nl())
        table = tomlkit.table()
        table["url"] = url
        table["topics"] = list(topics)
        table["language"] = language
        if "source" not in self._document:
            self._document["source"] = tomlkit.aot()
        self._tables("source").append(table)

    @property
    def text(self) -> str:
        """The file as it is to be written."""
        return tomlkit.dumps(self._document).rstrip("\n") + "\n"

    @property
    def _masthead(self) -> Table:
        found = self._document.get("newsroom")
        return found if isinstance(found, Table) else tomlkit.table()

    def _tables(self, name: str) -> AoT:
        found = self._document.get(name)
        return found if isinstance(found, AoT) else tomlkit.aot()


def ids_of(topics: Sequence[Mapping[str, str]]) -> list[str]:
    """Make an id of each topic's first name, or a number where it has no letters from a to z."""
    found: list[str] = []
    for number, names in enumerate(topics, 1):
        name = unicodedata.normalize("NFKD", next(iter(names.values()))).encode("ascii", "ignore").decode()
        id_ = _NO_ID.sub("-", name.lower()).strip("-")[:LONGEST_ID].strip("-") or f"topic-{number}"
        found.append(id_ if id_ not in found else f"topic-{number}")
    return found

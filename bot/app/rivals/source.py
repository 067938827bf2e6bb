"""What a reader of another bot's database gives, and how an SQLite file of theirs is opened."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from bot.errors import SettingsError
from bot.rules.portable.rival import Chat, Feed
from bot.rules.roster import Wrong

SIGNATURE = b"SQLite format 3\0"


class Rival(Protocol):
    """Another bot's data: `name` is the bot's, `count` how many chats there are."""

    name: str
    feeds: Sequence[Feed]
    count: int
    troubles: Sequence[str]

    def chats(self) -> Iterator[Chat | Wrong]:
        """Read the chats, each once."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database to look at it; nothing in it is changed.

    Raises:
        SettingsError: it can't be read, or is damaged.

    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as there:
            there.text_factory = lambda raw: raw.decode("utf-8", "replace")
            there.execute("PRAGMA query_only=ON")
            yield there
    except sqlite3.Error as error:
        raise SettingsError(
            f"{path} can't be read as a database ({error}); stop the bot, and copy it"
        ) from error


def columns(there: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """Name the columns of all tables."""
    named = "SELECT name FROM sqlite_master WHERE type = 'table'"
    tables = [str(row[0]) for row in there.execute(named)]
    listed = "SELECT name FROM pragma_table_info(?)"
    return {table: frozenset(str(row[0]) for row in there.execute(listed, (table,))) for table in tables}


def lacking(
    path: Path, found: Mapping[str, frozenset[str]], needed: Mapping[str, frozenset[str]], name: str
) -> None:
    """Look that all columns are there that are read; raises SettingsError."""
    for table, wanted in needed.items():
        missing = wanted - found.get(table, frozenset())
        if missing:
            named = ", ".join(sorted(missing))
            raise SettingsError(f"{path} is no database of {name}: its table {table} lacks {named}")


def whole(value: Any) -> int | None:  # noqa: ANN401 -- SQLite's columns hold what they like
    """Read a whole number; None where there is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def words(value: Any) -> str:  # noqa: ANN401 -- as above
    """Read words; none where there are none."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def moment(value: Any) -> datetime | None:  # noqa: ANN401 -- as above
    """Read a moment as these programs write it; None where there is none, or none that can be.

    Go's `time.Time` writes nine digits of a second, and the zone's name behind its offset.
    """
    if not isinstance(value, str) or not value:
        return None
    day, _, rest = value.strip().replace("T", " ").partition(" ")
    clock, *zone = rest.split() or ["00:00:00"]
    bare, plus, offset = clock.partition("+")
    head, dot, fraction = bare.removesuffix("Z").partition(".")
    told = zone[0] if zone else f"{plus}{offset}" or "+00:00"
    try:
        at = datetime.fromisoformat(f"{day} {head}{dot}{fraction[:6].ljust(6, '0') if dot else ''}{told}")
        return at.astimezone(UTC) if at.year > 1 else None
    except (ValueError, OverflowError):
        return None

"""flowerss-bot's SQLite database (github.com/indes/flowerss-bot, internal/model), by gorm's names."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from bot.app.rivals.source import columns, lacking, moment, opened, whole, words
from bot.rules.portable.rival import Chat, Feed, Reading
from bot.rules.roster import Fault, Wrong

NEEDED: Final = {
    "sources": frozenset({"id", "link", "title", "error_count"}),
    "subscribes": frozenset({"id", "user_id", "source_id", "enable_notification", "interval", "created_at"}),
}
GIVEN_UP: Final = 100
"""Errors after which it polls a feed no more, as its settings come; pausing writes the same."""

USUAL: Final = 10
"""Minutes between two looks that it writes where nobody chose any."""

_SOURCES = "SELECT id, link, title, error_count FROM sources ORDER BY id"
_EVERY = "SELECT source_id, MIN(interval) FROM subscribes WHERE interval > 0 GROUP BY source_id"
_SUBSCRIBES = (
    "SELECT user_id, source_id, enable_notification, created_at, id FROM subscribes ORDER BY user_id, id"
)


class Flowerss:
    """One such database."""

    name = "flowerss-bot"

    def __init__(self, path: Path) -> None:
        """Read its feeds; raises SettingsError where it is none."""
        self._path = path
        self.troubles: Sequence[str] = ()
        with opened(path) as there:
            lacking(path, columns(there), NEEDED, self.name)
            asked = {row[0]: whole(row[1]) for row in there.execute(_EVERY)}
            self.feeds: Sequence[Feed] = [_feed(row, asked.get(row[0])) for row in there.execute(_SOURCES)]
            self.count = (
                whole(there.execute("SELECT COUNT(DISTINCT user_id) FROM subscribes").fetchone()[0]) or 0
            )

    def chats(self) -> Iterator[Chat | Wrong]:
        """Read the chats."""
        with opened(self._path) as there:
            for user, rows in groupby(there.execute(_SUBSCRIBES), key=lambda row: row[0]):
                theirs = list(rows)
                id_, line = whole(user), whole(theirs[0][4]) or 0
                if id_ is None:
                    yield Wrong(line, Fault.ADDRESS, str(user))
                else:
                    yield Chat(id_, tuple(map(_reading, theirs)), line=line)


def _feed(row: Any, minutes: int | None) -> Feed:  # noqa: ANN401 -- a row
    id_, link, title, errors = row
    every = minutes * 60.0 if minutes and minutes != USUAL else None
    return Feed(id_, words(link), words(title), every, (whole(errors) or 0) >= GIVEN_UP)


def _reading(row: Any) -> Reading:  # noqa: ANN401 -- a row
    _user, source, notify, at, _id = row
    return Reading(whole(source) or 0, moment(at), silent=whole(notify) == 0)

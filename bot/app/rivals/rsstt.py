"""RSS-to-Telegram-Bot's SQLite database (github.com/Rongronggg9/RSS-to-Telegram-Bot, src/db)."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bot.app.rivals.source import columns, lacking, moment, opened, whole, words
from bot.rules.portable.rival import Chat, Feed, Reading
from bot.rules.roster import Fault, Wrong

NEEDED: Final = {
    "user": frozenset({"id", "state", "lang", "admin"}),
    "feed": frozenset({"id", "state", "link", "title", "interval"}),
    "sub": frozenset({"id", "state", "user_id", "feed_id", "interval", "notify", "created_at"}),
}
BANNED: Final = -1
KINDS: Final = {50: "channel", 51: "group"}
INHERITED: Final = -100
"""What later versions write into a subscription's column where the user's own choice goes for it."""

_FEEDS = "SELECT id, state, link, title, interval FROM feed ORDER BY id"
_SUBS = (
    "SELECT sub.user_id, user.state, user.lang, user.admin, {notify}, sub.feed_id, sub.state, sub.notify, "
    "sub.created_at, sub.id FROM sub LEFT JOIN user ON user.id = sub.user_id ORDER BY sub.user_id, sub.id"
)


class RssToTelegram:
    """One such database."""

    name = "RSS-to-Telegram-Bot"

    def __init__(self, path: Path) -> None:
        """Read its feeds; raises SettingsError where it is none."""
        self._path = path
        self.troubles: Sequence[str] = ()
        with opened(path) as there:
            found = columns(there)
            lacking(path, found, NEEDED, self.name)
            self._inherits = "notify" in found["user"]
            every = "SELECT feed_id, MIN(interval) FROM sub WHERE interval > 0 GROUP BY feed_id"
            asked = {row[0]: whole(row[1]) for row in there.execute(every)}
            self.feeds: Sequence[Feed] = [_feed(row, asked.get(row[0])) for row in there.execute(_FEEDS)]
            self.count = whole(there.execute("SELECT COUNT(DISTINCT user_id) FROM sub").fetchone()[0]) or 0

    def chats(self) -> Iterator[Chat | Wrong]:
        """Read the chats."""
        with opened(self._path) as there:
            notify = "user.notify" if self._inherits else "1"
            yield from _grouped(there.execute(_SUBS.format(notify=notify)))


def _feed(row: Any, asked: int | None) -> Feed:  # noqa: ANN401 -- a row
    id_, state, link, title, interval = row
    minutes = asked or whole(interval)
    every = minutes * 60.0 if minutes and minutes > 0 else None
    return Feed(id_, words(link), words(title), every, whole(state) == 0)


def _grouped(rows: sqlite3.Cursor) -> Iterator[Chat | Wrong]:
    chat: Chat | None = None
    for user, state, language, admin, default, *about in rows:
        id_ = whole(user)
        if id_ is None:
            yield Wrong(whole(about[-1]) or 0, Fault.ADDRESS, str(user))
            continue
        if chat is None or chat.id != id_:
            if chat is not None:
                yield chat
            stands = whole(state)
            kind = KINDS.get(stands or 0, "")
            line = whole(about[-1]) or 0
            chat = Chat(id_, (), words(language), kind, whole(admin), stands == BANNED, line)
        chat = chat._replace(readings=(*chat.readings, _reading(about, default)))
    if chat is not None:
        yield chat


def _reading(about: list[Any], default: Any) -> Reading:  # noqa: ANN401 -- a column
    feed, state, notify, at, _id = about
    own = whole(notify)
    told = whole(default) if own == INHERITED else own
    return Reading(whole(feed) or 0, moment(at), whole(state) != 0, told == 0)

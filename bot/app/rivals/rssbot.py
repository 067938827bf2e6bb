"""rssbot's file (github.com/iovxw/rssbot, src/data.rs): a JSON list of feeds, each with its subscribers."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bot.app.rivals.source import whole, words
from bot.errors import SettingsError
from bot.rules.portable.rival import Chat, Feed, Reading
from bot.rules.roster import Wrong

MOST: Final = 1 << 29
"""Bytes that are read; rssbot itself holds the whole file in memory."""


class RssBot:
    """One such file."""

    name = "rssbot"

    def __init__(self, path: Path) -> None:
        """Read it; raises SettingsError where it is none."""
        self.feeds: Sequence[Feed] = []
        self._readers: dict[int, list[Reading]] = {}
        troubles: list[str] = []
        feeds: list[Feed] = []
        for number, one in enumerate(_list(path), 1):
            if not isinstance(one, dict) or not isinstance(one.get("subscribers"), list):
                troubles.append(f"feed {number}: it has no list of subscribers")
                continue
            feeds.append(Feed(number, words(one.get("link")), words(one.get("title"))))
            for reader in one["subscribers"]:
                id_ = whole(reader)
                if id_ is None:
                    troubles.append(f"feed {number}: a subscriber is no number")
                else:
                    self._readers.setdefault(id_, []).append(Reading(number, None))
        self.feeds = feeds
        self.troubles: Sequence[str] = troubles
        self.count = len(self._readers)

    def chats(self) -> Iterator[Chat | Wrong]:
        """Read the chats."""
        for line, (id_, readings) in enumerate(self._readers.items(), 1):
            yield Chat(id_, tuple(readings), line=line)


def _list(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > MOST:
            raise SettingsError(f"{path} is larger than {MOST} bytes, which no file of rssbot is")
        read = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"{path} can't be read as JSON ({error})") from error
    if not isinstance(read, list):
        raise SettingsError(f"{path} is no file of rssbot: it is no list of feeds")
    return read

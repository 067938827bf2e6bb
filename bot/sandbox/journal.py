"""The journal: every message that a stand-in has accepted, in order."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(slots=True)
class Entry:
    """One accepted message; `id` is Telegram's message id or Twilio's SID."""

    service: str
    to: str
    id: str
    text: str
    at: str
    html: str | None = None
    edited: bool = False
    edited_at: str | None = None
    deleted: bool = False
    sid: str | None = None
    status_callback: str | None = None
    picture: str | None = None  # the address of one that goes with it

    def as_json(self) -> dict[str, object]:
        """Write it without what it does not have."""
        return {name: value for name, value in asdict(self).items() if value is not None}


class Journal:
    """Entries in memory and, where a file is named, a line of JSON each, appended.

    The file of an earlier run is read first: what was accepted then stays accounted for.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[Entry] = []
        self._path = path
        if path is not None and path.exists():
            self.entries.extend(_read(path))

    def add(self, entry: Entry) -> None:
        """Keep an accepted message; when this returns the kernel has its line, so that no kill loses it."""
        self.entries.append(entry)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry.as_json(), ensure_ascii=False) + "\n")

    def clear(self) -> None:
        """Forget everything, the file's lines as well."""
        self.entries.clear()
        if self._path is not None:
            self._path.write_text("", encoding="utf-8")


def _read(path: Path) -> Iterator[Entry]:
    """Read an earlier run's lines; a last one that a kill has torn is cut off the file."""
    content = path.read_bytes()
    whole, _, torn = content.rpartition(b"\n")
    if torn:
        os.truncate(path, len(content) - len(torn))
    for line in whole.splitlines():
        yield Entry(**json.loads(line))

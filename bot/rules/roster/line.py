"""A line of a roster: somebody who asked for alerts, or what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.model import Address, TopicId
from bot.rules.consent import fold
from bot.rules.roster.model import Fault
from bot.rules.roster.number import international
from bot.rules.roster.table import Row, Table

LONGEST_NAME: Final = 200
LONGEST_HOW: Final = 40
LONGEST_WORDS: Final = 2000

_BETWEEN = re.compile(r"[,;|/]")
_UNPRINTED: Final = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " "),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]),  # what shows words in another order
}
_TELEGRAM = re.compile(r"[1-9]\d{0,15}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to take in; `consent_at` is None where the file holds no proof for them."""

    line: int
    address: Address
    name: str
    language: str
    topics: tuple[TopicId, ...]
    consent_at: datetime | None = None
    consent_how: str = ""
    consent_words: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that takes nobody in: why, and the word that it is about."""

    line: int
    fault: Fault
    about: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the lines of a table are read: `topics` by their folded names, the first language for who has none.

    `now` is the moment of reading: no consent can be of a later one.
    """

    of: Table
    topics: Mapping[str, TopicId]
    languages: tuple[str, ...]
    now: datetime

    def read(self, row: Row) -> Person | Wrong:
        """Read a line."""
        if not row.cells:
            return Wrong(row.line, Fault.QUOTE)
        if any(cell.strip() for cell in row.cells[len(self.of.columns) :]):
            return Wrong(row.line, Fault.CELLS, str(len(row.cells)))
        status = self._cell(row, "status")
        if status not in {"", "active"}:  # of an export: nobody comes back by it who has left
            return Wrong(row.line, Fault.STATUS, status)
        address = self._address(row)
        if isinstance(address, Wrong):
            return address
        language, topics = self._language(row), self._topics(row)
        at = self._moment(row)
        for one in (language, topics, at):
            if isinstance(one, Wrong):
                return one
        how = self._cell(row, "consent_how", LONGEST_HOW)
        # a moment alone, or a way alone, proves nothing
        proved = isinstance(at, datetime) and bool(how)
        return Person(
            row.line,
            address,
            self._cell(row, "name", LONGEST_NAME),
            str(language),
            topics if isinstance(topics, tuple) else (),
            at if proved and isinstance(at, datetime) else None,
            how if proved else "",
            self._cell(row, "consent_words", LONGEST_WORDS) if proved else "",
        )

    def _cell(self, row: Row, name: str, most: int = 200) -> str:
        place = self.of.place(name)
        held = row.cells[place] if place is not None and place < len(row.cells) else ""
        return " ".join(held.encode("utf-8", "ignore").decode().translate(_UNPRINTED).split())[:most]

    def _address(self, row: Row) -> Address | Wrong:
        channel, written = self._cell(row, "channel").casefold(), self._cell(row, "address")
        if channel == "whatsapp":
            number = international(written)
            if isinstance(number, Fault):
                return Wrong(row.line, number, written)
            return Address(channel, number)
        if channel == "telegram":
            if written.startswith(("@", "t.me/", "https://")):
                return Wrong(row.line, Fault.NAMED, written)
            if not _TELEGRAM.fullmatch(written):
                return Wrong(row.line, Fault.ADDRESS, written)
            return Address(channel, written)
        return Wrong(row.line, Fault.CHANNEL, channel)

    def _language(self, row: Row) -> str | Wrong:
        written = self._cell(row, "language")
        primary = written.replace("_", "-").split("-")[0].lower()
        primary = {"iw": "he", "": self.languages[0]}.get(primary, primary)
        return primary if primary in self.languages else Wrong(row.line, Fault.LANGUAGE, written)

    def _topics(self, row: Row) -> tuple[TopicId, ...] | Wrong:
        written = self._cell(row, "topics", 1000)
        found: list[TopicId] = []
        for name in _named(written, self.topics):
            topic = self.topics.get(fold(name))
            if topic is None:
                return Wrong(row.line, Fault.TOPIC, name.strip())
            found.append(topic)
        return tuple(dict.fromkeys(found or self.topics.values()))

    def _moment(self, row: Row) -> datetime | Wrong | None:
        written = self._cell(row, "consent_at")
        if not written:
            return None
        try:
            at = datetime.fromisoformat(written)
        except ValueError:
            return Wrong(row.line, Fault.MOMENT, written)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        try:
            later = at.astimezone(UTC) > self.now
        except OverflowError:
            return Wrong(row.line, Fault.MOMENT, written)
        return Wrong(row.line, Fault.FUTURE, written) if later else at


def _named(written: str, topics: Mapping[str, TopicId]) -> list[str]:
    """List the topics that a cell names: with signs between them, or spaces where no name has any."""
    names = [name for name in _BETWEEN.split(written) if name.strip()]
    if len(names) == 1 and fold(names[0]) not in topics:
        names = names[0].split()
    return names

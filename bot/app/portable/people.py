"""The table of people as a stream: written and read a line at a time, however many there are."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Final

from bot.carried import Carried
from bot.errors import SettingsError
from bot.rules.portable import COLUMNS, cells
from bot.rules.roster import LONGEST_ROW, NEEDED, NoTableError, Row, Table, encoding_of, table

_HEAD: Final = 1 << 20
"""Bytes by which the encoding is told."""

_MOST_COLUMNS: Final = 1 << 16
"""Characters that the first line may have."""

_WHY: Final = {
    "column": 'its first line names no column "{about}"',
    "doubled": 'its first line names the column "{about}" twice',
    "encoding": "its characters can't be read; save it as UTF-8",
    "spreadsheet": "it is a spreadsheet; save it as CSV",
    "empty": "nobody is in it",
}


class PeopleWriter:
    """Writes people into a stream of bytes."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Begin with the names of the columns."""
        self._text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=False)
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow(COLUMNS)

    def write(self, people: Iterable[Carried]) -> None:
        """Write people."""
        self._writer.writerows(map(cells, people))

    def end(self) -> None:
        """Hand the rest to the stream, which stays open."""
        self._text.flush()
        self._text.detach()


class Lines:
    """A table of people that is read: `of` says how it is written, `position` how many bytes were taken."""

    def __init__(self, stream: IO[bytes], named: str, needed: Sequence[str] = NEEDED) -> None:
        """Read the first line, which names the columns that are `needed`.

        Raises:
            SettingsError: that is no table of people.

        """
        self._counted = _Counted(stream)
        buffered = io.BufferedReader(self._counted, _HEAD)
        try:
            encoding = encoding_of(buffered.peek(_HEAD)[:_HEAD])
            self._text = io.TextIOWrapper(buffered, encoding, newline="")
            self.first = self._first()
            self.of = table(self.first, needed)
        except NoTableError as error:
            raise SettingsError(f"{named} can't be imported: {why(error)}") from error
        except UnicodeError as error:
            raise SettingsError(f"{named} can't be imported: {_WHY['encoding']}") from error

    @property
    def position(self) -> int:
        """Say how many bytes were taken from the stream."""
        return self._counted.taken

    def rows(self, of: Table | None = None) -> Iterator[Row]:
        """Read the rows; empty ones are passed over, and nothing is read after one that never ends."""
        reader = csv.reader(self._clean(), delimiter=(of or self.of).delimiter)
        begun, before = (of or self.of).line, 0
        while True:
            try:
                read = next(reader, None)
            except (csv.Error, UnicodeError):
                yield Row(begun + before, ())
                return
            if read is None:
                return
            line, lines = begun + before, reader.line_num - before
            before = reader.line_num
            if lines > LONGEST_ROW * 10:
                yield Row(line, ())
            elif any(read):
                yield Row(line, tuple(read))

    def _first(self) -> str:
        """Read the first line that says something, with the one before it where that names the separator."""
        said = ""
        while not said.strip() or (said.lower().startswith("sep=") and said.count("\n") < 2):  # noqa: PLR2004 -- two lines
            line = self._text.readline(_MOST_COLUMNS)
            if not line:
                break
            said += line.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
        return said

    def _clean(self) -> Iterator[str]:
        return (line.replace("\0", "") if "\0" in line else line for line in self._text)


def why(error: NoTableError) -> str:
    """Say why a file is no table."""
    return _WHY.get(error.fault, error.fault).format(about=error.about)


class _Counted(io.RawIOBase):
    """Counts the bytes that are read."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # of any bytes
        read = self._stream.read(len(buffer))
        buffer[: len(read)] = read
        self.taken += len(read)
        return len(read)

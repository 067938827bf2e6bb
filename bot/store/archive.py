"""Archives: a database as one file, a zip of a table each, which either database can be filled from.

The description comes last, so that a file that was not written to its end has none. Next to it zip's own
directory is the last thing in the file: a file that breaks off is no archive.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 -- a class, whatever it is called there

from bot.errors import SettingsError
from bot.store.plain import STRETCH, DamagedError, Layout, Sum

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
ENDING: Final = ".part"
MODE: Final = 0o600
"""It holds phone numbers: nobody else on the machine may read it."""

# what reading a zip with a wrong byte in it raises: an unknown method, a password wanted, a wrong sum
_DAMAGE: Final = (BadZipFile, ValueError, KeyError, ZlibError, EOFError, OSError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Member:
    """A table in an archive: how its rows are laid out, how many there are, and the sum of them."""

    layout: Layout
    rows: int
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: of which schema, on which database it was, as it stood when."""

    revision: str
    engine: str
    taken_at: datetime
    members: tuple[Member, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(one.rows for one in self.members)


class Writer:
    """Writes an archive, a table after another."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zipped = zipped
        self._members: list[Member] = []

    def keep(self, layout: Layout, stretches: Iterator[list[str]]) -> Member:
        """Write a table."""
        total = Sum()
        with self._zipped.open(_path(layout.name), "w", force_zip64=True) as member:
            for lines in stretches:
                member.write(total.add(lines))
        done = Member(layout, total.rows, total.size, total.hash)
        self._members.append(done)
        return done

    def finish(self, revision: str, engine: str, taken_at: datetime) -> Manifest:
        """Write the description, with which the archive is whole."""
        manifest = Manifest(revision, engine, taken_at, tuple(self._members))
        told = {"format": FORMAT, "revision": revision, "engine": engine, "taken_at": taken_at.isoformat()}
        tables = [asdict(one) for one in self._members]
        self._zipped.writestr(MANIFEST, json.dumps(told | {"tables": tables}, indent=1))
        return manifest


class Reader:
    """Reads an archive."""

    def __init__(self, zipped: ZipFile, manifest: Manifest) -> None:
        self._zipped = zipped
        self.manifest = manifest

    def lines(self, member: Member) -> Iterator[list[str]]:
        """Read a table's lines, a stretch at a time, and hold them to its sum at the end.

        Raises:
            DamagedError: they are not what was written.

        """
        total = Sum()
        try:
            with self._zipped.open(_path(member.layout.name)) as raw:
                text = TextIOWrapper(raw, "utf-8", newline="\n")
                while some := [line.rstrip("\n") for line in islice(text, STRETCH)]:
                    total.add(some)
                    yield some
        except _DAMAGE as error:
            raise _damaged(member) from error
        if (total.rows, total.hash) != (member.rows, member.hash):
            raise _damaged(member)


@contextmanager
def created(path: Path) -> Iterator[Writer]:
    """Begin an archive; it gets its name when it is whole and on the disk, and none when that fails.

    Raises:
        SettingsError: there is such a file already, or it can't be written there.

    """
    if path.exists():
        raise SettingsError(f"{path} is there already, and is not overwritten; name another file")
    part = path.with_name(path.name + ENDING)
    try:
        part.unlink(missing_ok=True)  # of one that was killed
        part.touch(MODE, exist_ok=False)
        with part.open("r+b") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, allowZip64=True, compresslevel=1) as zipped:
                yield Writer(zipped)
            file.flush()
            os.fsync(file.fileno())
        with opened(part) as reader:
            check(reader)
        _name(part, path)
    except OSError as error:
        raise SettingsError(f"{path} can't be written: {error.strerror}; name another file") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Open an archive.

    Raises:
        SettingsError: there is no such file.
        DamagedError: it is no archive, or not a whole one.

    """
    try:
        zipped = ZipFile(path)
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise SettingsError(f"{path} can't be read: {error.strerror}") from error
    except _DAMAGE as error:
        raise DamagedError(f"{path} is no backup, or it broke off while it was written or copied") from error
    with zipped:
        yield Reader(zipped, _manifest(zipped, path))


def check(reader: Reader) -> None:
    """Read an archive to its end.

    Raises:
        DamagedError: it is not what was written.

    """
    for member in reader.manifest.members:
        for _some in reader.lines(member):
            pass


def _name(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # unlike a renaming this never overwrites what somebody has put there meanwhile
    except FileExistsError:
        raise
    except OSError:  # not every disk knows links
        part.rename(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _manifest(zipped: ZipFile, path: Path) -> Manifest:
    try:
        told = json.loads(zipped.read(MANIFEST))
        if told["format"] != FORMAT:
            raise DamagedError(f"{path} was written by another version of Tocsin; restore it with that one")
        return Manifest(
            told["revision"],
            told["engine"],
            datetime.fromisoformat(told["taken_at"]),
            tuple(Member(_layout(one.pop("layout")), **one) for one in told["tables"]),
        )
    except (*_DAMAGE, TypeError, AttributeError) as error:
        raise DamagedError(f"{path} has no description of what it holds: it is no backup") from error


def _layout(told: dict[str, list[list[str]]]) -> Layout:
    columns = tuple((name, kind) for name, kind in told["columns"])
    return Layout(str(told["name"]), columns, tuple(map(str, told["key"])))  # type: ignore[arg-type]  # checked against the database's own before a row is read


def _path(table: str) -> str:
    return f"tables/{table}.jsonl"


def _damaged(member: Member) -> DamagedError:
    return DamagedError(f"the backup is damaged: its table {member.layout.name} is not what was written")

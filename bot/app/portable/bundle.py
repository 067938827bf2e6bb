"""Where an export stands: a folder or a .zip, whole or not at all, and for its owner's eyes alone."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Protocol

from bot.errors import SettingsError

FORMAT: Final = "tocsin"
VERSION: Final = 1
"""Of what an export holds; one of a later version is refused."""

MANIFEST: Final = "manifest.json"
SOURCES: Final = "sources.opml"
PEOPLE: Final = "subscribers.csv"
FORGOTTEN: Final = "forgotten.jsonl"
NEWSROOM: Final = "newsroom.toml"
SETTINGS: Final = "tocsin.toml"

_LIGHT: Final = 1  # of zlib: a third of the time, for a tenth more bytes


class Writing(Protocol):
    """Takes the files of an export one after another."""

    def open(self, name: str) -> "IO[bytes]":
        """Begin a file; it ends when it is closed."""


class Bundle:
    """An export that is read."""

    def __init__(self, path: Path) -> None:
        """Open a folder or a .zip.

        Raises:
            SettingsError: it is no export of this program, or of a later version, or damaged.

        """
        self.path = path
        try:
            self._zip = None if path.is_dir() else zipfile.ZipFile(path)
            self.manifest: dict[str, Any] = json.loads(self.read(MANIFEST))
        except (OSError, zipfile.BadZipFile, ValueError, KeyError) as error:
            raise SettingsError(f"{path} is no export of Tocsin, or it is damaged ({error})") from error
        if not isinstance(self.manifest, dict) or self.manifest.get("format") != FORMAT:
            raise SettingsError(f"{path} is no export of Tocsin: its {MANIFEST} names no format of ours")
        version = self.manifest.get("version")
        if not isinstance(version, int) or version > VERSION:
            raise SettingsError(f"{path} was written by a later version of Tocsin: update this one first")

    def has(self, name: str) -> bool:
        """Say whether a file is in it."""
        return name in self._zip.namelist() if self._zip else (self.path / name).is_file()

    def open(self, name: str) -> IO[bytes]:
        """Open a file in it; raises KeyError or OSError where there is none."""
        return self._zip.open(name) if self._zip else (self.path / name).open("rb")

    def read(self, name: str) -> bytes:
        """Read a whole file in it."""
        with self.open(name) as file:
            return file.read()

    def size(self, name: str) -> int:
        """Say how many bytes a file in it has."""
        return self._zip.getinfo(name).file_size if self._zip else (self.path / name).stat().st_size

    def close(self) -> None:
        """Close it."""
        if self._zip:
            self._zip.close()


@contextmanager
def written(path: Path) -> Iterator[Writing]:
    """Write an export beside its place, and put it there when it is whole.

    Raises:
        SettingsError: there is no place for it, or something is there that is no export.

    """
    beside = path.with_name(f"{path.name}.part")
    zipped = path.suffix.lower() == ".zip"
    try:
        _free(path, zipped=zipped)
        _cleared(beside)
        with _zip(beside) if zipped else _folder(beside) as writing:
            yield writing
        _cleared(path)
        beside.replace(path)
    except OSError as error:
        raise SettingsError(f"{path} can't be written ({error.strerror}); name another place") from error
    finally:
        _cleared(beside)


def _free(path: Path, *, zipped: bool) -> None:
    """Look that what is replaced is an older export, or nothing."""
    if path.is_dir() and (zipped or (any(path.iterdir()) and not (path / MANIFEST).is_file())):
        raise SettingsError(f"{path} is a folder of something else; name a new one")
    if path.is_file() and not zipped:
        raise SettingsError(f"{path} is a file; name a folder, or a name that ends in .zip")


def _cleared(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _zip(path: Path) -> Iterator[Writing]:
    path.touch(mode=0o600)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LIGHT) as file:
        yield _Zipped(file)


class _Zipped:
    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def open(self, name: str) -> IO[bytes]:
        return self._file.open(name, "w", force_zip64=True)


@contextmanager
def _folder(path: Path) -> Iterator[Writing]:
    path.mkdir(mode=0o700)
    yield _Folder(path)


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, name: str) -> IO[bytes]:
        file = self._path / name
        file.touch(mode=0o600)
        return file.open("wb")

"""What a file to import is, told by the file itself."""

import zipfile
from pathlib import Path
from typing import Final

from bot.app.portable.bundle import MANIFEST
from bot.app.rivals import listmonk
from bot.app.rivals.source import SIGNATURE, columns, opened
from bot.errors import SettingsError

EVERYTHING, PEOPLE, OPML = "tocsin", "csv", "opml"
RSSTT, FLOWERSS, RSSBOT, LISTMONK = "rss-to-telegram", "flowerss", "rssbot", "listmonk"
KINDS: Final = (EVERYTHING, PEOPLE, OPML, RSSTT, FLOWERSS, RSSBOT, LISTMONK)

_HEAD: Final = 1 << 16
_TABLES: Final = {frozenset({"user", "feed", "sub"}): RSSTT, frozenset({"sources", "subscribes"}): FLOWERSS}


def kind_of(path: Path, forced: str = "") -> str:
    """Say what a file is; `forced` is the operator's word.

    Raises:
        SettingsError: it can't be read, or is nothing that is known.

    """
    if forced:
        if forced not in KINDS:
            raise SettingsError(f"--format is {forced}; choose among {', '.join(KINDS)}")
        return forced
    if path.is_dir():
        if (path / MANIFEST).is_file():
            return EVERYTHING
        raise SettingsError(f"{path} is a folder without a {MANIFEST}: it is no export of Tocsin")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise SettingsError(f"{path} can't be read ({error.strerror}); name a file") from error
    return _of_bytes(path, head)


def _of_bytes(path: Path, head: bytes) -> str:
    if head.startswith(SIGNATURE):
        return _database(path)
    if head.startswith(b"PK"):
        return _archive(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}:
        return RSSBOT
    first = _first_line(head)
    if listmonk.is_header(first):
        return LISTMONK
    named = {cell.strip(' "').casefold() for part in (",", ";", "\t") for cell in first.split(part)}
    if {"channel", "address"} <= named:
        return PEOPLE
    if b"<" not in head:
        raise SettingsError(
            f"{path} is nothing that can be imported; name an export of Tocsin, a CSV of people with the "
            "columns channel and address, an OPML file, or what RSS-to-Telegram-Bot, flowerss-bot, rssbot or "
            "listmonk keep"
        )
    return OPML


def _first_line(head: bytes) -> str:
    text = head.decode("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    told = lines[1:] if lines and lines[0].lower().startswith("sep=") else lines
    return told[0] if told else ""


def _archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as file:
            if MANIFEST in file.namelist():
                return EVERYTHING
    except (zipfile.BadZipFile, OSError) as error:
        raise SettingsError(f"{path} is a damaged .zip ({error})") from error
    raise SettingsError(f"{path} is a .zip or a spreadsheet, and no export of Tocsin; save tables as CSV")


def _database(path: Path) -> str:
    with opened(path) as there:
        tables = set(columns(there))
    for needed, kind in _TABLES.items():
        if needed <= tables:
            return kind
    raise SettingsError(
        f"{path} is a database of neither RSS-to-Telegram-Bot nor flowerss-bot: its tables are "
        f"{', '.join(sorted(tables)) or 'none'}"
    )

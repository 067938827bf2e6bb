"""In which characters a table is written: Unicode in its forms, and what older spreadsheets write.

Of one-byte pages two matter here, Windows' Hebrew (1255) and Western (1252), which tell each other apart:
Hebrew words are of high letters through and through, and French ones have single high letters between
plain ones. A general detector guesses among dozens and needs far more text than a column of names.
"""

import codecs
import re
from typing import Final

from bot.rules.roster.model import NoTableError

SAMPLE: Final = 1 << 20
"""Bytes that are looked at to choose."""

_SIGNATURES: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_WORD = re.compile(rb"[A-Za-z\xc0-\xff]+")
_HEBREW = re.compile(rb"(?=[\xc0-\xdf]*[\xe0-\xfa])[\xc0-\xfa]{2,}")  # letters, and points among them


def encoding_of(head: bytes) -> str:
    """Choose how a file is to be read by its beginning; raises NoTableError."""
    if head.startswith(_SPREADSHEETS):
        raise NoTableError("spreadsheet")
    whole = head.rsplit(b"\n", 1)[0] if len(head) >= SAMPLE else head  # no letter is cut in two
    return _encoding(whole)


def decoded(content: bytes) -> str:
    """Read bytes as text with line feeds between lines; raises NoTableError."""
    if content.startswith(_SPREADSHEETS):
        raise NoTableError("spreadsheet")
    try:
        text = content.decode(_encoding(content))
    except UnicodeDecodeError as error:
        raise NoTableError("encoding") from error
    # a spreadsheet's own NULs and old line ends would stop the reader in the middle
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _encoding(content: bytes) -> str:
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            return name
    head = content[:SAMPLE]
    if head.count(0) > len(head) // 4:  # every second byte of plain letters
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _page(head)
    return "utf-8"


def _page(head: bytes) -> str:
    """Choose between the two pages, by the words that have high letters."""
    high = [word for word in _WORD.findall(head) if max(word) >= 0xC0]  # noqa: PLR2004 -- where letters begin
    hebrew = sum(_HEBREW.fullmatch(word) is not None for word in high)
    return "cp1255" if hebrew * 2 > len(high) else "cp1252"

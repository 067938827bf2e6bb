"""A table for a spreadsheet, in which no cell does anything.

A cell that begins like a formula is run by the spreadsheet that opens the file; a quote before it makes it
words (owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
from collections.abc import Iterable, Sequence
from typing import Final

BOM: Final = "\ufeff"
"""Begins a file that Excel is to read as UTF-8."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


_RISKY: Final = frozenset({*_FORMULA, " ", "'"})


class _Lines(list[str]):
    """What the writer writes to."""

    write = list.append


def written(rows: Iterable[Sequence[object]]) -> str:
    """Write rows as lines; every cell is harmless."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerows([[quoted(str(cell)) for cell in row] for row in rows])
    return "".join(lines)


def quoted(words: str) -> str:
    """Write words so that no spreadsheet runs them, and so that `unquoted` gives them back."""
    if words[:1] not in _RISKY:
        return words
    runs = words.lstrip(" ").startswith(_FORMULA)
    return f"'{words}" if runs or unquoted(words) != words else words


def unquoted(cell: str) -> str:
    """Read words that `quoted` wrote; an apostrophe of their own stays."""
    rest = cell[1:]
    taken = cell.startswith("'") and (rest.startswith("'") or rest.lstrip(" ").startswith(_FORMULA))
    return rest if taken else cell

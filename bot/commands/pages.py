"""Long lists, a page at a time."""

import re

from bot.ask import Choice
from bot.texts import verbatim

SIZE = 8
MOST_BYTES = 44  # of the words in a button's data: Telegram carries 64 in all

_PAGED = re.compile(r"@(\d{1,6})(?:\s+|$)(.*)", re.DOTALL)


def split(args: str) -> tuple[int, str]:
    """Read the page's number, from 0, and the other words out of a command's arguments."""
    paged = _PAGED.fullmatch(args.strip())
    return (max(0, int(paged[1]) - 1), paged[2]) if paged else (0, args.strip())


def last(total: int, size: int = SIZE) -> int:
    """Number the last page of so many rows, from 0."""
    return max(0, (total - 1) // size)


def choices(
    command: str, words: str, page: int, total: int, size: int = SIZE
) -> tuple[tuple[Choice, ...], ...]:
    """Offer the pages before and after."""
    kept = words.encode()[:MOST_BYTES].decode(errors="ignore")
    row = []
    if page > 0:
        row.append(Choice(verbatim("«"), f"{command} @{page} {kept}".strip()))
    if page < last(total, size):
        row.append(Choice(verbatim("»"), f"{command} @{page + 2} {kept}".strip()))
    return (tuple(row),) if row else ()

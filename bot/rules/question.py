"""Questions: which words are meant for people, and how many a reader may send them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

MOST_WORDS: Final = 4
"""What is longer than that, and no command, is said to a person."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIMITS: Final = ((HOUR, 3), (DAY, 10))
"""How many questions a reader may ask within how long: editors read each of them."""

_MARKS: Final = "?؟？⁇⁈"  # noqa: RUF001 -- as Arabic, and Chinese and Japanese write it, too
_ENDING: Final = " \n\t!…\"'»”’)"  # noqa: RUF001 -- what may stand after the mark


def is_question(text: str) -> bool:
    """Say whether words that are no command are for a person: a question, or several words."""
    words = [word for word in text.split() if any(sign.isalnum() for sign in word)]
    asks = text.rstrip(_ENDING).endswith(tuple(_MARKS))
    return bool(words) and (asks or len(words) > MOST_WORDS)


def free_at(asked: Sequence[datetime], now: datetime) -> datetime | None:
    """Say from when on a reader may ask again who asked at these moments; None: now."""
    free = [_freed(sorted(asked), span, most) for span, most in LIMITS]
    waits = [moment for moment in free if moment is not None and moment > now]
    return max(waits, default=None)


def _freed(asked: Sequence[datetime], span: timedelta, most: int) -> datetime | None:
    return asked[-most] + span if len(asked) >= most else None

"""How much a summary may show."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SummaryLimits:
    """How much a summary may show: characters of the headline and of a line, and how many lines."""

    headline: int = 90
    line: int = 120
    lines: int = 2


MESSAGE: Final = SummaryLimits()
"""What an open message shows."""
LOCK: Final = SummaryLimits(headline=60, line=55)
"""What a locked phone shows."""

"""Tables and marked places: what is written into a page, and where."""

import re
from collections.abc import Iterable, Sequence

_PLACE = "<!-- from the code, by make manual: {name} -->\n"
_END = "<!-- end -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; what would end a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(words: str) -> str:
    return words.replace("|", r"\|").replace("\n", " ").strip()


def placed(page: str, name: str, words: str) -> str:
    """Put words into the place that a page marks for them.

    Raises:
        ValueError: the page has no such place.

    """
    opening = _PLACE.format(name=name)
    found = re.compile(re.escape(opening) + r".*?" + re.escape(_END), re.DOTALL)
    changed, times = found.subn(lambda _old: f"{opening}\n{words}\n{_END}", page)
    if times != 1:
        raise ValueError(f"the page has {times} places for {name}: write {opening.strip()} and {_END}")
    return changed

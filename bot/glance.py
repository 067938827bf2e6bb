"""A story at a glance: as a digest shows it where there is room for more than a line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glance:
    """A story in a digest: the words in its own `language`, `mark` and `byline` in the reader's.

    `mark` is what it is besides a story ("Correction"); `byline` its source, who else tells it, and when.
    """

    headline: str
    lines: tuple[str, ...] = ()
    link: str = ""
    byline: str = ""
    mark: str = ""
    language: str = ""  # empty: not known
    breaking: bool = False

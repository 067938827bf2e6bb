"""A finding: how one thing stands, in one line, and what to do about it, in another."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How bad it is: a fault keeps something from working, a warning may."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `todo` names the setting to write or the command to run, unless all is well."""

    grade: Grade
    what: str
    todo: str = ""
    about: str = ""  # the check's name, which the registry knows


def well(what: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(Grade.OK, what)


def warning(what: str, todo: str) -> Finding:
    """Say what works and may not for long, or not as one thinks."""
    return Finding(Grade.WARNING, what, todo)


def fault(what: str, todo: str) -> Finding:
    """Say what does not work."""
    return Finding(Grade.FAULT, what, todo)


def from_words(words: str) -> Finding:
    """Make a fault of a line as settings write it: what is wrong; what to write."""
    what, _, todo = words.rpartition("; ")
    return fault(what or words, todo if what else "correct it")

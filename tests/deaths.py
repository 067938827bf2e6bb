"""Deaths: the process ends before a statement of its writer, as a kill would have it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from bot.store.database import Database


class Killed(Exception):
    """The process dies here, and what it had not committed with it."""


@contextmanager
def killed_at(database: Database, number: int) -> Iterator[list[int]]:
    """Let the process die before its statement of a number; hands back how many there were."""
    seen = [0]

    def count(*_about: object) -> None:
        seen[0] += 1
        if seen[0] == number:
            raise Killed

    event.listen(database._writer, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(database._writer, "before_cursor_execute", count)

"""How far long work is: a bar where somebody looks, a line now and then where nobody does."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVERY: Final = 10.0
"""Seconds between two lines."""


class Step(Protocol):
    """Tells that so many of all are done."""

    def __call__(self, done: int, of: int) -> None:
        """Tell; `of` is 0 where nobody knows how many there are."""


def silent(done: int, of: int) -> None:
    """Tell nothing."""


@contextmanager
def shown(what: str) -> Iterator[Step]:
    """Show on the terminal's error stream how far some work is."""
    console = Console(stderr=True)
    with _bar(what, console) if console.is_terminal else _lines(what, console) as step:
        yield step


@contextmanager
def counted(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how much of `total` is done; yields what is told how much more it is."""
    done = 0
    with shown(what) as step:

        def more(count: int) -> None:
            nonlocal done
            done += count
            step(done, total)

        yield more


@contextmanager
def _bar(what: str, console: Console) -> Iterator[Step]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of or None)


@contextmanager
def _lines(what: str, console: Console) -> Iterator[Step]:
    told = time.monotonic()

    def step(done: int, of: int) -> None:
        nonlocal told
        if time.monotonic() - told < EVERY:
            return
        told = time.monotonic()
        share = f" ({100 * done // of} %)" if of else ""
        console.print(f"{what}: {done}{share}", soft_wrap=True, highlight=False)

    yield step

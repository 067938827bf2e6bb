"""Asking: a question on the terminal, an answer by the keyboard, or by what was told beforehand."""

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.errors import SettingsError

TRIES = 5

Wrong = Callable[[str], str]
"""Says what is wrong with an answer, and what to write; empty where nothing is."""


def _nothing_wrong(_answer: str) -> str:
    return ""


@dataclass(frozen=True)
class Asker:
    """Asks a person; where `silent`, takes what was told or is usual, and asks nobody."""

    console: Console
    answers: TextIO
    silent: bool = False

    def tell(self, words: str, style: str = "") -> None:
        """Say something."""
        self.console.print(Text(words, style=style))

    def ask(
        self, question: str, usual: str = "", *, hidden: bool = False, wrong: Wrong = _nothing_wrong
    ) -> str:
        """Ask until the answer is right; an empty one means the usual.

        Raises:
            SettingsError: there are no more answers, or none of the tries was right.

        """
        if self.silent:
            if fault := wrong(usual):
                raise SettingsError(f"{question}: {fault}")
            return usual
        for _try in range(TRIES):
            answer = self._answer(question, usual, hidden=hidden) or usual
            fault = wrong(answer)
            if not fault:
                return answer
            self.tell(f"  {fault}", "red")
        raise SettingsError(f"{question}: that was not right {TRIES} times; run python -m bot setup again")

    def agree(self, question: str, *, usual: bool) -> bool:
        """Ask for a yes or a no."""
        if self.silent:
            return usual
        answer = self._answer(f"{question} [{'Y/n' if usual else 'y/N'}]", "").lower()
        return answer.startswith("y") if answer else usual

    def _answer(self, question: str, usual: str, *, hidden: bool = False) -> str:
        said = f"{question} [{usual}]" if usual and not hidden else question
        self.console.print(Text(f"{said}: ", style="bold"), end="")
        if hidden and self.answers.isatty():
            return getpass.getpass("").strip()
        line = self.answers.readline()
        if not line:
            raise SettingsError(
                "there is nobody to answer: run python -m bot setup in a terminal, or with --yes and options"
            )
        return line.strip()

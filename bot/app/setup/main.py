"""Setup as a command: asks, writes, and lets the doctor look at what came of it."""

from pathlib import Path
from typing import TextIO

from rich.console import Console

from bot.app.doctor import main as doctor
from bot.app.setup import set_up
from bot.app.setup.asker import Asker
from bot.app.setup.wishes import Wishes
from bot.logs import configure
from bot.settings import Log


def ask_and_examine(
    wishes: Wishes, answers: TextIO, out: TextIO, *, silent: bool, folder: Path = Path("config")
) -> int:
    """Set an installation up and examine it; give the doctor's exit status.

    Raises:
        SettingsError: there is nobody to answer, or a file can't be read or written.

    """
    configure(Log(level="error"))
    asker = Asker(Console(file=out, highlight=False), answers, silent)
    written = set_up(wishes, asker, folder)
    for path in written:
        asker.tell(f"Written: {path}", "green")
    asker.tell("How it stands", "bold underline")
    status = doctor.report(out, as_json=False, folder=folder)
    asker.tell("Start it: make run" if not status else "Look again: make doctor")
    return status

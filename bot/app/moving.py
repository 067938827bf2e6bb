"""``python -m bot export`` and ``import``: everything out, and what is ours or another's in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.app import opml
from bot.app.portable import exporting, importing, kinds
from bot.app.portable.telling import Done
from bot.app.portable.work import Terms
from bot.app.progress import Step, shown
from bot.app.rivals import listmonk, moving
from bot.app.rivals.filing import Filing
from bot.app.rivals.flowerss import Flowerss
from bot.app.rivals.rssbot import RssBot
from bot.app.rivals.rsstt import RssToTelegram
from bot.app.rivals.source import Rival
from bot.errors import SettingsError
from bot.settings import Settings

__all__ = ["RIVALS", "Asked", "Filing", "Terms", "hand_out", "take_in"]

RIVALS: dict[str, Callable[[Path], Rival]] = {
    kinds.RSSTT: RssToTelegram,
    kinds.FLOWERSS: Flowerss,
    kinds.RSSBOT: RssBot,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the operator says of an import beside its file."""

    terms: Terms
    filing: Filing
    forced: str = ""
    list_status: str = ""


def take_in(settings: Settings, path: Path, asked: Asked) -> Done:
    """Import a file of any kind that is known, or look at it; progress is shown on the terminal.

    Raises:
        SettingsError: it can't be read, or something has to be said first.

    """
    kind = kinds.kind_of(path, asked.forced)
    if kind == kinds.OPML:
        done = opml.import_list(settings, path, asked.filing.named, dry_run=asked.terms.dry_run)
        return Done((done.summary,), done.troubles)
    with shown(f"{path.name}") as step:
        return _of_kind(settings, path, kind, asked, step)


def _of_kind(settings: Settings, path: Path, kind: str, asked: Asked, step: Step) -> Done:
    if kind == kinds.EVERYTHING:
        return importing.import_everything(settings, path, asked.terms, step)
    if kind == kinds.PEOPLE:
        return importing.import_people(settings, path, asked.terms, step)
    if kind == kinds.LISTMONK:
        return listmonk.move_list(settings, path, asked.terms, asked.filing, asked.list_status, step)
    try:
        return moving.move(settings, RIVALS[kind](path), asked.terms, asked.filing, step)
    except OSError as error:
        raise SettingsError(f"{path} can't be read ({error.strerror})") from error


def hand_out(settings: Settings, path: Path) -> str:
    """Export what a path asks for by its suffix; progress is shown on the terminal."""
    with shown(path.name) as step:
        return exporting.export(settings, path, step)

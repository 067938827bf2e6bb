"""Taking in what this program wrote: an export of everything, or a table of people."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from bot import newsroom as newsrooms
from bot.app import opml
from bot.app.portable import bundle
from bot.app.portable.bundle import Bundle
from bot.app.portable.exporting import CONFIG
from bot.app.portable.people import Lines
from bot.app.portable.telling import Done
from bot.app.portable.work import Terms, Work, working
from bot.app.progress import Step, silent
from bot.errors import SettingsError, SourceError
from bot.newsroom import Newsroom
from bot.settings import Settings


def import_people(settings: Settings, path: Path, terms: Terms, step: Step = silent) -> Done:
    """Take in a table of people.

    Raises:
        SettingsError: it can't be read, or is no table of people.

    """
    newsroom = newsrooms.load(settings.newsroom)
    with _opened(path) as stream, working(settings, newsroom, terms) as work:
        lines = Lines(stream, str(path))
        work.topics(())
        return work.people(lines, path.stat().st_size, step)


def import_everything(
    settings: Settings, path: Path, terms: Terms, step: Step = silent, config: Path = CONFIG
) -> Done:
    """Take in an export of everything.

    Raises:
        SettingsError: it is none, or damaged.

    """
    read = Bundle(path)
    try:
        said = _settings(settings, read, config, dry_run=terms.dry_run)
        with working(settings, _newsroom(settings, read), terms) as work:
            return _everything(work, read, said, step)
    except (OSError, KeyError, ValueError, SourceError) as error:
        raise SettingsError(f"{path} is damaged: {error}") from error
    finally:
        read.close()


def _everything(work: "Work", read: Bundle, said: list[str], step: Step) -> Done:
    gone = _forgotten(read)
    accounts = {str(channel): str(name) for channel, name in dict(read.manifest.get("accounts", {})).items()}
    work.topics(read.manifest.get("topics", []))
    said += work.sources(read.read(bundle.SOURCES))
    came = replace(work, accounts=accounts, own=frozenset(str(one["digest"]) for one in gone))
    with read.open(bundle.PEOPLE) as stream:
        lines = Lines(stream, f"{read.path}: {bundle.PEOPLE}")
        done = came.people(lines, read.size(bundle.PEOPLE), step)
    kept = work.forgotten(gone)  # last, for of these who is in the export as well has come back since
    said += [f"{kept} of those who asked to be forgotten are known again"] if kept else []
    return Done((*said, *done.lines), done.troubles)


def _opened(path: Path) -> "IO[bytes]":
    try:
        return path.open("rb")
    except OSError as error:
        raise SettingsError(f"{path} can't be read ({error.strerror}); name a file") from error


# ---- the settings that come along ----------------------------------------------------------------


def _settings(settings: Settings, read: Bundle, config: Path, *, dry_run: bool) -> list[str]:
    """Put the files of settings where there are none, and say where there are others."""
    said = []
    for name, place in ((bundle.NEWSROOM, settings.newsroom), (bundle.SETTINGS, config)):
        content = read.read(name) if read.has(name) else None
        if content is None:
            continue
        if not place.exists():
            said.append(f"{place} {'would be' if dry_run else 'is'} the one of the export")
            if not dry_run:
                place.parent.mkdir(parents=True, exist_ok=True)
                opml.save(place, content)
        elif place.read_bytes() != content:
            said.append(f"{place} stays as it is; the one in the export is another: compare them")
    return said


def _newsroom(settings: Settings, read: Bundle) -> Newsroom:
    """Load the newsroom: of the export, where a look has put it nowhere."""
    if settings.newsroom.exists() or not read.has(bundle.NEWSROOM):
        return newsrooms.load(settings.newsroom)
    with TemporaryDirectory() as folder:
        place = Path(folder) / bundle.NEWSROOM
        place.write_bytes(read.read(bundle.NEWSROOM))
        return newsrooms.load(place)


def _forgotten(read: Bundle) -> list[dict[str, Any]]:
    if not read.has(bundle.FORGOTTEN):
        return []
    return [json.loads(line) for line in read.read(bundle.FORGOTTEN).splitlines() if line.strip()]

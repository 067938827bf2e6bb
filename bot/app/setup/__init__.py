"""Setup: asks for what is missing, tries it at once, and writes the newsroom file and the file of secrets."""

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import envfile
from bot.app.doctor.newsroom import DEMO
from bot.app.setup.accounts import Accounts
from bot.app.setup.asker import Asker
from bot.app.setup.newsroom import Masthead, NewsroomFile
from bot.app.setup.sources import Sources
from bot.app.setup.wishes import Wishes
from bot.errors import SettingsError
from bot.survey import survey
from bot.texts import languages

READABLE = 0o644
NEWS = {
    "en": "News",
    "fr": "Actualités",
    "he": "חדשות",
    "ar": "الأخبار",
    "fa": "اخبار",
    "ru": "Новости",
    "es": "Noticias",
    "de": "Nachrichten",
}
"""What the first topic is called where nobody says: ids stay, and names can be changed at any time."""


def set_up(
    wishes: Wishes, asker: Asker, folder: Path = Path("config"), environment: Mapping[str, str] | None = None
) -> list[Path]:
    """Ask, and write what was told; give the files that were written.

    Raises:
        SettingsError: there is nobody to answer, or a file can't be read or written.

    """
    found = survey(environment, folder)
    settings = found.settings
    file = NewsroomFile(settings.newsroom)
    asker.tell("Who speaks", "bold underline")
    _newsroom(file, wishes, asker)
    sources = Sources(asker, settings, wishes)
    asker.tell("What is read", "bold underline")
    sources.ask(file)
    asker.tell("Where it goes", "bold underline")
    accounts = Accounts(asker, settings, wishes)
    accounts.ask()
    told = dict(accounts.found)
    if sources.allow_private and not settings.fetch.allow_private:
        told["TOCSIN_FETCH_ALLOW_PRIVATE"] = "true"
    return [
        *_written_newsroom(settings.newsroom, file),
        *_written_settings(folder / "tocsin.env", told, asker),
    ]


# ---- the newsroom ----------------------------------------------------------------------------------


def _newsroom(file: NewsroomFile, wishes: Wishes, asker: Asker) -> None:
    is_demo = file.name in {"", DEMO}
    if not is_demo and not wishes.name and asker.agree(f"The newsroom is {file.name}: keep that", usual=True):
        return
    usual = "" if is_demo else file.name
    name = asker.ask("The newsroom's name", wishes.name or usual, wrong=_wrong_name)
    spoken = asker.ask(
        f"Languages, the usual one first (of {', '.join(languages())})",
        " ".join(wishes.languages or (() if is_demo else file.languages)) or "en",
        wrong=_wrong_languages,
    )
    zone = asker.ask(
        "Time zone",
        wishes.timezone or ("" if is_demo else file.told("timezone")) or _zone(),
        wrong=_wrong_zone,
    )
    contact = asker.ask("Address for webmasters whose sites are read (empty: none)", wishes.contact)
    chosen = tuple(_words(spoken))
    file.put_masthead(Masthead(name, chosen, zone, contact))
    if is_demo or wishes.topics:
        file.put_topics(_topics(chosen, wishes.topics, asker))


def _topics(chosen: Sequence[str], wished: Sequence[str], asker: Asker) -> list[dict[str, str]]:
    first = asker.ask(
        f"Topics that readers choose among, in {chosen[0]}, separated by commas",
        ", ".join(wished) or NEWS.get(chosen[0], "News"),
    )
    named = [part.strip() for part in first.split(",") if part.strip()]
    topics = [{chosen[0]: name} for name in named]
    for language in chosen[1:]:
        for topic, name in zip(topics, named, strict=True):
            usual = NEWS[language] if name == NEWS.get(chosen[0]) and language in NEWS else name
            topic[language] = asker.ask(f"{name}, in {language}", usual)
    return topics


def _zone() -> str:
    try:
        return str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2] or "UTC"
    except OSError:
        return "UTC"


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(text.replace(",", " ").split()))


def _wrong_name(name: str) -> str:
    return "" if name else "it needs one: readers see it above each alert (--name)"


def _wrong_languages(text: str) -> str:
    strange = [one for one in _words(text) if one not in languages()]
    return f"{', '.join(strange)} is none of {', '.join(languages())}" if strange else ""


def _wrong_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return "write one such as Europe/Paris or Asia/Jerusalem"
    return ""


# ---- what is written -------------------------------------------------------------------------------


def _written_newsroom(path: Path, file: NewsroomFile) -> list[Path]:
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else READABLE
    if path.exists() and path.read_text("utf-8") == file.text:
        return []
    envfile.write(path, file.text, mode)
    return [path]


def _written_settings(path: Path, told: Mapping[str, str], asker: Asker) -> list[Path]:
    try:
        before = path.read_text("utf-8")
    except FileNotFoundError:
        before = "# The secrets of this installation: for its owner alone.\n"
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can't be read: {error}; save it as UTF-8, or delete it") from error
    there = {piece.name for piece in envfile.pieces(before)}
    wanted = {}
    for name, value in told.items():
        differs = name in there and envfile.changed(before, {name: value}) != before
        question = f"{name} is set otherwise in {path}: put the new one in its place"
        if not differs or asker.agree(question, usual=True):
            wanted[name] = value
    after = envfile.changed(before, wanted)
    if after == before and path.exists():
        return []
    envfile.write(path, after)
    return [path]


__all__ = ["Asker", "Wishes", "set_up"]

"""Plain words for the commands that staff need in haste; to anybody else they mean what they always do."""

from collections.abc import Mapping
from typing import Final

# the registry is imported before this module is: its table is asked for when somebody writes
from bot import commands
from bot.ask import Ask
from bot.commands.line import Line
from bot.commands.said import phrases
from bot.model import Role
from bot.rules.consent import fold
from bot.store import halt as halts

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "stopall": {"en": "stopall stop_all halt halt_everything", "fr": "tout_arrêter arrêter_tout stop_tout"}
    | {"he": "עצור_הכל עצור_הכול לעצור_הכל", "ar": "أوقف_الكل إيقاف_الكل", "fa": "توقف_همه همه_را_متوقف_کن"}
    | {
        "ru": "остановить_всё стоп_всё",
        "es": "parar_todo detener_todo",
        "de": "alles_stoppen alles_anhalten",
    },
    "resume": {"en": "resume", "fr": "reprendre", "he": "המשך להמשיך", "ar": "استئناف", "fa": "ادامه"}
    | {"ru": "продолжить возобновить", "es": "reanudar", "de": "fortsetzen weiter"},
    "undo": {"en": "undo", "fr": "annuler_l'envoi défaire", "he": "ביטול_שליחה", "ar": "تراجع", "fa": "واگرد"}
    | {"ru": "отменить_отправку вернуть", "es": "deshacer", "de": "rückgängig"},
    "later": {"en": "later", "fr": "plus_tard", "he": "מאוחר_יותר", "ar": "لاحقا", "fa": "بعدا"}
    | {"ru": "позже", "es": "más_tarde", "de": "später"},
    "embargo": {"en": "embargo", "fr": "embargo", "he": "אמברגו", "ar": "حظر_النشر", "fa": "ممنوعیت_انتشار"}
    | {"ru": "эмбарго", "es": "embargo", "de": "sperrfrist"},
}
"""By command and language; an underscore is a space."""

COMING_BACK: Final = frozenset({"resume"})
"""Commands whose words ask to come back as well: they are commands only while there is something halted."""

_COMMANDS: Final = {one: name for name, said in _WORDS.items() for one in phrases(said)}
_MOST_WORDS: Final = max(len(one.split()) for one in _COMMANDS)


def meant(ask: Ask, text: str) -> Line | None:
    """Read the words by which staff halt all, and the like, before they are taken for words of readers.

    "Stop all" ends a reader's alerts; an editor's would end nothing but that editor's.
    """
    found = read(text) if ask.who.role.may(Role.EDITOR) else None
    if found is None or not ask.who.role.may(commands.COMMANDS[found.name].ROLE):
        return None
    asks_to_come = found.name in COMING_BACK and not text.lstrip().startswith("/")
    return None if asks_to_come and not halts.stands(ask.tx) else found


def read(text: str) -> Line | None:
    """Read such a command, with or without a slash, and what stands behind it; None for anything else.

    Without a slash, what stands behind must be for it: "halt the presses" halts nothing.
    """
    written = text.strip()
    words = written.removeprefix("/")
    for many in range(_MOST_WORDS, 0, -1):
        parts = words.split(maxsplit=many)
        name = _COMMANDS.get(fold(" ".join(parts[:many])))
        args = parts[many].strip() if len(parts) > many else ""
        if name is not None and (not args or words != written or _fits(name, args)):
            return Line(name, args)
    return None


def _fits(name: str, args: str) -> bool:
    if name == "stopall":
        return False
    return args in {"fresh", "drop"} if name == "resume" else args.lstrip("#")[:1].isdecimal()

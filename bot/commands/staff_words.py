"""Plain words for the commands of staff, in all languages; to anybody else they mean what they always do."""

from collections.abc import Mapping
from typing import Final

# the registry is imported before this module is: its table is asked for when somebody writes
from bot import commands
from bot.ask import Ask
from bot.commands.line import Line
from bot.commands.said import phrases
from bot.commands.staff_tables import AT_THE_DESK, IN_HASTE
from bot.model import Role
from bot.rules.consent import fold
from bot.store import halt as halts
from bot.store import plan as plans

_CANCEL: Final[Mapping[str, str]] = {
    "en": "cancel",
    "fr": "annuler annule annulez",
    "he": "ביטול בטל לבטל",
    "ar": "إلغاء الغاء",
    "fa": "لغو",
    "ru": "отмена отменить",
    "es": "cancelar anular",
    "de": "abbrechen stornieren",
}
"""Words that end a reader's alerts in some languages; who has just sent something means that."""

COMING_BACK: Final = frozenset({"resume"})
"""Commands whose words ask to come back as well: they are commands only while there is something halted."""

_ANYTHING: Final = frozenset(
    {"addsource", "alert", "audit", "backtest", "campaigns", "export", "hold", "import", "invite"}
    | {"segment", "staff", "subscribers", "test"}
)
"""Commands that are told more than a number: what they do not understand they answer with what to write."""

_COMMANDS: Final = {
    one: name for name, said in (IN_HASTE | AT_THE_DESK).items() for one in phrases(said) | {name}
}
_CANCELLING: Final = phrases(_CANCEL)
_MOST_WORDS: Final = max(len(one.split()) for one in _COMMANDS)


def meant(ask: Ask, text: str) -> Line | None:
    """Read the words by which staff halt all, and the like, before they are taken for words of readers.

    "Stop all" ends a reader's alerts; an editor's would end nothing but that editor's. A command's own name
    may have anything behind it: `bot.inbox` reads that, after all else.
    """
    if not ask.who.role.may(Role.EDITOR):
        return None
    found = read(text) or _cancelling(ask, text)
    if found is None or not ask.who.role.may(commands.COMMANDS[found.name].ROLE):
        return None
    asks_to_come = found.name in COMING_BACK and not text.lstrip().startswith("/")
    return None if asks_to_come and not halts.stands(ask.tx) else found


def _cancelling(ask: Ask, text: str) -> Line | None:
    """Read "cancel" as undoing, while something of the editor's own is about to leave."""
    word, _space, rest = text.strip().removeprefix("/").partition(" ")
    if fold(word) not in _CANCELLING or (rest and not _fits("undo", rest.strip())):
        return None
    own = [one.alert_id for one in plans.standing(ask.tx) if one.decided_by == ask.who.id]
    return Line("undo", rest.strip() or (str(own[0]) if len(own) == 1 else "")) if own else None


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
    if name in _ANYTHING or name == "stopall":
        return name != "stopall"
    return args in {"fresh", "drop"} if name == "resume" else args.lstrip("#")[:1].isdecimal()

"""/language: choose the language of the bot's own words."""

from collections.abc import Sequence
from functools import cache

from bot.ask import Ask, Choice, Reply
from bot.errors import UsageError
from bot.model import Role
from bot.rules.consent import fold
from bot.store import subscriber as subscribers
from bot.texts import _, language_name, languages, verbatim

ROLE = Role.READER
HELP = _("choose your language")


def run(ask: Ask) -> Sequence[Reply]:
    """Show the languages, or change to one named by its code or by its own name."""
    if not ask.args.strip():
        return (_card(ask.who.language),)
    language = named(ask.args)
    if language is None:
        raise UsageError(_("I do not speak that language yet. /language shows those that I do."))
    subscribers.change(ask.tx, ask.who.id, language=language)
    return (_card(language, replaces=True),)


def named(words: str) -> str | None:
    """Read a language's code, or its name in itself or in any of ours: français, French, צרפתית."""
    return _by_name().get(fold(words))


@cache
def _by_name() -> dict[str, str]:
    spoken = languages()
    names = {fold(language_name(code, of)): code for code in spoken for of in spoken}
    return names | {code: code for code in spoken}


def _card(current: str, *, replaces: bool = False) -> Reply:
    rows = tuple((_choice(code, current),) for code in languages())
    words = _("I speak {language} with you. The alerts keep their own language.", language=own(current))
    return Reply((words,), _("Language"), rows, replaces)


def own(code: str) -> str:
    """Name a language in itself, as it stands on a button."""
    name = language_name(code)
    return name[:1].upper() + name[1:] if code == "en" else name


def _choice(code: str, current: str) -> Choice:
    return Choice(verbatim(f"✓ {own(code)}" if code == current else own(code)), f"language {code}")

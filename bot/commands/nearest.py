"""What was nearly said: the command that is nearest to a word or a name that is none, and the menu."""

from difflib import get_close_matches
from typing import Final

from bot import commands
from bot.ask import Ask, Choice, Reply
from bot.commands import menu
from bot.commands.shown import isolated
from bot.commands.words import WORDS, WRITTEN
from bot.model import SubscriberStatus
from bot.rules.consent import fold
from bot.texts import _, verbatim

SHORTEST: Final = 4
LONGEST: Final = 24
"""Characters of a word that may be a slip of the hand."""

ALIKE: Final = 0.75
"""How alike a word must be to one of ours, by difflib's ratio: "tpoics" is, "comics" to "topics" is not."""


def to_word(ask: Ask, text: str) -> Reply | None:
    """Offer the command whose plain word is nearest to one that stands alone; None where none is near."""
    word = fold(text)
    if not SHORTEST <= len(word) <= LONGEST or len(text.split()) > 1:
        return None
    if ask.who.status is SubscriberStatus.INVITED:  # who says their first word is greeted
        return None
    near = get_close_matches(word, WORDS, 1, ALIKE)
    if not near:
        return None
    meant = WRITTEN[near[0]]
    words = _("I do not know {command}. Did you mean {near}?", command=isolated(text), near=isolated(meant))
    return menu.card(ask, words, first=(Choice(verbatim(meant), WORDS[near[0]]),))


def to_command(ask: Ask, name: str) -> Reply:
    """Answer what is no command, or none for this person, with the nearest one that is."""
    mine = [name for name, command in commands.COMMANDS.items() if ask.who.role.may(command.ROLE)]
    near = get_close_matches(name, mine, 1)
    shown = isolated(f"/{name}")
    if near:
        words = _(
            "I do not know {command}. Did you mean {near}? /help shows all I can do.",
            command=shown,
            near=f"/{near[0]}",
        )
        return menu.card(ask, words, first=(Choice(verbatim(f"/{near[0]}"), near[0]),))
    return menu.card(ask, _("I do not know {command}. /help shows what I can do.", command=shown))

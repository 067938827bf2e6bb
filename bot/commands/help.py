"""/help: what this person may ask."""

from collections.abc import Sequence

# the registry imports this module in turn: only its name is taken here, its table when somebody asks
from bot import commands
from bot.ask import Ask, Reply
from bot.commands.shown import together
from bot.model import Role
from bot.texts import Text, _

ROLE = Role.READER
HELP = _("show what I can do")


def run(ask: Ask) -> Sequence[Reply]:
    """List the commands of the person's role, each with a word on what it does."""
    mine = {name: command for name, command in commands.COMMANDS.items() if ask.who.role.may(command.ROLE)}
    readers = [_line(name, command.HELP) for name, command in mine.items() if command.ROLE is Role.READER]
    staff = [_line(name, command.HELP) for name, command in mine.items() if command.ROLE is not Role.READER]
    lists = [together(ask, lines) for lines in (readers, staff) if lines]
    plain = _("Plain words work too: START, STOP, MENU, HELP.")
    return (Reply((*lists, plain), _("What I can do")),)


def _line(name: str, what: Text) -> Text:
    return _("{command}: {what}", command=f"/{name}", what=what)

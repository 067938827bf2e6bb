"""What an editor does is told to the others."""

from bot.ask import Ask, Reply
from bot.commands.shown import isolated
from bot.model import Role
from bot.rules.notice import notice
from bot.store import subscriber as subscribers
from bot.texts import Text

NOBODY = "–"  # noqa: RUF001 -- a dash stands for no name


def told(ask: Ask, *words: Text) -> tuple[Reply, ...]:
    """Tell all editors but the one who asks."""
    editors = subscribers.with_role(ask.tx, Role.EDITOR)
    return tuple(Reply(words, to=one) for one in editors if one.id != ask.who.id)


def warned(ask: Ask, *words: Text) -> tuple[Reply, ...]:
    """Tell all editors but the one who asks what cannot wait; who left or is lost hears nothing.

    It has the shape of an alert, so that a template can carry it to an editor on WhatsApp who has not
    written for a day; so it names no command, which is spelled otherwise there.
    """
    editors = subscribers.with_role(ask.tx, Role.EDITOR)
    return tuple(
        Reply((), to=one, message=notice(one.language, *words))
        for one in editors
        if one.id != ask.who.id and one.status.hears
    )


def named(name: str) -> str:
    """Name a person beside other words."""
    return isolated(name) or NOBODY

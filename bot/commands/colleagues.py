"""What an editor does is told to the others."""

from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands.shown import isolated
from bot.model import Message, MessageKind, Role, Subscriber
from bot.store import subscriber as subscribers
from bot.texts import Text, _, say

PROGRAM = "Tocsin"

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
        Reply((), to=one, message=_notice(words, one))
        for one in editors
        if one.id != ask.who.id and one.status.hears
    )


def _notice(words: Sequence[Text], to: Subscriber) -> Message:
    title = say(_("For those who run Tocsin"), to.language)
    lines = tuple(say(one, to.language) for one in words)
    return Message(MessageKind.ALERT, to.language, title, lines, byline=PROGRAM)


def named(name: str) -> str:
    """Name a person beside other words."""
    return isolated(name) or NOBODY

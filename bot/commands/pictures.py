"""/pictures: alerts with the pictures of their articles, or without."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands.words import switched
from bot.errors import UsageError
from bot.model import Role
from bot.rules.breaker import channel_name
from bot.rules.picture import wanted
from bot.store import subscriber as subscribers
from bot.texts import Text, _

ROLE = Role.READER
HELP = _("alerts with or without pictures")


def run(ask: Ask) -> Sequence[Reply]:
    """Show the choice, or change it; the button below takes it back."""
    if not ask.args.strip():
        return (_card(ask, on=are_on(ask)),)
    wish = switched(ask.args)
    if wish is None:
        raise UsageError(_("Write /pictures on, or /pictures off."))
    subscribers.change(ask.tx, ask.who.id, pictures=wish)
    return (_card(ask, on=wish, replaces=True),)


def are_on(ask: Ask) -> bool:
    """Say whether whoever asks gets pictures."""
    return wanted(ask.who.pictures, ask.who.address.channel)


def state(*, on: bool) -> Text:
    """Say how the choice stands."""
    if on:
        return _("Alerts come with the picture of their article, where there is one.")
    return _("Alerts come without pictures.")


def _card(ask: Ask, *, on: bool, replaces: bool = False) -> Reply:
    channel = ask.who.address.channel
    words = [state(on=on)]
    if channel in ask.terms:
        words.append(
            _(
                "On {channel} a picture uses data with each alert, and can come only in the 24 hours after "
                "you last wrote here.",
                channel=channel_name(channel),
            )
        )
    label = _("Turn pictures off") if on else _("Turn pictures on")
    return Reply(
        tuple(words),
        _("Pictures"),
        ((Choice(label, "pictures off" if on else "pictures on"),),),
        replaces,
    )

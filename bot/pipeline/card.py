"""Cards: editors are asked what is to become of an alert that its source seems to have taken back."""

from datetime import datetime

from sqlalchemy import Connection

from bot.model import Button, Message, MessageKind, Role, Subscriber
from bot.rules.notice import PROGRAM
from bot.store import delivery as deliveries
from bot.store import subscriber as subscribers
from bot.store.alert import AlertRow
from bot.store.message import to_json
from bot.store.suspicion import Cause
from bot.texts import Text, _, say

WHY: dict[Cause, Text] = {
    Cause.VANISHED: _("Its article has left the feed before its time, and its page is gone."),
    Cause.MARKED: _("Its source now says that it was wrong."),
}
CHOICES: tuple[tuple[Text, str], ...] = (
    (_("Correct"), "correct"),
    (_("Withdraw"), "withdraw"),
    (_("Leave as it is"), "leave"),
)


def ask_editors(tx: Connection, row: AlertRow, cause: Cause, now: datetime, title: str = "") -> None:
    """Ask all editors about an alert; `title` is what its article is called now."""
    for one in subscribers.with_role(tx, Role.EDITOR):
        if one.status.hears:
            message = _card(row, cause, one, title)
            deliveries.queue_reply(tx, one.id, to_json(message, commands=True), now)
            offered = [button.data for line in message.buttons for button in line]
            subscribers.change(tx, one.id, menu=offered)


def _card(row: AlertRow, cause: Cause, to: Subscriber, title: str) -> Message:
    """Write a card in the shape of an alert, so that a template can carry it: it names its commands, too."""
    words = [WHY[cause]]
    words += [_("It is now called: {title}", title=f"\u2068{title}\u2069")] if title else []
    words.append(
        _("What shall we do? Press a button, or write {commands}.", commands=f"\u2068{_commands(row)}\u2069")
    )
    buttons = tuple((Button(say(label, to.language), f"{verb} {row.id}"),) for label, verb in CHOICES)
    heading = say(_("Alert #{id}: {headline}", id=row.id, headline=row.headline), to.language)
    lines = tuple(say(text, to.language) for text in words)
    return Message(
        MessageKind.ALERT, to.language, heading, lines, byline=PROGRAM, link=row.link, buttons=buttons
    )


def _commands(row: AlertRow) -> str:
    return ", ".join(f"/{verb} {row.id}" for _label, verb in CHOICES)

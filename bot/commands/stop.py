"""/stop: get no more alerts."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.model import Role, SubscriberStatus
from bot.store import delivery as deliveries
from bot.store import subscriber as subscribers
from bot.texts import _

ROLE = Role.READER
HELP = _("end all alerts")

START_AGAIN = ((Choice(_("Start again"), "start"),),)


def run(ask: Ask) -> Sequence[Reply]:
    """End the alerts at once and confirm it, once.

    Who says stop again wants silence and gets it; only a button, which waits for an answer, gets one.
    """
    again = ask.who.status is SubscriberStatus.LEFT
    if again and not ask.pressed:
        return ()
    if not again:
        how = f"{ask.who.address.channel} /stop"
        subscribers.end(ask.tx, ask.who.id, SubscriberStatus.LEFT, ask.now, how, ask.origin)
        deliveries.drop_alerts_for(ask.tx, ask.who.id)
    words = _(
        "Done: you get no more alerts from {newsroom}. To come back, write START: "
        "your topics are remembered.",
        newsroom=ask.newsroom.name,
    )
    return (Reply((words,), choices=START_AGAIN, replaces=again),)

"""Losing: a person who can't be reached at an address any more, or wants nothing there."""

from datetime import datetime

from sqlalchemy import Connection

from bot.model import Message, MessageKind, Subscriber, SubscriberId, SubscriberStatus
from bot.rules.notice import PROGRAM
from bot.store import delivery as deliveries
from bot.store import link as links
from bot.store import subscriber as subscribers
from bot.store.message import to_json
from bot.texts import _, say


def end(tx: Connection, id_: SubscriberId, status: SubscriberStatus, now: datetime) -> None:
    """Send no more alerts to an address; those of a person with another one come there, and say so.

    Who left (the channel told us so) left for good, at all addresses; only where the alerts came anyhow
    to another one is nothing ended there.
    """
    people = links.of(tx, id_)
    if people and (status is SubscriberStatus.LOST or people[0].id != id_):
        language = people[0].language
        consent = subscribers.Consent(now, "unreachable", say(INSTEAD, language), language)
        instead = links.lose(tx, id_, consent)
        if instead is not None:
            deliveries.queue_reply(tx, instead.id, to_json(_told(instead)), now)
    subscribers.end(tx, id_, status, now)
    deliveries.drop_alerts_for(tx, id_)


INSTEAD = _("Your other phone can't be reached any more, so your alerts come here from now on.")


def _told(to: Subscriber) -> Message:
    """Word it in the shape of an alert, which a template can carry to who has not written for a day."""
    return Message(MessageKind.ALERT, to.language, say(INSTEAD, to.language), byline=PROGRAM)

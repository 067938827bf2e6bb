"""/status: how the service fares."""

from collections.abc import Sequence
from datetime import timedelta

from bot.commands.shown import isolated
from bot.model import DeliveryState, Role, SubscriberStatus
from bot.ports import Ask, Reply
from bot.rules.breaker import channel_name
from bot.store import alert as alerts
from bot.store import delivery as deliveries
from bot.store import sender as senders
from bot.store import source as sources
from bot.store import subscriber as subscribers
from bot.texts import Text, _, n_, say, say_moment, verbatim

ROLE = Role.EDITOR
HELP = _("how the service fares")

DAY = timedelta(days=1)

STATES: dict[DeliveryState, Text] = {
    DeliveryState.QUEUED: _("waiting"),
    DeliveryState.SENDING: _("being sent"),
    DeliveryState.SENT: _("sent"),
    DeliveryState.DELIVERED: _("delivered"),
    DeliveryState.READ: _("read"),
    DeliveryState.UNKNOWN: _("in doubt"),
    DeliveryState.FAILED: _("failed"),
    DeliveryState.EXPIRED: _("expired"),
    DeliveryState.RECALLED: _("recalled"),
    DeliveryState.DROPPED: _("dropped, reader left"),
}


def run(ask: Ask) -> Sequence[Reply]:
    """Say how many read us, how the sources fare, and what became of a day's alerts."""
    counts = subscribers.counts(ask.tx)
    active = sum(count for (_channel, status), count in counts.items() if status is SubscriberStatus.ACTIVE)
    told = alerts.count_since(ask.tx, ask.now - DAY)
    parts = (
        n_("{count} active subscriber", "{count} active subscribers", active),
        _sources(ask),
        n_("{count} alert in 24 hours", "{count} alerts in 24 hours", told),
        *_deliveries(ask),
        *_channels(ask),
    )
    return (Reply((verbatim("\n".join(say(part, ask.who.language) for part in parts)),), _("Status")),)


def _sources(ask: Ask) -> Text:
    health = sources.health(ask.tx)
    return n_(
        "{count} source, failing: {failing}, paused: {paused}",
        "{count} sources, failing: {failing}, paused: {paused}",
        health["all"],
        failing=health["failing"],
        paused=health["paused"],
    )


def _deliveries(ask: Ask) -> tuple[Text, ...]:
    tally = deliveries.tally(ask.tx, ask.now - DAY)
    parts = [
        f"{say(words, ask.who.language)} {tally[state]}" for state, words in STATES.items() if state in tally
    ]
    return (_("Deliveries in 24 hours: {states}", states=", ".join(parts)),) if parts else ()


def _channels(ask: Ask) -> tuple[Text, ...]:
    return tuple(
        _(
            "{channel} takes nothing since {moment}",
            channel=isolated(channel_name(row.channel)),
            moment=say_moment(row.down_since, ask.who.language, ask.newsroom.timezone),
        )
        for row in senders.listed(ask.tx)
        if row.down_since
    )

"""Alerts of which it is no longer kept who was sent them: of those nothing is counted, and nobody is told."""

from collections.abc import Iterator
from datetime import timedelta

from bot.ask import Ask
from bot.commands.spell import years
from bot.errors import UsageError
from bot.model import AlertId
from bot.store import retention
from bot.texts import Text, _


def refuse(ask: Ask, id_: AlertId) -> None:
    """Say that an alert is from longer ago than is kept who got it; raises UsageError."""
    if not retention.is_past(ask.tx, id_):
        return
    if ask.promises.deliveries is None:  # a setting that was another one then
        raise UsageError(_("Alert #{id}: it is no longer kept who was sent it.", id=id_))
    raise UsageError(
        _(
            "Alert #{id}: that was longer ago than we keep who was sent what, which is for {days}.",
            id=id_,
            days=years(ask.promises.deliveries),
        )
    )


def partly(ask: Ask, days: int) -> Iterator[Text]:
    """Say that figures of so many days begin later than that."""
    kept = ask.promises.deliveries
    if kept is not None and timedelta(days=days) > kept:
        yield _(
            "It is kept for {days} who was sent what: of before that there are no figures.", days=years(kept)
        )

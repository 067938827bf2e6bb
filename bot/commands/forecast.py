"""What to expect of an alert before it goes: by which channels, at what price, and how soon."""

from collections.abc import Sequence

from bot.ask import Ask
from bot.commands import cost
from bot.commands.durations import about
from bot.commands.shown import dated, isolated
from bot.model import Priority, Selection, TopicId
from bot.rules.breaker import channel_name
from bot.rules.pace import eta
from bot.store.reach import Reach
from bot.texts import Text, _, say, say_row


def expected(
    ask: Ask, reaches: Sequence[Reach], topics: Sequence[TopicId], picks: Selection | None = None
) -> tuple[Text, ...]:
    """Say how many it reaches by each channel, in which form, which is down, and when the last has it."""
    if not reaches:
        return ()
    by = _("By channel: {channels}.", channels=by_channel(ask, reaches))
    prices = [line for one in reaches for line in cost.lines(ask, one.sender, topics, picks)]
    return (by, *prices, *_down(ask, reaches), *_last(ask, reaches))


def by_channel(ask: Ask, reaches: Sequence[Reach]) -> str:
    """Say how many it reaches by each channel."""
    counts: dict[str, int] = {}
    for one in reaches:
        counts[one.sender.channel] = counts.get(one.sender.channel, 0) + one.readers
    parts = (f"{isolated(channel_name(channel))} {count}" for channel, count in counts.items())
    return say_row(parts, ask.who.language)


def soon(ask: Ask, reaches: Sequence[Reach], priority: Priority) -> Text | None:
    """Say within which time the last reader will have it; None where no channel takes messages."""
    known = _known(ask, reaches)
    return about(_seconds(ask, known, priority)) if known else None


def _known(ask: Ask, reaches: Sequence[Reach]) -> list[Reach]:
    return [one for one in reaches if one.sender.channel in ask.rates and not one.sender.down_since]


def _down(ask: Ask, reaches: Sequence[Reach]) -> tuple[Text, ...]:
    return tuple(
        _(
            "{channel} takes nothing since {moment}",
            channel=isolated(channel_name(one.sender.channel)),
            moment=dated(ask, one.sender.down_since),
        )
        for one in reaches
        if one.sender.down_since
    )


def _last(ask: Ask, reaches: Sequence[Reach]) -> tuple[Text, ...]:
    """Forecast over the channels that take messages: one that is down is back when it is back."""
    known = _known(ask, reaches)
    if not known:
        return ()
    normal, breaking = (_seconds(ask, known, priority) for priority in (Priority.NORMAL, Priority.BREAKING))
    soon = _("The last one will have it in {time}.", time=about(normal))
    sooner = _("Sent as breaking: in {time}.", time=about(breaking))
    life = ask.alert_life.total_seconds()
    late = _("Not everybody will get it: it is sent for {time} at most.", time=about(life))
    differs = say(about(breaking), "en") != say(about(normal), "en")
    return (soon, *((sooner,) if differs else ()), *((late,) if normal > life else ()))


def _seconds(ask: Ask, reaches: Sequence[Reach], priority: Priority) -> float:
    return max(
        eta(one.ahead(priority), one.readers, ask.rates[one.sender.channel], one.sender.due_at, ask.now)
        for one in reaches
    )

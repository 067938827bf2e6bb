"""What a report says, in words and as panels of a picture."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.charts import Panel, Series, Sheet
from bot.model import DeliveryState, Message, MessageKind
from bot.newsroom import Newsroom
from bot.rules.breaker import channel_name
from bot.rules.notice import PROGRAM
from bot.rules.pace import TARGET, TARGET_SHARE
from bot.rules.report import days_of
from bot.store.period import Period
from bot.texts import (
    Text,
    _,
    counted,
    is_leftward,
    n_,
    say,
    say_date,
    say_day,
    say_number,
    say_roughly,
    say_row,
)

MINUTES: Final = TARGET // timedelta(minutes=1)
TELL_READS: Final = frozenset({"whatsapp"})
"""The channels that say who has read."""

NAMED: Final = 8
"""So many days or hours are named below a row of bars, at most."""

_UNIT: Final = "\u00a0%"


@dataclass(frozen=True, slots=True)
class Told:
    """What a report is about, and to whom it speaks."""

    period: Period
    active: int
    newsroom: Newsroom
    language: str
    weekly: bool


def message(told: Told) -> Message:
    """Write a report in words.

    The weekly one has the shape of an alert, so that a template can carry it to an owner who has not
    written for a day.
    """
    lines = tuple(say(line, told.language) for line in _lines(told))
    title = say(_title(told), told.language)
    if told.weekly:
        return Message(MessageKind.ALERT, told.language, title, lines, byline=PROGRAM)
    return Message(MessageKind.REPLY, told.language, title, lines)


def sheet(told: Told) -> Sheet:
    """Lay a report out as a picture."""
    tongue = told.language
    title = say(_title(told), tongue)
    panels = (_by_hour(told), _in_time(told), _fates(told), _coming(told))
    return Sheet(
        title,
        _span(told),
        panels,
        number=lambda number: say_roughly(number, tongue),
        rtl=is_leftward(tongue),
    )


# ---- words ---------------------------------------------------------------------------------------


def _title(told: Told) -> Text:
    if told.weekly:
        return _("The week of {newsroom}", newsroom=_iso(told.newsroom.name))
    days, name = len(_days(told)), _iso(told.newsroom.name)
    if days == 1:
        return _("{newsroom} today", newsroom=name)
    return n_("{newsroom}, {count} day", "{newsroom}, {count} days", days, newsroom=name)


def _span(told: Told) -> str:
    days = _days(told)
    zone = told.newsroom.timezone
    first = say_day(told.period.since, told.language, zone)
    if len(days) == 1:
        return _iso(first)
    last = say_day(told.period.until - timedelta(microseconds=1), told.language, zone)
    return f"{_iso(first)} – {_iso(last)}"  # noqa: RUF001 -- a dash between two days


def _lines(told: Told) -> list[Text]:
    period = told.period
    lines = [Text("{words}", {"words": _span(told)}), _alerts(told)]
    lines += [_of_channel(told, channel) for channel in period.channels if _laid(period, channel)]
    if period.hours:
        by_hour = Counter[int]()
        for (_channel, hour), many in period.hours.items():
            by_hour[hour] += many
        hour, many = max(by_hour.items(), key=lambda one: (one[1], -one[0]))
        busiest = f"{hour}:00–{(hour + 1) % 24}:00"  # noqa: RUF001 -- a dash between two hours
        lines.append(
            n_(
                "Busiest hour: {hours}, {count} message",
                "Busiest hour: {hours}, {count} messages",
                many,
                hours=_iso(busiest),
            )
        )
    lines.append(_came_and_went(told))
    lines.append(n_("{count} active subscriber", "{count} active subscribers", told.active))
    return lines


def _alerts(told: Told) -> Text:
    alerts = told.period.alerts.values()
    met = sum(100 * one.soon >= TARGET_SHARE * one.readers for one in alerts)
    if not alerts:
        return _("No alert went out.")
    return n_(
        "{count} alert; {met} reached {share} % of its readers within {minutes} min",
        "{count} alerts; {met} of them reached {share} % of their readers within {minutes} min",
        len(alerts),
        met=counted(met),
        share=TARGET_SHARE,
        minutes=MINUTES,
    )


def _of_channel(told: Told, channel: str) -> Text:
    period, tongue = told.period, told.language
    accepted, laid = period.accepted(channel), _laid(period, channel)
    name = _iso(channel_name(channel))
    values = {"had": say_number(accepted, tongue), "all": say_number(laid, tongue)}
    if channel not in TELL_READS:
        return _("{channel}: {had} of {all} sent; it does not tell who reads", channel=name, **values)
    read = period.states[channel, DeliveryState.READ]
    share = _share(read, accepted)
    return _(
        "{channel}: {had} of {all} sent, {share} % of these read", channel=name, share=round(share), **values
    )


def _came_and_went(told: Told) -> Text:
    came, went = (_by_channel(told, counts) for counts in (told.period.joined, told.period.left))
    return _(
        "Joined: {joined}{how_joined}; left: {left}{how_left}",
        joined=say_number(sum(told.period.joined.values()), told.language),
        left=say_number(sum(told.period.left.values()), told.language),
        how_joined=came,
        how_left=went,
    )


def _by_channel(told: Told, counts: Counter[tuple[str, str]]) -> str:
    sums = Counter[str]()
    for (channel, _day), many in counts.items():
        sums[channel] += many
    parts = (
        f"{_iso(channel_name(one))} {say_number(many, told.language)}" for one, many in sorted(sums.items())
    )
    row = say_row(parts, told.language)
    return f" ({row})" if row else ""


# ---- panels --------------------------------------------------------------------------------------


def _by_hour(told: Told) -> Panel:
    period = told.period
    places = [str(hour) if hour % 3 == 0 else "" for hour in range(24)]
    channels = [one for one in period.channels if _laid(period, one)]
    series = [Series(channel_name(one), [period.hours[one, hour] for hour in range(24)]) for one in channels]
    return _panel(told, _("Messages by hour of the day"), places, series)


def _in_time(told: Told) -> Panel:
    soon, readers = Counter[str](), Counter[str]()
    for one in told.period.alerts.values():
        soon[one.day] += one.soon
        readers[one.day] += one.readers
    shares = [_share(soon[day], readers[day]) for day in _days(told)]
    title = _(
        "Within {minutes} min, % of the readers; the aim is {share}", minutes=MINUTES, share=TARGET_SHARE
    )
    series = [Series("", shares)] if told.period.alerts else []
    panel = _panel(told, title, _names(told), series)
    return Panel(
        panel.title, panel.places, panel.series, target=TARGET_SHARE, most=105, unit=_UNIT, words=panel.words
    )


def _fates(told: Told) -> Panel:
    """Say of each channel which share was read, which was sent, and which was not."""
    period = told.period
    channels = [one for one in period.channels if _laid(period, one)]
    read = [_share(period.states[one, DeliveryState.READ], _laid(period, one)) for one in channels]
    had = [
        _share(period.accepted(one), _laid(period, one)) - known
        for one, known in zip(channels, read, strict=True)
    ]
    rest = [100 - one - other for one, other in zip(read, had, strict=True)]
    labels = (_("read"), _("sent"), _("not sent"))
    series = [
        Series(say(label, told.language), shares)
        for label, shares in zip(labels, (read, had, rest), strict=True)
    ]
    panel = _panel(
        told,
        _("What became of the messages"),
        [channel_name(one) for one in channels],
        series if channels else [],
    )
    return Panel(panel.title, panel.places, panel.series, most=100, unit=_UNIT, words=panel.words, told=True)


def _coming(told: Told) -> Panel:
    period, tongue = told.period, told.language
    days = _days(told)
    channels = sorted({channel for channel, _day in period.joined})
    series = [
        Series(
            say(_("joined: {channel}", channel=channel_name(one)), tongue),
            [period.joined[one, day] for day in days],
        )
        for one in channels
    ]
    gone = [sum(many for (_one, on), many in period.left.items() if on == day) for day in days]
    below = Series(say(_("gone"), tongue), gone) if any(gone) else None
    panel = _panel(told, _("Who joined and who left"), _names(told), series, nothing=below is None)
    return Panel(panel.title, panel.places, panel.series, below=below, words=panel.words)


def _panel(
    told: Told, title: Text, places: Sequence[str], series: Sequence[Series], *, nothing: bool = True
) -> Panel:
    empty = nothing and not any(value for one in series for value in one.values)
    words = say(_("There was nothing."), told.language) if empty else ""
    return Panel(say(title, told.language), places, series, words=words)


def _days(told: Told) -> list[str]:
    return [day.isoformat() for day in days_of(told.period.since, told.period.until, told.newsroom.timezone)]


def _names(told: Told) -> list[str]:
    """Name the days below the bars, as many as there is room for."""
    days = days_of(told.period.since, told.period.until, told.newsroom.timezone)
    step = -(-len(days) // NAMED)
    return [say_date(day, told.language) if at % step == 0 else "" for at, day in enumerate(days)]


def _laid(period: Period, channel: str) -> int:
    return sum(many for (one, _state), many in period.states.items() if one == channel)


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _iso(words: str) -> str:
    return f"\u2068{words}\u2069"

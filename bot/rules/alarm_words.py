"""What those who run it are told of an alarm, and that it is over."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from bot.rules.breaker import channel_name
from bot.signs import Alarm, Kind
from bot.texts import Text, _, n_

SHOWN: Final = 3
"""Alarms that one message tells of; of more it says how many."""

_Say: TypeAlias = Callable[[str, int, int], Text]
"""Makes words of a subject (a channel's name, an alert's number), a count, and minutes."""

_BEGINS: Final[Mapping[Kind, _Say]] = {
    Kind.STALLED: lambda channel, count, minutes: n_(
        "{channel} accepts nothing, for {minutes} minutes now. {count} message waits and is not lost.",
        "{channel} accepts nothing, for {minutes} minutes now. {count} messages wait and are not lost.",
        count,
        channel=channel,
        minutes=minutes,
    ),
    Kind.UNSENT: lambda channel, _count, minutes: _(
        "Messages for {channel} are not sent, for {minutes} minutes now: see if the part deliver runs.",
        channel=channel,
        minutes=minutes,
    ),
    Kind.UNHEARD: lambda _subject, _count, minutes: _(
        "What people write is not answered, for {minutes} minutes now: see if the part inbox runs.",
        minutes=minutes,
    ),
    Kind.UNREAD: lambda _subject, _count, minutes: _(
        "No source is looked at, for {minutes} minutes now: see if the part poll runs.", minutes=minutes
    ),
    Kind.FAILING: lambda _subject, count, _minutes: n_(
        "{count} source can't be read: perhaps it is the network here. /sources shows why.",
        "{count} sources can't be read: perhaps it is the network here. /sources shows why.",
        count,
    ),
    Kind.LOSING: lambda channel, count, _minutes: n_(
        "{count} message of the last day could not be delivered on {channel}: unusually many.",
        "{count} messages of the last day could not be delivered on {channel}: unusually many.",
        count,
        channel=channel,
    ),
    Kind.TEMPLATE: lambda name, _count, _minutes: _(
        "WhatsApp has paused, rejected or disabled the template {name}. Where no other can stand in, alerts "
        "to readers who have not written to us within 24 hours wait. A pause ends by itself; to see why, "
        "and what to do, run: {command}",
        name=name,
        command="\u2068python -m bot doctor\u2069",
    ),
    Kind.DISK: lambda _subject, count, _minutes: _(
        "The disk is nearly full: {count} MB are free. Make room, or all stops.", count=count
    ),
    Kind.MISSED: lambda id_, count, _minutes: _(
        "Alert #{id} was late: {count} % of its readers had it within two minutes, and not 90 %.",
        id=id_,
        count=count,
    ),
    Kind.DOUBT: lambda _subject, count, _minutes: n_(
        "{count} message stays in doubt: nobody knows whether it arrived. See /status unknown.",
        "{count} messages stay in doubt: nobody knows whether they arrived. See /status unknown.",
        count,
    ),
    Kind.GAP: lambda _subject, count, _minutes: n_(
        "Nothing ran here for {count} minute: the program or its database was away. It goes on now.",
        "Nothing ran here for {count} minutes: the program or its database was away. It goes on now.",
        count,
    ),
}

_WELL: Final[Mapping[Kind, Callable[[str], Text]]] = {
    Kind.STALLED: lambda channel: _("{channel} accepts messages", channel=channel),
    Kind.UNSENT: lambda channel: _("messages leave for {channel}", channel=channel),
    Kind.UNHEARD: lambda _subject: _("what people write is answered"),
    Kind.UNREAD: lambda _subject: _("sources are looked at"),
    Kind.FAILING: lambda _subject: _("sources can be read"),
    Kind.LOSING: lambda channel: _("messages of {channel} arrive", channel=channel),
    Kind.TEMPLATE: lambda name: _("the template {name} may be used", name=name),
    Kind.DISK: lambda _subject: _("there is room on the disk"),
}


def begins(one: Alarm, now: datetime) -> Text:
    """Say what is amiss, and what to do."""
    minutes = int((now - one.since).total_seconds() // 60) if one.since else 0
    return _BEGINS[one.kind](_named(one.kind, one.subject), one.count, minutes)


def ends(kind: Kind, subject: str, minutes: int) -> Text:
    """Say that it is over, after so many minutes; momentary ones have no end to tell of.

    Raises:
        KeyError: it is one of those.

    """
    return n_(
        "All well again: {what} (after {count} minute).",
        "All well again: {what} (after {count} minutes).",
        max(minutes, 1),
        what=_WELL[kind](_named(kind, subject)),
    )


def more(count: int) -> Text:
    """Say how many more there are."""
    return n_("And {count} more.", "And {count} more.", count)


def _named(kind: Kind, subject: str) -> str:
    return subject if kind is Kind.TEMPLATE or subject.isdigit() else channel_name(subject)

"""What the status page says: how each part stands, the last day as pictures, and what was amiss."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from bot.model import Priority
from bot.rules.alarm import MOMENTARY
from bot.rules.breaker import channel_name
from bot.rules.pace import TARGET_SHARE
from bot.signs import Kind
from bot.store.alarm import AlarmRow
from bot.store.day import Day
from bot.store.gauges import Gauges
from bot.texts import Text, _, say, verbatim
from bot.web.pictures import Picture, draw

LATE: Final = 120.0
"""Seconds: the two minutes of the target, and as the alarms have it."""

DUE: Final = 600.0
"""Seconds for which sources may be due, as the alarm has it."""

_ALARMS: Final[Mapping[Kind, Callable[[str], Text]]] = {
    Kind.STALLED: lambda channel: _("{channel} answered nothing", channel=channel),
    Kind.UNSENT: lambda channel: _("messages for {channel} were not sent", channel=channel),
    Kind.UNHEARD: lambda _subject: _("people were not answered"),
    Kind.UNREAD: lambda _subject: _("no source was looked at"),
    Kind.FAILING: lambda _subject: _("many sources could not be read"),
    Kind.LOSING: lambda channel: _("many messages failed on {channel}", channel=channel),
    Kind.TEMPLATE: lambda name: _("the template {name} could not be used", name=name),
    Kind.DISK: lambda _subject: _("the disk was nearly full"),
    Kind.MISSED: lambda id_: _("alert #{id} was late", id=id_),
    Kind.DOUBT: lambda _subject: _("messages stayed in doubt"),
    Kind.GAP: lambda _subject: _("nothing ran"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: what, how it is in words, and whether it is as it should be."""

    what: Text
    how: Text
    is_well: bool


def words_of(at: datetime, zone: tzinfo) -> Mapping[str, Text]:
    """Name the words of the page's own, as of a moment."""
    return {
        "status": _("Status"),
        "well": _("All is well"),
        "ill": _("Something is amiss"),
        "at": _("As of {moment}", moment=f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"),
        "now": _("Now"),
        "day": _("The last day"),
        "none": _("None."),
        "table": _("As a table"),
        "alert": _("Alert"),
        "hour": _("Hour"),
        "amiss": _("What was amiss"),
        "nothing": _("Nothing."),
        "languages": _("This page in another language"),
    }


def lines_of(gauges: Gauges) -> list[Line]:
    """Say how each part stands."""
    lags = gauges.lags
    found = [_channel(gauges, name) for name in sorted(gauges.senders_down)]
    if gauges.halted:
        found.append(Line(_("Sending"), _("halted by the newsroom"), is_well=False))
    breaking = max((age for (_of, of), age in lags.queue.items() if of is Priority.BREAKING), default=0.0)
    late = breaking > LATE
    waiting = _waiting(sum(gauges.waiting.values()))
    queue = _("{waiting}, breaking news for {span}", waiting=waiting, span=_span(breaking))
    failing, sources = gauges.sources_failing, len(lags.sources)
    due = max((one.due for one in lags.sources), default=0.0)
    read = _("{failing} failing; the longest due for {span}", failing=failing, span=_span(due))
    doubts = _("{held} for good, {open} being settled", held=gauges.held, open=sum(lags.doubts.values()))
    answered = not lags.alarms.get(Kind.UNHEARD, 0)
    found += [
        Line(_("Queue"), queue if late else waiting, is_well=not late),
        Line(
            _("Sources"), read if sources else _("none"), is_well=2 * failing < max(sources, 1) and due < DUE
        ),
        Line(_("Answers to people"), _waiting(gauges.events_waiting), is_well=answered),
        Line(_("In doubt"), doubts, is_well=True),
    ]
    return found


def _channel(gauges: Gauges, name: str) -> Line:
    stalled, named = gauges.lags.stalled.get(name, 0.0), verbatim(channel_name(name))
    if gauges.senders_down[name]:
        return Line(named, _("takes nothing"), is_well=False)
    if stalled > LATE:
        return Line(named, _("answers nothing, for {span}", span=_span(stalled)), is_well=False)
    return Line(named, _("accepts messages"), is_well=True)


def pictures_of(day: Day, zone: tzinfo, language: str) -> list[Picture]:
    """Draw the day, with its words in a language."""
    hours = [f"{hour.astimezone(zone):%H:%M}" for hour in day.hours]
    channels = sorted({channel for channel, _hour in day.accepted})
    ids = [f"#{one.id}" for one in day.alerts]
    soon = [round(100 * one.soon / one.readers) if one.readers else 0 for one in day.alerts]
    lags = [round(one.lag / 60, 1) for one in day.alerts]

    def by_hour(counts: Callable[[str, int], int]) -> dict[str, list[float]]:
        return {
            channel_name(one): [float(counts(one, hour)) for hour in range(len(hours))] for one in channels
        }

    def said(text: Text) -> str:
        return say(text, language)

    accepted = by_hour(lambda one, hour: day.accepted[one, hour])
    failed = by_hour(lambda one, hour: day.failed[one, hour])
    share = {said(_("Share of the readers")): soon}
    in_time = said(_("Readers who had an alert within two minutes"))
    return [
        draw("sent", said(_("Messages accepted, by hour")), hours, accepted),
        draw("soon", in_time, ids, share, " %", target=TARGET_SHARE),
        draw("lag", said(_("Minutes from publication to release")), ids, {said(_("Minutes")): lags}),
        draw("failed", said(_("Messages that failed, by hour")), hours, failed),
    ]


def alarms_of(day: Day, zone: tzinfo) -> list[tuple[Text, Text]]:
    """Say what was amiss, and from when to when."""
    return [(_ALARMS[row.alarm.kind](_named(row)), _from_to(row, zone)) for row in day.alarms]


def _named(row: AlarmRow) -> str:
    subject = row.alarm.subject
    return subject if row.alarm.kind in {Kind.MISSED, Kind.TEMPLATE} else channel_name(subject)


def _from_to(row: AlarmRow, zone: tzinfo) -> Text:
    since = f"{(row.alarm.since or row.begun_at).astimezone(zone):%H:%M}"
    if row.alarm.kind in MOMENTARY:
        return verbatim(since)
    if row.ended_at is None:
        return _("since {time}", time=since)
    return verbatim(f"\u2068{since} - {row.ended_at.astimezone(zone):%H:%M}\u2069")


def _waiting(count: int) -> Text:
    return _("{number} waiting", number=count)


def _span(seconds: float) -> Text:
    if seconds < LATE:
        return _("{seconds} s", seconds=round(seconds))
    return _("{minutes} min", minutes=round(seconds / 60))

"""What an editor is told of a trial: what was found, what becomes of each entry, and how it looks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.model import AlertKind, Message, MessageKind, Priority, Subscriber, Summary, Topic
from bot.pipeline.foresight import Fate, What
from bot.ports import Fetched
from bot.preview import Preview
from bot.rules import picture as pictures
from bot.rules.alert import alert_message
from bot.rules.breaker import channel_name
from bot.rules.habit import how_often
from bot.rules.summary.text import among_ours
from bot.store.held import Why
from bot.store.source import SourceRow
from bot.texts import Text, Value, _, n_, say, say_moment, say_row, verbatim

Look: TypeAlias = Callable[[Message], Preview]
"""Shows a message as a channel will."""

NO_ROOM: Final = "whatsapp"
"""Where of a template only what it adds is shown: what is told there must be short."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An alert that is none: what one would say; satisfies `bot.rules.alert.Told`."""

    summary: Summary
    kind: AlertKind
    priority: Priority
    byline: str
    link: str
    published_at: datetime
    by_machine: bool = False
    others: int = 0
    picture: str = ""

    @property
    def headline(self) -> str:
        """The headline."""
        return self.summary.headline

    @property
    def lines(self) -> tuple[str, ...]:
        """At most two lines."""
        return self.summary.lines


@dataclass(frozen=True, slots=True)
class Tried:
    """One entry that was tried; `sample` is what would be said, None where nothing can be."""

    title: str
    fate: Fate
    sample: Sample | None
    readers: int = 0
    topics: tuple[Topic, ...] = ()


def failed(reason: Text, to: Subscriber) -> Message:
    """Say why an address can't be tried."""
    words = (_("It can't be read: {reason}.", reason=reason), _("Nothing was sent, and nothing is kept."))
    return _reply(to, _("Test"), words)


def opening(
    url: str, fetched: Fetched, row: SourceRow | None, to: Subscriber, now: datetime, *, halted: bool = False
) -> Message:
    """Say what was found at an address, and whether all is halted."""
    name = among_ours((row.name if row else "") or fetched.title or urlsplit(url).hostname or "")
    count = n_("It holds {count} entry.", "It holds {count} entries.", len(fetched.entries))
    dates = [one.published for one in fetched.entries if one.published]
    # a source's own address may hold a key, and is not shown
    found = (_found(fetched),) if fetched.found and fetched.found.url != url and row is None else ()
    quiet = _("Nothing of this is sent to readers, and nothing is kept.")
    words = (
        _("“{source}” can be read.", source=name),
        *found,
        count,
        *how_often(dates, now),
        *_known(row),
        *((_("Everything is halted: what would be sent waits for that to end."),) if halted else ()),
        quiet,
    )
    return _reply(to, _("Test"), words)


def _found(fetched: Fetched) -> Text:
    url = fetched.found.url if fetched.found else ""
    if fetched.found and fetched.found.kind == "sitemap":
        return _("It has no feed; I read its news sitemap: {url}", url=url)
    return _("Its feed: {url}", url=url)


def _known(row: SourceRow | None) -> tuple[Text, ...]:
    if row is None:
        return (
            _(
                "It is no source here. If it is added, what it holds now is not sent. "
                "Below stands what would become of its newest entries if they came just now."
            ),
        )
    known = _("It is source #{id} here. This is what becomes of its newest entries.", id=row.id)
    return (known, _("It is paused: nothing of it is sent.")) if row.paused_at else (known,)


def told(number: str, one: Tried, to: Subscriber, looks: Mapping[str, Look], zone: ZoneInfo) -> list[Message]:
    """Say what becomes of an entry, and show it as it looks on the person's channel and on the others."""
    words = [verbatim(f"\u2068{among_ours(one.title)}\u2069"), *_reach(one, to.language)]
    if one.sample is None:
        return [_reply(to, _fate(one.fate, to, zone, number), words)]
    shown = alert_message(one.sample, to.language, zone)
    picture = one.sample.picture if pictures.wanted(to.pictures, to.address.channel) else ""
    for channel, look in sorted(looks.items()):
        words += _looks(channel, look(shown), to)
    words.append(_("And here like this:"))
    return [_reply(to, _fate(one.fate, to, zone, number), words), replace(shown, picture=picture)]


def _looks(channel: str, found: Preview, to: Subscriber) -> list[Text]:
    """Show a message on a channel that is not the person's own, and the form that a template gives it."""
    words: list[Text] = []
    if channel != to.address.channel:
        words += [
            _("On {channel} it looks like this:", channel=channel_name(channel)),
            verbatim(found.words),
        ]
    if found.template:
        form = found.frame if to.address.channel == NO_ROOM else found.template
        named = f"\u2068{channel_name(channel)}\u2069"
        words.append(_("By template on {channel}: {words}", channel=named, words=f"\n{form}"))
    return words


def _reach(one: Tried, language: str) -> tuple[Text, ...]:
    if not one.fate.speaks or one.sample is None:
        return ()
    reach = n_(
        "It would go to {count} reader, on: {topics}.",
        "It would go to {count} readers, on: {topics}.",
        one.readers,
        topics=say_row((topic.name(language) for topic in one.topics), language),
    )
    if (waits := _waits(one, language)) is not None:
        return reach, waits
    return (reach, _("It would go as breaking.")) if one.sample.priority is Priority.BREAKING else (reach,)


def _waits(one: Tried, language: str) -> Text | None:
    """Say why an alert would not go straight out; None where it would."""
    fate = one.fate
    if fate.waits is not None:
        return _("First alert #{id} of its story must be decided on, which is at the desk.", id=fate.waits)
    if fate.held is None:
        return None
    topic = next((topic.name(language) for topic in one.topics if topic.id == fate.held.about), "")
    values: dict[str, Value] = {"topic": f"\u2068{topic}\u2069"}
    values["source"] = f"\u2068{among_ours(one.sample.byline if one.sample else '')}\u2069"
    return replace(_HELD[fate.held.why], values=values)


_HELD: Final[Mapping[Why, Text]] = {
    Why.SOURCE: _("It would wait for an editor's look: what {source} brings is held."),
    Why.TOPIC: _("It would wait for an editor's look: what goes to {topic} is held."),
    Why.STORY: _("It would wait for an editor's look: its story was killed before."),
}


_FATES: Final[Mapping[What, Text]] = {
    What.ALERT: _("A new alert"),
    What.UPDATE: _("An update of the story of alert #{id}"),
    What.RETELL: _("The story of alert #{id} once more, in another language"),
    What.REPEAT: _("Nothing is sent: alert #{id} tells its story already"),
    What.OLD: _("Nothing is sent: it came out more than a day ago"),
    What.MUTE: _("Nothing is sent: there is too little in it to say"),
    What.TOLD: _("It has been sent: alert #{id}"),
    What.HELD: _("It is at the desk as alert #{id}, and has not been sent"),
    What.DROPPED: _("It was not sent: alert #{id} was decided against, or came to nothing"),
    What.UNSENT: _("Nothing is sent: it was there before, or came late, or with too many others"),
    What.AT_WORK: _("It is being worked on just now"),
}


def _fate(fate: Fate, to: Subscriber, zone: ZoneInfo, number: str) -> Text:
    words = Text(_FATES[fate.what].singular, {"id": fate.alert or 0})
    if fate.alert is None and "{id}" in words.singular:
        words = _("Nothing is sent: its story is known already")
    if fate.at is not None:
        moment = say_moment(fate.at, to.language, zone)
        words = _("{what}, at {moment} at the earliest", what=words, moment=moment)
    return _("{number}: {what}", number=number, what=words)


def _reply(to: Subscriber, title: Text, words: Sequence[Text]) -> Message:
    lines = tuple(say(each, to.language) for each in words)
    return Message(MessageKind.REPLY, to.language, say(title, to.language), lines)

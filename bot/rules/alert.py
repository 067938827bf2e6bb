"""An alert in words: the same for the reader's phone and for the editor's preview."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Protocol

from bot.model import AlertKind, Message, MessageKind, Priority, RevisionKind
from bot.texts import Text, _, n_, say, say_time, verbatim

MOST_LINES = 2
LONGEST_HEADLINE = 90
LONGEST_LINE = 120

REPEAT_NOTE = _("You may have received this already.")
CORRECTION_NOTE = _("This corrects what we sent you before.")
TAKEN_BACK = _("We take this alert back. Please do not rely on it.")
"""What stands in the place of the lines of an alert that is withdrawn."""


class Told(Protocol):
    """What an alert's words are made of; the store's row is one."""

    @property
    def kind(self) -> AlertKind:
        """What the alert is to its story."""
        ...

    @property
    def priority(self) -> Priority:
        """How urgent it is."""
        ...

    @property
    def headline(self) -> str:
        """The headline, in the alert's language."""
        ...

    @property
    def lines(self) -> tuple[str, ...]:
        """At most two lines."""
        ...

    @property
    def byline(self) -> str:
        """The name of the source."""
        ...

    @property
    def link(self) -> str:
        """Where the whole article stands; may be empty."""
        ...

    @property
    def by_machine(self) -> bool:
        """Say whether a language model worded it."""
        ...

    @property
    def published_at(self) -> datetime:
        """When the source published it."""
        ...

    @property
    def others(self) -> int:
        """How many further sources tell the same."""
        ...


def alert_message(
    told: Told, language: str, zone: tzinfo, *, silent: bool = False, repeat: bool = False
) -> Message:
    """Say an alert to a reader of a language.

    `silent` is the reader's wish, which a breaking alert does not heed; `repeat` says that the message
    may have reached them before.
    """
    breaking = told.priority is Priority.BREAKING
    taken_back = told.kind is AlertKind.WITHDRAWAL
    notes = [CORRECTION_NOTE] if told.kind is AlertKind.CORRECTION else []
    notes += [REPEAT_NOTE] if repeat else []
    source = say(accompanied(told.byline, told.others), language)
    source = say(worded(source), language) if told.by_machine else source
    return Message(
        message_kind(told),
        language,
        headline=told.headline,
        lines=(say(TAKEN_BACK, language),) if taken_back else told.lines,
        byline=say(_byline(told, source, say_time(told.published_at, language, zone)), language),
        link=told.link,
        note=" ".join(say(note, language) for note in notes),
        silent=silent and not breaking,
    )


def message_kind(told: Told) -> MessageKind:
    """Say which kind of message carries an alert."""
    if told.kind in {AlertKind.CORRECTION, AlertKind.WITHDRAWAL}:
        return MessageKind.CORRECTION
    return MessageKind.BREAKING if told.priority is Priority.BREAKING else MessageKind.ALERT


def changed_message(message: Message, kind: RevisionKind, at: datetime, zone: tzinfo) -> Message:
    """Say in an alert that was sent that it has other words now, since when, and of which kind they are."""
    language = message.language
    note = say(_CHANGED[kind](say_time(at, language, zone)), language)
    if kind is RevisionKind.WITHDRAWAL:
        message = replace(message, lines=(say(TAKEN_BACK, language),))
    return replace(message, note=note)


def accompanied(source: str, others: int) -> Text:
    """Name a source, and say how many others tell the same."""
    if not source or not others:
        return verbatim(source)
    return n_("{source} and {count} other", "{source} and {count} others", others, source=source)


def worded(source: str) -> Text:
    """Name a source whose article a machine has worded: in the byline, which every template carries."""
    return _("{source} (summary by a machine)", source=source) if source else _("summary by a machine")


def byline(source: str, time: str, breaking: bool) -> Text:  # noqa: FBT001 -- a plain fact of the alert
    """Name source and time, and say so where it is breaking.

    The word stands here, so that the headline stays the source's; and last, because a template for
    breaking alerts has begun with it and then says "from" whom.
    """
    if not source:
        return _("{time} · breaking", time=time) if breaking else _("{time}", time=time)
    if breaking:
        return _("{source} · {time} · breaking", source=source, time=time)
    return _("{source} · {time}", source=source, time=time)


def _byline(told: Told, source: str, time: str) -> Text:
    words = byline(source, time, told.priority is Priority.BREAKING)
    return _("Update · {byline}", byline=words) if told.kind is AlertKind.UPDATE else words


_CHANGED: Mapping[RevisionKind, Callable[[str], Text]] = {
    RevisionKind.MINOR: lambda time: _("Updated at {time}", time=time),
    RevisionKind.MATERIAL: lambda time: _("Corrected at {time}", time=time),
    RevisionKind.WITHDRAWAL: lambda time: _("Withdrawn at {time}", time=time),
}

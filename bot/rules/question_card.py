"""The card by which editors see a reader's question, and the clock of the hours for an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.model import AlertId, Message, MessageKind, QuestionId, Subscriber
from bot.rules.window.clock import shuts_at
from bot.texts import Text, _, language_name, say, say_time, verbatim

BYLINE = "Tocsin"
NOBODY = "–"  # noqa: RUF001 -- a dash stands for no name
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is shown: who asked what, in reply to which alert.

    `hours` says that the reader's channel lets us answer for some hours only.
    """

    id: QuestionId
    reader: Subscriber
    words: str
    hours: bool
    alert: tuple[AlertId, str] | None = None  # its number and its headline

    @property
    def until(self) -> datetime | None:
        """Until when it can be answered; None where there is no end."""
        heard = self.reader.last_heard_at
        return shuts_at(heard) if self.hours and heard else None


def card(asked: Asked, language: str, zone: tzinfo, now: datetime, heading: Text | None = None) -> Message:
    """Write a card in the shape of an alert, so that a template can carry it to an editor."""
    lines = (
        verbatim(asked.words),
        *_about(asked, language),
        clock(asked, language, zone, now),
        _how(asked.id),
    )
    return Message(
        MessageKind.ALERT,
        language,
        say(heading or headed(asked), language),
        tuple(say(line, language) for line in lines if line),
        byline=BYLINE,
    )


def headed(asked: Asked) -> Text:
    """Name a question, and who asked it."""
    return _("Question #{id} from {name}", id=asked.id, name=named(asked.reader))


def reminding(asked: Asked) -> Text:
    """Say that nobody has answered a question yet."""
    return _("Nobody has answered question #{id} from {name}", id=asked.id, name=named(asked.reader))


def named(reader: Subscriber) -> str:
    """Name a person beside other words."""
    return f"\u2068{reader.name}\u2069" if reader.name else NOBODY


def clock(asked: Asked, language: str, zone: tzinfo, now: datetime) -> Text | None:
    """Say until when a question can be answered, and how long that is; None where that is always."""
    if not asked.hours:
        return None
    until = asked.until
    if until is None or until <= now:
        return _("It can't be answered now: the 24 hours after the reader's own last words are over.")
    time = say_time(until, language, zone)
    return _("It can be answered until {time}: {left} left.", time=time, left=span(until - now))


def span(left: timedelta) -> Text:
    """Say a span in hours and minutes, cut rather than rounded: it promises no more than there is."""
    hours, rest = divmod(left, HOUR)
    if not hours:
        return _("{minutes} min", minutes=rest // MINUTE)
    return _("{hours} h {minutes} min", hours=hours, minutes=rest // MINUTE)


def _about(asked: Asked, language: str) -> tuple[Text, ...]:
    reader = asked.reader
    who = _("Reader #{id} · {language}", id=reader.id, language=language_name(reader.language, language))
    if asked.alert is None:
        return (who,)
    id_, headline = asked.alert
    return who, _("In reply to alert #{id}: {headline}", id=id_, headline=f"\u2068{headline}\u2069")


def _how(id_: QuestionId) -> Text:
    return _(
        "To answer, reply to this message, or write {command} and your words.",
        command=f"\u2068/answer {id_}\u2069",
    )

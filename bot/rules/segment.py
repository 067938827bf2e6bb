"""Segments: selections of readers that have a name, as staff write them: "topic=israel language=he"."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from typing import Final, TypeAlias

from bot.errors import UsageError
from bot.model import Selection, Topic
from bot.texts import Text, _

LONGEST_NAME: Final = 24

_NAME: Final = re.compile(r"[^\W_][\w-]{0,23}")
_ADDRESSED: Final = re.compile(r"@(\S{1,64})(?:\s+(.*))?", re.DOTALL)
_PICK: Final = re.compile(r"([a-z]{2,16})\s?=\s?(\S{1,200})")

HOW: Final = _(
    "Write a name and whom you mean: /segment telaviv topic=israel language=he channel=whatsapp "
    "since=2026-10-01. What you leave out is not asked; commas stand between several."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What can be named: topics, channels, languages by any of their names; days begin in `zone`."""

    topics: Sequence[Topic]
    channels: Sequence[str]
    language: Callable[[str], str | None]
    zone: tzinfo


def name_of(words: str) -> str | None:
    """Read the name of a segment, with an @ before it or without; None where it can be none."""
    name = words.strip().removeprefix("@").casefold()
    return name if _NAME.fullmatch(name) else None


def addressed(written: str) -> tuple[str, str] | None:
    """Part "@telaviv The headline" into the segment's name and the rest; None where it begins otherwise."""
    found = _ADDRESSED.fullmatch(written.strip())
    return (found[1].casefold(), found[2] or "") if found else None


def read(words: str, known: Known) -> Selection:
    """Read whom a selection means.

    Raises:
        UsageError: a part is not understood, names what there is not, or stands there twice.

    """
    found = list(_PICK.finditer(words.strip().lower()))
    rest = _PICK.sub("", words.strip().lower()).strip()
    if rest or not found:
        raise UsageError(_unread(rest) if rest else HOW)
    selection, seen = Selection(), set[str]()
    for pick in found:
        if pick[1] in seen:
            raise UsageError(_("{part} stands there twice; put commas between several.", part=_iso(pick[1])))
        seen.add(pick[1])
        reader = _READERS.get(pick[1])
        if reader is None:
            raise UsageError(_unread(pick[1]))
        selection = reader(selection, pick[2], known)
    return selection


def _topics(so_far: Selection, words: str, known: Known) -> Selection:
    ids = []
    for word in _several(words):
        topic = next((one for one in known.topics if one.is_called(word)), None)
        if topic is None:
            there = ", ".join(one.id for one in known.topics)
            raise UsageError(
                _("There is no topic {topic}; there are: {topics}.", topic=_iso(word), topics=there)
            )
        ids.append(topic.id)
    return replace(so_far, topics=tuple(dict.fromkeys(ids)))


def _languages(so_far: Selection, words: str, known: Known) -> Selection:
    codes = []
    for word in _several(words):
        code = known.language(word)
        if code is None:
            raise UsageError(
                _("I speak no language {language}; write for example he, fr, en.", language=_iso(word))
            )
        codes.append(code)
    return replace(so_far, languages=tuple(dict.fromkeys(codes)))


def _channels(so_far: Selection, words: str, known: Known) -> Selection:
    for word in _several(words):
        if word not in known.channels:
            there = ", ".join(known.channels)
            raise UsageError(
                _("There is no channel {channel}; there are: {channels}.", channel=_iso(word), channels=there)
            )
    return replace(so_far, channels=tuple(dict.fromkeys(_several(words))))


def _since(so_far: Selection, words: str, known: Known) -> Selection:
    try:
        day = date.fromisoformat(words)
        moment = datetime.combine(day, time(), known.zone)
        moment.timestamp()  # some days of the first and the last year have no moment
    except (ValueError, OverflowError):
        raise UsageError(_("{day} is no day; write it as 2026-10-01.", day=_iso(words))) from None
    return replace(so_far, since=moment)


_Reader: TypeAlias = Callable[[Selection, str, Known], Selection]

_READERS: Mapping[str, _Reader] = {
    "topic": _topics,
    "topics": _topics,
    "language": _languages,
    "lang": _languages,
    "channel": _channels,
    "since": _since,
}


def _several(words: str) -> list[str]:
    return [word for word in words.split(",") if word]


def _unread(part: str) -> Text:
    return _(
        "I do not understand {part}. A segment asks for topic=, language=, channel= and since=.",
        part=_iso(part[:LONGEST_NAME]),
    )


def _iso(words: str) -> str:
    return f"\u2068{words}\u2069"

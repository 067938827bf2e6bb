"""Ailments: what is amiss with a source, the worst first, and what an editor can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final

from bot.rules.rhythm import Rhythm
from bot.rules.source import is_quieter_than_ever
from bot.texts import Text, _


class Ailment(IntEnum):
    """How a source fares; the lower, the more it wants an editor's eye."""

    GONE = 0  # paused, since its server says that it is no more
    FAILING = 1
    SILENT = 2  # longer than it ever was
    UNSEEN = 3  # not looked at yet
    WELL = 4
    PAUSED = 5


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a source; `newest` is when its newest entry came out."""

    paused_at: datetime | None = None
    gone_at: datetime | None = None
    failing_since: datetime | None = None
    looked_at: datetime | None = None
    rhythm: Rhythm | None = None
    newest: datetime | None = None


def ailment(state: State, now: datetime) -> Ailment:
    """Say what ails a source most."""
    if state.paused_at:
        return Ailment.GONE if state.gone_at else Ailment.PAUSED
    if state.failing_since:
        return Ailment.FAILING
    if state.looked_at is None:
        return Ailment.UNSEEN
    if state.rhythm and is_quieter_than_ever(state.rhythm, state.newest, now):
        return Ailment.SILENT
    return Ailment.WELL


_ELSEWHERE: Final = _(
    "What to do: open its site; where it lives on, write /addsource and the site's address, and pause this "
    "source."
)
_THEIRS: Final = _("Nothing to do here: the fault is its server's. I keep trying, ever less often.")
_LESS: Final = _("Nothing to do here: I look less often until it lets us.")
_ADDRESS: Final = _("What to do: see whether its address is right; I keep trying, ever less often.")
_PUBLISHER: Final = _("What to do: ask its publisher to let us in, or pause it. I try again every few hours.")
_CERTIFICATE: Final = _("What to do: tell its publisher that the certificate has lapsed. I keep trying.")

_BY_STATUS: Final[Mapping[int, Text]] = {
    401: _PUBLISHER,
    403: _PUBLISHER,
    404: _ELSEWHERE,
    410: _ELSEWHERE,
    429: _LESS,
    451: _("What to do: pause it, or add another source that may be shown here."),
    503: _LESS,
}
FIRST_FAULT: Final = 500

BY_WORDS: Final[Mapping[str, Text]] = {
    "this is a web page; it names no feed, and none was found where feeds usually are": _ELSEWHERE,
    "this is a web page whose feed was not found: {why}": _PUBLISHER,
    "this is a web page, not a feed; its feed seems to be {link}": _ELSEWHERE,
    "this is a web page, not a feed, and it names none": _ELSEWHERE,
    "this is no feed: the answer is empty": _ELSEWHERE,
    "this is neither RSS nor Atom": _ELSEWHERE,
    "this is XML, but neither RSS nor Atom": _ELSEWHERE,
    "{host} is not known: no such name, or no answer from DNS": _ADDRESS,
    "{host} has no valid certificate, or speaks no TLS here": _CERTIFICATE,
    "{host} is refused: the address is not on the public internet": _(
        "What to do: pause it. Addresses that are not on the public internet are never read."
    ),
}
"""By the words of an error that has no status: those of bot/sources, before they are translated."""


def advice(error: Text) -> Text:
    """Say what an editor can do about an error."""
    stated = error.values.get("status")
    status = stated if isinstance(stated, int) else 0
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return _THEIRS if status >= FIRST_FAULT else BY_WORDS.get(error.singular, _THEIRS)

"""Moves: a source that says it is elsewhere for good is believed when it has said so for a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

ENOUGH_SIGHTS: Final = 3
LONG_ENOUGH: Final = timedelta(hours=24)
MOST_FORMER: Final = 5


@dataclass(frozen=True, slots=True)
class Move:
    """Where a source says that it has moved `to`, since when, and in how many looks in a row.

    `asked` says that admins were asked about it. `former` are addresses that it was polled at before:
    the newsroom file may still list one of them.
    """

    to: str = ""
    since: datetime | None = None
    sights: int = 0
    asked: bool = False
    former: tuple[str, ...] = ()


def seen(move: Move, to: str, now: datetime, *, same: bool) -> Move:
    """Note what a look says of a move: `to`, or nothing; `same`: the entries there are those we know."""
    if not to or not same:
        return Move(former=move.former)
    if to != move.to:
        return Move(to, now, 1, former=move.former)
    return replace(move, sights=move.sights + 1)


def is_certain(move: Move, now: datetime) -> bool:
    """Say whether a move has been seen often and long enough to be believed."""
    return move.since is not None and move.sights >= ENOUGH_SIGHTS and now - move.since >= LONG_ENOUGH


def done(move: Move, url: str) -> Move:
    """Note that a source that was polled at `url` is polled where it moved."""
    former = tuple(one for one in dict.fromkeys((url, *move.former)) if one != move.to)
    return Move(former=former[:MOST_FORMER])


def to_json(move: Move) -> dict[str, object] | None:
    """Write a move down; None where there is nothing to say."""
    if move == Move():
        return None
    return {
        "to": move.to,
        "since": move.since and move.since.isoformat(),
        "sights": move.sights,
        "asked": move.asked,
        "former": list(move.former),
    }


def from_json(value: Mapping[str, Any] | None) -> Move:
    """Read what `to_json` wrote."""
    if value is None:
        return Move()
    since = value["since"] and datetime.fromisoformat(value["since"])
    return Move(value["to"], since, value["sights"], value["asked"], tuple(value["former"]))

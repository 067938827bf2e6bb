"""Moving: a source that has moved for good is polled where it is now; at another site, if an admin agrees."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import domain_of
from bot.pipeline.failing import name_of
from bot.pipeline.notice import tell_admins
from bot.ports import Fetched
from bot.rules import move as rules
from bot.rules.move import Move
from bot.store import entry as entries
from bot.store import source as sources
from bot.texts import Text, _

LONGEST_ADDRESS = 120


def follow(
    tx: Connection, row: sources.SourceRow, fetched: Fetched, kept: entries.Kept, now: datetime
) -> None:
    """Note what a look says of a move, and follow it once that is certain."""
    known = kept.known + kept.revised > 0 or not fetched.entries  # only those prove that it is the same
    before = rules.from_json(row.move)
    to = "" if fetched.moved == row.url else fetched.moved  # an admin was quicker than this look
    move = rules.seen(before, to, now, same=known)
    if rules.is_certain(move, now) and not move.asked:
        _follow(tx, row, move, now)
    elif move != before:
        sources.note_move(tx, row.id, rules.to_json(move))


def _follow(tx: Connection, row: sources.SourceRow, move: Move, now: datetime) -> None:
    if domain_of(move.to) != row.host:
        words = _elsewhere(row, move)
    elif other := sources.move(tx, row.id, move.to, rules.to_json(rules.done(move, row.url))):
        words = _taken(row, other)
    else:
        return
    tell_admins(tx, words, now)
    sources.note_move(tx, row.id, rules.to_json(replace(move, asked=True)))


def _elsewhere(row: sources.SourceRow, move: Move) -> Text:
    return _(
        "Source #{id} {name} says that it has moved to another site ({url}). If that is right, write "
        "/move {id}.",
        id=int(row.id),
        name=name_of(row),
        url=move.to[:LONGEST_ADDRESS],
    )


def _taken(row: sources.SourceRow, other: sources.SourceRow) -> Text:
    return _(
        "Source #{id} {name} has moved to where #{other} is polled already: /pause {id} ends the double.",
        id=int(row.id),
        name=name_of(row),
        other=int(other.id),
    )

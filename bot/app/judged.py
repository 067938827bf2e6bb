"""Judged: what editors split and merged, as pairs of tellings to try the rules of stories on."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.opening import migrated
from bot.rules.story import Telling, Verdict, telling_as_placed
from bot.settings import Settings
from bot.store import placement as placements
from bot.store.database import Database
from bot.store.placement import NewPlacement, PlacementRow


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tellings, and whether they tell one story by an editor's word."""

    one: Telling
    other: Telling
    same: bool


def judged(settings: Settings) -> list[Pair]:
    """Read the pairs that the database holds."""
    migrated(settings)
    database = Database(settings.database_url.get_secret_value())
    try:
        return database.read_here(lambda tx: list(pairs(tx)))
    finally:
        database.close()


def pairs(tx: Connection) -> Iterator[Pair]:
    """Make pairs of what was moved, in the order in which it was.

    An entry that words had joined to another, and that tells another story now, isn't the same as that
    one. An entry that stands beside others which nobody moved is the same: as the likest where it is
    among them, or else as the first.
    """
    for row in placements.moved(tx):
        like = placements.find(tx, row.place.like_id) if row.place.like_id else None
        joined = row.place.verdict != Verdict.NEW and bool(row.place.features)
        if like is not None and joined and like.place.story_id != row.place.story_id:
            yield Pair(telling_as_placed(row.place), telling_as_placed(like.place), same=False)
        beside = _beside(tx, row, like)
        if beside is not None:
            yield Pair(telling_as_placed(row.place), telling_as_placed(beside), same=True)


def _beside(tx: Connection, row: PlacementRow, like: PlacementRow | None) -> NewPlacement | None:
    tellers = [one.row for one in placements.tellers(tx, row.place.story_id)]
    still = [one.place for one in tellers if one.moved_by is None]
    if like is not None and like.place in still:
        return like.place
    return still[0] if still else None

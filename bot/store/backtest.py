"""What a back-test is tried on: the alerts that went out, as they were each time that they were laid."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from bot.model import AlertId, AlertKind, Priority, SourceId, StoryId
from bot.outcome import Offer, Tale
from bot.store import alert as alerts
from bot.store import laying as layings
from bot.store.entry import Outcome
from bot.store.laying import LayingRow
from bot.store.schema import alert, entry, laying, revision

PORTION = 500
"""Alerts in one statement."""


def tales(tx: Connection, since: datetime) -> list[Tale]:
    """List the alerts that were released since a moment; corrections go to those who had the first."""
    query = (
        select(alert, entry.c.source_id, entry.c.title)
        .outerjoin_from(alert, entry)
        .where(alert.c.released_at >= since, alert.c.corrects.is_(None))
        .order_by(alert.c.id)
    )
    rows = tx.execute(query).all()
    found: list[Tale] = []
    for at in range(0, len(rows), PORTION):
        found += _of_rows(tx, rows[at : at + PORTION])
    return found


def noted_since(tx: Connection) -> datetime | None:
    """Say since when it is noted what decides as an alert is laid; None: of no alert yet."""
    first: datetime | None = tx.scalar(select(func.min(laying.c.at)))
    return first


def entries_of(tx: Connection, source_id: SourceId, since: datetime) -> Mapping[Outcome, int]:
    """Count what a source gave since a moment, first versions alone, by what became of it."""
    query = select(entry.c.outcome, func.count()).where(
        entry.c.source_id == source_id, entry.c.version == 1, entry.c.seen_at >= since
    )
    return {Outcome(outcome): count for outcome, count in tx.execute(query.group_by(entry.c.outcome))}


def _of_rows(tx: Connection, rows: Sequence[Row[Any]]) -> Iterator[Tale]:
    laid = layings.of(tx, [AlertId(row.id) for row in rows])
    words = _words(tx, [row.id for row in rows])
    before = _told_before(tx, rows)
    for row in rows:
        offers = [_offer(row, one, words) for one in laid.get(row.id) or [_as_today(tx, row)]]
        told = before[row.id]
        yield Tale(
            AlertId(row.id),
            StoryId(row.story_id),
            AlertKind(row.kind),
            row.important,
            row.language,
            row.headline,
            tuple(offers),
            # see bot/store/reading.py: it went to those who could read none of the earlier tellings
            retold=bool(row.language and told and row.language not in told),
        )


def _offer(row: Row[Any], one: LayingRow, words: Mapping[tuple[int, int], tuple[str, ...]]) -> Offer:
    texts = words.get((row.id, one.revision), (row.headline, *row.lines))
    title = (row.title,) if row.title else ()
    return Offer(one.at, one.priority, one.others, one.source_id, one.topics, (*texts, *title))


def _as_today(tx: Connection, row: Row[Any]) -> LayingRow:
    return LayingRow(
        row.released_at,
        Priority(row.priority),
        layings.others(tx, row.story_id),
        None if row.source_id is None else SourceId(row.source_id),
        frozenset(alerts.topics(tx, AlertId(row.id))),
        row.revision,
    )


def _words(tx: Connection, ids: Sequence[int]) -> dict[tuple[int, int], tuple[str, ...]]:
    """Find the versions of alerts' words, by the alert and the version's number."""
    columns = (revision.c.alert_id, revision.c.number, revision.c.headline, revision.c.lines)
    query = select(*columns).where(revision.c.alert_id.in_(ids))
    return {(row.alert_id, row.number): (row.headline, *row.lines) for row in tx.execute(query)}


def _told_before(tx: Connection, rows: Sequence[Row[Any]]) -> Mapping[int, frozenset[str]]:
    """Name the languages in which the story of each new alert was told before it."""
    stories = {row.story_id for row in rows if row.kind == AlertKind.NEW and row.sequence > 1}
    query = select(alert.c.story_id, alert.c.sequence, alert.c.language).where(
        alert.c.story_id.in_(stories), alert.c.kind == AlertKind.NEW
    )
    told = defaultdict(list)
    for story, sequence, language in tx.execute(query):
        told[story].append((sequence, language))
    return {
        row.id: frozenset(
            language
            for sequence, language in told[row.story_id]
            if row.kind == AlertKind.NEW and sequence < row.sequence
        )
        for row in rows
    }

"""Keywords: the words that readers wait for, or want nothing of, and whom an alert's words let through.

Nobody's keywords are read to lay an alert: its few hundred keys are looked up, a stretch of readers at a
time, and what the index finds stays in the database.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, Select, case, delete, exists, func, insert, or_, select, update

from bot.model import SubscriberId
from bot.store.keyword_tables import keyword, keyword_key
from bot.store.schema import subscriber

KeysOf: TypeAlias = Callable[[Sequence[str], str], Collection[int]]
"""Makes the keys that texts in a language offer: `bot.rules.keyword.keys_of`."""


@dataclass(frozen=True, slots=True)
class NewKeyword:
    """A keyword to add: `written` is shown, and an alert that offers one of `keys` says it."""

    written: str
    keys: frozenset[int]
    excludes: bool = False


@dataclass(frozen=True, slots=True)
class KeywordRow:
    """One keyword of a reader: `position` is the number that they see, and stays."""

    position: int
    written: str
    excludes: bool
    keys: frozenset[int]


def of(tx: Connection, id_: SubscriberId) -> list[KeywordRow]:
    """List a reader's keywords, in the order in which they came."""
    return [_row(row) for row in _standing(tx, id_)]


def add(tx: Connection, id_: SubscriberId, new: Sequence[NewKeyword]) -> int:
    """Add keywords that the reader does not have; return how many there were.

    One that is both awaited and excluded is excluded; one that is there the other way round is replaced.
    """
    standing = _standing(tx, id_)
    known = {(frozenset(row.keys), row.excludes) for row in standing}
    fresh = [one for one in new if (one.keys, one.excludes) not in known]
    wanted = {one.keys: one for one in sorted(fresh, key=lambda one: one.excludes)}
    if not wanted:
        return 0
    change, position = _next_change(tx, id_), _next_position(tx, id_)
    for row in standing:  # what was to be excluded is waited for now, or the other way round
        if frozenset(row.keys) in wanted:
            _end(tx, row, change)
    for number, one in enumerate(wanted.values(), position):
        about = {"subscriber_id": id_, "position": number, "written": one.written, "change": change}
        row = tx.execute(
            insert(keyword)
            .values(about | {"keys": sorted(one.keys), "excludes": one.excludes})
            .returning(keyword)
        ).one()
        _lay_keys(tx, row)
    _note_choice(tx, id_)
    return len(wanted)


def remove(tx: Connection, id_: SubscriberId, position: int) -> KeywordRow | None:
    """End the keyword with a number; None where the reader has none such."""
    row = next((row for row in _standing(tx, id_) if row.position == position), None)
    if row is None:
        return None
    _end(tx, row, _next_change(tx, id_))
    _note_choice(tx, id_)
    return _row(row)


def clear(tx: Connection, id_: SubscriberId) -> int:
    """End all keywords of a reader; return how many there were."""
    standing = _standing(tx, id_)
    if standing:
        change = _next_change(tx, id_)
        for row in standing:
            _end(tx, row, change)
        _note_choice(tx, id_)
    return len(standing)


def undo(tx: Connection, id_: SubscriberId) -> bool:
    """Undo a reader's last change, or what undid it; False where there is nothing to undo."""
    last = select(func.max(keyword.c.change)).where(keyword.c.subscriber_id == id_).scalar_subquery()
    touched = select(keyword).where(keyword.c.subscriber_id == id_, keyword.c.change == last)
    rows = tx.execute(touched).all()
    for row in rows:
        if row.ended:
            tx.execute(update(keyword).where(keyword.c.id == row.id).values(ended=False))
            _lay_keys(tx, row)
        else:
            _end(tx, row, row.change)
    _note_choice(tx, id_)
    return bool(rows)


def any_among(tx: Connection, after_id: int, last_id: int) -> bool:
    """Say whether any reader of a stretch of ids has a keyword."""
    query = select(keyword.c.id).where(
        keyword.c.subscriber_id > after_id, keyword.c.subscriber_id <= last_id, keyword.c.ended.is_(False)
    )
    return tx.execute(query.limit(1)).first() is not None


def narrow(
    readers: Select[Any], keys: Collection[int], after_id: int, last_id: int, *, breaking: bool
) -> Select[Any]:
    """Leave of a query for subscribers of a stretch those who get an alert that offers these keys.

    Those with a keyword that excludes it do not, whatever else they wait for; nor do those who wait for
    words of which it says none, unless it is breaking.
    """
    # joined, not asked for with IN: what is found may be more than PostgreSQL would hash for that
    stretch = (keyword_key.c.subscriber_id > after_id, keyword_key.c.subscriber_id <= last_id)
    found = met(keys).where(*stretch).subquery("met")
    joined = readers.select_from(subscriber.outerjoin(found, found.c.subscriber_id == subscriber.c.id))
    wanted = joined.where(func.coalesce(found.c.unwanted, 0) == 0)
    return wanted if breaking else wanted.where(or_(~subscriber.c.awaits_words, found.c.awaited == 1))


def met(keys: Collection[int]) -> Select[Any]:
    """Ask whose keywords these keys meet: whether one that excludes, and one that is waited for."""
    return (
        select(
            keyword_key.c.subscriber_id,
            func.max(case((keyword_key.c.excludes, 1), else_=0)).label("unwanted"),
            func.max(case((keyword_key.c.excludes, 0), else_=1)).label("awaited"),
        )
        .where(keyword_key.c.key.in_(keys))
        .group_by(keyword_key.c.subscriber_id)
    )


def _row(row: Row[tuple[object, ...]]) -> KeywordRow:
    return KeywordRow(row.position, row.written, row.excludes, frozenset(row.keys))


def _standing(tx: Connection, id_: SubscriberId) -> Sequence[Row[tuple[object, ...]]]:
    query = select(keyword).where(keyword.c.subscriber_id == id_, keyword.c.ended.is_(False))
    return tx.execute(query.order_by(keyword.c.position)).all()


def _next_change(tx: Connection, id_: SubscriberId) -> int:
    """Number the next change; what the one before it ended can't come back any more."""
    last = tx.scalar(select(func.max(keyword.c.change)).where(keyword.c.subscriber_id == id_)) or 0
    tx.execute(delete(keyword).where(keyword.c.subscriber_id == id_, keyword.c.ended))
    return last + 1


def _next_position(tx: Connection, id_: SubscriberId) -> int:
    last = tx.scalar(select(func.max(keyword.c.position)).where(keyword.c.subscriber_id == id_))
    return (last or 0) + 1


def _lay_keys(tx: Connection, row: Row[tuple[object, ...]]) -> None:
    one = {"subscriber_id": row.subscriber_id, "keyword_id": row.id, "excludes": row.excludes}
    tx.execute(insert(keyword_key), [one | {"key": key} for key in row.keys])


def _end(tx: Connection, row: Row[tuple[object, ...]], change: int) -> None:
    tx.execute(update(keyword).where(keyword.c.id == row.id).values(ended=True, change=change))
    tx.execute(
        delete(keyword_key).where(
            keyword_key.c.key.in_(row.keys),
            keyword_key.c.subscriber_id == row.subscriber_id,
            keyword_key.c.keyword_id == row.id,
        )
    )


def _note_choice(tx: Connection, id_: SubscriberId) -> None:
    awaited = exists().where(
        keyword.c.subscriber_id == id_, keyword.c.ended.is_(False), keyword.c.excludes.is_(False)
    )
    tx.execute(update(subscriber).where(subscriber.c.id == id_).values(awaits_words=awaited))

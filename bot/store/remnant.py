"""Remnants: small rows that outlast what they were for, each kind with what says that it does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, select, tuple_
from sqlalchemy.sql.schema import Table

from bot.store.retention import Stretch
from bot.store.retention_tables import past
from bot.store.schema import (
    card,
    digest,
    laying,
    link_code,
    link_guess,
    picture_refusal,
    question,
    question_card,
    transfer,
)

SOON: Final = timedelta(days=1)
"""How long codes and guesses are kept after they are of no use."""


@dataclass(frozen=True, slots=True)
class Remnant:
    """A table, and which of its rows go: by the moment now, and the one before which deliveries went."""

    table: Table
    over: Callable[[datetime, datetime | None], ColumnElement[bool] | None]


def erase(tx: Connection, now: datetime, before: datetime | None, after: int, most: int) -> Stretch:
    """Erase so many rows of the table of a number; `before`: deliveries from then on are kept (None: all)."""
    if after >= len(KINDS):
        return Stretch(0, None)
    one = KINDS[after]
    over = one.over(now, before)
    gone = 0
    if over is not None:
        key = list(one.table.primary_key.columns)
        some = select(*key).where(over).limit(most)
        which = key[0].in_(some) if len(key) == 1 else tuple_(*key).in_(some)
        gone = tx.execute(delete(one.table).where(which)).rowcount
    following = after if gone == most else after + 1
    return Stretch(gone, following if following < len(KINDS) else None)


def _not_the_last_digest(before: datetime) -> ColumnElement[bool]:
    newer = digest.alias()
    follows = exists().where(newer.c.subscriber_id == digest.c.subscriber_id, newer.c.id > digest.c.id)
    return and_(digest.c.made_at < before, follows)


def _of_past(alert_id: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(past.c.alert_id == alert_id, past.c.ended_at.is_not(None))


KINDS: Final = (
    Remnant(link_code, lambda now, _before: link_code.c.expires_at < now - SOON),
    Remnant(link_guess, lambda now, _before: link_guess.c.at < now - SOON),
    Remnant(digest, lambda _now, before: None if before is None else _not_the_last_digest(before)),
    Remnant(laying, lambda _now, _before: _of_past(laying.c.alert_id)),
    Remnant(card, lambda _now, _before: and_(~card.c.live, _of_past(card.c.alert_id))),
    Remnant(picture_refusal, lambda _now, _before: _of_past(picture_refusal.c.alert_id)),
    Remnant(
        question,
        lambda _now, before: (
            None
            if before is None
            else and_(
                question.c.words == "",
                question.c.asked_at < before,
                ~exists().where(question_card.c.question_id == question.c.id),
            )
        ),
    ),
    Remnant(
        transfer,
        lambda _now, before: (
            None if before is None else and_(transfer.c.due_at.is_(None), transfer.c.created_at < before)
        ),
    ),
)

"""Editions: one alert by hand in several languages; it is decided upon as one, and each reader gets one."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, String, and_, cast, exists, func, literal, or_, select

from bot.model import AlertId
from bot.store.database import insert_into
from bot.store.edition_tables import edition
from bot.store.schema import alert, delivery, subscriber


def bind(tx: Connection, ids: Sequence[AlertId]) -> None:
    """Make alerts the editions of one; the first is the one that those get who read none of the others."""
    rows = [{"alert_id": id_, "first_id": ids[0]} for id_ in ids]
    tx.execute(insert_into(tx, edition), rows)


def of(tx: Connection, id_: AlertId) -> tuple[AlertId, ...]:
    """List all editions of an alert, the first one first; an alert that has no others is its own only."""
    first = select(edition.c.first_id).where(edition.c.alert_id == id_).scalar_subquery()
    query = select(edition.c.alert_id).where(edition.c.first_id == first).order_by(edition.c.alert_id)
    return tuple(AlertId(one) for one in tx.scalars(query)) or (id_,)


def languages(tx: Connection, id_: AlertId) -> tuple[str, ...]:
    """Name the languages of all editions of an alert."""
    return tuple(tx.scalars(select(alert.c.language).where(alert.c.id.in_(of(tx, id_))).distinct()))


def reached(tx: Connection, id_: AlertId) -> ColumnElement[bool] | None:
    """Say in SQL which readers get this edition and no other; None for an alert that has no others.

    It is the first of the languages that they read; without a choice of theirs it is that of the menus,
    or else the first edition.
    """
    ids = of(tx, id_)
    if len(ids) == 1:
        return None
    found = tx.execute(select(alert.c.id, alert.c.language).where(alert.c.id.in_(ids))).all()
    by_id: dict[int, str] = {one.id: one.language for one in found}
    mine = by_id[id_]
    others = [language for other, language in by_id.items() if other != id_]
    chosen = and_(subscriber.c.reads != "", _reads(mine), *(~_sooner(one, mine) for one in others))
    speaks = subscriber.c.language == mine
    if id_ == ids[0]:
        speaks = or_(speaks, subscriber.c.language.not_in([mine, *others]))
    # whoever chose other languages, while a long alert was being laid, may have had it in one of those
    had = exists().where(
        delivery.c.alert_id.in_([one for one in ids if one != id_]),
        delivery.c.subscriber_id == subscriber.c.id,
    )
    return and_(or_(chosen, and_(subscriber.c.reads == "", speaks)), ~had)


def _reads(language: str) -> ColumnElement[bool]:
    return _spaced().contains(f" {language} ", autoescape=True)


def _sooner(one: str, than: str) -> ColumnElement[bool]:
    return _spaced().like(f"% {one} % {than} %")


def _spaced() -> ColumnElement[str]:
    """Write a reader's languages with two spaces between them, so that each has its own on both sides."""
    return literal(" ") + cast(func.replace(subscriber.c.reads, " ", "  "), String) + literal(" ")

"""Audit: what staff did, one row an act, written in the transaction of the act."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from bot.chain import GENESIS, Head, Link, faults, hash_of
from bot.model import Role, Subscriber, SubscriberId
from bot.store.audit_tables import audit, audit_head
from bot.store.database import insert_into

OPERATOR: Final = SubscriberId(0)
"""Whoever sits at the machine."""

STRETCH = 2000
"""Rows that are read at once when the chain is checked."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, about what, and how that stood before and after: values of JSON, no addresses."""

    what: str
    about: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act as it was written down."""

    number: int
    at: datetime
    who: SubscriberId
    role: Role
    act: Act


def note(tx: Connection, who: Subscriber, act: Act, now: datetime) -> None:
    """Write an act down at the end of the chain; other transactions wait for their turn behind it."""
    _note(tx, who.id, who.role, act, now)


def note_of_operator(tx: Connection, act: Act, now: datetime) -> None:
    """Write down what was done at the machine, by nobody whom the program knows."""
    _note(tx, OPERATOR, Role.OWNER, act, now)


def _note(tx: Connection, who: SubscriberId, role: Role, act: Act, now: datetime) -> None:
    head = _head(tx, lock=True)
    link = Link(
        head.count + 1,
        now.astimezone(UTC).isoformat(timespec="microseconds"),
        who,
        role.value,
        act.what[:32],
        act.about[:64],
        _json(act.before),
        _json(act.after),
        head.hash,
    )
    link = replace(link, hash=hash_of(link))
    tx.execute(insert(audit).values({name: getattr(link, name) for name in Link.__slots__}))
    tx.execute(update(audit_head).values(count=link.number, hash=link.hash))


def head(tx: Connection) -> Head:
    """Say where the chain ends."""
    return _head(tx, lock=False)


def page(
    tx: Connection, most: int, *, before: int | None = None, who: int | None = None, about: str = ""
) -> Sequence[AuditRow]:
    """List acts, the newest first: those before a number, of a person, about a thing."""
    query = select(audit).order_by(audit.c.number.desc()).limit(most)
    if before is not None:
        query = query.where(audit.c.number < before)
    if who is not None:
        query = query.where(audit.c.who == who)
    if about:
        query = query.where(audit.c.about == about)
    return [_row(row) for row in tx.execute(query)]


def check(tx: Connection) -> Iterator[str]:
    """Name what is wrong with the chain, in order; nothing where it holds."""
    return faults(_links(tx), head(tx))


def _links(tx: Connection) -> Iterator[Link]:
    last: int | None = None
    while True:
        query = select(audit).order_by(audit.c.number).limit(STRETCH)
        rows = tx.execute(query if last is None else query.where(audit.c.number > last)).all()
        for row in rows:
            yield Link(**row._asdict())
        if len(rows) < STRETCH:
            return
        last = rows[-1].number


def _head(tx: Connection, *, lock: bool) -> Head:
    query = select(audit_head.c.count.label("rows"), audit_head.c.hash)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None and lock:
        first = insert_into(tx, audit_head).values(id=1, count=0, hash=GENESIS)
        tx.execute(first.on_conflict_do_nothing(index_elements=["id"]))
        row = tx.execute(query.with_for_update()).one()
    return Head() if row is None else Head(row.rows, row.hash)


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _row(row: Row[Any]) -> AuditRow:
    act = Act(row.act, row.about, json.loads(row.before), json.loads(row.after))
    return AuditRow(row.number, datetime.fromisoformat(row.at), SubscriberId(row.who), Role(row.role), act)

"""Recoveries: a restored backup knows nothing of what happened after it, so nothing leaves by itself.

What each table may say that is true no more, and what becomes of it, is listed in
docs/decisions/0041-backups.md, and done by bot/store/aftermath.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from bot.model import EntryId
from bot.store.entry import Outcome
from bot.store.recovery_tables import recovery
from bot.store.schema import entry

MOST: Final = 200
"""Ids that are kept of what was found; the counts tell of all."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a backup left open, and was ended or put to the desk.

    `counts` counts rows by what they were. `alerts` are those of which messages were on their way, with how
    many; `corrections` those of them that set others right. `held` are at the desk for a look, `entries` were
    waiting to be edited.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    alerts: Sequence[tuple[int, int]] = ()
    corrections: Sequence[int] = ()
    held: Sequence[int] = ()
    entries: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Recovery:
    """One restoring: as of when the backup is, when it was restored, and what was found."""

    id: int
    taken_at: datetime
    restored_at: datetime
    findings: Findings


@dataclass(frozen=True, slots=True)
class Missed:
    """An entry of which nobody was alerted, since it may have been told after the backup."""

    id: EntryId
    title: str
    link: str


def note(tx: Connection, taken_at: datetime, now: datetime, findings: Findings) -> None:
    """Note that a backup was restored."""
    told = {name: value for name, value in asdict(findings).items() if name != "counts"}
    cut = {name: list(value)[:MOST] for name, value in told.items()}
    values = {"taken_at": taken_at, "restored_at": now, "findings": cut | {"counts": dict(findings.counts)}}
    tx.execute(insert(recovery).values(values))


def standing(tx: Connection) -> Recovery | None:
    """Give the restoring after which nobody has let anything go on yet."""
    waits = select(recovery).where(recovery.c.resumed_at.is_(None)).order_by(recovery.c.id.desc()).limit(1)
    row = tx.execute(waits).one_or_none()
    return _of(row) if row else None


def resume(tx: Connection, now: datetime) -> None:
    """Note that all goes on."""
    tx.execute(update(recovery).where(recovery.c.resumed_at.is_(None)).values(resumed_at=now))


def missed(tx: Connection, of: Recovery, most: int) -> tuple[int, list[Missed]]:
    """Count what came between the backup and now of which nobody was alerted, and list the newest.

    Sources that are not looked at yet, or fail, have not told all of it.
    """
    waited = entry.c.id.in_(of.findings.entries)
    found = entry.c.outcome == Outcome.BASELINE, or_(entry.c.seen_at >= of.restored_at, waited)
    count = tx.scalar(select(func.count()).select_from(entry).where(*found)) or 0
    newest = func.coalesce(entry.c.published_at, entry.c.seen_at).desc()
    query = select(entry.c.id, entry.c.title, entry.c.link).where(*found).order_by(newest, entry.c.id.desc())
    return count, [Missed(EntryId(row.id), row.title, row.link) for row in tx.execute(query.limit(most))]


def _of(row: Row[Any]) -> Recovery:
    told = row.findings
    findings = Findings(
        told["counts"],
        [(int(id_), int(count)) for id_, count in told["alerts"]],
        *(told[name] for name in ("corrections", "held", "entries")),
    )
    return Recovery(row.id, row.taken_at, row.restored_at, findings)

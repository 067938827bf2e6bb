"""Standstills: from when until when all was halted, by what staff wrote down as they halted and let go on."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.model import AlertId
from bot.store import edition as editions
from bot.store.audit_tables import audit


@dataclass(frozen=True, slots=True)
class Standstill:
    """A time in which nothing left; `until` is none where it still does not.

    `dropped` says that an alert which is asked about waited through it, and was dropped as it ended.
    """

    since: datetime
    until: datetime | None
    dropped: bool


def during(tx: Connection, id_: AlertId, since: datetime, until: datetime) -> list[Standstill]:
    """List when all was halted between two moments, and what that meant for an alert."""
    acts = select(audit).where(audit.c.about == "", audit.c.act.in_(["stopall", "restore", "resume"]))
    ids, begun = set(editions.of(tx, id_)), None
    found = []
    for row in tx.execute(acts.order_by(audit.c.number)):
        at = datetime.fromisoformat(row.at)
        if row.act != "resume":
            begun = at
        elif begun is not None:
            dropped = not ids.isdisjoint(json.loads(row.after).get("dropped", ()))
            found.append(Standstill(begun, at, dropped))
            begun = None
    if begun is not None:
        found.append(Standstill(begun, None, dropped=False))
    return [one for one in found if one.since <= until and (one.until is None or one.until >= since)]

"""Vanishing: a look that misses an entry whose alert is out has its page looked at."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.ports import Fetched
from bot.rules import identity
from bot.rules.revision.vanished import is_missed
from bot.store import entry as entries
from bot.store import source as sources
from bot.store import suspicion as suspicions

SINCE: Final = timedelta(hours=48)
"""How long after its release an alert's entry is missed."""


def note(tx: Connection, row: sources.SourceRow, fetched: Fetched, now: datetime) -> None:
    """Note which entries a whole window lacks that it should still hold; where nothing changed, none is."""
    if not fetched.entries or not row.baseline_at:
        return
    there = {entries.guid_key(identity.name(one.guid)) for one in fetched.entries}
    pages = {identity.page(one.link) for one in fetched.entries}
    dates = identity.trusted_dates([one.published for one in fetched.entries], now)
    for one in suspicions.out(tx, row.id, now - SINCE):
        if one.guid not in there and one.canonical_link not in pages and is_missed(one.published, dates):
            suspicions.suspect(tx, one.alert_id, now)

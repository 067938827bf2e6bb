"""Intake: what a source gave becomes entries, in the transaction of whoever asked or was told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.model import Entry
from bot.ports import Fetched
from bot.rules import identity as rules
from bot.rules.story import canonical_link, names_a_page, title_key
from bot.store import entry as entries
from bot.store import source as sources


def take_in(tx: Connection, row: sources.SourceRow, fetched: Fetched, now: datetime) -> entries.Kept:
    """Keep what is new of a source's entries; what is not old news waits for the editors."""
    links = _telling_links(fetched.entries)
    found = [_judged(_in_language(one, row, fetched), row, links) for one in fetched.entries]
    return entries.keep(tx, row.id, found, now)


def _telling_links(looked_at: Sequence[Entry]) -> frozenset[str]:
    """Find the links that tell one entry from another: some feeds give every entry the front page's."""
    counts = Counter(canonical_link(one.link) for one in looked_at)
    return frozenset(link for link, count in counts.items() if count == 1 and names_a_page(link))


def _judged(one: Entry, row: sources.SourceRow, links: frozenset[str]) -> entries.NewEntry:
    outcome = entries.Outcome.WAITING
    if row.baseline_at is None:
        outcome = entries.Outcome.BASELINE
    elif rules.is_backfill(one.published, row.looked_at):
        outcome = entries.Outcome.BACKFILL
    link = canonical_link(one.link)
    return entries.NewEntry(
        one, link if link in links else "", title_key(one.title), rules.fingerprint(one), outcome
    )


def _in_language(one: Entry, row: sources.SourceRow, fetched: Fetched) -> Entry:
    return replace(one, language=one.language or row.language or fetched.language)

from datetime import timedelta

from sqlalchemy import Connection

from bot.model import AlertState
from bot.store import source_figures as figures
from bot.store.source_figures import Brought
from tests.rows import NOW, a_source, an_alert, an_entry

WEEK = timedelta(days=7)


def test_what_each_source_brought_is_counted_by_itself_and_by_first_versions(tx: Connection) -> None:
    one, other = a_source(tx), a_source(tx)
    old = an_entry(tx, one, now=NOW - WEEK - timedelta(seconds=1))
    new = an_entry(tx, one, guid="g", now=NOW - WEEK)
    an_entry(tx, one, guid="g", title="Other words")
    an_entry(tx, one)
    for entry_id, state in (
        (old, AlertState.RELEASED),
        (new, AlertState.RELEASED),
        (new, AlertState.DROPPED),
    ):
        an_alert(tx, entry_id=entry_id, state=state)
    found = figures.since(tx, [one, other], NOW - WEEK)
    assert found == {one: Brought(2, 2), other: Brought(0, 0)}
    assert figures.since(tx, [one], NOW + WEEK) == {one: Brought(0, 0)}

"""An alert as it was when it was last laid, whatever came since."""

from datetime import timedelta

from sqlalchemy import Connection, insert, update

from bot.model import AlertId, AlertKind, AlertState, Priority, Summary, TopicId
from bot.store import batch as batches
from bot.store import story as stories
from bot.store.schema import alert, revision
from bot.store.then import then
from tests.rows import NOW, a_source, an_alert, an_entry

LATER = NOW + timedelta(hours=1)


def test_what_was_noted_as_it_was_last_laid_counts(tx: Connection) -> None:
    source_id = a_source(tx)
    words = Summary("A drone lands", ("On the quay.",), "en")
    id_ = an_alert(tx, entry_id=an_entry(tx, source_id, title="A drone"), summary=words)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    stories.widen(tx, id_, [TopicId("israel")])
    batches.fan_out(tx, id_, Priority.BREAKING, LATER)
    old = {
        "alert_id": id_,
        "number": 1,
        "kind": "minor",
        "headline": "A drone lands",
        "lines": ["On the quay."],
    }
    tx.execute(insert(revision).values(old | {"spans": [], "reasons": [], "created_at": NOW}))
    tx.execute(update(alert).values(revision=2, headline="Another one", priority=9, others=4))
    found = then(tx, id_, LATER)
    assert found is not None
    assert (found.at, found.priority, found.others) == (LATER, Priority.BREAKING, 0)
    assert (found.source_id, found.noted) == (source_id, True)
    assert found.texts == ("A drone lands", "On the quay.", "A drone")


def test_without_a_note_it_is_taken_as_it_is_today(tx: Connection) -> None:
    id_ = an_alert(tx, topics=["israel", "monde"])
    found = then(tx, id_, LATER)
    assert found is not None
    assert (found.at, found.topics, found.noted) == (NOW, frozenset({"israel", "monde"}), False)
    held = then(tx, an_alert(tx, state=AlertState.HELD), LATER)
    assert held is not None
    assert held.at == LATER
    assert then(tx, AlertId(99), NOW) is None


def test_a_correction_has_the_topics_of_what_it_corrects(tx: Connection) -> None:
    first = an_alert(tx, topics=["monde"])
    again = an_alert(tx, kind=AlertKind.CORRECTION, topics=[])
    tx.execute(update(alert).where(alert.c.id == again).values(corrects=first))
    found = then(tx, again, NOW)
    assert found is not None
    assert (found.corrects, found.topics) == (first, frozenset({"monde"}))

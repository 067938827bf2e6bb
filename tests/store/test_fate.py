"""What the row of a delivery says, and which digest tells it."""

from sqlalchemy import Connection, insert, update

from bot.model import AlertKind, Priority
from bot.store import batch as batches
from bot.store.fate import Fate, fate, told_before
from bot.store.schema import delivery, digest
from tests.rows import NOW, a_story, a_subscriber, an_alert


def test_the_row_is_told_and_there_may_be_none(tx: Connection) -> None:
    who = a_subscriber(tx).id
    id_ = an_alert(tx)
    assert fate(tx, id_, who) is None
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    tx.execute(update(delivery).values(error="odd", sent_at=NOW))
    assert fate(tx, id_, who) == Fate("odd", NOW, None, None)


def test_a_digest_tells_it_or_a_later_alert_of_its_story(tx: Connection) -> None:
    who, story = a_subscriber(tx).id, a_story(tx)
    first = an_alert(tx, story_id=story)
    later = an_alert(tx, story_id=story, kind=AlertKind.UPDATE)
    for id_ in (first, later):
        batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    values = {
        "subscriber_id": who,
        "slot": "1",
        "scheduled": True,
        "made_at": NOW,
        "since": NOW,
        "until": NOW,
    }
    tx.execute(insert(digest).values(values | {"id": 7, "alerts": [later]}))
    tx.execute(update(delivery).values(state="folded", digest_id=7))
    told, stood = fate(tx, later, who), fate(tx, first, who)
    assert told is not None
    assert stood is not None
    assert (told.digest_id, told.digest_at, told.instead) == (7, NOW, None)
    assert stood.instead == later
    assert told_before(tx, later, who) == first
    assert told_before(tx, an_alert(tx), who) is None

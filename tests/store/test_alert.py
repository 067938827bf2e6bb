from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.model import AlertId, AlertKind, AlertState, Priority, Span, SubscriberId, Summary
from bot.store import alert
from bot.store.schema import alert as table
from tests.rows import NOW, a_story, a_subscriber, a_topic, an_alert, an_entry

SECOND = timedelta(seconds=1)


def found(tx: Connection, id_: AlertId) -> alert.AlertRow:
    row = alert.find(tx, id_)
    assert row is not None
    return row


def test_an_alert_is_found_as_it_was_written(tx: Connection) -> None:
    editor, entry_id = a_subscriber(tx), an_entry(tx)
    summary = Summary("כותרת <b>", ("one", "two"), "he", (Span("title", 0, 9), Span("body", 3, 40)))
    expires_at = NOW + 3600 * SECOND
    topics = (a_topic(tx, "monde"), a_topic(tx, "israel"))
    new = alert.NewAlert(
        story_id=a_story(tx),
        kind=AlertKind.CORRECTION,
        priority=Priority.BREAKING,
        state=AlertState.RELEASED,
        summary=summary,
        byline="B" * 300,
        link="https://paper.example/1",
        topics=(*topics, topics[0]),
        published_at=NOW - SECOND,
        expires_at=expires_at,
        entry_id=entry_id,
        written_by=editor.id,
    )
    id_ = alert.write(tx, new, NOW)
    assert alert.find(tx, id_) == alert.AlertRow(
        id_,
        AlertKind.CORRECTION,
        Priority.BREAKING,
        AlertState.RELEASED,
        "כותרת <b>",
        ("one", "two"),
        "he",
        "B" * 200,
        "https://paper.example/1",
        NOW - SECOND,
        NOW,
        expires_at,
        editor.id,
        entry_id=entry_id,
    )
    assert alert.topics(tx, id_) == ("israel", "monde")
    assert tx.scalar(select(table.c.spans)) == [["title", 0, 9, "", ""], ["body", 3, 40, "", ""]]
    assert tx.scalar(select(table.c.entry_id)) == entry_id


def test_each_alert_of_a_story_is_the_next_of_its_sequence(tx: Connection) -> None:
    story_id = a_story(tx)
    for _ in range(3):
        an_alert(tx, story_id=story_id)
    an_alert(tx)
    rows = tx.execute(select(table.c.sequence).order_by(table.c.id)).scalars().all()
    assert rows == [1, 2, 3, 1]


def test_nothing_is_found_where_nothing_was_written(tx: Connection) -> None:
    assert alert.find(tx, AlertId(1)) is None
    assert alert.by_ids(tx, []) == {}
    assert alert.topics(tx, AlertId(1)) == ()


def test_by_ids_finds_those_that_are(tx: Connection) -> None:
    one, _, other = an_alert(tx), an_alert(tx), an_alert(tx)
    assert alert.by_ids(tx, [one, other, 99]) == {one: found(tx, one), other: found(tx, other)}


def test_the_first_to_release_a_held_alert_wins(tx: Connection) -> None:
    id_ = an_alert(tx, state=AlertState.HELD)
    assert found(tx, id_).released_at is None
    until = NOW + 60 * SECOND
    assert alert.release(tx, id_, Priority.BREAKING, NOW + SECOND, until)
    assert not alert.release(tx, id_, Priority.NORMAL, NOW + 2 * SECOND, until)
    assert not alert.drop(tx, id_)
    row = found(tx, id_)
    assert (row.state, row.priority) == (AlertState.RELEASED, Priority.BREAKING)
    assert (row.released_at, row.expires_at) == (NOW + SECOND, until)


def test_an_alert_by_hand_is_published_when_it_is_released(tx: Connection) -> None:
    by_hand, by_rule = (an_alert(tx, state=AlertState.HELD) for _ in range(2))
    tx.execute(update(table).where(table.c.id == by_hand).values(written_by=a_subscriber(tx).id))
    for id_, published_at in ((by_hand, NOW + SECOND), (by_rule, NOW)):
        assert alert.release(tx, id_, Priority.NORMAL, NOW + SECOND, NOW + 60 * SECOND)
        assert found(tx, id_).published_at == published_at


def test_an_alert_decided_against_is_not_released_any_more(tx: Connection) -> None:
    id_ = an_alert(tx, state=AlertState.HELD)
    assert alert.drop(tx, id_)
    assert not alert.release(tx, id_, Priority.NORMAL, NOW, NOW)
    assert not alert.drop(tx, id_)
    assert found(tx, id_).state == AlertState.DROPPED


def test_latest_lists_the_released_alerts_on_a_persons_topics_newest_first(tx: Connection) -> None:
    reader = a_subscriber(tx, topics=("israel", "monde"))
    old = an_alert(tx, topics=("israel",))
    new = an_alert(tx, topics=("monde", "israel"), now=NOW + SECOND)
    tie = an_alert(tx, topics=("monde",), now=NOW + SECOND)
    an_alert(tx, topics=("culture",))
    an_alert(tx, topics=("israel",), state=AlertState.HELD)
    assert [row.id for row in alert.latest(tx, reader.id, 5)] == [tie, new, old]
    assert [row.id for row in alert.latest(tx, reader.id, 1)] == [tie]


@pytest.mark.parametrize("known", [True, False])
def test_latest_is_on_all_topics_for_one_without_any(tx: Connection, known: bool) -> None:  # noqa: FBT001 -- a parameter of pytest
    reader = a_subscriber(tx, topics=()).id if known else SubscriberId(99)
    ids = [an_alert(tx, topics=("culture",)), an_alert(tx, topics=("monde",))]
    assert [row.id for row in alert.latest(tx, reader, 5)] == ids[::-1]


def test_an_alert_that_a_machine_worded_is_known_as_such(tx: Connection) -> None:
    spans = (Span("title", 0, 5),)
    new = alert.NewAlert(
        a_story(tx),
        AlertKind.NEW,
        Priority.NORMAL,
        AlertState.RELEASED,
        Summary("Title", ("One.",), "en", spans),
        "",
        "",
        (),
        NOW,
        NOW + SECOND,
    )
    own, machines = alert.write(tx, new, NOW), alert.write(tx, replace(new, by_machine=True), NOW)
    assert not found(tx, own).by_machine
    assert found(tx, machines).by_machine
    assert tx.scalar(select(table.c.spans).where(table.c.id == machines)) == [["machine", 0, 0]]

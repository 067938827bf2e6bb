from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, update

from bot.model import AlertKind, AlertState, Priority, Selection, SubscriberStatus, TopicId
from bot.store import alert as alerts
from bot.store import batch as batches
from bot.store import reach, segment, subscriber
from bot.store.schema import subscriber as table
from bot.store.segment import SegmentRow
from tests.rows import NOW, SUMMARY, TOPIC, a_crowd_of, a_story, a_subscriber, a_topic, an_alert, deliveries

DAY = timedelta(days=1)
TOPICS = ("israel", "monde", "culture")
LANGUAGES = ("he", "fr", "en")
CHANNELS = ("telegram", "whatsapp")

PEOPLE = st.fixed_dictionaries(
    {
        "topics": st.lists(st.sampled_from(TOPICS), unique=True),
        "ended": st.lists(st.sampled_from(TOPICS), unique=True),
        "language": st.sampled_from(LANGUAGES),
        "channel": st.sampled_from(CHANNELS),
        "joined": st.integers(0, 3),
        "status": st.sampled_from([SubscriberStatus.ACTIVE, SubscriberStatus.ACTIVE, SubscriberStatus.LEFT]),
        "banned": st.booleans(),
    }
)
PICKS = st.builds(
    Selection,
    st.lists(st.sampled_from([TopicId(one) for one in TOPICS]), unique=True).map(tuple),
    st.lists(st.sampled_from(LANGUAGES), unique=True).map(tuple),
    st.lists(st.sampled_from(CHANNELS), unique=True).map(tuple),
    st.none() | st.integers(0, 4).map(lambda days: NOW + days * DAY),
)


def means(person: dict[str, object], picks: Selection, told: tuple[str, ...]) -> bool:
    """Say in plain words whether an alert on some topics, for a selection, is this person's."""
    held = set(person["topics"]) - set(person["ended"])  # type: ignore[call-overload]  # lists
    if person["status"] is not SubscriberStatus.ACTIVE or person["banned"]:
        return False
    if not held & set(told):
        return False  # no consent to what the alert is about
    if picks.topics and not held & set(picks.topics):
        return False
    if picks.languages and person["language"] not in picks.languages:
        return False
    if picks.channels and person["channel"] not in picks.channels:
        return False
    joined = NOW + int(str(person["joined"])) * DAY
    return picks.since is None or joined >= picks.since


def _there(tx: Connection, person: dict[str, object]) -> int:
    joined: datetime = NOW + int(str(person["joined"])) * DAY
    made = a_subscriber(
        tx,
        channel=str(person["channel"]),
        language=str(person["language"]),
        topics=person["topics"],  # type: ignore[arg-type]  # a list of them
        status=person["status"],  # type: ignore[arg-type]  # one of two
        now=joined,
    )
    ended = [TopicId(one) for one in person["ended"]]  # type: ignore[attr-defined]  # a list
    subscriber.unsubscribe(tx, made.id, ended, NOW)
    subscriber.change(tx, made.id, banned_at=NOW if person["banned"] else None)
    return made.id


@given(
    people=st.lists(PEOPLE, min_size=1, max_size=8),
    picks=PICKS,
    told=st.lists(st.sampled_from(TOPICS), unique=True, min_size=1).map(tuple),
)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exactly_those_get_it_whom_the_selection_means_and_who_consented(
    tx: Connection, people: list[dict[str, object]], picks: Selection, told: tuple[str, ...]
) -> None:
    with tx.begin_nested() as undone:
        for one in TOPICS:
            a_topic(tx, one)
        ids = {_there(tx, person): person for person in people}
        id_ = an_alert(tx, topics=told)
        segment.attach(tx, id_, SegmentRow(0, "some", picks))
        batches.fan_out(tx, id_, Priority.NORMAL, NOW)
        laid = {row.subscriber_id for row in deliveries(tx) if row.alert_id == id_}
        assert laid == {one for one, person in ids.items() if means(person, picks, told)}
        topics = [TopicId(one) for one in told]
        assert segment.count(tx, topics, picks) == len(laid)  # what was forecast is what was laid
        assert sum(one.readers for one in reach.reach(tx, topics, picks)) == len(laid)
        undone.rollback()


def test_an_alert_keeps_its_selection_whatever_becomes_of_the_segment(tx: Connection) -> None:
    mine = a_subscriber(tx, language="he")
    a_subscriber(tx, language="fr")
    assert segment.save(tx, "hebrew", Selection(languages=("he",)), mine.id, NOW) is None
    row = segment.find(tx, "hebrew")
    assert row is not None
    id_ = an_alert(tx)
    segment.attach(tx, id_, row)
    before = segment.save(tx, "hebrew", Selection(languages=("he", "fr")), mine.id, NOW)
    assert before == row
    assert segment.drop(tx, row.id)
    assert not segment.drop(tx, row.id)
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    assert [one.subscriber_id for one in deliveries(tx)] == [mine.id]


def test_the_later_batches_ask_the_same(tx: Connection) -> None:
    a_crowd_of(tx, [1, batches.SIZE + 1, 2 * batches.SIZE + 1])
    tx.execute(update(table).where(table.c.id > batches.SIZE).values(language="he"))
    tx.execute(update(table).where(table.c.id > 2 * batches.SIZE).values(language="fr"))
    id_ = an_alert(tx)
    segment.attach(tx, id_, SegmentRow(0, "hebrew", Selection(languages=("he",))))
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    while batches.work(tx, NOW):
        pass
    assert [one.subscriber_id for one in deliveries(tx)] == [batches.SIZE + 1]


def test_others_do_not_read_it_among_the_latest(tx: Connection) -> None:
    mine, other = a_subscriber(tx, language="he"), a_subscriber(tx, language="fr")
    id_ = an_alert(tx)
    segment.attach(tx, id_, SegmentRow(0, "hebrew", Selection(languages=("he",))))
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    for_all = an_alert(tx)
    assert {one.id for one in alerts.latest(tx, mine.id, 5)} == {id_, for_all}
    assert {one.id for one in alerts.latest(tx, other.id, 5)} == {for_all}
    assert segment.addressed(tx, [id_, for_all]) == {id_}


@pytest.mark.parametrize("picks", [Selection(), Selection((TOPIC,), ("he",), ("telegram",), NOW)])
def test_a_selection_is_kept_as_it_was_given(tx: Connection, picks: Selection) -> None:
    by = a_subscriber(tx)
    segment.save(tx, "some", picks, by.id, NOW)
    (row,) = segment.listed(tx, 9)
    assert (row.name, row.picks) == ("some", picks)
    assert segment.by_id(tx, row.id) == row
    assert segment.listed(tx, 9, after="some") == []


def test_an_alert_that_is_written_for_a_selection_is_attached_as_it_is_written(tx: Connection) -> None:
    new = alerts.NewAlert(
        a_story(tx),
        AlertKind.NEW,
        Priority.NORMAL,
        AlertState.HELD,
        SUMMARY,
        "The Paper",
        "",
        (a_topic(tx),),
        NOW,
        NOW + DAY,
        only=SegmentRow(7, "hebrew", Selection(languages=("he",))),
    )
    id_ = alerts.write(tx, new, NOW)
    assert segment.picks_of(tx, id_) == Selection(languages=("he",))
    assert segment.picks_of(tx, an_alert(tx)) is None

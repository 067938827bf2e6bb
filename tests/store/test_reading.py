from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from bot.model import AlertId, AlertKind, AlertState, Priority, StoryId, Subscriber, SubscriberStatus, Summary
from bot.store import batch, reading
from bot.store.schema import alert, delivery
from tests.rows import NOW, a_source, a_story, a_subscriber, an_alert


def told(tx: Connection, story: StoryId, language: str, kind: AlertKind = AlertKind.NEW) -> AlertId:
    """Let an alert in a language go out."""
    id_ = an_alert(tx, story_id=story, kind=kind, summary=Summary("Bridge closed", (), language))
    batch.fan_out(tx, id_, Priority.NORMAL, NOW)
    return id_


def got(tx: Connection, who: Subscriber) -> list[int]:
    query = select(delivery.c.alert_id).where(delivery.c.subscriber_id == who.id)
    return list(tx.scalars(query.order_by(delivery.c.alert_id)))


def test_alerts_come_in_the_languages_that_one_reads(tx: Connection) -> None:
    anybody, french, both = (a_subscriber(tx, reads=one) for one in ("", "fr", "he fr"))
    fr, he = told(tx, a_story(tx), "fr"), told(tx, a_story(tx), "he")
    unknown = told(tx, a_story(tx), "")
    assert got(tx, anybody) == [fr, he, unknown]
    assert got(tx, french) == [fr, unknown]
    assert got(tx, both) == [fr, he, unknown]


def test_a_story_told_again_in_another_language_reaches_who_could_not_read_the_first(tx: Connection) -> None:
    anybody, french, hebrew, both = (a_subscriber(tx, reads=one) for one in ("", "fr", "he", "he fr"))
    story = a_story(tx)
    first = told(tx, story, "fr")
    assert reading.may_retell(tx, story, "he")
    again = told(tx, story, "he")
    assert [got(tx, one) for one in (anybody, french, hebrew, both)] == [[first], [first], [again], [first]]
    assert not reading.may_retell(tx, story, "he")
    assert not reading.may_retell(tx, story, "fr")


def test_updates_come_to_whoever_reads_their_language(tx: Connection) -> None:
    french, hebrew = a_subscriber(tx, reads="fr"), a_subscriber(tx, reads="he")
    story = a_story(tx)
    first, again = told(tx, story, "fr"), told(tx, story, "he")
    more = told(tx, story, "he", AlertKind.UPDATE)
    assert (got(tx, french), got(tx, hebrew)) == ([first], [again, more])


def test_who_changed_languages_meanwhile_is_not_told_twice(tx: Connection) -> None:
    who, waits = a_subscriber(tx, reads="fr"), a_subscriber(tx, reads="he")
    story = a_story(tx)
    first = told(tx, story, "fr")
    reading.choose(tx, who.id, ("he",))
    again = told(tx, story, "he")
    assert (got(tx, who), got(tx, waits)) == ([first], [again])


@pytest.mark.parametrize("state", [AlertState.RECALLED, AlertState.WITHDRAWN, AlertState.DROPPED])
def test_a_story_of_which_an_alert_was_stopped_is_told_in_no_other_language(
    tx: Connection, state: AlertState
) -> None:
    a_subscriber(tx, reads="he")
    story = a_story(tx)
    first = told(tx, story, "fr")
    tx.execute(update(alert).where(alert.c.id == first).values(state=state))
    assert not reading.may_retell(tx, story, "he")


@pytest.mark.parametrize(
    ("reads", "status", "topics"),
    [
        ("", SubscriberStatus.ACTIVE, ["israel"]),
        ("fr he", SubscriberStatus.ACTIVE, ["israel"]),
        ("he", SubscriberStatus.LEFT, ["israel"]),
        ("he", SubscriberStatus.ACTIVE, []),
    ],
)
def test_where_nobody_waits_a_story_is_not_told_again(
    tx: Connection, reads: str, status: SubscriberStatus, topics: Sequence[str]
) -> None:
    a_subscriber(tx, reads=reads, status=status, topics=topics)
    story = a_story(tx)
    told(tx, story, "fr")
    assert not reading.may_retell(tx, story, "he")
    assert not reading.may_retell(tx, story, "")
    assert not reading.may_retell(tx, a_story(tx), "he"), "it was not told at all"


def test_the_languages_of_sources_are_offered(tx: Connection) -> None:
    a_source(tx, language="he")
    a_source(tx, language="fr-FR")
    a_source(tx, language="fr")
    a_source(tx)
    assert reading.spoken(tx) == ("fr", "he")


LANGUAGES = ("fr", "he", "ar")


@given(
    readers=st.lists(st.lists(st.sampled_from(LANGUAGES), unique=True), min_size=1, max_size=6),
    tellings=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(LANGUAGES)), max_size=8),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_reader_has_each_story_once_in_the_first_of_their_languages_that_told_it(
    tx: Connection, readers: list[list[str]], tellings: list[tuple[int, str]]
) -> None:
    """Stories are told in whichever languages their entries come in, where anybody waits for that."""
    with tx.begin_nested() as undone:
        people = [(a_subscriber(tx, reads=" ".join(one)), one) for one in readers]
        stories = (a_story(tx), a_story(tx))
        expected: dict[int, dict[int, int]] = {who.id: {} for who, _reads in people}
        for which, language in tellings:
            is_first = not reading.told_in(tx, stories[which])
            if not is_first and not reading.may_retell(tx, stories[which], language):
                continue
            id_ = told(tx, stories[which], language)
            for who, reads in people:
                if which not in expected[who.id] and (language in reads or (not reads and is_first)):
                    expected[who.id][which] = id_
        for who, _reads in people:
            assert got(tx, who) == sorted(expected[who.id].values())
        undone.rollback()

"""An alert in several languages: decided upon as one, and each reader gets exactly one of them."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.model import AlertId, AlertKind, AlertState, DeliveryState, Priority, SubscriberId, Summary
from bot.store import alert as alerts
from bot.store import edition as editions
from bot.store import embargo as embargoes
from bot.store import plan as plans
from bot.store import reading as readings
from bot.store.batch import SIZE, work
from bot.store.plan import Plan
from bot.store.recall import Recalled, recall
from bot.store.schema import subscriber
from tests.rows import NOW, a_crowd_of, a_story, a_subscriber, an_alert, deliveries

HOUR = timedelta(hours=1)


def in_languages(tx: Connection, *languages: str) -> tuple[AlertId, ...]:
    """Hold an alert in several languages."""
    story = a_story(tx, NOW)
    ids = tuple(
        an_alert(tx, story_id=story, state=AlertState.HELD, summary=Summary("A headline", (), language))
        for language in languages
    )
    editions.bind(tx, ids)
    return ids


def a_reader(tx: Connection, language: str, *reads: str) -> int:
    made = a_subscriber(tx)
    tx.execute(update(subscriber).where(subscriber.c.id == made.id).values(language=language))
    readings.choose(tx, made.id, reads)
    return made.id


def got(tx: Connection) -> list[tuple[int, int]]:
    return sorted((row.subscriber_id, row.alert_id) for row in deliveries(tx))


def states(tx: Connection, ids: tuple[AlertId, ...]) -> set[AlertState]:
    return {one.state for one in alerts.by_ids(tx, ids).values()}


def let_go(tx: Connection, id_: AlertId) -> bool:
    return plans.let_go(tx, id_, Priority.NORMAL, NOW, NOW + HOUR)


def test_all_editions_are_named_by_any(tx: Connection) -> None:
    ids = in_languages(tx, "fr", "he", "en")
    assert [editions.of(tx, one) for one in ids] == [ids] * 3
    alone = an_alert(tx)
    assert editions.of(tx, alone) == (alone,)
    assert editions.reached(tx, alone) is None


@pytest.mark.parametrize("number", [0, 1])
def test_each_reader_gets_the_first_language_of_theirs(tx: Connection, number: int) -> None:
    french, hebrew = ids = in_languages(tx, "fr", "he")
    by_reader = {
        a_reader(tx, "fr"): french,
        a_reader(tx, "he"): hebrew,
        a_reader(tx, "en"): french,  # neither: the first
        a_reader(tx, "fr", "he"): hebrew,
        a_reader(tx, "he", "fr", "he"): french,
        a_reader(tx, "fr", "he", "fr"): hebrew,
        a_reader(tx, "fr", "en", "he", "ru", "fr"): hebrew,
    }
    a_reader(tx, "fr", "en", "ru")  # reads neither, and said so
    assert let_go(tx, ids[number])
    assert got(tx) == sorted(by_reader.items())
    assert states(tx, ids) == {AlertState.RELEASED}


def test_whoever_chooses_other_languages_while_it_is_laid_gets_one_all_the_same(tx: Connection) -> None:
    french, _hebrew = ids = in_languages(tx, "fr", "he")
    near, far = SubscriberId(1), SubscriberId(SIZE + 7)
    a_crowd_of(tx, [near, far])
    tx.execute(update(subscriber).values(language="fr"))
    let_go(tx, french)
    assert got(tx) == [(near, french)]
    while work(tx, NOW):
        readings.choose(tx, far, ("he",))
    assert got(tx) == [(near, french), (far, french)]
    assert states(tx, ids) == {AlertState.RELEASED}


def test_a_plan_an_undo_and_a_drop_are_of_all(tx: Connection) -> None:
    ids = in_languages(tx, "fr", "he")
    a_reader(tx, "he")
    new = Plan(ids[1], NOW + HOUR, NOW + 2 * HOUR, Priority.NORMAL, a_subscriber(tx).id)
    assert plans.make(tx, new, NOW)
    assert states(tx, ids) == {AlertState.SCHEDULED}
    assert plans.find(tx, ids[0]) == plans.find(tx, ids[1])
    assert not plans.make(tx, new, NOW)
    assert plans.undo(tx, ids[1])
    assert states(tx, ids) == {AlertState.HELD}
    assert alerts.drop(tx, ids[1])
    assert states(tx, ids) == {AlertState.DROPPED}
    assert not let_go(tx, ids[0])
    assert not deliveries(tx)


def test_a_plan_lets_all_go_and_a_recall_stops_all(tx: Connection) -> None:
    ids = in_languages(tx, "fr", "he")
    for language in ("fr", "he", "he"):
        a_reader(tx, language)
    new = Plan(ids[1], NOW, NOW + HOUR, Priority.NORMAL, a_subscriber(tx).id)
    plans.make(tx, new, NOW)
    due = plans.take_due(tx, NOW)
    assert due is not None
    assert plans.release(tx, due, NOW)
    assert len(deliveries(tx)) == 4  # the editor reads, too
    assert recall(tx, ids[1]) == Recalled(stopped=4, left=0)
    assert recall(tx, ids[0]) is None
    assert {row.state for row in deliveries(tx)} == {DeliveryState.RECALLED}


def test_an_embargo_is_of_all(tx: Connection) -> None:
    ids = in_languages(tx, "fr", "he")
    assert embargoes.put(tx, ids[1], NOW + HOUR)
    assert not let_go(tx, ids[0])
    assert embargoes.put(tx, ids[0], None)
    assert let_go(tx, ids[1])


def test_they_are_all_the_beginning_of_one_story(tx: Connection) -> None:
    rows = alerts.by_ids(tx, in_languages(tx, "fr", "he")).values()
    assert {row.kind for row in rows} == {AlertKind.NEW}

from datetime import timedelta

from sqlalchemy import Connection

from bot.model import SubscriberStatus, TopicId
from bot.store import consent, subscriber
from bot.store.consent import Step, Taken
from tests.rows import NOW, a_subscriber, a_topic

SECOND = timedelta(seconds=1)
ISRAEL, MONDE = TopicId("israel"), TopicId("monde")
FIRST = subscriber.Consent(NOW, "telegram /start israel", "Alertes ?", "fr", "campaign", "radio")
LATER = subscriber.Consent(NOW + SECOND, "telegram /start", "Alerts?", "en", "word")


def test_a_step_comes_back_as_it_was_noted_and_nothing_else_of_it(tx: Connection) -> None:
    reader, other = a_subscriber(tx, topics=()), a_subscriber(tx, topics=())
    taken = Taken(Step.ASKED, NOW, "h" * 64, "qr", "c" * 39, "Voulez-vous ?", "fr", (ISRAEL, MONDE))
    consent.note(tx, reader.id, taken)
    assert consent.history(tx, reader.id) == [taken]
    assert consent.last(tx, reader.id) == taken
    assert consent.history(tx, other.id) == []
    assert consent.last(tx, other.id) is None


def test_what_is_too_long_is_cut_and_stops_nothing(tx: Connection) -> None:
    reader = a_subscriber(tx, topics=())
    consent.note(tx, reader.id, Taken(Step.GIVEN, NOW, "h" * 99, campaign="c" * 99))
    (kept,) = consent.history(tx, reader.id)
    assert (kept.how, kept.campaign) == ("h" * 64, "c" * 64)


def test_a_later_consent_is_another_row_and_the_first_stays_as_it_was(tx: Connection) -> None:
    reader = a_subscriber(tx, topics=())
    a_topic(tx, ISRAEL)
    subscriber.subscribe(tx, reader.id, [ISRAEL], FIRST)
    subscriber.subscribe(tx, reader.id, [ISRAEL], LATER)  # held already: nothing new is consented to
    subscriber.unsubscribe(tx, reader.id, [ISRAEL], NOW + SECOND, "telegram /topics", "button")
    subscriber.subscribe(tx, reader.id, [ISRAEL], LATER)
    given, ended, again = consent.history(tx, reader.id)
    assert given == FIRST.step(Step.GIVEN, [ISRAEL])
    assert ended == Taken(Step.ENDED, NOW + SECOND, "telegram /topics", "button", topics=(ISRAEL,))
    assert again == LATER.step(Step.GIVEN, [ISRAEL])


def test_one_consent_to_several_topics_is_one_step_on_those_that_are_new(tx: Connection) -> None:
    reader = a_subscriber(tx, topics=())
    topics = [a_topic(tx, one) for one in (ISRAEL, MONDE)]
    subscriber.subscribe(tx, reader.id, topics[:1], FIRST)
    subscriber.subscribe(tx, reader.id, topics, LATER)
    assert [one.topics for one in consent.history(tx, reader.id)] == [(ISRAEL,), (MONDE,)]


def test_a_consent_anew_is_to_all_that_it_names(tx: Connection) -> None:
    reader = a_subscriber(tx, topics=())
    a_topic(tx, ISRAEL)
    subscriber.subscribe(tx, reader.id, [ISRAEL], FIRST)
    subscriber.subscribe(tx, reader.id, [ISRAEL], LATER, Step.CONFIRMED, anew=True)
    steps = [(one.step, one.at) for one in consent.history(tx, reader.id)]
    assert steps == [(Step.GIVEN, NOW), (Step.CONFIRMED, NOW + SECOND)]


def test_an_end_is_a_step_with_the_topics_that_it_ended_and_what_it_came_by(tx: Connection) -> None:
    reader = a_subscriber(tx, topics=(ISRAEL, MONDE))
    subscriber.end(tx, reader.id, SubscriberStatus.LEFT, NOW + SECOND, "telegram /stop", "word")
    assert consent.last(tx, reader.id) == Taken(
        Step.ENDED, NOW + SECOND, "telegram /stop", "word", topics=(ISRAEL, MONDE)
    )
    subscriber.end(tx, reader.id, SubscriberStatus.LOST, NOW + SECOND)
    last = consent.last(tx, reader.id)
    assert last
    assert last.how == "lost"


def test_nothing_ended_is_no_step(tx: Connection) -> None:
    reader = a_subscriber(tx, topics=())
    subscriber.unsubscribe(tx, reader.id, [ISRAEL], NOW)
    assert consent.history(tx, reader.id) == []

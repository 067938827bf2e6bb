"""What became of an alert for each reader, one outcome at a time."""

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.model import (
    AlertKind,
    AlertState,
    DeliveryState,
    Priority,
    Role,
    Selection,
    Subscriber,
    SubscriberId,
    SubscriberStatus,
    Summary,
    TopicId,
    Updates,
    Urgency,
)
from bot.outcome import Outcome
from bot.rules.quiet import Why
from bot.rules.window import Reason
from bot.store import audit
from bot.store import ban as bans
from bot.store import batch as batches
from bot.store import edition as editions
from bot.store import embargo as embargoes
from bot.store import held as desk
from bot.store import mute as mutes
from bot.store import segment as segments
from bot.store import subscriber as subscribers
from bot.store.audit import Act
from bot.store.consent import Step
from bot.store.held import End
from bot.store.schema import batch, delivery, fault, subscriber
from bot.store.subscriber import Consent
from tests.rows import NOW, a_source, a_story, a_subscriber, an_alert, an_entry
from tests.store.why_world import AFTER, BEFORE, TODAY, a_reader, laid, outcome, totals, waits_for


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ({"topics": ["culture"]}, Outcome.OFF_TOPIC),
        ({"status": SubscriberStatus.LEFT}, Outcome.HAD_LEFT),
        ({"status": SubscriberStatus.LOST}, Outcome.HAD_BLOCKED),
        ({"status": SubscriberStatus.INVITED}, Outcome.NOT_STARTED),
        ({"status": SubscriberStatus.PAUSED}, Outcome.PAUSED),
        ({"status": SubscriberStatus.LINKED}, Outcome.ELSEWHERE),
        ({"reads": "fr"}, Outcome.LANGUAGE),
        ({"updates": Updates.NONE}, Outcome.UPDATES),
        ({"urgency": Urgency.BREAKING}, Outcome.URGENCY),
        ({}, Outcome.WAITS),
    ],
)
def test_who_was_left_out_is_told_by_what(tx: Connection, about: dict[str, object], found: Outcome) -> None:
    who = a_reader(tx, **about)
    id_ = laid(tx, kind=AlertKind.UPDATE)
    assert outcome(tx, id_, who) == (found, False)
    assert totals(tx, id_) == {(found, False): 1}


@pytest.mark.parametrize(
    ("line", "found"),
    [("zeppelin", Outcome.AWAITED), ("drone, -harbour", Outcome.EXCLUDED), ("drones", Outcome.WAITS)],
)
def test_who_was_left_out_for_their_words(tx: Connection, line: str, found: Outcome) -> None:
    who = a_reader(tx)
    waits_for(tx, who, line)
    assert outcome(tx, laid(tx), who) == (found, False)


def test_what_is_breaking_is_awaited_by_all_but_excluded_by_some(tx: Connection) -> None:
    who, other = a_reader(tx), a_reader(tx)
    waits_for(tx, who, "zeppelin")
    waits_for(tx, other, "-drone")
    id_ = laid(tx, priority=Priority.BREAKING)
    assert outcome(tx, id_, who)[0] is Outcome.WAITS
    assert outcome(tx, id_, other)[0] is Outcome.EXCLUDED


def test_who_mutes_the_source(tx: Connection) -> None:
    source_id = a_source(tx)
    who = a_reader(tx)
    mutes.add(tx, who, source_id)
    assert outcome(tx, laid(tx, entry_id=an_entry(tx, source_id)), who)[0] is Outcome.MUTED


def test_who_came_later_or_went_before(tx: Connection) -> None:
    gone, back = a_reader(tx), a_reader(tx)
    subscribers.unsubscribe(tx, gone, [TopicId("israel")], BEFORE)
    subscribers.unsubscribe(tx, back, [TopicId("israel")], BEFORE)
    id_ = laid(tx)
    joined, chose = a_reader(tx, now=AFTER), a_reader(tx, topics=["culture"])
    for who in (chose, back):
        subscribers.subscribe(tx, who, [TopicId("israel")], Consent(AFTER, "topics", "", "en"))
    found = [outcome(tx, id_, who)[0] for who in (gone, back, joined, chose)]
    assert found == [Outcome.TOPIC_ENDED, Outcome.TOPIC_LATER, Outcome.JOINED_LATER, Outcome.TOPIC_LATER]


def test_a_later_start_hides_no_reason_of_before(tx: Connection) -> None:
    """The row of a topic is written over when its reader comes back: the history of consent knows."""
    who = a_reader(tx, reads="fr")
    id_ = laid(tx)
    subscribers.end(tx, who, SubscriberStatus.LEFT, AFTER)
    subscribers.activate(tx, who)
    subscribers.subscribe(
        tx, who, [TopicId("israel")], Consent(AFTER, "start", "", "en"), Step.GIVEN, anew=True
    )
    tx.execute(update(subscriber).where(subscriber.c.id == who).values(last_heard_at=AFTER))
    assert outcome(tx, id_, who) == (Outcome.LANGUAGE, True)


def test_what_may_have_been_chosen_since_is_said_to_be_so(tx: Connection) -> None:
    was, is_now = a_reader(tx, reads="fr"), a_reader(tx)
    id_ = laid(tx)
    tx.execute(delivery.delete().where(delivery.c.subscriber_id == is_now))  # as if left out then
    tx.execute(update(subscriber).values(last_heard_at=AFTER))
    assert outcome(tx, id_, was) == (Outcome.LANGUAGE, True)
    assert outcome(tx, id_, is_now) == (Outcome.CHANGED, False)
    tx.execute(update(subscriber).values(last_heard_at=BEFORE))
    assert outcome(tx, id_, was) == (Outcome.LANGUAGE, False)
    assert outcome(tx, id_, is_now) == (Outcome.UNEXPLAINED, False)


def test_who_was_told_in_another_language_is_not_told_again(tx: Connection) -> None:
    who, waits = a_reader(tx, reads="en fr"), a_reader(tx, reads="fr")
    story = a_story(tx)
    laid(tx, story_id=story)
    again = laid(tx, story_id=story, summary=Summary("Un drone", (), "fr"))
    assert outcome(tx, again, who)[0] is Outcome.TOLD
    assert outcome(tx, again, waits)[0] is Outcome.WAITS


def test_what_is_not_out_says_so_to_all_who_would_get_it(tx: Connection) -> None:
    who, gone = a_reader(tx), a_reader(tx, status=SubscriberStatus.LEFT)
    held = an_alert(tx, state=AlertState.HELD)
    dropped = an_alert(tx, state=AlertState.DROPPED)
    assert [outcome(tx, one, who)[0] for one in (held, dropped)] == [Outcome.HELD, Outcome.DECIDED_AGAINST]
    assert outcome(tx, held, gone)[0] is Outcome.HAD_LEFT


def test_what_waits_at_the_desk_or_ended_there_says_so(tx: Connection) -> None:
    who = a_reader(tx)
    held = an_alert(tx, state=AlertState.HELD)
    assert embargoes.put(tx, held, TODAY)
    assert [outcome(tx, held, who, at)[0] for at in (NOW, TODAY)] == [Outcome.EMBARGO, Outcome.HELD]
    found = []
    for how_it_ended in End:
        id_ = an_alert(tx, state=AlertState.HELD)
        desk.open_(tx, id_, desk.Why.SOURCE, NOW)
        assert desk.end(tx, id_, how_it_ended, NOW)
        found.append(outcome(tx, id_, who)[0])
    assert found == [Outcome.KILLED, Outcome.LAPSED, Outcome.TAKEN_BACK]


def test_who_was_banned_then_is_free_today(tx: Connection) -> None:
    chief = a_subscriber(tx, role=Role.OWNER, topics=["culture"])
    who, since = a_reader(tx), a_reader(tx)
    for at, act in ((BEFORE, "ban"), (AFTER, "unban")):
        audit.note(tx, chief, Act(act, f"subscriber {who}"), at)
    bans.lay(tx, who, BEFORE)
    id_ = laid(tx)
    assert bans.lift(tx, a_subscriber_of(tx, who), lambda _address, salt: salt)
    bans.lay(tx, since, AFTER)
    assert [outcome(tx, id_, one)[0] for one in (who, since)] == [Outcome.WAS_BANNED, Outcome.BANNED]
    assert totals(tx, id_)[Outcome.WAS_BANNED, False] == 1


def a_subscriber_of(tx: Connection, who: SubscriberId) -> Subscriber:
    found = subscribers.find(tx, who)
    assert found is not None
    return found


def test_who_gets_another_edition_and_who_reads_none(tx: Connection) -> None:
    english, french, russian = a_reader(tx), a_reader(tx, reads="fr en"), a_reader(tx, reads="ru")
    story = a_story(tx)
    ids = [
        laid(tx, story_id=story),
        an_alert(tx, story_id=story, summary=Summary("Un drone", (), "fr"), expires_in=86_400),
    ]
    tx.execute(delivery.delete())
    editions.bind(tx, ids)
    for id_ in ids:
        batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    found = [[outcome(tx, id_, who)[0] for who in (english, french, russian)] for id_ in ids]
    assert found == [
        [Outcome.WAITS, Outcome.EDITION, Outcome.LANGUAGE],
        [Outcome.EDITION, Outcome.WAITS, Outcome.LANGUAGE],
    ]


def test_who_is_outside_of_a_selection(tx: Connection) -> None:
    inside, outside = a_reader(tx, language="fr"), a_reader(tx)
    id_ = an_alert(tx, expires_in=86_400)
    segments.attach(tx, id_, segments.SegmentRow(0, "french", Selection(languages=("fr",))))
    batches.fan_out(tx, id_, Priority.NORMAL, NOW)
    assert [outcome(tx, id_, one)[0] for one in (inside, outside)] == [Outcome.WAITS, Outcome.OUTSIDE]


def test_an_alert_that_ended_before_all_of_it_was_laid(tx: Connection) -> None:
    who = a_reader(tx)
    id_ = an_alert(tx, expires_in=60)
    assert outcome(tx, id_, who, NOW) == (Outcome.UNEXPLAINED, False)
    assert outcome(tx, id_, who)[0] is Outcome.EXPIRED_FIRST
    recalled = an_alert(tx, state=AlertState.RECALLED)
    assert outcome(tx, recalled, who)[0] is Outcome.STOPPED_FIRST
    tx.execute(insert(batch).values(alert_id=id_, priority=5, after_id=0))
    assert outcome(tx, id_, who, NOW)[0] is Outcome.LAYING


def test_a_correction_is_for_those_who_had_the_first(tx: Connection) -> None:
    had, not_had = a_reader(tx), a_reader(tx, reads="fr")
    first = laid(tx)
    tx.execute(update(delivery).values(state=DeliveryState.SENT))
    again = an_alert(tx, kind=AlertKind.CORRECTION, topics=[])
    tx.exec_driver_sql(f"UPDATE alert SET corrects = {first} WHERE id = {again}")  # noqa: S608 -- our numbers
    found = [outcome(tx, again, who)[0] for who in (had, not_had)]
    assert found == [Outcome.IN_PLACE, Outcome.NOT_HAD]


@pytest.mark.parametrize(
    ("values", "status", "met", "found"),
    [
        ({"state": "read"}, "active", "", Outcome.READ),
        ({"state": "failed", "error": "Forbidden: bot was blocked by the user"}, "lost", "", Outcome.BLOCKED),
        ({"state": "failed", "error": "63049"}, "active", "capped", Outcome.CAP),
        ({"state": "queued", "error": "63016"}, "active", "template", Outcome.NO_TEMPLATE),
        ({"state": "queued", "error": Reason.CAPPED.value}, "active", "", Outcome.CAPPED),
        ({"state": "queued", "error": Why.NIGHT.value, "fold_at": TODAY}, "active", "", Outcome.NIGHT),
        ({"state": "dropped"}, "left", "", Outcome.LEFT),
        ({"state": "expired", "error": Reason.NO_TEMPLATE.value}, "active", "", Outcome.EXPIRED_TEMPLATE),
        ({"state": "unknown"}, "active", "", Outcome.DOUBT),
    ],
)
def test_who_has_a_delivery_is_judged_by_its_row(
    tx: Connection, values: dict[str, object], status: str, met: str, found: Outcome
) -> None:
    who = a_reader(tx)
    id_ = laid(tx)
    tx.execute(update(delivery).values(values))
    tx.execute(update(subscriber).values(status=status, left_at=AFTER if status != "active" else None))
    if met:
        row = tx.scalar(select(delivery.c.id))
        tx.execute(insert(fault).values(delivery_id=row, external_id="", kind=met, noted_at=NOW))
    assert outcome(tx, id_, who) == (found, False)


def test_what_waits_of_an_alert_that_is_over_is_over(tx: Connection) -> None:
    who = a_reader(tx)
    id_ = laid(tx, expires_in=60)
    assert outcome(tx, id_, who, NOW)[0] is Outcome.WAITS
    assert outcome(tx, id_, who)[0] is Outcome.EXPIRED
    tx.execute(update(delivery).values(fold_at=TODAY, error=Why.NIGHT))
    assert outcome(tx, id_, who)[0] is Outcome.NIGHT

"""What became of an alert for each reader: in generated worlds, beside a plain account kept meanwhile."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select, update

from bot.commands.why import RULES
from bot.model import (
    AlertId,
    AlertKind,
    AlertState,
    DeliveryState,
    Priority,
    SubscriberId,
    SubscriberStatus,
    Summary,
    TopicId,
    Updates,
    Urgency,
)
from bot.outcome import BY_CHOICE, LEFT_OUT, Outcome
from bot.rules.quiet import Why
from bot.rules.window import Reason
from bot.store import edition as editions
from bot.store import mute as mutes
from bot.store import omission as omissions
from bot.store import subscriber as subscribers
from bot.store import why
from bot.store.consent import Step
from bot.store.database import Database
from bot.store.schema import batch, delivery, fault, subscriber
from bot.store.subscriber import Consent
from bot.store.then import Then, then
from tests.rows import NOW, a_source, a_story, an_alert, an_entry
from tests.store.why_world import AFTER, BEFORE, TODAY, World, a_reader, laid, waits_for


def how(tx: Connection, id_: AlertId, now: datetime = TODAY) -> Then:
    found = then(tx, id_, now)
    assert found is not None
    return found


def outcome(tx: Connection, id_: AlertId, who: SubscriberId, now: datetime = TODAY) -> tuple[Outcome, bool]:
    return why.of_reader(tx, how(tx, id_, now), who, now, RULES)


def totals(tx: Connection, id_: AlertId, now: datetime = TODAY) -> dict[tuple[Outcome, bool], int]:
    return dict(why.totals(tx, how(tx, id_, now), now, RULES))


# ---- one reason at a time ------------------------------------------------------------------------


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


def test_every_reason_that_leaves_one_out_is_asked(tx: Connection) -> None:
    """A line of the table without its condition in SQL would never hold."""
    source_id = a_source(tx)
    mutes.add(tx, a_reader(tx), source_id)
    waits_for(tx, a_reader(tx), "zeppelin")
    told = how(tx, laid(tx, entry_id=an_entry(tx, source_id)))
    asked: set[Outcome] = set()
    for state in AlertState:
        for moment in (NOW, NOW + timedelta(days=9)):
            asked |= _asked(tx, replace(told, state=state), moment)
    asked |= _asked(tx, replace(told, corrects=told.id), NOW)
    asked |= _asked(tx, replace(told, state=AlertState.HELD, embargo_until=AFTER), NOW)
    editions.bind(tx, [told.id, an_alert(tx, summary=Summary("Un drone", (), "fr"))])
    asked |= _asked(tx, told, NOW)
    assert asked | {Outcome.CHANGED} >= set(LEFT_OUT)


def _asked(tx: Connection, told: Then, moment: datetime) -> set[Outcome]:
    met = omissions.meeting(tx, told, RULES.keys_of, None)
    return {*omissions.conditions(tx, told, moment, omissions.choosers(told)), *omissions.of_words(told, met)}


# ---- generated worlds ----------------------------------------------------------------------------

LATER = {Outcome.TOPIC_LATER, Outcome.TOPIC_ENDED, Outcome.CHANGED}


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_in_any_world_totals_add_up_and_each_reader_is_told_why(database: Database, seed: int) -> None:
    def one_world(tx: Connection) -> None:
        world = World(tx, seed)
        alerts = [id_ for _one in range(2) for id_ in world.write()]
        for id_ in alerts:
            holds_together(tx, world, id_)
        before = {id_: totals(tx, id_) for id_ in alerts}
        for id_ in alerts:  # nobody has chosen anything since
            for who in world.readers:
                known = world.account.get((id_, who))
                assert known is None or outcome(tx, id_, who) == (known, False)
            assert not {one for one, changed in before[id_] if changed}
        world.happens()
        for id_ in alerts:
            found = {who: outcome(tx, id_, who) for who in [*world.readers, world.chief]}
            each = Counter(found.values())
            assert totals(tx, id_) == each
            assert each.total() == tx.scalar(select(func.count()).select_from(subscriber))
            assert not each[Outcome.UNEXPLAINED, False]
            for who, (reason, maybe) in found.items():
                known = world.account.get((id_, who), reason)
                assert reason is known or maybe or reason in LATER or known is Outcome.OFF_TOPIC
                assert not maybe or reason in BY_CHOICE

    database.read_here(one_world)


def holds_together(tx: Connection, world: World, id_: AlertId) -> None:
    """Lay an alert: those get it of whom no reason held before, and nobody else."""
    reasons = {who: outcome(tx, id_, who, NOW) for who in [*world.readers, world.chief]}
    assert totals(tx, id_, NOW) == Counter(reasons.values())
    assert {who for who, (one, _maybe) in reasons.items() if one is Outcome.UNEXPLAINED} == world.lay(id_)


def test_the_worlds_know_every_reason(database: Database) -> None:
    """Else the property would hold of a rule that no world has."""
    found: set[Outcome] = set()

    def some_worlds(tx: Connection) -> None:
        for seed in range(40):
            world = World(tx, seed)
            for id_ in world.write():
                world.lay(id_)
            found.update(world.account.values())

    database.read_here(some_worlds)
    assert found >= {*BY_CHOICE, Outcome.WAS_BANNED, Outcome.ELSEWHERE, Outcome.OFF_TOPIC} - {Outcome.TOLD}

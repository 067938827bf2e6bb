"""Why readers have no delivery: in generated worlds, beside a plain account kept meanwhile."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from bot.commands.why import RULES
from bot.model import AlertId, AlertKind, AlertState, Selection, Summary
from bot.outcome import BY_CHOICE, LEFT_OUT, Outcome
from bot.store import edition as editions
from bot.store import mute as mutes
from bot.store import omission as omissions
from bot.store import segment as segments
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.held import End
from bot.store.schema import subscriber
from bot.store.then import Then
from tests.rows import NOW, a_source, a_story, an_alert, an_entry
from tests.store.why_world import AFTER, World, a_reader, how, laid, outcome, totals, waits_for


def test_every_reason_that_leaves_one_out_is_asked(tx: Connection) -> None:
    """A line of the table without its condition in SQL would never hold."""
    source_id = a_source(tx)
    senders.enrol(tx, "email", "news@example.org", NOW, digests_only=True)
    mutes.add(tx, a_reader(tx), source_id)
    waits_for(tx, a_reader(tx), "zeppelin")
    story = a_story(tx)
    first = laid(tx, entry_id=an_entry(tx, source_id), story_id=story)
    segments.attach(tx, first, segments.SegmentRow(0, "french", Selection(languages=("fr",))))
    told = replace(how(tx, first), kind=AlertKind.UPDATE)  # one that some want nothing of
    retold = how(tx, laid(tx, story_id=story, summary=Summary("Un drone", (), "fr")))
    asked = _asked(tx, retold, NOW)
    for state in AlertState:
        for moment in (NOW, NOW + timedelta(days=9)):
            asked |= _asked(tx, replace(told, state=state), moment)
    asked |= _asked(tx, replace(told, corrects=told.id), NOW)
    asked |= _asked(tx, replace(told, state=AlertState.HELD, embargo_until=AFTER), NOW)
    for end in End:
        asked |= _asked(tx, replace(told, state=AlertState.DROPPED, ended=end), NOW)
    editions.bind(tx, [told.id, an_alert(tx, summary=Summary("Un drone", (), "fr"))])
    asked |= _asked(tx, told, NOW)
    assert asked | {Outcome.CHANGED} >= set(LEFT_OUT)


def _asked(tx: Connection, told: Then, moment: datetime) -> set[Outcome]:
    met = omissions.meeting(tx, told, RULES.keys_of, None)
    late = omissions.of_latecomers(told, omissions.latecomers(told))
    return {*omissions.conditions(tx, told, moment), *late, *omissions.of_words(told, met)}


# ---- generated worlds ----------------------------------------------------------------------------

LATER = {Outcome.TOPIC_LATER, Outcome.TOPIC_ENDED, Outcome.CHANGED}


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
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

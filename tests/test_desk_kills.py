"""The desk under kills between any two statements, and with two editors at once: all of an act, or none."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import structlog
from sqlalchemy import Connection, Table, select

from bot.ask import Desk
from bot.model import Address, AlertId, AlertState, DeliveryState, Role
from bot.pipeline.bell import Bell
from bot.pipeline.release import Release
from bot.ports import Inbound, InboundKind
from bot.store import alert as alerts
from bot.store import audit
from bot.store import event as events
from bot.store import halt as halts
from bot.store import plan as plans
from bot.store.audit_tables import audit as audit_table
from bot.store.database import Database
from bot.store.edition_tables import edition
from bot.store.event import EventRow
from bot.store.halt_tables import halt
from bot.store.plan_tables import plan
from bot.store.schema import alert, batch, delivery
from bot.store.schema import event as heard
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of
from tests.deaths import Killed, killed_at

GRACE = timedelta(seconds=30)
DESK = Desk(GRACE, GRACE)
TABLES: Sequence[Table] = (alert, plan, halt, edition, delivery, batch, audit_table, heard)


@pytest.fixture
def chat(database: Database, now: datetime) -> Chat:
    made = Chat(database, now)
    made.context = replace(made.context, desk=DESK)
    made.appoint(BORIS, Role.EDITOR)
    made.says("/start", ANNA)
    made.says("START", BORIS)
    return made


def snapshot(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Give all rows that the desk writes."""

    def rows(tx: Connection) -> dict[str, list[tuple[Any, ...]]]:
        return {
            one.name: [tuple(row) for row in tx.execute(select(one).order_by(*one.primary_key.columns))]
            for one in TABLES
        }

    return database.read_here(rows)


def besieged(database: Database, work: Callable[[], object]) -> int:
    """Do it, killed at one statement after the other; says at how many. Nothing of it stays but the whole."""
    before, number = snapshot(database), 0
    while True:
        number += 1
        with killed_at(database, number):
            try:
                work()
            except Killed:
                assert snapshot(database) == before, number
                continue
        assert snapshot(database) != before
        return number - 1


def press(chat: Chat, data: str, who: Address = CHIEF) -> Callable[[], object]:
    """Store a press; hands back what handles it: again after a restart, as it stands in its row."""
    inbound = Inbound(chat._key(), who, InboundKind.PRESSED, data, language="en", answering="c", pressed="7")

    def keep(tx: Connection) -> EventRow:
        events.keep(tx, chat.senders[who.channel], chat.recorded(inbound), chat.now)
        return next(row for row in events.take(tx, chat.now, 9) if row.body["key"] == inbound.key)

    row = chat.database.write_here(keep)
    return lambda: chat._handled(row)


def held(chat: Chat, text: str = "monde A headline") -> int:
    question = chat.says(f"/alert {text}", CHIEF)[-1]
    return int(data_of(question)[0].split()[-1])


def scheduled(chat: Chat, text: str = "monde A headline") -> int:
    id_ = held(chat, text)
    chat.presses(f"alert send {id_}", CHIEF)
    return id_


def released(chat: Chat) -> int:
    id_ = scheduled(chat)
    chat.now += GRACE
    chat.database.write_here(release(chat)._work)
    return id_


def release(chat: Chat) -> Release:
    return Release(chat.database, lambda: chat.now, structlog.get_logger(), Bell())


def state(chat: Chat, id_: int) -> AlertState:
    row = chat.database.read_here(lambda tx: alerts.find(tx, AlertId(id_)))
    assert row is not None
    return row.state


def states(chat: Chat) -> list[DeliveryState]:
    return [*chat.alert_states(ANNA), *chat.alert_states(BORIS)]


def is_chain_whole(chat: Chat) -> bool:
    return chat.database.read_here(lambda tx: list(audit.check(tx))) == []


# ---- kills ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["monde A headline", "monde A headline\nhe:\nכותרת"], ids=["one", "two"])
def test_a_send_is_scheduled_whole_or_not_at_all(chat: Chat, text: str) -> None:
    id_ = held(chat, text)
    assert besieged(chat.database, press(chat, f"alert send {id_}")) > 5
    assert state(chat, id_) is AlertState.SCHEDULED
    assert len(chat.database.read_here(plans.standing)) == 1
    assert is_chain_whole(chat)


def test_an_undo_holds_it_whole_or_not_at_all(chat: Chat) -> None:
    id_ = scheduled(chat)
    assert besieged(chat.database, press(chat, f"undo {id_}", BORIS)) > 5
    assert state(chat, id_) is AlertState.HELD
    assert chat.database.read_here(plans.standing) == []
    assert is_chain_whole(chat)


def test_a_recall_of_what_has_not_left_cancels_it_whole_or_not_at_all(chat: Chat) -> None:
    id_ = scheduled(chat)
    besieged(chat.database, press(chat, f"recall {id_}"))
    assert state(chat, id_) is AlertState.DROPPED


def test_a_move_to_another_moment_leaves_one_plan(chat: Chat) -> None:
    id_ = scheduled(chat)
    assert besieged(chat.database, press(chat, f"later {id_} 18:00")) > 8
    (plan_,) = chat.database.read_here(plans.standing)
    assert plan_.leaves_at > chat.now + timedelta(hours=1)


def test_an_embargo_undoes_the_plan_with_itself_or_not_at_all(chat: Chat) -> None:
    id_ = scheduled(chat)
    besieged(chat.database, press(chat, f"embargo {id_} 18:00"))
    assert state(chat, id_) is AlertState.HELD
    assert chat.database.read_here(plans.standing) == []


@pytest.mark.parametrize("text", ["monde A headline", "monde A headline\nhe:\nכותרת"], ids=["one", "two"])
def test_what_is_due_leaves_whole_and_once(chat: Chat, text: str) -> None:
    id_ = scheduled(chat, text)
    chat.now += GRACE
    loop = release(chat)
    assert besieged(chat.database, lambda: chat.database.write_here(loop._work)) > 5
    assert state(chat, id_) is AlertState.RELEASED
    assert states(chat) == [DeliveryState.QUEUED] * 2
    assert chat.database.write_here(loop._work) is None
    assert states(chat) == [DeliveryState.QUEUED] * 2


def test_all_is_halted_and_told_or_not_at_all(chat: Chat) -> None:
    assert besieged(chat.database, press(chat, "stopall")) > 5
    assert chat.database.read_here(halts.stands)
    acts = chat.database.read_here(lambda tx: audit.page(tx, 9))
    assert [one.act.what for one in acts] == ["stopall"]


@pytest.mark.parametrize(
    ("answer", "outcome"), [("fresh", DeliveryState.QUEUED), ("drop", DeliveryState.RECALLED)]
)
def test_a_halt_ends_with_what_becomes_of_what_waits_or_not_at_all(
    chat: Chat, answer: str, outcome: DeliveryState
) -> None:
    released(chat)
    chat.presses("stopall", BORIS)
    assert besieged(chat.database, press(chat, f"resume {answer}")) > 8
    assert not chat.database.read_here(halts.stands)
    assert states(chat) == [outcome] * 2
    assert is_chain_whole(chat)


# ---- two at once ---------------------------------------------------------------------------------


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all of them in threads that begin together."""
    together = Barrier(len(works))

    def begun(work: Callable[[], object]) -> object:
        together.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return [one.result(60) for one in [threads.submit(begun, work) for work in works]]


def acts_on(chat: Chat, id_: int) -> list[str]:
    found = chat.database.read_here(lambda tx: audit.page(tx, 9, about=f"alert {id_}"))
    return [one.act.what for one in found]


@pytest.mark.parametrize("round_", range(4))
def test_of_two_who_decide_at_once_one_wins(chat: Chat, round_: int) -> None:
    id_ = held(chat)
    first, second = [("send", "breaking"), ("send", "cancel"), ("breaking", "send"), ("cancel", "send")][
        round_
    ]
    at_once(press(chat, f"alert {first} {id_}"), press(chat, f"alert {second} {id_}", BORIS))
    (done, begun) = acts_on(chat, id_)
    assert begun == "write"
    outcome = AlertState.DROPPED if done == "cancel" else AlertState.SCHEDULED
    assert state(chat, id_) is outcome
    assert len(chat.database.read_here(plans.standing)) == (outcome is AlertState.SCHEDULED)
    assert is_chain_whole(chat)


@pytest.mark.parametrize("word", ["undo", "recall", "embargo"])
def test_what_stops_it_beside_its_release_wins_or_comes_too_late(chat: Chat, word: str) -> None:
    for _round in range(4):
        id_ = scheduled(chat)
        chat.now += GRACE
        loop = release(chat)
        stops = press(chat, f"{word} {id_}" + (" 23:00" if word == "embargo" else ""), BORIS)
        at_once(stops, lambda loop=loop: chat.database.write_here(loop._work))  # type: ignore[misc]  # a lambda with a default
        queued = chat.database.read_here(
            lambda tx, id_=id_: [  # type: ignore[misc]  # the same
                row.state for row in tx.execute(select(delivery).where(delivery.c.alert_id == id_))
            ]
        )
        left = state(chat, id_) is AlertState.RELEASED
        assert bool(queued) is (left or state(chat, id_) is AlertState.RECALLED)
        assert (DeliveryState.QUEUED in queued) is left
        if word == "recall":
            assert not left
        assert chat.database.read_here(plans.standing) == []


def test_of_two_who_halt_and_two_who_go_on_at_once_one_does(chat: Chat) -> None:
    released(chat)
    for _round in range(3):
        at_once(press(chat, "stopall"), press(chat, "stopall", BORIS))
        assert chat.database.read_here(halts.stands)
        at_once(press(chat, "resume fresh"), press(chat, "resume fresh", BORIS))
        assert not chat.database.read_here(halts.stands)
    acts = [one.act.what for one in chat.database.read_here(lambda tx: audit.page(tx, 99))]
    assert (acts.count("stopall"), acts.count("resume")) == (3, 3)
    assert is_chain_whole(chat)


def test_one_who_drops_and_one_who_sends_what_waits_do_not_both(chat: Chat) -> None:
    for _round in range(3):
        id_ = released(chat)
        chat.presses("stopall", CHIEF)
        at_once(press(chat, "resume drop"), press(chat, "resume fresh", BORIS))
        assert not chat.database.read_here(halts.stands)
        dropped = state(chat, id_) is AlertState.RECALLED
        last = chat.database.read_here(lambda tx: audit.page(tx, 1))[0]
        assert ("dropped" in last.act.after) is dropped

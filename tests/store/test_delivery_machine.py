"""Every order of events, drawn by Hypothesis: the real store against a simple model of the world outside.

What each event may do is said beside it; whatever else changes is a mistake.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Row

from bot.errors import Unknown
from bot.model import Priority, SubscriberStatus
from bot.pipeline.follow import follow
from bot.pipeline.settle import LOOK_AGAIN
from bot.ports import Sent, Verdict
from bot.receipt import ReceiptFault
from bot.store import delivery, subscriber
from bot.store.database import Database
from bot.store.delivery import FOR_EVER, MAY_HAVE_LEFT, DeliveryRow
from bot.store.recall import recall
from tests.rows import an_alert
from tests.store.delivery_table import LEASE, DeliveryTable
from tests.store.delivery_world import (
    ACCEPTED,
    AGAIN,
    ARRIVED,
    BACK,
    CHANNELS,
    WAITING,
    WORDS,
    Copy,
    Request,
    S,
    after_verdict,
)

number = st.integers(0, 40)
doubt = st.tuples(*[st.booleans()] * 4)  # it arrives, is likely to, can be told, its replica is slow
seconds = st.sampled_from([1.0, 5.0, 12.0, 31.0, 61.0, 22_000.0])


class Deliveries(DeliveryTable):
    """Everything that may happen to deliveries, in any order."""

    @rule(priority=st.sampled_from([Priority.BREAKING, Priority.NORMAL]), life=st.sampled_from([400_000, 60]))
    @precondition(lambda self: len(self.alerts) < 2)
    def alert(self, priority: Priority, life: int) -> None:
        id_ = an_alert(self.tx, priority=priority, expires_in=life, now=self.now)
        active = sum(self._is_active(reader) for reader in self.readers)
        assert self._fan_out(id_, priority) == active
        self.alerts.append(id_)
        self.expiry[id_] = self.now + timedelta(seconds=life)
        self._moved(new=active)

    @rule(at=number)
    @precondition(lambda self: self.alerts)
    def fan_out_again(self, at: int) -> None:
        id_ = self.alerts[at % len(self.alerts)]
        have = {row.subscriber_id for row in self.before.values() if row.alert_id == id_}
        late = [reader for reader in self.readers if self._is_active(reader) and reader not in have]
        assert self._fan_out(id_, Priority.NORMAL) == len(late)
        self._moved(new=len(late))

    @rule(channel=st.sampled_from(CHANNELS), most=st.integers(1, 3))
    def claim(self, channel: str, most: int) -> None:
        ends = {
            id_: end for id_, row in self.before.items() if row.state == S.QUEUED and (end := self._end(row))
        }
        rows = self._claim(channel, most)
        assert len({row.subscriber.id for row in rows}) == len(rows) <= most
        for row in rows:
            assert row.id not in ends, f"claimed, though {ends[row.id]}"
            earlier = [one for one in self.world.requests if one.row.id == row.id]
            assert all(self.world.is_spoken_for(one, self.now, LEASE) for one in earlier), "two tries in hand"
            self.world.requests.append(Request(row, channel, self.now))
        self._moved({row.id: S.SENDING for row in rows}, may=ends)

    @rule(at=number)
    def accept(self, at: int) -> None:
        on_their_way = [one for one in self.world.requests if one.may_arrive(self.now)]
        if on_their_way:
            self.world.arrive(on_their_way[at % len(on_their_way)])

    @rule(at=number)
    @precondition(lambda self: self.world.open())
    def answered(self, at: int) -> None:
        request = self._in_hand(at)
        if request.may_arrive(self.now):
            self.world.arrive(request)
        if request.copy:
            to = request.row.subscriber.address
            self._write(request, Sent(to, request.copy.external_id))
            self._told(request, S.SENT)

    @rule(at=number, likely=st.booleans())
    @precondition(lambda self: self.world.open())
    def no_answer(self, at: int, *, likely: bool) -> None:
        request = self._in_hand(at)
        self._write(request, Unknown("reset", likely=likely))
        self._told(request, S.UNKNOWN)

    @rule(at=number, word=st.sampled_from(sorted(WORDS)))
    @precondition(lambda self: self.world.open())
    def turned_away(self, at: int, word: str) -> None:
        request = self._in_hand(at)
        if request.copy:
            return
        request.refused = True
        self._write(request, WORDS[word](request.row.subscriber.address))
        gone = self._queued_of(request.row.subscriber.id) if word in {"gone", "left"} else []
        self._told(request, S.QUEUED if word in BACK else S.FAILED, dict.fromkeys(gone, S.DROPPED))

    @rule()
    @precondition(lambda self: self.world.open())
    def kill(self) -> None:
        self.world.kill()

    @rule(most=st.integers(1, 5))
    def look(self, most: int) -> None:
        """Put in doubt what has no outcome, and take doubts to look into; they may be decided much later."""
        dead = [row.id for row in self._in(S.SENDING) if row.due_at <= self.now]
        assert delivery.expire_leases(self.tx, self.now) == len(dead)
        rows = delivery.doubts(self.tx, self.now, LOOK_AGAIN, most)
        assert not {row.id for row in rows} & self.held
        self.studied.extend(rows)
        self._moved(dict.fromkeys(dead, S.UNKNOWN))

    @rule(at=number, can_tell=st.booleans())
    @precondition(lambda self: self.studied)
    def decide(self, at: int, *, can_tell: bool) -> None:
        row = self.studied.pop(at % len(self.studied))
        copy, stands = self.world.accepted(row), self._stands(row)
        verdict: Sent | Verdict = Verdict.UNDECIDABLE
        if can_tell or row.subscriber.address.channel == "whatsapp":
            verdict = Sent(row.subscriber.address, copy.external_id) if copy else Verdict.ABSENT
        self.settle._decide(self.tx, row, verdict, self.now)
        after = after_verdict(row, verdict)
        self._moved({row.id: after} if stands else {})
        if stands and verdict is Verdict.UNDECIDABLE:
            self._judged(row, after)

    @rule(channel=st.sampled_from(CHANNELS), tries=st.lists(doubt, min_size=1, max_size=4))
    def doubts_in_a_row(self, channel: str, tries: list[tuple[bool, bool, bool, bool]]) -> None:
        """Go the whole way of several doubts in a row; a slow replica keeps a stale row in hand."""
        for arrives, likely, can_tell, slow in tries:
            self.claim(channel, 1)
            for request in self.world.open():
                if arrives and request.may_arrive(self.now):
                    self.world.arrive(request)
                if not slow:
                    self.no_answer(0, likely=likely)
            self.wait(
                31.0 if slow else 5.0
            )  # a replica so slow that its lease runs out has a stale row in hand
            self.look(5)
            while self.studied:
                self.decide(0, can_tell=can_tell)
            self.no_copy_without_a_doubt()

    @rule(at=number)
    @precondition(lambda self: any(row.priority == Priority.BREAKING for row in self._in(S.QUEUED)))
    def gone_while_in_doubt(self, at: int) -> None:
        """Say STOP while a message is in doubt, which is to be sent again: nothing of it leaves any more."""
        for channel in CHANNELS:
            self.claim(channel, 3)
        while self.world.open():
            self.no_answer(0, likely=False)
        self.stop(at)
        self.wait(5.0)
        self.look(5)
        while self.studied:
            self.decide(0, can_tell=False)
        self.wait(2000.0)
        for channel in CHANNELS:
            self.claim(channel, 3)

    @rule(at=number)
    @precondition(lambda self: self._unsettled())
    def read_and_then_told_late(self, at: int) -> None:
        """Let a message be read, and handle all its receipts backwards, as a service may bring them."""
        copies = self._unsettled()
        copy = copies[at % len(copies)]
        while copy.may_become():
            self.world.tell(copy, copy.may_become()[0], ReceiptFault.OTHER)
        for number_ in reversed(range(len(self.world.mail))):
            if self.world.mail[number_][0] is copy:
                self.receipt(number_, referred=True)

    @rule(at=number, which=number, fault=st.sampled_from(list(ReceiptFault)))
    @precondition(lambda self: self._unsettled())
    def message_fares(self, at: int, which: int, fault: ReceiptFault) -> None:
        copies = self._unsettled()
        copy = copies[at % len(copies)]
        statuses = copy.may_become()
        self.world.tell(copy, statuses[which % len(statuses)], fault)

    @rule(at=number, referred=st.booleans())
    @precondition(lambda self: self.world.mail)
    def receipt(self, at: int, *, referred: bool) -> None:
        """Handle any receipt there ever was: early, late, once more; with our reference or without."""
        copy, receipt = self.world.mail[at % len(self.world.mail)]
        row = self.before[copy.delivery_id]
        told = receipt if referred else replace(receipt, reference=None)
        follow(self.tx, self.senders[copy.channel], told, self.now)
        if not referred and row.external_id != copy.external_id:
            self._moved()
        elif receipt.fault is not None:
            self._failed(copy, receipt.fault, row)
        else:
            after = self.world.after_receipt(copy, receipt.status, row)
            self._moved({row.id: after})

    @rule(at=number)
    def stop(self, at: int) -> None:
        reader = self.readers[at % len(self.readers)]
        subscriber.end(self.tx, reader, SubscriberStatus.LEFT, self.now)
        delivery.drop_alerts_for(self.tx, reader)
        self._moved(dict.fromkeys(self._queued_of(reader), S.DROPPED))

    @rule(at=number)
    def come_back(self, at: int) -> None:
        reader = self.readers[at % len(self.readers)]
        channel = CHANNELS[at % len(self.readers)]
        subscriber.activate(self.tx, reader)
        subscriber.heard(self.tx, reader, self.senders[channel], "", self.now)

    @rule(at=number)
    @precondition(lambda self: self.alerts)
    def recall(self, at: int) -> None:
        id_ = self.alerts[at % len(self.alerts)]
        queued = [row.id for row in self._in(S.QUEUED) if row.alert_id == id_]
        assert (recall(self.tx, id_) is None) == (id_ in self.recalled)
        self._moved(dict.fromkeys(queued, S.RECALLED) if id_ not in self.recalled else {})
        self.recalled.add(id_)

    @rule(wait=seconds)
    def wait(self, wait: float) -> None:
        self.clock.now += timedelta(seconds=wait)

    @rule()
    @precondition(lambda self: len(self.world.requests) > 3 and self._in(*WAITING))
    def run_out(self) -> None:
        """Let all go well from here on: nothing may be left that waits, but for what is held."""
        for _ in range(40):
            for channel in CHANNELS:
                self.claim(channel, 3)
            while self.world.open():
                self.answered(0) if self.world.open()[0].may_arrive(self.now) else self.no_answer(
                    0, likely=True
                )
            self.look(5)
            while self.studied:
                self.decide(0, can_tell=True)
            self.wait(2000.0)
        left = {id_ for id_, row in self.before.items() if row.state in WAITING}
        assert left <= self.held, "something waits for ever"

    # ---- what must hold whatever has happened ----

    @invariant()
    def no_copy_without_a_doubt(self) -> None:
        for id_, row in self.before.items():
            copies = self.world.of(row.id)
            assert len(copies) <= 1 + self.world.repeats[row.id], "doubled without a recorded doubt"
            assert len(copies) <= 1 or row.repeat, "doubled, and not marked"
            assert row.state not in ACCEPTED or row.external_id, f"{id_} was never accepted"

    @invariant()
    def every_id_is_one_that_the_service_gave(self) -> None:
        given = {(one.delivery_id, one.external_id) for one in self.world.copies}
        for id_, row in self.before.items():
            assert not row.external_id or (id_, row.external_id) in given

    def _told(self, request: Request, state: S, besides: Mapping[int, S] | None = None) -> None:
        request.in_hand = False
        self._moved({request.row.id: state} if self._stands(request.row) else {}, besides)

    def _judged(self, row: DeliveryRow, after: S) -> None:
        stored = self.before[row.id]
        if after is S.QUEUED:
            assert stored.repeat, "sent again after a doubt, and not marked"
            self.world.repeats[row.id] += 1
        else:
            assert stored.due_at == FOR_EVER
            self.held.add(row.id)

    def _failed(self, copy: Copy, fault: ReceiptFault, row: Row[Any]) -> None:
        state, others = S(row.state), self._queued_of(row.subscriber_id)
        if state in ARRIVED or copy.external_id in self.world.failed:
            return self._moved()
        self.world.failed.add(copy.external_id)
        self.world.faults[copy.delivery_id, fault] += 1
        may: dict[int, S] = {}
        if fault in {ReceiptFault.OPTED_OUT, ReceiptFault.UNREACHABLE}:
            may = dict.fromkeys(others, S.DROPPED)
        if copy.number != row.tries or state not in {*MAY_HAVE_LEFT, S.SENT}:
            return self._moved({}, may)
        again = self.world.faults[copy.delivery_id, fault] <= AGAIN.get(fault, 0)
        return self._moved({row.id: S.QUEUED if again else S.FAILED}, may)


@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 25), ("postgresql", 5)])
def test_no_order_of_events_loses_or_doubles_a_delivery_or_moves_one_against_the_arrows(
    standing: dict[str, Database], kind: str, examples: int
) -> None:
    machine = type("Machine", (Deliveries,), {"database": standing[kind]})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_picture_that_is_refused_after_a_doubt_leads_to_one_more_try_and_no_other(
    standing: dict[str, Database],
) -> None:
    machine = type("Machine", (Deliveries,), {"database": standing["sqlite"]})()
    try:
        machine.alert(priority=Priority.BREAKING, life=400_000)
        machine.doubts_in_a_row("whatsapp", [(True, False, False, False)])
        for state in (S.QUEUED, S.FAILED):
            machine.message_fares(len(machine._unsettled()) - 1, 1, ReceiptFault.PICTURE)
            machine.receipt(len(machine.world.mail) - 1, referred=False)
            (row,) = [one for one in machine.before.values() if one.subscriber_id == machine.readers[1]]
            assert row.state == state
            if state is S.QUEUED:
                machine.claim("whatsapp", 1)
                machine.answered(0)
    finally:
        machine.teardown()

"""What receipts lead to: whatever their order, one end, and never a second message for one fault."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, select

from bot.model import DeliveryState, Priority, Role, SenderId, Subscriber, SubscriberStatus
from bot.pipeline.follow import follow, lose
from bot.ports import Receipt
from bot.receipt import ReceiptFault, ReceiptStatus
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery as deliveries
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.schema import delivery, subscriber
from tests.rows import NOW, a_sender, a_subscriber, an_alert

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
AGAIN = {ReceiptFault.WINDOW_CLOSED, ReceiptFault.CAPPED, ReceiptFault.TEMPLATE, ReceiptFault.PICTURE}
_numbers = count()


@dataclass
class Case:
    """One alert on its way to one reader, of an account and a topic of their own."""

    database: Database
    life: float = 24 * 3600
    now: datetime = NOW
    mark: str = field(default_factory=lambda: f"case{next(_numbers)}")

    def __post_init__(self) -> None:
        self.reader = self.database.write_here(
            lambda tx: a_subscriber(
                tx,
                channel="whatsapp",
                account=self.mark,
                topics=(self.mark,),
                heard_at=NOW - HOUR,
            )
        )
        self.sender: SenderId = self.database.write_here(lambda tx: a_sender(tx, "whatsapp", self.mark))
        self.alert()
        (self.row,) = self.claim()

    def alert(self, priority: Priority = Priority.NORMAL) -> None:
        self.database.write_here(
            lambda tx: batches.fan_out(
                tx, an_alert(tx, topics=(self.mark,), expires_in=self.life), priority, self.now
            )
        )

    def claim(self) -> list[deliveries.DeliveryRow]:
        lane = claims.Lane(self.sender, 1.0, 30.0)
        return self.database.write_here(lambda tx: claims.take(tx, lane, self.now, 9))

    def answer(self, external_id: str = "SM1", row: deliveries.DeliveryRow | None = None) -> None:
        self.database.write_here(lambda tx: deliveries.sent(tx, row or self.row, external_id, self.now))

    def doubt(self) -> None:
        self.database.write_here(
            lambda tx: deliveries.doubt(tx, self.row, "timed out", likely=True, look_at=self.now)
        )

    def hear(
        self, status: ReceiptStatus, fault: ReceiptFault | None = None, external_id: str = "SM1"
    ) -> None:
        receipt = Receipt("key", external_id, status, self.row.id, "63000" if fault else "", fault)
        self.database.write_here(lambda tx: follow(tx, self.sender, receipt, self.now))

    def fail(self, fault: ReceiptFault, external_id: str = "SM1") -> None:
        self.hear(ReceiptStatus.FAILED, fault, external_id)

    def fails_again(self, fault: ReceiptFault, external_id: str) -> None:
        """Let the next try be accepted, and fail of the same."""
        (row,) = self.claim()
        self.answer(external_id, row)
        self.fail(fault, external_id)

    @property
    def stored(self) -> Row[tuple[object, ...]]:
        query = select(delivery).where(delivery.c.id == self.row.id)
        return self.database.read_here(lambda tx: tx.execute(query).one())

    @property
    def state(self) -> DeliveryState:
        return DeliveryState(self.stored.state)

    @property
    def person(self) -> Row[tuple[object, ...]]:
        query = select(subscriber).where(subscriber.c.id == self.reader.id)
        return self.database.read_here(lambda tx: tx.execute(query).one())

    def told(self, who: Subscriber) -> list[str]:
        query = select(delivery.c.body).where(
            delivery.c.subscriber_id == who.id, delivery.c.alert_id.is_(None)
        )
        bodies = self.database.read_here(lambda tx: tx.scalars(query.order_by(delivery.c.id)).all())
        return ["\n".join(from_json(body).message.lines) for body in bodies]


@pytest.fixture
def case(database: Database) -> Case:
    made = Case(database)
    made.answer()
    return made


# ---- in whatever order ---------------------------------------------------------------------------


STEPS = st.lists(st.sampled_from(["answer", *ReceiptStatus]), min_size=1, max_size=7)


def run(case: Case, steps: list[str], fault: ReceiptFault) -> None:
    for step in steps:
        if step == "answer":
            case.answer()
        else:
            status = ReceiptStatus(step)
            case.hear(status, fault if status is ReceiptStatus.FAILED else None)


def expected(steps: list[str], fault: ReceiptFault) -> DeliveryState:
    if ReceiptStatus.READ in steps:
        return DeliveryState.READ
    if ReceiptStatus.DELIVERED in steps:
        return DeliveryState.DELIVERED
    if ReceiptStatus.FAILED in steps:
        return DeliveryState.QUEUED if fault in AGAIN else DeliveryState.FAILED
    return DeliveryState.SENT


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, fault=st.sampled_from(ReceiptFault), doubted=st.booleans())
def test_every_order_of_receipts_ends_in_the_same_state_and_none_sends_twice_for_one_fault(
    database: Database, steps: list[str], fault: ReceiptFault, *, doubted: bool
) -> None:
    case = Case(database)
    if doubted:
        case.doubt()
    run(case, steps, fault)
    assert case.state is expected(steps, fault)
    case.now += 2 * HOUR
    claims = case.claim()
    assert len(claims) == (1 if case.state is DeliveryState.SENDING else 0)
    assert bool(claims) == (expected(steps, fault) is DeliveryState.QUEUED)
    for row in claims:
        run(case, steps, fault)  # all of it once more, while the second try is under way
        assert case.state is DeliveryState.SENDING
        case.answer("SM2", row)
        run(case, steps, fault)
        assert (case.state, case.stored.external_id) == (DeliveryState.SENT, "SM2")
    case.now += 24 * HOUR
    assert case.claim() == []


def test_a_failure_after_arrival_is_ignored_whatever_it_says(database: Database) -> None:
    for status in (ReceiptStatus.DELIVERED, ReceiptStatus.READ):
        for fault in ReceiptFault:
            case = Case(database)
            before = case.person
            case.hear(status)
            case.fail(fault)
            assert case.state == status.value
            assert case.person == before


def test_a_late_word_of_arrival_spares_the_reader_the_second_message(case: Case) -> None:
    case.fail(ReceiptFault.WINDOW_CLOSED)
    case.hear(ReceiptStatus.DELIVERED)
    assert (case.state, case.stored.error) == (DeliveryState.DELIVERED, "")
    assert case.claim() == []


def test_a_failure_of_the_first_try_does_not_end_the_second(database: Database) -> None:
    case = Case(database)
    case.doubt()
    case.database.write_here(lambda tx: deliveries.resend(tx, case.row, NOW, repeat=True))
    case.now += 2 * SECOND
    (row,) = case.claim()
    case.answer("SM2", row)
    case.fail(ReceiptFault.OTHER, "SM1")
    assert case.state is DeliveryState.SENT


def test_a_failure_of_the_second_try_counts_though_it_comes_before_the_answer(case: Case) -> None:
    case.fail(ReceiptFault.WINDOW_CLOSED)
    case.now += 2 * SECOND
    (row,) = case.claim()
    case.fail(ReceiptFault.OTHER, "SM2")
    case.answer("SM2", row)
    assert (case.state, case.stored.external_id) == (DeliveryState.FAILED, "SM2")


def test_a_receipt_for_nothing_of_ours_is_left_alone(case: Case) -> None:
    stray = Receipt("key", "SM-stray", ReceiptStatus.FAILED, fault=ReceiptFault.UNREACHABLE)
    case.database.write_here(lambda tx: follow(tx, case.sender, stray, NOW))
    assert case.state is DeliveryState.SENT


def test_a_try_known_to_have_failed_is_never_taken_for_a_later_ones_trace(case: Case) -> None:
    case.fail(ReceiptFault.WINDOW_CLOSED)
    case.now += 2 * SECOND
    (row,) = case.claim()
    _after, taken = case.database.read_here(lambda tx: deliveries.ids_around(tx, row))
    assert "SM1" in taken


# ---- the window was closed -----------------------------------------------------------------------


def test_a_closed_window_is_forgotten_and_the_alert_goes_again_as_a_template(case: Case) -> None:
    case.fail(ReceiptFault.WINDOW_CLOSED)
    assert case.person.last_heard_at is None
    case.now += 2 * SECOND
    (row,) = case.claim()
    assert (row.id, row.subscriber.last_heard_at, row.repeat) == (case.row.id, None, False)


def test_an_alert_that_fails_of_the_window_again_is_given_up_with_its_reason(case: Case) -> None:
    case.fail(ReceiptFault.WINDOW_CLOSED)
    case.now += 2 * SECOND
    case.fails_again(ReceiptFault.WINDOW_CLOSED, "SM2")
    assert (case.state, case.stored.error) == (DeliveryState.FAILED, "63000")


def test_who_wrote_since_has_an_open_window(case: Case) -> None:
    heard_at = NOW + SECOND
    case.database.write_here(lambda tx: subscribers.heard(tx, case.reader.id, case.sender, "", heard_at))
    case.fail(ReceiptFault.WINDOW_CLOSED)
    assert case.person.last_heard_at == heard_at
    assert case.state is DeliveryState.QUEUED


# ---- capped --------------------------------------------------------------------------------------


def test_a_capped_alert_is_tried_again_after_an_hour_then_six_and_given_up(case: Case) -> None:
    case.fail(ReceiptFault.CAPPED)
    case.now = NOW + HOUR - SECOND
    assert case.claim() == []
    case.now = NOW + HOUR
    case.fails_again(ReceiptFault.CAPPED, "SM2")
    case.now = NOW + 7 * HOUR - SECOND
    assert case.claim() == []
    case.now = NOW + 7 * HOUR
    case.fails_again(ReceiptFault.CAPPED, "SM3")
    assert case.state is DeliveryState.FAILED


def test_a_capped_alert_is_not_sent_after_its_end(database: Database) -> None:
    case = Case(database, life=1800)
    case.fail(ReceiptFault.CAPPED)
    case.now += HOUR
    assert case.claim() == []
    assert case.state is DeliveryState.EXPIRED


def test_a_capped_reader_gets_breaking_alerts_only_until_they_write(case: Case) -> None:
    case.fail(ReceiptFault.CAPPED)
    case.alert()
    case.alert(Priority.BREAKING)
    case.now += 2 * SECOND
    assert [row.priority for row in case.claim()] == [Priority.BREAKING]
    case.now += 2 * SECOND
    assert case.claim() == []
    case.database.write_here(lambda tx: subscribers.heard(tx, case.reader.id, case.sender, "", case.now))
    assert [row.priority for row in case.claim()] == [Priority.NORMAL]


# ---- the person ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (ReceiptFault.OPTED_OUT, SubscriberStatus.LEFT),
        (ReceiptFault.UNREACHABLE, SubscriberStatus.LOST),
    ],
)
def test_who_opted_out_has_left_and_who_is_out_of_reach_is_lost(
    case: Case, fault: ReceiptFault, status: SubscriberStatus
) -> None:
    case.alert()
    case.fail(fault)
    assert (case.person.status, case.person.left_at) == (status, NOW)
    query = select(delivery.c.state).where(delivery.c.subscriber_id == case.reader.id)
    states = case.database.read_here(lambda tx: tx.scalars(query.order_by(delivery.c.id)).all())
    assert states == [DeliveryState.FAILED, DeliveryState.DROPPED]
    assert case.database.read_here(lambda tx: subscribers.chosen(tx, case.reader.id)) == {case.mark}


@pytest.mark.parametrize("fault", [ReceiptFault.OPTED_OUT, ReceiptFault.UNREACHABLE, ReceiptFault.CAPPED])
def test_who_wrote_since_is_neither_lost_nor_capped_by_a_late_receipt(
    case: Case, fault: ReceiptFault
) -> None:
    case.database.write_here(lambda tx: subscribers.heard(tx, case.reader.id, case.sender, "", NOW + SECOND))
    case.fail(fault)
    assert (case.person.status, case.person.capped_until) == (SubscriberStatus.ACTIVE, None)


def test_their_own_stop_outranks_what_a_channel_says(case: Case) -> None:
    case.fail(ReceiptFault.OPTED_OUT)
    reader = case.database.read_here(lambda tx: subscribers.find(tx, case.reader.id))
    case.database.write_here(lambda tx: lose(tx, reader, NOW + HOUR))
    case.database.write_here(lambda tx: lose(tx, None, NOW))
    assert (case.person.status, case.person.left_at) == (SubscriberStatus.LEFT, NOW)


# ---- the template --------------------------------------------------------------------------------


def test_a_template_that_fails_is_told_to_admins_in_their_language_once_a_day(case: Case) -> None:
    staff = case.database.write_here(
        lambda tx: [
            a_subscriber(tx, topics=(), role=role, language=language, status=status)
            for role, language, status in (
                (Role.ADMIN, "fr", SubscriberStatus.ACTIVE),
                (Role.OWNER, "he", SubscriberStatus.INVITED),
                (Role.ADMIN, "en", SubscriberStatus.LEFT),
                (Role.EDITOR, "en", SubscriberStatus.ACTIVE),
            )
        ]
    )
    admin, owner, left, editor = staff
    case.fail(ReceiptFault.TEMPLATE)
    case.fail(ReceiptFault.TEMPLATE)
    Case(case.database).fail(ReceiptFault.TEMPLATE)
    assert (case.state, case.stored.error) == (DeliveryState.QUEUED, "63000")
    assert [len(case.told(one)) for one in staff] == [1, 1, 0, 0]
    assert (case.told(left), case.told(editor)) == ([], [])
    for one in (admin, owner):
        assert "python -m bot templates" in case.told(one)[0]
        assert "63000" in case.told(one)[0]
    assert case.told(admin) != case.told(owner)
    later = Case(case.database)
    later.now += timedelta(days=1)
    later.fail(ReceiptFault.TEMPLATE)
    assert len(case.told(admin)) == 2


def test_an_alert_whose_template_is_paused_waits_ten_minutes_then_twenty_and_is_not_given_up(
    case: Case,
) -> None:
    case.fail(ReceiptFault.TEMPLATE)
    case.now = NOW + 10 * MINUTE - SECOND
    assert case.claim() == []
    case.now = NOW + 10 * MINUTE
    case.fails_again(ReceiptFault.TEMPLATE, "SM2")
    case.now = NOW + 30 * MINUTE - SECOND
    assert case.claim() == []
    case.now = NOW + 30 * MINUTE
    (row,) = case.claim()
    case.answer("SM3", row)
    assert (case.state, case.stored.external_id) == (DeliveryState.SENT, "SM3")


def test_an_unnamed_fault_fails_the_delivery_and_no_more(case: Case) -> None:
    before = case.person
    case.hear(ReceiptStatus.FAILED)
    assert case.state is DeliveryState.FAILED
    assert case.person == before

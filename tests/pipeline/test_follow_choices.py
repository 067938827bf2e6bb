"""What a receipt leads to that a reply failed, where its choices may be why."""

from zoneinfo import ZoneInfo

import pytest

from bot.model import Button, DeliveryState, Message, MessageKind
from bot.pipeline.wording import outbound
from bot.receipt import ReceiptFault
from bot.store import delivery as deliveries
from bot.store.database import Database
from bot.store.message import from_json, to_json
from tests.pipeline.test_follow import SECOND, Case


@pytest.mark.parametrize("fault", list(ReceiptFault))
def test_a_reply_whose_choices_may_be_at_fault_is_sent_once_more_in_words(
    database: Database, fault: ReceiptFault
) -> None:
    case = Case(database)
    case.answer("SM0")
    buttons = ((Button("Yes", "start"),),)
    body = to_json(Message(MessageKind.REPLY, "en", lines=("Well?",), buttons=buttons))
    case.database.write_here(lambda tx: deliveries.queue_reply(tx, case.reader.id, body, case.now))
    case.now += SECOND
    (case.row,) = case.claim()
    assert not from_json(case.row.body or {}).plain
    case.answer()
    case.fail(fault)
    in_words = fault in {ReceiptFault.TEMPLATE, ReceiptFault.OTHER}
    assert (case.state is DeliveryState.QUEUED and from_json(case.stored.body).plain) is in_words
    if in_words:
        case.now += SECOND
        (again,) = case.claim()
        assert outbound(again, ZoneInfo("UTC")).plain
        case.answer("SM2", again)
        case.fail(fault, "SM2")
        case.now += SECOND
        assert case.claim() == [], "once"


def test_a_reply_without_choices_is_not_sent_again(database: Database) -> None:
    case = Case(database)
    case.answer("SM0")
    body = to_json(Message(MessageKind.REPLY, "en", lines=("Well.",)))
    case.database.write_here(lambda tx: deliveries.queue_reply(tx, case.reader.id, body, case.now))
    case.now += SECOND
    (case.row,) = case.claim()
    case.answer()
    case.fail(ReceiptFault.OTHER)
    assert case.state is DeliveryState.FAILED

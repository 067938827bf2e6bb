from bot.model import DeliveryState
from bot.receipt import ReceiptFault, ReceiptStatus


def test_what_a_receipt_tells_is_a_state_of_a_delivery() -> None:
    assert {DeliveryState(one.value).value for one in ReceiptStatus} == {
        "sent",
        "delivered",
        "read",
        "failed",
    }


def test_a_fault_is_kept_under_its_own_name() -> None:
    assert all(ReceiptFault(one.name.lower()) is one for one in ReceiptFault)

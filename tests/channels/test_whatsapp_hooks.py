import base64
import hashlib
import hmac
from urllib.parse import urlencode

import pytest

from bot.channels.whatsapp_hooks import LARGEST, MOST_FIELDS, events, is_signed
from bot.errors import Forged
from bot.model import Address, DeliveryId
from bot.ports import Hook, Inbound, InboundKind, Receipt
from bot.receipt import ReceiptFault, ReceiptStatus

TOKEN = "twilio-secret"
INBOUND = "https://alerts.example.org/hooks/whatsapp"
STATUS = "https://alerts.example.org/hooks/whatsapp/status?d=17"
NOA = {"MessageSid": "SM1", "From": "whatsapp:+15550199", "To": "whatsapp:+15550100", "ProfileName": "Noa"}


def signed(url: str, form: dict[str, str], token: str = TOKEN) -> Hook:
    pairs = "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(token.encode(), (url + pairs).encode(), hashlib.sha1).digest()
    signature = base64.b64encode(digest).decode()
    return Hook(url, {"x-twilio-signature": signature}, urlencode(form).encode())


def test_what_a_person_writes_is_heard() -> None:
    form = NOA | {"Body": "מצב é", "NumMedia": "0", "SomethingNew": ""}
    assert events(signed(INBOUND, form), TOKEN) == [
        Inbound("SM1", Address("whatsapp", "+15550199"), InboundKind.WROTE, "מצב é", "Noa")
    ]


def test_a_message_to_a_messaging_service_is_heard_too() -> None:
    form = NOA | {"Body": "STOP", "MessagingServiceSid": "MG1", "OptOutType": "STOP"}
    (heard,) = events(signed(INBOUND, form), TOKEN)
    assert isinstance(heard, Inbound)
    assert heard.text == "STOP"


def test_a_pressed_button_is_heard_with_its_data() -> None:
    form = NOA | {"Body": "Monde", "ButtonPayload": "/topics add monde", "OriginalRepliedMessageSid": "SM0"}
    (heard,) = events(signed(INBOUND, form), TOKEN)
    assert isinstance(heard, Inbound)
    assert (heard.kind, heard.text, heard.pressed) == (InboundKind.PRESSED, "/topics add monde", "SM0")
    assert heard.replied == ""


def test_a_reply_is_heard_with_the_message_that_it_answers() -> None:
    form = NOA | {"Body": "/story", "OriginalRepliedMessageSid": "SM0"}
    (heard,) = events(signed(INBOUND, form | {"OriginalRepliedMessageSender": "whatsapp:+15550100"}), TOKEN)
    assert isinstance(heard, Inbound)
    assert (heard.kind, heard.text, heard.replied, heard.pressed) == (InboundKind.WROTE, "/story", "SM0", "")


def test_a_picture_without_words_is_heard_since_it_opens_the_window() -> None:
    (heard,) = events(signed(INBOUND, NOA | {"NumMedia": "1"}), TOKEN)
    assert isinstance(heard, Inbound)
    assert heard.text == ""


@pytest.mark.parametrize("form", [NOA | {"From": "+15550199"}, NOA | {"MessageSid": ""}, {}], ids=repr)
def test_what_is_no_whatsapp_message_is_passed_over(form: dict[str, str]) -> None:
    assert events(signed(INBOUND, form), TOKEN) == []


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("sent", ReceiptStatus.SENT),
        ("delivered", ReceiptStatus.DELIVERED),
        ("read", ReceiptStatus.READ),
        ("failed", ReceiptStatus.FAILED),
        ("undelivered", ReceiptStatus.FAILED),
        ("canceled", ReceiptStatus.FAILED),
    ],
)
def test_a_receipt_tells_a_messages_later_fate(said: str, status: ReceiptStatus) -> None:
    fault = ReceiptFault.OTHER if status is ReceiptStatus.FAILED else None
    form = {"MessageSid": "SM9", "MessageStatus": said}
    assert events(signed(STATUS, form), TOKEN) == [
        Receipt(f"SM9:{said}", "SM9", status, DeliveryId(17), fault=fault)
    ]


@pytest.mark.parametrize("said", ["failed", "undelivered", "canceled"])
def test_a_failure_says_what_was_at_fault(said: str) -> None:
    form = {"MessageSid": "SM9", "MessageStatus": said, "ErrorCode": "63024"}
    (receipt,) = events(signed(STATUS, form), TOKEN)
    assert isinstance(receipt, Receipt)
    assert (receipt.error, receipt.fault) == ("63024", ReceiptFault.UNREACHABLE)


@pytest.mark.parametrize("said", ["sent", "delivered", "read"])
def test_what_did_not_fail_has_no_fault(said: str) -> None:
    form = {"MessageSid": "SM9", "MessageStatus": said, "ErrorCode": "63024"}
    (receipt,) = events(signed(STATUS, form), TOKEN)
    assert isinstance(receipt, Receipt)
    assert receipt.fault is None


@pytest.mark.parametrize("said", ["accepted", "queued", "sending", "scheduled", "", "new one"])
def test_statuses_on_the_way_are_passed_over(said: str) -> None:
    assert events(signed(STATUS, {"MessageSid": "SM9", "MessageStatus": said}), TOKEN) == []


@pytest.mark.parametrize("query", ["", "?d=", "?d=x", "?d=-1", "?e=3"])
def test_a_receipt_without_our_reference_still_counts(query: str) -> None:
    url = "https://alerts.example.org/hooks/whatsapp/status" + query
    (receipt,) = events(signed(url, {"MessageSid": "SM9", "MessageStatus": "read"}), TOKEN)
    assert isinstance(receipt, Receipt)
    assert receipt.reference is None


def test_a_hook_that_was_changed_on_the_way_or_signed_by_another_is_forged() -> None:
    good = signed(INBOUND, NOA | {"Body": "START"})
    for forged in (
        signed(INBOUND, NOA | {"Body": "START"}, "guess"),
        Hook(good.url, good.headers, good.body.replace(b"START", b"STOP")),
        Hook(good.url + "?x=1", good.headers, good.body),
        Hook(good.url, {}, good.body),
        Hook(good.url, good.headers, b"\xff\xfe"),
    ):
        with pytest.raises(Forged):
            events(forged, TOKEN)


def test_a_hook_about_another_number_of_the_account_is_forged() -> None:
    """Which a second newsroom may have, with the same signature."""
    ours, receipt = "+15550100", {"MessageSid": "SM1", "MessageStatus": "sent", "From": "whatsapp:+15550100"}
    assert events(signed(INBOUND, NOA), TOKEN, ours)
    assert events(signed(STATUS, receipt), TOKEN, ours)
    for forged in (
        signed(INBOUND, NOA | {"To": "whatsapp:+15550101"}),
        signed(STATUS, receipt | {"From": "whatsapp:+15550101"}),
    ):
        with pytest.raises(Forged, match="another number"):
            events(forged, TOKEN, ours)
        assert events(forged, TOKEN, "MG1")  # whose numbers are not known here


def test_without_a_token_every_hook_is_forged() -> None:
    with pytest.raises(Forged):
        events(signed(INBOUND, NOA, ""), "")


def test_a_hook_with_something_like_a_signature_has_to_be_read() -> None:
    assert is_signed(signed(INBOUND, NOA).headers)
    for said in ("", "guess", "A" * 28, "=" * 28, "A" * 27 + "=\n"):
        assert not is_signed({"x-twilio-signature": said})


@pytest.mark.parametrize("body", [b"&a" * MOST_FIELDS + b"&a", b"a" * (LARGEST + 1)])
def test_a_form_that_costs_more_to_read_than_twilios_is_not_read(body: bytes) -> None:
    with pytest.raises(Forged, match="than any of Twilio's"):
        events(Hook(INBOUND, {"x-twilio-signature": "A" * 27 + "="}, body), TOKEN)

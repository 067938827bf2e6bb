"""Bounces and complaints as mail servers write them (RFC 3464, RFC 5965): which letter, and what it means."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.email_hooks import events
from bot.errors import Forged
from bot.ports import Hook, Receipt
from bot.receipt import ReceiptFault, ReceiptStatus
from bot.rules.seal import Purpose, seal

KEY, SECRET = b"a-long-random-word", "hook-secret"
SEALED = seal(KEY, Purpose.LETTER, 17)
NAME = f"{SEALED}.0123456789abcdef@example.org"
BACK_TO = f"bounces+{SEALED}@bounces.example.org"


def hook(body: str, authorization: str = f"Bearer {SECRET}") -> Hook:
    headers = {"authorization": authorization, "content-type": "message/rfc822"}
    return Hook("https://alerts.example.org/hooks/email", headers, body.replace("\n", "\r\n").encode())


def bounce(
    status: str = "5.1.1", action: str = "failed", to: str = BACK_TO, quoted: str = f"Message-ID: <{NAME}>"
) -> str:
    return f"""From: MAILER-DAEMON@mx.example.com
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
Arrival-Date: Fri, 27 Nov 2026 07:00:00 +0000

Final-Recipient: rfc822; anna@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user anna@example.org

--b
Content-Type: message/rfc822

From: Le Fil <news@example.org>
To: anna@example.org
{quoted}
Subject: Le Fil

Hello
--b--
"""


def complaint(kind: str = "abuse", quoted: str = f"Message-ID: <{NAME}>") -> str:
    return f"""From: feedback@isp.example
To: abuse@example.org
Subject: FW: Le Fil
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

A report.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeISP/1.0
Version: 1

--b
Content-Type: message/rfc822

From: Le Fil <news@example.org>
{quoted}
Subject: Le Fil

Hello
--b--
"""


def read(body: str) -> Receipt | None:
    found = events(hook(body), SECRET, KEY)
    assert len(found) < 2
    for one in found:
        assert isinstance(one, Receipt)
        assert one.status is ReceiptStatus.FAILED
        assert len(one.key) <= 128
        assert "anna" not in f"{one}"
        return one
    return None


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ("5.1.1", ReceiptFault.UNREACHABLE),
        ("5.1.2", ReceiptFault.UNREACHABLE),
        ("5.1.10", ReceiptFault.UNREACHABLE),
        ("5.2.1", ReceiptFault.UNREACHABLE),
        ("5.2.2", ReceiptFault.OTHER),
        ("5.7.1", ReceiptFault.OTHER),
        ("4.4.7", ReceiptFault.OTHER),
        ("nonsense", ReceiptFault.OTHER),
    ],
)
def test_a_bounce_names_its_letter_and_says_if_the_address_is_lost(status: str, fault: ReceiptFault) -> None:
    receipt = read(bounce(status))
    assert receipt is not None
    assert (receipt.reference, receipt.external_id, receipt.fault) == (17, NAME, fault)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_is_only_late_or_has_arrived_is_no_bounce(action: str) -> None:
    assert read(bounce("4.4.1", action)) is None


def test_the_letter_is_known_by_either_of_its_two_names() -> None:
    by_envelope = read(bounce(quoted="X-Nothing: x"))
    by_letter = read(bounce(to="news@example.org"))
    assert by_envelope is not None
    assert by_letter is not None
    assert (by_envelope.reference, by_envelope.external_id) == (17, "")
    assert (by_letter.reference, by_letter.external_id) == (17, NAME)


def test_headers_alone_are_enough_and_so_is_another_way_of_saying_where_it_came_back() -> None:
    text = bounce(to="news@example.org").replace("message/rfc822", "text/rfc822-headers")
    assert read(text) is not None
    behind = bounce(to="someone@example.org", quoted="X: x").replace(
        "To: some", f"Delivered-To: {BACK_TO}\nTo: some"
    )
    assert read(behind) is not None


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out", "ABUSE"])
def test_who_complains_leaves(kind: str) -> None:
    receipt = read(complaint(kind))
    assert receipt is not None
    assert (receipt.reference, receipt.external_id) == (17, "")
    assert receipt.fault is ReceiptFault.OPTED_OUT


def test_that_a_letter_is_no_spam_is_no_complaint() -> None:
    assert read(complaint("not-spam")) is None


@pytest.mark.parametrize(
    "sealed",
    [
        f"18-{SEALED.partition('-')[2]}",
        seal(b"another key", Purpose.LETTER, 17),
        seal(KEY, Purpose.LEAVE, 17),
        "17",
    ],
)
def test_a_report_about_a_letter_that_is_not_ours_ends_nothing(sealed: str) -> None:
    quoted = f"Message-ID: <{sealed}.0123456789abcdef@example.org>"
    assert read(bounce(to=f"bounces+{sealed}@bounces.example.org", quoted=quoted)) is None
    assert read(complaint(quoted=quoted)) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\x00\xff",
        "To: x\n\nHello",
        f"To: {BACK_TO}\nAuto-Submitted: auto-replied\n\nI am away",
        "Content-Type: multipart/report\n\n",
    ],
)
def test_what_is_no_report_is_nothing(body: str) -> None:
    assert read(body) is None


@pytest.mark.parametrize("depth", [400, 20_000])
def test_a_report_within_a_report_for_ever_is_read_to_an_end(depth: int) -> None:
    assert read("Content-Type: message/rfc822\n\n" * depth + bounce()) is None


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer wrong",
        "Basic !!",
        "Bearer \udcff",
        f"Basic {b64encode(b'x:wrong').decode()}",
        SECRET,
    ],
)
def test_who_does_not_bear_the_secret_is_turned_away(authorization: str) -> None:
    with pytest.raises(Forged):
        events(hook(bounce(), authorization), SECRET, KEY)
    with pytest.raises(Forged):
        events(hook(bounce(), authorization), "", KEY)


def test_the_secret_may_come_as_the_password_of_an_address() -> None:
    said = b64encode(f"postfix:{SECRET}".encode()).decode()
    assert len(events(hook(bounce(), f"Basic {said}"), SECRET, KEY)) == 1


def test_the_same_report_has_the_same_name() -> None:
    assert read(bounce()) == read(bounce())
    assert read(bounce()) != read(bounce("5.2.2"))


@given(st.data())
def test_no_report_however_broken_is_a_surprise(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([bounce(), complaint()])).encode()
    at = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(at, len(whole)))
    broken = whole[:at] + data.draw(st.binary(max_size=40)) + whole[end:]
    found = events(Hook("", {"authorization": f"Bearer {SECRET}"}, broken), SECRET, KEY)
    assert all(isinstance(one, Receipt) and one.reference == 17 for one in found)

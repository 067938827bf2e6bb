import pytest

from bot.rules.roster import Fault, address_of, mailbox


@pytest.mark.parametrize(
    ("channel", "written", "found"),
    [
        ("telegram", "123", "123"),
        ("telegram", "-1001234567890", "-1001234567890"),
        ("telegram", "-1001234567890/45", "-1001234567890/45"),
        ("telegram", "0123", Fault.ADDRESS),
        ("telegram", "@name", Fault.ADDRESS),
        ("whatsapp", "+33612345678", "+33612345678"),
        ("whatsapp", "0612345678", Fault.COUNTRY),
        ("email", " Zoe@Example.ORG ", "zoe@example.org"),
        ("email", "zoe@localhost", Fault.ADDRESS),
        ("email", "zoe@example.org, x@example.org", Fault.ADDRESS),
        ("fax", "1", Fault.CHANNEL),
    ],
)
def test_addresses_of_each_channel(channel: str, written: str, found: str) -> None:
    assert address_of(channel, written) == found


@pytest.mark.parametrize(
    "written", ["", "@", "a@b..c", "a b@example.org", f"{'a' * 65}@b.org", f"a@{'b.' * 130}org"]
)
def test_what_is_no_mailbox(written: str) -> None:
    assert mailbox(written) is Fault.ADDRESS

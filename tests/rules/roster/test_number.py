import pytest

from bot.rules.roster import Fault, international


@pytest.mark.parametrize(
    "written",
    [
        "+33612345678",
        "+33 6 12 34 56 78",
        "0033 6.12.34.56.78",
        "33612345678",
        "'+33612345678",
        "whatsapp:+33612345678",
        "+33 (6) 12-34-56-78",
        "\u202a+33\u00a0612345678\u202c",
        "+٣٣٦١٢٣٤٥٦٧٨",
    ],
)
def test_a_number_in_every_dress_is_one(written: str) -> None:
    assert international(written) == "+33612345678"


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("0612345678", Fault.COUNTRY),
        ("3.36123E+10", Fault.MANGLED),
        ("3,36123E10", Fault.MANGLED),
        ("12345", Fault.ADDRESS),
        ("+33", Fault.ADDRESS),
        ("+999123456789", Fault.ADDRESS),
        ("+3361234567800", Fault.ADDRESS),
        ("+33612345678 ext. 5", Fault.ADDRESS),
        ("=1+1", Fault.ADDRESS),
        ("Zoé", Fault.ADDRESS),
        ("", Fault.ADDRESS),
        ("9" * 10_000, Fault.ADDRESS),
    ],
)
def test_what_is_no_number_says_why(written: str, fault: Fault) -> None:
    assert international(written) is fault


def test_an_israeli_and_a_british_number() -> None:
    assert international("+972 54-987-6543") == "+972549876543"
    assert international("+44 7911 123456") == "+447911123456"

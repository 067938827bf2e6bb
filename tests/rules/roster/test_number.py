import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.roster import Fault, international, number

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


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


@given(
    st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)),
    st.from_regex(r"[0-9]{5,12}", fullmatch=True),
)
def test_the_short_way_finds_what_the_long_one_does(code: int, rest: str) -> None:
    assert international(f"+{code}{rest}") == number._parsed(f"+{code}{rest}")


@pytest.mark.parametrize("code", CODES)
def test_the_short_way_knows_each_countrys_example(code: int) -> None:
    region = phonenumbers.region_code_for_country_code(code)
    example = phonenumbers.example_number(region)
    if example is None:
        return
    written = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert international(written) == number._parsed(written)

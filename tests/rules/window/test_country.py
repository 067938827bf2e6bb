import pytest

from bot.rules.window import is_us

US = ("+12125550123", "+13055550123", "+14155550123", "+19075550123", "+18085550123", "+12025550123")
TERRITORIES = ("+17875550123", "+13405550123", "+16715550123", "+16845550123", "+16705550123")
CANADA = ("+14165550123", "+15145550123", "+16045550123", "+19025550123", "+18675550123", "+16135550123")
ISLANDS = ("+12425550123", "+18765550123", "+18095550123", "+18685550123", "+14415550123", "+16495550123")
ABROAD = ("+33612345678", "+972541234567", "+447700900123", "+8613800138000", "+9613123456")


@pytest.mark.parametrize("number", [*US, *TERRITORIES])
def test_us_numbers_are_known_by_their_area_codes(number: str) -> None:
    assert is_us(number)


@pytest.mark.parametrize("number", [*CANADA, *ISLANDS, *ABROAD])
def test_canada_and_the_caribbean_share_the_country_code_and_are_not_us(number: str) -> None:
    assert not is_us(number)


def test_an_area_code_that_nobody_knows_is_taken_for_a_us_one() -> None:
    assert is_us("+12995550123")

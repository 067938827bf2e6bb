import pytest

from bot.tariff import TIERS, fares_in


def test_fares_are_read_by_code() -> None:
    assert fares_in("+33=0.08, +1242=1  other=0.06") == {"+33": 0.08, "+1242": 1.0, "other": 0.06}
    assert fares_in("") == {}


@pytest.mark.parametrize(
    "wrong", ["33=0.08", "+33=", "+33=x", "+33", "+0=1", "+33=-1", "+12345=1", "others=1"]
)
def test_what_is_no_fare_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="country code"):
        fares_in(f"+972=0.04, {wrong}")


def test_tiers_rise() -> None:
    known = [people for people in TIERS.values() if people is not None]
    assert known == sorted(known)
    assert TIERS["unlimited"] is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.seal import Purpose, holds, number_in, seal

KEY = b"a-long-random-word"


@given(st.integers(0, 10**18 - 1), st.text(), st.sampled_from(Purpose))
def test_what_is_sealed_is_read_back_and_holds_for_its_own_purpose(
    number: int, about: str, purpose: Purpose
) -> None:
    sealed = seal(KEY, purpose, number, about)
    assert number_in(sealed) == number
    assert [one for one in Purpose if holds(KEY, one, sealed, about)] == [purpose]
    assert not holds(KEY, purpose, sealed, f"{about}x")
    assert not holds(b"another", purpose, sealed, about)
    assert not holds(KEY, purpose, f"{number + 1}-{sealed.partition('-')[2]}", about)


@pytest.mark.parametrize(
    "words", ["", "17", "-", "17-", f"17-{'g' * 32}", f"17-{'0' * 31}", f"٣-{'0' * 32}x", f"١٧-{'0' * 32}"]
)
def test_what_is_no_seal_has_no_number_and_does_not_hold(words: str) -> None:
    assert number_in(words) is None
    assert not holds(KEY, Purpose.LEAVE, words)

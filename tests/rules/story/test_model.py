import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.story.features import NAMES
from bot.rules.story.model import Weights
from bot.rules.story.weights import LEARNED


def test_a_chance_is_a_logistic_of_the_sum() -> None:
    assert Weights((1.0, -1.0), same=0.9, grey=0.5).chance((2.0, 2.0)) == 0.5
    assert Weights((1.0,), same=0.9, grey=0.5).chance((1.0,)) == pytest.approx(0.731, abs=0.001)


@given(st.floats(-1e9, 1e9))
def test_no_sum_is_too_large(total: float) -> None:
    assert 0.0 <= Weights((1.0,), same=0.9, grey=0.5).chance((total,)) <= 1.0


def test_what_was_learned_fits_the_features() -> None:
    assert len(LEARNED.values) == len(NAMES)
    assert 0 < LEARNED.grey <= LEARNED.same < 1

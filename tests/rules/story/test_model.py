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


def test_a_pair_with_vectors_is_weighed_by_weights_of_its_own() -> None:
    full = (0.0,) * len(NAMES)
    yes = (9.0,) * len(NAMES)
    weights = Weights(full, same=0.9, grey=0.5, few=full, meant=yes, few_meant=yes)
    by_words = (1.0,) * (len(NAMES) - 1) + (0.0,)
    assert weights.chance(by_words) == 0.5
    assert weights.chance((1.0,) * len(NAMES)) > 0.99


def test_the_weights_of_an_empty_window_pass_into_those_of_a_full_one() -> None:
    full, few = (0.0,) * len(NAMES), (2.0, *(0.0,) * (len(NAMES) - 1))
    weights = Weights(full, same=0.9, grey=0.5, few=few)
    described = dict.fromkeys(NAMES, 0.0) | {"constant": 1.0}

    def chance(few_live: float) -> float:
        return weights.chance(tuple((described | {"few live": few_live}).values()))

    assert chance(0.0) == 0.5 < chance(0.5) < chance(1.0)
    assert chance(1.0) == pytest.approx(0.881, abs=0.001)


def test_words_alone_may_take_more_to_be_sure() -> None:
    zero = (0.0,) * len(NAMES)
    by_words, by_meaning = zero, (*zero[1:], 1.0)
    weights = Weights(zero, same=0.5, grey=0.4, meant=zero, same_by_words=0.7)
    assert weights.sure(by_meaning, 0.6)
    assert not weights.sure(by_words, 0.6)
    assert weights.sure(by_words, 0.7)
    assert Weights(zero, same=0.5, grey=0.4).sure(by_words, 0.5)


def test_all_that_was_learned_fits_the_features() -> None:
    for learned in (LEARNED.few, LEARNED.meant, LEARNED.few_meant):
        assert len(learned) == len(NAMES)

"""ROUGE as the benchmark of summaries counts it: a mistake in it would look like a better summary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rouge import Rouge, common, mean, rouge, tokens

WORDS = st.lists(st.sampled_from("abcd"), max_size=12)


def longest(left: list[str], right: list[str]) -> int:
    """Find the longest common subsequence by its definition."""
    if not left or not right:
        return 0
    if left[-1] == right[-1]:
        return longest(left[:-1], right[:-1]) + 1
    return max(longest(left[:-1], right), longest(left, right[:-1]))


@given(left=st.lists(st.sampled_from("abc"), max_size=7), right=st.lists(st.sampled_from("abc"), max_size=7))
def test_the_longest_common_subsequence_is_what_its_definition_says(
    left: list[str], right: list[str]
) -> None:
    assert common(left, right) == longest(left, right)


@given(left=WORDS, right=WORDS)
def test_rouge_is_the_same_both_ways_and_within_its_bounds(left: list[str], right: list[str]) -> None:
    assert rouge(left, right) == rouge(right, left)
    assert all(0 <= score <= 100 for score in rouge(left, right))


def test_the_same_text_has_everything_and_another_one_nothing() -> None:
    assert rouge(["a", "b"], ["a", "b"]) == Rouge(100.0, 100.0, 100.0)
    assert rouge(["a", "b"], ["c", "d"]) == rouge([], ["c"]) == Rouge(0.0, 0.0, 0.0)


def test_the_three_scores_of_a_text_worked_out_by_hand() -> None:
    told, wanted = tokens("The cat sat on the mat."), tokens("On the mat, the cat lay down.")
    one, two, long = rouge(told, wanted)
    assert one == pytest.approx(200 * 5 / 13)  # the, the, cat, on, mat
    assert two == pytest.approx(200 * 3 / 11)  # the cat, on the, the mat
    assert long == pytest.approx(200 * 3 / 13)  # on the mat


def test_a_word_said_twice_counts_once_where_it_is_wanted_once() -> None:
    assert rouge(["a", "a"], ["a", "b"]).one == pytest.approx(50.0)


def test_means_are_taken_of_each_score() -> None:
    assert mean([Rouge(10, 20, 30), Rouge(20, 40, 90)]) == Rouge(15, 30, 60)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’été, c'est long", ["l", "été", "c", "est", "long"]),
        ("שָׁלוֹם לָךְ", ["שלום", "לך"]),
        ("مُحَمَّـد", ["محمد"]),
        ("يك كتابى", ["یک", "کتابی"]),
        ("می\u200cرود", ["میرود"]),
        ("12,5 % en 2026", ["12", "5", "en", "2026"]),
        ("東京で3人", ["東", "京", "で", "3", "人"]),
        ("ＡＢＣ Straße", ["abc", "strasse"]),
        ("", []),
    ],
)
def test_words_are_told_in_one_way_of_writing(text: str, words: list[str]) -> None:
    assert tokens(text) == words

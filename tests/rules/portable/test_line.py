import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.carried import Carried, Proof, Seat, Step, Word
from bot.model import Wish
from bot.rules.portable import COLUMNS, CarriedReading, cells
from bot.rules.roster import COLUMNS as ROSTER
from bot.rules.roster import Fault, Reading, Row, Wrong, table

NOW = datetime(2026, 11, 27, tzinfo=UTC)
AT = datetime(2025, 1, 2, 3, 4, 5, 678, UTC)
HEAD = ",".join(COLUMNS)
WISH = json.dumps(TypeAdapter(Wish).dump_python(Wish(most=3), mode="json"))

printable = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("'=+-@\t\n"), max_size=30
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds
proofs = st.builds(
    Proof,
    st.sampled_from(["monde", "sport"]),
    moments,
    printable,
    printable,
    st.just("fr"),
    st.none() | moments,
)
steps = st.builds(
    Step,
    st.sampled_from(["asked", "given", "confirmed", "ended"]),
    moments,
    *[printable] * 4,
    st.just("fr"),
    st.lists(st.sampled_from(["monde", "sport"])).map(tuple),
)
words = st.builds(Word, st.integers(1, 9), printable, st.booleans(), st.just((1, -2)))
people = st.builds(
    Carried,
    st.just("telegram"),
    st.sampled_from(["1", "-100123", "-100123/45"]),
    printable,
    st.just("fr"),
    st.sampled_from(["invited", "active", "paused", "left", "lost", "linked"]),
    moments,
    st.none() | moments,
    st.none() | moments,
    printable,
    st.sampled_from(["reader", "owner"]),
    st.booleans(),
    st.just("none"),
    st.just("breaking"),
    st.just("fr he"),
    st.sampled_from([None, True, False]),
    keywords=st.lists(st.builds(Word, st.integers(1, 9), printable, st.booleans(), st.just((1, -2)))).map(
        tuple
    ),
    mutes=st.lists(printable).map(tuple),
    person=st.sampled_from(["", "telegram:-1"]),
    wish=st.sampled_from(["", WISH]),
    line=st.just(0),
    place=st.none() | st.builds(Seat, st.sampled_from(["group", "channel"]), printable, moments),
    proofs=st.lists(proofs, max_size=2, unique_by=lambda one: one.topic).map(tuple),
    steps=st.lists(steps, max_size=3).map(tuple),
)


def read(line: str, head: str = HEAD, statement: str = "") -> Carried | Wrong:
    of = table(head + "\n")
    reading = CarriedReading(Reading(of, {}, ("fr", "en"), NOW), frozenset({"monde", "sport"}), statement)
    (row,) = csv.reader(io.StringIO(line, newline=""))
    return reading.read(Row(7, tuple(row)))


def written(one: Carried) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells(one))
    return line.getvalue()


def test_an_export_begins_with_the_columns_of_a_roster() -> None:
    assert COLUMNS[: len(ROSTER)] == ROSTER


@given(people)
def test_what_is_written_is_read_again(one: Carried) -> None:
    assert read(written(one)) == one._replace(line=7)


@given(people)
def test_no_cell_runs_in_a_spreadsheet(one: Carried) -> None:
    (row,) = csv.reader(io.StringIO(written(one), newline=""))
    assert not [cell for cell in row if cell.lstrip(" ").startswith(("=", "+", "-", "@"))]


PLAIN = Carried(
    "telegram",
    "1",
    "Zoé",
    "fr",
    "active",
    AT,
    proofs=(Proof("monde", AT, "/start", "words", "fr"), Proof("sport", AT, "/start", "words", "fr")),
    steps=(Step("given", AT, "/start", "link", "radio", "words", "fr", ("monde", "sport")),),
)


def test_the_usual_consent_is_told_by_its_columns_alone() -> None:
    assert cells(PLAIN)[-2:] == ("", "")
    ended = PLAIN._replace(proofs=(PLAIN.proofs[0]._replace(ended_at=AT), PLAIN.proofs[1]))
    assert all(cells(ended)[-2:])


@pytest.mark.parametrize(
    ("changed", "fault", "about"),
    [
        ({"status": "forgotten"}, Fault.STATUS, "forgotten"),
        ({"channel": "fax"}, Fault.CHANNEL, "fax"),
        ({"address": "zoe"}, Fault.ADDRESS, "zoe"),
        ({"language": "xx"}, Fault.LANGUAGE, "xx"),
        ({"role": "king"}, Fault.CHOICE, "king"),
        ({"joined_at": AT + timedelta(days=0)}, None, ""),
    ],
)
def test_what_is_wrong_in_a_value(changed: dict[str, object], fault: Fault | None, about: str) -> None:
    made = read(written(PLAIN._replace(**changed)))  # type: ignore[arg-type]  # wrong on purpose
    if fault is None:
        assert isinstance(made, Carried)
    else:
        assert made == Wrong(7, fault, about)


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("consent_at", "yesterday", Fault.MOMENT),
        ("consent_at", "", Fault.UNPROVED),
        ("consent_at", "2999-01-01", Fault.FUTURE),
        ("topics", "culture", Fault.TOPIC),
        ("wish", "{", Fault.CHOICE),
        ("keywords", "[1]", Fault.CHOICE),
        ("keywords", '{"a":1}', Fault.CHOICE),
        ("mutes", "[" * 5000, Fault.CHOICE),
        ("place", '["hall","1","2025-01-01"]', Fault.CHOICE),
        ("place", "[]", Fault.CHOICE),
        ("proofs", "[[1]]", Fault.CHOICE),
        ("proofs", '[["monde","never","","","fr",null]]', Fault.MOMENT),
        ("history", '[["sworn","2025-01-01","","","","","",[]]]', Fault.CHOICE),
        ("history", "[null]", Fault.CHOICE),
    ],
)
def test_what_is_wrong_in_a_cell(cell: str, value: str, fault: Fault) -> None:
    held = dict(zip(COLUMNS, cells(PLAIN), strict=True)) | {cell: value}
    line = io.StringIO(newline="")
    csv.writer(line).writerow(held.values())
    made = read(line.getvalue())
    assert isinstance(made, Wrong)
    assert made.fault is fault


def test_a_rosters_line_is_taken_by_the_operators_word_alone() -> None:
    head = "channel,address,topics"
    assert read("telegram,1,", head) == Wrong(7, Fault.UNPROVED)
    made = read("telegram,1,", head, "They asked")
    assert isinstance(made, Carried)
    assert (made.status, made.steps[0].words, made.steps[0].how) == (
        "active",
        "They asked",
        "import: stated by the operator",
    )

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.roster import NoTableError, rows, table, written


def cells(text: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for row in rows(text, table(text))]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_sign_between_cells_is_found(sign: str) -> None:
    text = sign.join(["channel", "address", "name"]) + "\n" + sign.join(["whatsapp", "+33", "a b"]) + "\n"
    assert cells(text) == [(2, ("whatsapp", "+33", "a b"))]


def test_names_of_columns_may_be_quoted_spaced_and_in_capitals() -> None:
    assert table('"Channel" ;ADDRESS; "x,y"\n').columns[:2] == ("channel", "address")


def test_a_row_is_told_by_the_line_that_it_begins_on() -> None:
    text = 'channel,address,name\n\na,1,"two\nlines"\n,,\nb,2,x'
    assert cells(text) == [(3, ("a", "1", "two\nlines")), (6, ("b", "2", "x"))]


def test_what_excel_writes_first_is_understood() -> None:
    text = "sep=;\nchannel;address\na;1\n"
    assert cells(text) == [(3, ("a", "1"))]


@pytest.mark.parametrize(
    ("text", "fault", "about"),
    [
        ("", "column", "channel"),
        ("channel,phone\n", "column", "address"),
        ("channel,address,name,name\n", "doubled", "name"),
    ],
)
def test_a_first_line_that_is_none(text: str, fault: str, about: str) -> None:
    with pytest.raises(NoTableError) as found:
        table(text)
    assert (found.value.fault, found.value.about) == (fault, about)


def test_a_quotation_mark_that_is_never_closed_is_one_wrong_row_and_not_a_silence() -> None:
    text = 'channel,address\na,1\nb,"2\n' + "c,3\n" * 50
    found = cells(text)
    assert found[0] == (2, ("a", "1"))
    assert found[1] == (3, ())
    assert cells('channel,address\na,1\nb,"' + "c,3\n" * 100_000)[1] == (3, ())


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_characters="\0\r", codec="utf-8")), min_size=2, max_size=4)
    )
)
def test_what_is_written_is_read_back(lines: list[list[str]]) -> None:
    text = written([["channel", "address", "x", "y"], *lines]).replace("\r\n", "\n")
    kept = [line for line in lines if any(cell.strip() for cell in line)]
    if any(cell.count("\n") > 10 for line in lines for cell in line):
        return  # such a row is taken for one that is never closed
    read = [[cell.removeprefix("'") for cell in found] for _line, found in cells(text)]
    assert read == [[cell.removeprefix("'") for cell in line] for line in kept]

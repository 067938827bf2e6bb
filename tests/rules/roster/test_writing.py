import csv

import pytest

from bot.rules.roster import written


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-1", "@x", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    (row,) = csv.reader(written([[cell, "x"]]).splitlines(keepends=True))
    assert row[0] == f"'{cell}" or "\r" in cell
    assert written([[cell]]).lstrip('"').startswith("'")


def test_other_cells_are_as_they_are() -> None:
    assert written([["a,b", 'say "x"', 7], ["é", "two\nlines", ""]]) == (
        '"a,b","say ""x""",7\r\né,"two\nlines",\r\n'
    )

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chain import GENESIS, Head, Link, faults, hash_of


def a_chain(length: int) -> list[Link]:
    made: list[Link] = []
    for number in range(1, length + 1):
        previous = made[-1].hash if made else GENESIS
        at = f"2026-11-23T10:00:{number:02}"
        link = Link(
            number, at, 7, "editor", "send", f"alert {number}", "{}", '{"state":"released"}', previous
        )
        made.append(replace(link, hash=hash_of(link)))
    return made


def head_of(chain: list[Link]) -> Head:
    return Head(chain[-1].number, chain[-1].hash) if chain else Head()


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_chain_that_nobody_touched_holds(length: int) -> None:
    chain = a_chain(length)
    assert list(faults(chain, head_of(chain))) == []


@given(st.integers(0, 5), st.sampled_from([field.name for field in fields(Link)]), st.data())
def test_whatever_is_changed_in_a_row_is_found_and_named(at: int, name: str, data: st.DataObject) -> None:
    chain = a_chain(6)
    head = head_of(chain)
    old = getattr(chain[at], name)
    if isinstance(old, int):
        new: object = data.draw(st.integers(0, 99).filter(lambda number: number != old))
    else:
        place = data.draw(st.integers(0, len(old) - 1))
        letter = data.draw(st.characters(codec="utf-8").filter(lambda one: one != old[place]))
        new = old[:place] + letter + old[place + 1 :]
    chain[at] = replace(chain[at], **{name: new})  # type: ignore[arg-type]  # a field by its name
    assert any(f"row {at + 1}" in one or f"row {chain[at].number}" in one for one in faults(chain, head))


@given(st.integers(0, 5))
def test_a_dropped_row_is_named_and_the_end_too(at: int) -> None:
    chain = a_chain(6)
    head = head_of(chain)
    del chain[at]
    found = list(faults(chain, head))
    assert found == ["the chain ends with row 5, and 6 were noted: the end is missing"] if at == 5 else found
    if at < 5:
        assert f"row {at + 1} is missing" in found[0]


def test_rows_that_were_exchanged_or_written_anew_are_found() -> None:
    chain = a_chain(6)
    head = head_of(chain)
    swapped = [*chain[:2], replace(chain[3], number=3), replace(chain[2], number=4), *chain[4:]]
    assert any("row 3" in one for one in faults(swapped, head))
    forged = replace(chain[2], after='{"state":"recalled"}')
    forged = replace(forged, hash=hash_of(forged))
    assert list(faults([*chain[:2], forged, *chain[3:]], head)) == [
        "row 4 does not follow on row 3: one of the two was put in or moved"
    ]
    more = a_chain(7)
    assert list(faults(more, head)) == [
        "the chain ends with row 7, and only 6 were noted: the end was put in"
    ]

"""Columns of few values as one number: what goes in comes out, on either database."""

from itertools import product

from sqlalchemy import Connection, literal, null, select

from bot.store.digits import Digits

FIRST, SECOND = ("red", "green"), ("round", "flat", "odd")


def test_what_is_packed_comes_out_again(tx: Connection) -> None:
    found = set()
    for first, second in product(("", *FIRST), ("", *SECOND)):
        digits = Digits(colour=(literal(first), FIRST), shape=(literal(second), SECOND))
        number = tx.scalar(select(digits.packed()))
        assert number is not None
        assert digits.unpacked(number) == {"colour": first, "shape": second}
        found.add(number)
    assert len(found) == 12


def test_what_is_none_of_the_values_is_empty(tx: Connection) -> None:
    digits = Digits(colour=(literal("blue"), FIRST), shape=(null(), SECOND))
    assert digits.unpacked(tx.scalar(select(digits.packed())) or 0) == {"colour": "", "shape": ""}

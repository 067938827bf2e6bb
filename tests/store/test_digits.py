"""Columns of few values as one number: what goes in comes out, on either database."""

from itertools import product

from sqlalchemy import Connection, String, cast, literal, null, select

from bot.store.digits import Digit, Digits

FIRST, SECOND = ("red", "green"), ("round", "flat", "odd")


def test_what_is_packed_comes_out_again(tx: Connection) -> None:
    found = set()
    for first, second in product(("", *FIRST), ("", *SECOND)):
        digits = Digits(colour=Digit(literal(first), FIRST), shape=Digit(literal(second), SECOND))
        number = tx.scalar(select(digits.packed()))
        assert number is not None
        assert digits.unpacked(number) == {"colour": first, "shape": second}
        found.add(number)
    assert len(found) == 12


def test_what_is_none_of_the_values_counts_as_the_rest(tx: Connection) -> None:
    digits = Digits(colour=Digit(literal("blue"), FIRST), shape=Digit(literal("long"), SECOND, "odd"))
    assert digits.unpacked(tx.scalar(select(digits.packed())) or 0) == {"colour": "", "shape": "odd"}


def test_none_is_empty_where_it_may_be(tx: Connection) -> None:
    digits = Digits(colour=Digit(cast(null(), String), FIRST), shape=Digit(literal(""), SECOND, "odd"))
    assert digits.unpacked(tx.scalar(select(digits.packed())) or 0) == {"colour": "", "shape": ""}

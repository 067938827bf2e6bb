import pytest

from bot.commands import pages


@pytest.mark.parametrize(
    ("args", "read"),
    [
        ("", (0, "")),
        ("anna", (0, "anna")),
        ("@2 anna maria", (1, "anna maria")),
        ("@3", (2, "")),
        ("@0", (0, "")),
        ("@two", (0, "@two")),
    ],
)
def test_the_page_stands_before_the_words(args: str, read: tuple[int, str]) -> None:
    assert pages.split(args) == read


@pytest.mark.parametrize(("total", "last"), [(0, 0), (1, 0), (8, 0), (9, 1), (17, 2)])
def test_the_last_page_holds_the_last_row(total: int, last: int) -> None:
    assert pages.last(total) == last


def test_neighbours_are_offered_where_there_are_any() -> None:
    assert pages.choices("subscribers", "anna", 0, 8) == ()
    ((before, after),) = pages.choices("subscribers", "anna", 1, 24)
    assert (before.data, after.data) == ("subscribers @1 anna", "subscribers @3 anna")


def test_a_buttons_data_fits_into_what_telegram_carries() -> None:
    ((after,),) = pages.choices("subscribers", "אבגדהוזחטיכלמנסעפצקרשת" * 3, 0, 999999)
    assert len(after.data.encode()) <= 64

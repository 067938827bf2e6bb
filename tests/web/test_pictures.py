"""Columns of numbers as shapes."""

import pytest

from bot.web.pictures import FLOOR, HEIGHT, WIDTH, draw


def test_series_stand_on_one_another_and_the_scale_ends_at_a_round_number() -> None:
    picture = draw("a", "A", ["x", "y"], {"one": [3, 0], "two": [1, 2]})
    assert [(bar.series, bar.height) for bar in picture.bars] == [(0, 90.0), (1, 30.0), (1, 60.0)]
    assert picture.bars[1].y + picture.bars[1].height == picture.bars[0].y
    assert picture.lines == [(75.0, "2.5"), (0.0, "5")]
    assert picture.rows == [("x", ["3", "1"]), ("y", ["0", "2"])]
    assert picture.target is None


def test_a_target_makes_a_scale_of_per_cent() -> None:
    picture = draw("a", "A", ["x"], {"one": [50]}, " %", target=90)
    assert (picture.target, picture.bars[0].height) == (15.0, 75.0)
    assert picture.rows == [("x", ["50 %"])]


@pytest.mark.parametrize("places", [0, 1, 3, 24])
def test_all_stays_within_the_drawing_and_few_names_stand_below(places: int) -> None:
    picture = draw(
        "a", "A", [str(one) for one in range(places)], {"one": [float(one) for one in range(places)]}
    )
    for bar in picture.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= FLOOR + 0.1 < HEIGHT
    assert len(picture.names) <= 6


def test_great_numbers_are_short_on_the_scale_and_whole_in_the_table() -> None:
    picture = draw("a", "A", ["x"], {"one": [150_000]})
    assert [number for _y, number in picture.lines] == ["100k", "200k"]
    assert picture.rows == [("x", ["150000"])]


def test_nothing_is_nothing_to_draw() -> None:
    assert draw("a", "A", ["x"], {"one": [0]}).is_empty
    assert draw("a", "A", [], {}).is_empty
    assert draw("a", "A", ["x"], {}).is_empty

from datetime import UTC, datetime

import pytest

from bot.app.rivals.source import moment, whole, words


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2024-05-06 07:08:09.123456+00:00", datetime(2024, 5, 6, 7, 8, 9, 123456, UTC)),
        ("2024-05-06 07:08:09", datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)),
        ("2024-05-06T07:08:09Z", datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)),
        ("2021-03-04 05:06:07.123456789+08:00", datetime(2021, 3, 3, 21, 6, 7, 123456, UTC)),
        ("2021-03-04 05:06:07.1 +0800 CST", datetime(2021, 3, 3, 21, 6, 7, 100000, UTC)),
        ("0001-01-01 00:00:00+00:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (17, None),
    ],
)
def test_moments_as_these_programs_write_them(written: object, found: datetime | None) -> None:
    assert moment(written) == found


@pytest.mark.parametrize(("value", "found"), [(3, 3), ("4", 4), (None, None), (True, None), ("x", None)])
def test_whole_numbers(value: object, found: int | None) -> None:
    assert whole(value) == found


def test_words() -> None:
    assert (words("  a \n b "), words(None), words(b"x")) == ("a b", "", "")

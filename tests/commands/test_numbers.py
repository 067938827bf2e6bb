import pytest

from bot.commands.numbers import alert_id


@pytest.mark.parametrize(("words", "number"), [("12", 12), (" #12 ", 12), ("# 7", 7)])
def test_an_alerts_number_is_read_as_people_write_it(words: str, number: int) -> None:
    assert alert_id(words) == number


@pytest.mark.parametrize("words", ["", "all", "12 13", "-1", "1" * 13])
def test_what_is_no_number_or_more_is_none(words: str) -> None:
    assert alert_id(words) is None

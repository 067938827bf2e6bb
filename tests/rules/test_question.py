from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.question import DAY, HOUR, free_at, is_question

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Why?",
        "Pourquoi ?",
        "מה קרה?",
        "ماذا حدث؟",
        "怎么了？",
        "Really ?!",
        '"Is it over?"',
        "please tell me more about it",
        "je voudrais parler à un journaliste",
    ],
)
def test_a_question_and_several_words_are_for_people(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text", ["", "?", "? ?", "hello", "thanks a lot friends", "👍 👍 👍 👍 👍 👍", "… !"]
)
def test_few_words_and_mere_signs_are_not(text: str) -> None:
    assert not is_question(text)


def ago(*minutes: int) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


def test_three_an_hour_may_be_asked() -> None:
    assert free_at([], NOW) is None
    assert free_at(ago(50, 2), NOW) is None
    assert free_at(ago(50, 2, 1), NOW) == NOW - timedelta(minutes=50) + HOUR
    assert free_at(ago(60, 2, 1), NOW) is None


def test_ten_a_day_may_be_asked_in_any_order_told() -> None:
    spread = ago(*range(100, 1100, 100))
    assert free_at(spread, NOW) == NOW - timedelta(minutes=1000) + DAY
    assert free_at(spread[1:], NOW) is None

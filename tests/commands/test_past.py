from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.ask import Promises
from bot.store.schema import past
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of

KEPT = Promises(deliveries=timedelta(days=180), left=timedelta(days=365))


@pytest.fixture
def gone(chat: Chat) -> Chat:
    """An alert that is out, and of which it is no longer kept who got it."""
    chat.says("/start", ANNA)
    question = chat.says("/alert monde A headline", CHIEF)[-1]
    chat.presses(data_of(question)[0], CHIEF)
    chat.database.write_here(lambda tx: tx.execute(insert(past).values(alert_id=1, begun_at=chat.now)))
    chat.context = replace(chat.context, promises=KEPT)
    return chat


@pytest.mark.parametrize(
    "asked", ["/why 1", "/why 1 Anna", "/correct 1\nOther words", "/withdraw 1", "/recall 1", "/status 1"]
)
def test_of_an_alert_that_is_past_nothing_is_counted_and_nothing_done(gone: Chat, asked: str) -> None:
    words = words_of(gone.says(asked, CHIEF)[0])
    assert "longer ago than we keep" in words
    assert "180 days" in words


def test_where_it_is_kept_for_ever_by_now_no_span_is_named(gone: Chat) -> None:
    gone.context = replace(gone.context, promises=Promises())
    assert "no longer kept" in words_of(gone.say("/why 1", CHIEF))


def test_the_status_of_all_is_not_measured_by_what_is_past(gone: Chat) -> None:
    assert "Alert #1:" not in words_of(gone.says("/status", CHIEF)[0])


def test_figures_of_more_days_than_are_kept_say_so(chat: Chat) -> None:
    chat.context = replace(chat.context, promises=replace(KEPT, deliveries=timedelta(days=60)))
    assert "of before that there are no figures" in words_of(chat.say("/stats 90", CHIEF))
    assert "of before that" not in words_of(chat.say("/stats 30", CHIEF))
    chat.context = replace(chat.context, promises=Promises())
    assert "of before that" not in words_of(chat.say("/stats 90", CHIEF))


def test_privacy_says_what_is_kept_for_a_time(chat: Chat) -> None:
    assert "which alerts you got: until" in words_of(chat.say("/privacy", BORIS))
    chat.context = replace(chat.context, promises=KEPT)
    words = words_of(chat.say("/privacy", BORIS))
    assert "which alerts you got: for 180 days" in words
    assert "after you have left, your address: for 1 year" in words

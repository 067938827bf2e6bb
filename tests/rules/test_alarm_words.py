"""Every alarm has its words, and those that end have words for that."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.alarm import MOMENTARY
from bot.rules.alarm_words import begins, ends, more
from bot.signs import Alarm, Kind
from bot.texts import say

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SINCE = NOW - timedelta(minutes=3)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["en", "fr", "he"])
def test_every_alarm_can_be_said(kind: Kind, language: str) -> None:
    said = say(begins(Alarm(kind, "telegram", 12, SINCE), NOW), language)
    assert "{" not in said
    assert kind is Kind.TEMPLATE or "12" in said or "3" in said


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in MOMENTARY])
def test_every_alarm_that_lasts_has_an_end(kind: Kind) -> None:
    assert say(ends(kind, "telegram", 5), "en").startswith("All well again: ")


def test_the_words_name_the_channel_how_long_and_how_many() -> None:
    stalled = Alarm(Kind.STALLED, "telegram", 1, SINCE)
    assert say(begins(stalled, NOW), "en") == (
        "Telegram accepts nothing, for 3 minutes now. 1 message waits and is not lost."
    )
    assert say(ends(Kind.STALLED, "telegram", 0), "en") == (
        "All well again: Telegram accepts messages (after 1 minute)."
    )
    shut = Alarm(Kind.TEMPLATE, "tocsin_alert_fr")
    assert "disabled the template tocsin_alert_fr. Where" in say(begins(shut, NOW), "en")
    missed = Alarm(Kind.MISSED, "7", 40, SINCE)
    assert say(begins(missed, NOW), "en") == (
        "Alert #7 was late: 40 % of its readers had it within two minutes, and not 90 %."
    )
    assert say(more(2), "en") == "And 2 more."

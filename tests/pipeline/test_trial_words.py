from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app.looks import LOOKS
from bot.model import (
    Address,
    AlertId,
    AlertKind,
    MessageKind,
    Priority,
    Role,
    Subscriber,
    SubscriberId,
    SubscriberStatus,
    Summary,
    Topic,
    TopicId,
)
from bot.pipeline.fate import Fate, What
from bot.pipeline.trial_words import Sample, Tried, failed, told
from bot.texts import verbatim

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Paris")
EDITOR = Subscriber(
    SubscriberId(1),
    Address("telegram", "100200300"),
    "Anna",
    "fr",
    SubscriberStatus.ACTIVE,
    Role.EDITOR,
    silent=True,
    last_heard_at=NOW,
    joined_at=NOW,
)
SAMPLE = Sample(
    Summary("A headline", ("One line.",), "en"),
    AlertKind.NEW,
    Priority.NORMAL,
    "The Paper",
    "https://paper.example/1",
    NOW,
    picture="https://paper.example/1.jpg",
)
WORLD = Topic(TopicId("monde"), {"fr": "Monde", "en": "World"})


def heading(fate: Fate) -> str:
    return told("1/3", Tried("T", fate, SAMPLE), EDITOR, LOOKS, ZONE)[0].headline.replace("\u202f", " ")


@pytest.mark.parametrize("what", list(What))
def test_each_fate_has_its_words(what: What) -> None:
    words = heading(Fate(what, AlertId(12)))
    assert words.startswith("1/3")
    assert "{" not in words


def test_a_repeat_of_what_no_alert_told_names_none_and_an_update_may_have_to_wait() -> None:
    assert "#" not in heading(Fate(What.REPEAT))
    assert "11:15" in heading(Fate(What.UPDATE, AlertId(12), NOW + timedelta(minutes=15)))


def test_the_alert_is_said_in_the_editors_language_with_its_picture_and_its_sound() -> None:
    words, shown = told("1/3", Tried("T", Fate(What.ALERT), SAMPLE, 7, (WORLD,)), EDITOR, LOOKS, ZONE)
    assert "Monde" in "\n".join(words.lines)
    assert (shown.kind, shown.picture, shown.byline) == (
        MessageKind.ALERT,
        "https://paper.example/1.jpg",
        "The Paper · 11:00",
    )


def test_of_what_says_nothing_nothing_is_shown() -> None:
    assert len(told("1/3", Tried("", Fate(What.MUTE), None), EDITOR, LOOKS, ZONE)) == 1


def test_why_an_address_cannot_be_read_is_said() -> None:
    assert "no way" in failed(verbatim("no way"), EDITOR).lines[0]

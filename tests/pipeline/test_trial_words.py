from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

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
from bot.pipeline.foresight import Fate, What
from bot.pipeline.reviewing import Reason
from bot.pipeline.trial_words import Sample, Tried, failed, told
from bot.store.held import Why
from bot.texts import verbatim
from tests.newsdesk import preview

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
LOOKS = {"telegram": preview, "whatsapp": preview}
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


ENGLISH = replace(EDITOR, language="en")


def lines(fate: Fate, to: Subscriber = ENGLISH) -> list[str]:
    one = Tried("T", fate, replace(SAMPLE, priority=Priority.BREAKING), 7, (WORLD,))
    words = told("1/3", one, to, LOOKS, ZONE)[0].lines
    return [line.replace("\u2068", "").replace("\u2069", "") for line in words]


@pytest.mark.parametrize(
    ("fate", "line"),
    [
        (Fate(What.ALERT), "It would go as breaking."),
        (
            Fate(What.ALERT, held=Reason(Why.SOURCE)),
            "It would wait for an editor's look: what The Paper brings is held.",
        ),
        (
            Fate(What.ALERT, held=Reason(Why.TOPIC, "monde")),
            "It would wait for an editor's look: what goes to World is held.",
        ),
        (
            Fate(What.ALERT, held=Reason(Why.STORY)),
            "It would wait for an editor's look: its story was killed before.",
        ),
        (
            Fate(What.UPDATE, AlertId(12), waits=AlertId(13)),
            "First alert #13 of its story must be decided on, which is at the desk.",
        ),
    ],
)
def test_what_would_keep_an_alert_is_said_in_the_place_of_how_it_would_go(fate: Fate, line: str) -> None:
    assert lines(fate)[2] == line


@pytest.mark.parametrize(("channel", "form"), [("telegram", "*A headline* And STOP"), ("whatsapp", "…")])
def test_the_form_of_a_template_is_shown_and_on_whatsapp_what_it_adds(channel: str, form: str) -> None:
    to = replace(ENGLISH, address=Address(channel, "100200300"))
    shown = [line for line in lines(Fate(What.ALERT), to) if line.startswith("By template on WhatsApp: \n")]
    assert len(shown) == 1
    assert form in shown[0]

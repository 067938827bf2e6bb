from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.errors import UsageError
from bot.model import Selection, Topic, TopicId
from bot.rules import segment
from bot.texts import say

KNOWN = segment.Known(
    (Topic(TopicId("israel"), {"fr": "Israël", "he": "ישראל"}), Topic(TopicId("culture"), {"fr": "Culture"})),
    ("telegram", "whatsapp"),
    {"he": "he", "fr": "fr", "hébreu": "he"}.get,
    ZoneInfo("Asia/Jerusalem"),
)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("topic=israel", Selection((TopicId("israel"),))),
        ("topic=ISRAËL,culture", Selection((TopicId("israel"), TopicId("culture")))),
        ("topics=ישראל language=hébreu", Selection((TopicId("israel"),), ("he",))),
        ("lang=he,fr,he channel=whatsapp", Selection((), ("he", "fr"), ("whatsapp",))),
        ("since=2026-10-01", Selection(since=datetime(2026, 9, 30, 21, tzinfo=UTC))),
        ("  channel = telegram ", Selection(channels=("telegram",))),
    ],
)
def test_a_selection_is_read(words: str, meant: Selection) -> None:
    read = segment.read(words, KNOWN)
    assert (read.topics, read.languages, read.channels) == (meant.topics, meant.languages, meant.channels)
    assert (read.since and read.since.astimezone(UTC)) == meant.since


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "/segment telaviv"),
        ("israel", "israel"),
        ("topic=sport", "israel, culture"),
        ("language=klingon", "klingon"),
        ("channel=sms", "telegram, whatsapp"),
        ("since=yesterday", "2026-10-01"),
        ("since=2026-02-30", "2026-10-01"),
        ("since=9999-99-99", "2026-10-01"),
        ("topic=israel topic=culture", "twice"),
        ("colour=blue", "colour"),
        ("topic=israel and more", "and more"),
    ],
)
def test_what_is_wrong_is_said(words: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        segment.read(words, KNOWN)
    assert told in say(caught.value.text, "en")


@pytest.mark.parametrize(
    ("written", "parted"),
    [
        ("@TelAviv The bridge", ("telaviv", "The bridge")),
        ("@telaviv\nThe bridge\nA line", ("telaviv", "The bridge\nA line")),
        ("@telaviv", ("telaviv", "")),
        ("israel The bridge @telaviv", None),
        ("@ The bridge", None),
        ("", None),
    ],
)
def test_an_alert_is_addressed_at_its_beginning_alone(written: str, parted: tuple[str, str] | None) -> None:
    assert segment.addressed(written) == parted


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("TelAviv", "telaviv"),
        ("@north-2", "north-2"),
        ("צפון", "צפון"),
        ("", None),
        ("-a", None),
        ("a b", None),
        ("a" * 24, "a" * 24),
        ("a" * 25, None),
        ("#3", None),
    ],
)
def test_a_name_is_one_short_word(words: str, name: str | None) -> None:
    assert segment.name_of(words) == name

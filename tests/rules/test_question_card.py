from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Address, AlertId, QuestionId, Role, Subscriber, SubscriberId, SubscriberStatus
from bot.rules.question_card import Asked, card, clock, headed, reminding, span
from bot.texts import say

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
READER = Subscriber(
    SubscriberId(17),
    Address("whatsapp", "+33612345678"),
    "Boris",
    "fr",
    SubscriberStatus.ACTIVE,
    Role.READER,
    silent=False,
    last_heard_at=NOW,
    joined_at=NOW,
)
ASKED = Asked(QuestionId(12), READER, "When?", hours=True, alert=(AlertId(3), "The road is shut"))


def told(asked: Asked, now: datetime = NOW) -> str:
    words = clock(asked, "en", UTC, now)
    return say(words, "en").replace("\u202f", " ") if words else ""


def test_a_card_shows_who_in_which_language_what_about_what_and_until_when() -> None:
    shown = card(ASKED, "en", UTC, NOW)
    assert shown.headline == "Question #12 from \u2068Boris\u2069"
    assert [line.replace("\u202f", " ") for line in shown.lines] == [
        "When?",
        "Reader #17 · French",
        "In reply to alert #3: \u2068The road is shut\u2069",
        "It can be answered until 9:55 AM: 23 h 55 min left.",
        "To answer, reply to this message, or write \u2068/answer 12\u2069 and your words.",
    ]
    assert "0033" not in "".join(shown.lines)
    assert READER.address.id not in str(shown)


def test_the_clock_is_that_of_the_moment_at_which_it_is_shown() -> None:
    assert told(ASKED, NOW + timedelta(hours=20, minutes=43)).endswith("3 h 12 min left.")
    assert told(ASKED, NOW + timedelta(hours=23, minutes=54, seconds=59)).endswith(": 0 min left.")
    assert "can't be answered now" in told(ASKED, NOW + timedelta(hours=23, minutes=55))
    assert "can't be answered now" in told(replace(ASKED, reader=replace(READER, last_heard_at=None)))
    assert told(replace(ASKED, hours=False), NOW + timedelta(days=9)) == ""


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=3, minutes=12, seconds=59), "3 h 12 min"),
        (timedelta(hours=1), "1 h 0 min"),
        (timedelta(seconds=3599), "59 min"),
    ],
)
def test_what_is_left_is_cut_and_not_rounded(left: timedelta, words: str) -> None:
    assert say(span(left), "en") == words


def test_who_has_no_name_is_a_dash() -> None:
    nobody = replace(ASKED, reader=replace(READER, name=""))
    assert say(headed(nobody), "en") == "Question #12 from –"
    assert "Nobody has answered question #12" in say(reminding(nobody), "en")

"""What is to be tried is read from an editor's words."""

import pytest

from bot.commands.supposed import read
from bot.errors import UsageError
from bot.model import Hold, SourceId, TopicId, Updates, Urgency
from bot.rules import keyword
from bot.rules.backtest import Filter
from tests.chat import newsroom


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("topic culture", Filter(topics=frozenset({TopicId("culture")}))),
        (
            "topic Israël topic World urgency important",
            Filter(topics=frozenset({TopicId("israel"), TopicId("monde")}), urgency=Urgency.IMPORTANT),
        ),
        ("SOURCE #3 HOLD", Filter(source=SourceId(3), hold=Hold.ALL)),
        (
            "source 3 hold breaking updates none",
            Filter(source=SourceId(3), hold=Hold.BREAKING, updates=Updates.NONE),
        ),
        ("urgency breaking news", Filter(urgency=Urgency.BREAKING)),
        ("hold keyword hold", Filter(hold=Hold.ALL, keywords=keyword.read("hold"))),
        (
            "keyword drone -football topic culture",
            Filter(keywords=keyword.read("drone -football topic culture")),
        ),
        ("  ", None),
        ("source 12345678901234", None),
        ("source ٣", None),
        ("topic culture nonsense", None),
    ],
)
def test_words_make_a_filter(words: str, wanted: Filter | None) -> None:
    assert read(words, newsroom()) == wanted


def test_too_long_a_keyword_is_told() -> None:
    with pytest.raises(UsageError):
        read(f"keyword {'x' * 99}", newsroom())

import pytest

from bot.newsroom import Newsroom
from tests.chat import BORIS, Chat, data_of, words_of


def test_privacy_says_what_is_kept_for_how_long_and_whom_to_ask(chat: Chat) -> None:
    reply = chat.say("/privacy", BORIS)
    words = words_of(reply)
    for said in ("Le Fil", "WhatsApp", "30 days", "5 years", "FORGET", "ask the newsroom of Le Fil"):
        assert said in words
    assert data_of(reply) == ["mydata", "forget"]


def test_privacy_names_the_contact_that_the_newsroom_gives(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom: Newsroom = chat.context.newsroom
    monkeypatch.setattr(newsroom, "contact", "desk@example.org")
    assert "desk@example.org" in words_of(chat.say("/privacy"))

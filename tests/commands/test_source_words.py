import pytest

from bot.sources.headers import refusal
from bot.texts import _
from tests.chat import CHIEF, Chat, words_of
from tests.commands.test_sources import add, fail


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "paper.example answers 404: there is nothing at this address"),
        ("fr", "paper.example répond 404 (rien à cette adresse)"),
        ("he", "\u2068paper.example\u2069 משיב 404: אין דבר בכתובת הזאת"),
    ],
)
def test_what_ails_a_source_is_said_in_the_readers_language(chat: Chat, language: str, words: str) -> None:
    row = add(chat, "https://paper.example/feed", "israel")
    error = refusal("paper.example", 404, {})
    assert error
    fail(chat, row, error.text)
    assert words in words_of(chat.say("/sources", CHIEF, language))


def test_three_feeds_of_one_newsroom_are_told_apart_by_their_addresses(chat: Chat) -> None:
    for part in ("sport", "world", "a/" * 40 + "culture"):
        add(chat, f"https://paper.example:8443/{part}.xml", "israel", name="The Paper")
    addresses = [line.split("\n")[1] for line in chat.say("/sources", CHIEF).lines[1:]]
    assert addresses[:2] == [f"\u2068paper.example:8443/{part}.xml\u2069" for part in ("sport", "world")]
    assert addresses[2].startswith("\u2068paper.example:8443/a/a/")
    assert "…" in addresses[2]
    assert addresses[2].endswith("/culture.xml\u2069")
    assert len(addresses[2]) == 62


def test_what_stands_in_the_words_about_an_error_is_cut_only_where_it_is_very_long(chat: Chat) -> None:
    row = add(chat, "https://paper.example/", "israel")
    for length, whole in ((80, True), (300, False)):
        link = f"https://{'a' * length}.example/feed.xml"
        error = _("{status}: {why}", status=404, why=_("its feed seems to be {link}", link=link))
        fail(chat, row, error)
        words = words_of(chat.say("/sources", CHIEF))
        assert (link in words) is whole
        assert ("…" in words) is not whole
        assert ".example/feed.xml\n" in words


def test_what_an_address_holds_in_confidence_is_not_shown(chat: Chat) -> None:
    add(chat, "https://anna:secret@example.org/feed?token=hidden")
    words = words_of(chat.say("/sources", CHIEF))
    assert "example.org/feed" in words
    assert "secret" not in words
    assert "hidden" not in words

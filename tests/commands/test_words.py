from bot.commands.words import WORDS
from bot.rules.consent import fold


def test_words_are_kept_as_they_are_compared() -> None:
    assert all(fold(word) == word for word in WORDS)
    assert WORDS[fold("Thèmes")] == WORDS[fold("נושאים")] == WORDS["topics"] == "topics"

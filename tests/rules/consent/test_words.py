from bot.rules.consent.folding import fold
from bot.rules.consent.words import HELP_WORDS, START_WORDS, STOP_WORDS


def test_words_are_kept_as_they_are_compared() -> None:
    words = STOP_WORDS | START_WORDS | HELP_WORDS
    assert all(word == fold(word) and word.isalnum() for word in words)


def test_no_word_asks_for_two_things() -> None:
    assert not STOP_WORDS & START_WORDS
    assert not HELP_WORDS & (STOP_WORDS | START_WORDS)


def test_the_words_that_every_messenger_knows_are_there() -> None:
    assert {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout", "revoke"} <= STOP_WORDS
    assert {"start", "unstop"} <= START_WORDS
    assert {"help", "info"} <= HELP_WORDS

import pytest

from bot.commands import COMMANDS
from bot.commands import words as table
from bot.commands.words import WORDS, without_slashes, word_for
from bot.model import Role
from bot.rules.consent import fold, word_of
from bot.texts import languages


def test_words_are_kept_as_they_are_compared() -> None:
    assert all(fold(word) == word for word in WORDS)
    assert WORDS[fold("Thèmes")] == WORDS[fold("נושאים")] == WORDS["topics"] == "topics"


def test_no_word_stands_for_two_commands_nor_asks_to_come_or_go() -> None:
    said: dict[str, str] = {}
    for command, by_language in table._WORDS.items():
        for word in " ".join(by_language.values()).split():
            kept = fold(word.replace("_", " "))
            assert said.setdefault(kept, command) == command, word
            assert word_of(word.replace("_", " ")) is None, word


@pytest.mark.parametrize("language", ["fr", "en", "he", "ar", "fa", "ru", "es", "de"])
def test_each_command_of_a_reader_has_a_word_in_each_language(language: str) -> None:
    for name, command in COMMANDS.items():
        if command.ROLE is not Role.READER:
            continue
        word = word_for(name, language)
        assert word
        read = WORDS.get(fold(word)) or word_of(word)
        assert read == name, (language, word)
        known = table._WORDS.get(name) or table._SHOWN_ELSEWHERE[name]
        assert language in known or name in {"start", "stop"}, (language, name)


def test_where_people_write_no_slashes_they_are_told_words() -> None:
    said = without_slashes("Write /reading fr, or \u2068/link AB\u2069.", "fr", COMMANDS)
    assert said == "Write LECTURES fr, or \u2068RELIER AB\u2069."
    assert without_slashes("/recall 12", "he", COMMANDS) == "החזרה 12"
    assert without_slashes("/revoke 17", "he", COMMANDS) == "REVOKE 17"
    for same in ("https://e.org/start", "and/or /nothing", "1/2", "/start/x", "a /topics.html"):
        assert without_slashes(same, "en", COMMANDS) == same


def test_every_language_of_the_interface_is_a_language_of_the_words() -> None:
    assert set(languages()) <= {"fr", "en", "he", "ar", "fa", "ru", "es", "de"}

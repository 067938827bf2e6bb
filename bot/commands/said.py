"""What people say behind a command, in any language: which of the things that it offers they mean."""

from collections.abc import Mapping

from bot.commands.choice_tables import Said
from bot.rules.consent import fold
from bot.texts import Text, languages, say

MOST_WORDS = 4
"""The words of what is offered at most, where more may follow: "time zone Jerusalem"."""


def by_words(said: Said) -> Mapping[str, str]:
    """Give what is offered by each way to say it, as it is compared."""
    return {one: key for key, by_language in said.items() for one in phrases(by_language)}


def phrases(by_language: Mapping[str, str]) -> frozenset[str]:
    """Give the words of all languages, as they are compared."""
    return frozenset(fold(one.replace("_", " ")) for words in by_language.values() for one in words.split())


def named(words: str, labels: Mapping[str, Text], known: Mapping[str, str]) -> str | None:
    """Find what some words mean: its key, its label in any language, or another way to say it."""
    wanted = fold(words)
    for key, label in labels.items():
        if wanted in {key, *(fold(say(label, language)) for language in languages())}:
            return key
    return known.get(wanted)


def begun(words: str, labels: Mapping[str, Text], known: Mapping[str, str]) -> tuple[str | None, str]:
    """Find what some words begin with, the longest first, and the words behind it."""
    parts = words.split()
    for many in range(min(MOST_WORDS, len(parts)), 0, -1):
        found = named(" ".join(parts[:many]), labels, known)
        if found:
            return found, " ".join(parts[many:])
    return None, words

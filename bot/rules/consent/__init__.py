"""Consent in a word: which texts ask to stop, to start or for help, in any language and on every channel.

Only a text that is such a request and nothing else counts: a sentence about a bus stop ends nothing.
"""

from bot.rules.consent.folding import fold
from bot.rules.consent.reading import LONGEST, Word, bare_word_of, word_of
from bot.rules.consent.words import HELP_WORDS, START_WORDS, STOP_WORDS

__all__ = ["HELP_WORDS", "LONGEST", "START_WORDS", "STOP_WORDS", "Word", "bare_word_of", "fold", "word_of"]

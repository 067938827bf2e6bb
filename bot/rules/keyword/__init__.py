"""Which alerts does a reader's own choice of words let through?

words    the folded words of a text, in their order                   fold, words_of
stems    what is left of a word without number, gender, prefixes      stem
keys     what an alert offers, and what a keyword asks for            keys_of, keys_for
line     what a person wrote                                          read

An alert offers a key for each of its words, and for each stretch of words up to the longest phrase; a
keyword asks for one of a few keys. Whether they meet is a question that an index answers: no text is
searched for each reader, and there are no patterns that anybody could make slow.
"""

from bot.rules.keyword.keys import LONGEST_PHRASE, keys_for, keys_of
from bot.rules.keyword.line import LONGEST, MOST, Keyword, read

__all__ = ["LONGEST", "LONGEST_PHRASE", "MOST", "Keyword", "keys_for", "keys_of", "read"]

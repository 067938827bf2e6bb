"""The shape in which words are compared, whatever the case, accents, signs and keyboards they come in."""

# Letters of other scripts are what this file is about.
# ruff: noqa: RUF001

import unicodedata

# letters that Unicode keeps apart and people do not: Arabic, Persian and Urdu keyboards have their own
# yeh, kaf and heh, a stretching mark is no letter, Amharic writes one sound in several ways
_AMHARIC = ((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0), (0x1340, 0x1338))
_SAME = str.maketrans(
    {
        **{chr(series + vowel): chr(usual + vowel) for series, usual in _AMHARIC for vowel in range(7)},
        **dict.fromkeys("یىے", "ي"),
        **dict.fromkeys("کڪ", "ك"),
        **dict.fromkeys("ةہھە", "ه"),
        "ـ": None,
        "ł": "l",
        "ı": "i",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
    }
)
_DASHES = str.maketrans(dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u05be_/", " "))


def fold(text: str) -> str:
    """Bring a text to the shape in which words are compared: letters and digits, lower case, bare.

    Accents, vowel points, punctuation and emoji go; runs of spaces become one.
    """
    # twice: folding case can bring marks back (İ)
    bare = _bare(_bare(text).casefold()).translate(_SAME)
    kept = (letter if letter.isalnum() else " " if letter.isspace() else "" for letter in bare)
    return " ".join("".join(kept).split())


def words_in(text: str) -> tuple[str, ...]:
    """List a text's words, folded; those that a dash joins are words of their own."""
    return tuple(fold(text.translate(_DASHES)).split())


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.category(letter).startswith("M"))

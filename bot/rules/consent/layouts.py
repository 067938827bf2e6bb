"""Words that were typed with the keyboard set to another script: "stop" on a Hebrew one is "דאםפ"."""

from typing import Final

from bot.rules.consent.folding import fold

# The letter keys of a row, as a Latin keyboard (US) names them; no word below needs another key.
_LATIN: Final = "qwertyuiopasdfghjklzxcvbnm"

# The same keys on the national standard layouts: SI 1452, GOST R 52286 (and its Ukrainian like), Arabic 101,
# ISIRI 9147. A space is a key that gives no letter.
_LAYOUTS: Final = (
    "  קראטוןםפשדגכעיחלךזסבהנמצ",
    "йцукенгшщзфывапролдячсмить",
    "йцукенгшщзфівапролдячсмить",
    "ضصثقفغعهخحشسيبلاتنمئءؤر ىة",
    "ضصثقفغعهخحشسیبلاتنمظطزرذدپ",
)
_TYPED_IN_LATIN: Final = "stop stopp start help aide arret unsubscribe unsub cancel"
_TYPED_IN_OTHERS: Final = (
    "עצור הסר הפסק ביטול להסיר הסירו התחל עזרה стоп отписаться отписка отмена старт помощь"
)


def _latin_word(word: str) -> dict[str, str]:
    """Tell what a Latin word becomes on the other keyboards."""
    keys = [dict(zip(_LATIN, layout, strict=True)) for layout in _LAYOUTS]
    typed = ("".join(key[letter] for letter in word) for key in keys)
    return {fold(one): word for one in typed if " " not in one}


def _other_word(word: str) -> dict[str, str]:
    """Tell what a word of another script becomes on a Latin keyboard."""
    keys = [dict(zip(layout, _LATIN, strict=True)) for layout in _LAYOUTS]
    return {"".join(key[letter] for letter in word): fold(word) for key in keys if key.keys() >= set(word)}


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for word in _TYPED_IN_LATIN.split():
        table |= _latin_word(word)
    for word in _TYPED_IN_OTHERS.split():
        table |= _other_word(word)
    return table


MEANT: Final = _table()

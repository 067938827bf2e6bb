"""Which language a text is in: the source's word, its script, its frequent words, and at last a model."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import regex

from bot.rules.summary.text import fold

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_ENOUGH = 400  # characters that are looked at
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no"}
_TAG = regex.compile(r"([a-z]{2,3})(?:[-_][a-z0-9_-]*)?", regex.IGNORECASE)

_SCRIPTS = {
    "hebrew": regex.compile(r"\p{Hebrew}"),
    "arabic": regex.compile(r"\p{Arabic}"),
    "cyrillic": regex.compile(r"\p{Cyrillic}"),
    "kana": regex.compile(r"[\p{Hiragana}\p{Katakana}]"),
    "hangul": regex.compile(r"\p{Hangul}"),
    "han": regex.compile(r"\p{Han}"),
    "greek": regex.compile(r"\p{Greek}"),
    "thai": regex.compile(r"\p{Thai}"),
    "latin": regex.compile(r"\p{Latin}"),
}
_WRITES = {
    **dict.fromkeys(("fr", "en", "es", "de", "it", "pt", "nl", "pl", "sv", "tr"), "latin"),
    **dict.fromkeys(("ar", "fa", "ur"), "arabic"),
    **dict.fromkeys(("ru", "uk", "bg"), "cyrillic"),
    **dict.fromkeys(("he", "yi"), "hebrew"),
    "el": "greek",
    "th": "thai",
    "ko": "hangul",
}
_SOLE = {"hebrew": "he", "kana": "ja", "hangul": "ko", "han": "zh", "greek": "el", "thai": "th"}
# Words that a language uses often and its neighbours do not; some stand here only to be told apart.
_FREQUENT = {
    "arabic": {
        "ar": "في من إلى على عن مع أن التي الذي هذا هذه بعد كما وقد ذلك",
        "fa": "در به از که را این است با برای آن شد های می تا کرد",
        "ur": "کے کی میں ہے نے سے کو کا اور پر ہیں تھا گیا نہیں",
    },
    "cyrillic": {
        "ru": "и в не на что с по это как из к его был для также",
        "uk": "і в не на що з та це як від його був для також щодо",
    },
    "latin": {
        "fr": "le les des est une dans pour qui sur par au du avec ce sont été plus pas aux cette",
        "en": "the of and to is that for was with on his are by from has have not this were",
        "es": "el los las del una por con para su es al como más sus fue ha este y",
        "de": "der die und das den von zu mit ist dem nicht ein eine auf für sich auch im wird",
        "it": "il di che è della per non sono gli del nel alla una dei con più anche",
        "pt": "o os do da em não uma com para que dos ao na no mais foi são",
        "nl": "het een van dat op zijn wordt heeft voor niet met aan er door ook",
    },
}
_FREQUENT_SETS = {
    script: {language: frozenset(fold(words).split()) for language, words in tables.items()}
    for script, tables in _FREQUENT.items()
}
# What the model is asked among: it knows more, and mistakes them for each other in headlines.
_MODELLED = {
    "arabic": frozenset({"ar", "fa", "ur"}),
    "cyrillic": frozenset({"ru", "uk", "bg"}),
    "latin": frozenset(
        {"fr", "en", "es", "de", "it", "pt", "nl", "pl", "sv", "da", "no", "fi", "tr", "ro", "cs", "hu", "id"}
        | {"vi", "lt"}
    ),
}
_FEWEST_HITS = 3  # frequent words that make sure of a language …
_FEWEST_WORDS = 3  # … and words of any kind that the model needs
# Letters that one of these languages has and the others seldom; the joint that stands in Persian words,
# also where Arabic's ي and ك are written for its own; and Arabic's article, which the others have in
# borrowed names only.
_PERSIAN = regex.compile(r"[پچژگیک]|(?<=\p{Arabic})\u200c(?=\p{Arabic})")
_ARABIC_ONLY = regex.compile(r"[ةىأإ]|\b[وفبك]?ال(?=\p{Arabic}{2})|\bلل(?=\p{Arabic}{2})")
_URDU = regex.compile(r"[ٹڈڑںےہ]")
_WORD = regex.compile(r"[^\W\d_]+")


def language_of(text: str, said: str = "") -> str:
    """Name a text's language by its two letters; empty when it can't be told.

    `said` is what the source calls it (``fr-CA``). It is believed unless that language is not
    written so: many sites say ``en-US`` because nobody changed it.
    """
    sample = text[:_ENOUGH]
    script = _script(sample)
    named = _primary(said)
    if named and (not script or _WRITES.get(named, script) == script):
        return named
    return _guess(sample, script)


def _primary(tag: str) -> str:
    match = _TAG.fullmatch(tag.strip())
    primary = match[1].lower() if match else ""
    return _RENAMED.get(primary, primary)


def _script(text: str) -> str:
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    if counts["kana"] > counts["latin"] // 2:
        return "kana"
    name = max(counts, key=counts.__getitem__)
    return name if counts[name] else ""


def _guess(text: str, script: str) -> str:
    if script in _SOLE:
        return _SOLE[script]
    if script not in _FREQUENT_SETS:
        return ""
    counts = Counter(_WORD.findall(fold(text)))
    scores = {
        language: float(sum(counts[word] for word in frequent))
        for language, frequent in _FREQUENT_SETS[script].items()
    }
    if script == "arabic":
        scores["fa"] += len(_PERSIAN.findall(text)) / 4
        scores["ar"] += len(_ARABIC_ONLY.findall(text)) / 4
        scores["ur"] += len(_URDU.findall(text)) / 2
    second, best = sorted(scores, key=scores.__getitem__)[-2:]
    if scores[best] and (script == "arabic" or _is_sure(scores[best], scores[second])):
        return best  # of these, also the one that writes with another's letters
    return _modelled(text, script) if counts.total() >= _FEWEST_WORDS else (best if scores[best] else "")


def _is_sure(best: float, second: float) -> bool:
    return best >= _FEWEST_HITS and best >= 2 * second


def _modelled(text: str, script: str) -> str:
    """Ask the model, which knows more languages and shorter texts, but takes a second to be loaded."""
    among = _MODELLED[script]
    return next((language for language, _score in _identifier().rank(text) if language in among), "")


@cache
def _identifier() -> "LanguageIdentifier":
    # Here, not above: with numpy it costs 0.7 s and 90 MB, which no source needs that names its language.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - see the line above

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted(frozenset().union(*_MODELLED.values())))
    return identifier

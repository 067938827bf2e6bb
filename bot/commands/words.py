"""Plain words that stand for commands, on every channel; those for start, stop and help are consent's.

Staff's are read by `bot.commands.staff_words`, for staff alone; what is shown is all here.
"""

# ruff: noqa: RUF001 -- words of many scripts are the point

import re
from collections.abc import Container, Mapping

from bot.commands.choice_tables import SWITCHES
from bot.commands.said import by_words
from bot.commands.staff_tables import AT_THE_DESK, IN_HASTE
from bot.rules.consent import fold

_WORDS: Mapping[str, Mapping[str, str]] = {
    "menu": {"en": "menu", "fr": "menu", "he": "תפריט", "ar": "القائمة", "fa": "منو", "ru": "меню"}
    | {"es": "menú", "de": "menü", "": "مینو"},
    "topics": {"en": "topics topic", "fr": "thèmes thème sujets rubriques", "he": "נושאים נושא"}
    | {"ar": "مواضيع", "fa": "موضوعات موضوعها", "ru": "темы", "es": "temas", "de": "themen", "": "temi"},
    "keywords": {"en": "keywords keyword", "fr": "mots-clés mots_clés motsclés", "he": "מילות_מפתח"}
    | {"ar": "كلمات_مفتاحية", "fa": "کلیدواژه_ها کلیدواژهها", "ru": "ключевые_слова"}
    | {"es": "palabras_clave", "de": "stichwörter stichwort schlagwörter"},
    "latest": {"en": "latest news", "fr": "dernières actus actualités infos", "he": "אחרונות חדשות"}
    | {"ar": "أخبار اخبار", "fa": "تازهها تازه_ها", "ru": "новости", "es": "noticias últimas"}
    | {"de": "nachrichten neueste", "": "خبریں notizie notícias"},
    "language": {"en": "language lang", "fr": "langue langues", "he": "שפה שפות", "ar": "لغة", "fa": "زبان"}
    | {"ru": "язык", "es": "idioma", "de": "sprache", "": "lingua língua"},
    "sources": {"en": "sources source", "fr": "sources", "he": "מקורות", "ar": "مصادر", "fa": "منابع"}
    | {"ru": "источники", "es": "fuentes", "de": "quellen", "": "fonti fontes"},
    "reading": {"en": "reading languages_of_alerts", "fr": "lectures langues_des_alertes langues_lues"}
    | {"he": "שפות_ההתראות", "ar": "لغات_التنبيهات", "fa": "زبان_هشدارها", "ru": "языки_оповещений"}
    | {"es": "lecturas idiomas_de_alertas", "de": "lesesprachen"},
    "updates": {"en": "updates update", "fr": "mises_à_jour suites suivi", "he": "עדכונים", "ar": "تحديثات"}
    | {"fa": "پیگیریها پیگیری", "ru": "обновления", "es": "actualizaciones novedades"}
    | {"de": "updates aktualisierungen"},
    "link": {"en": "link", "fr": "relier lier jumeler", "he": "קישור קשר", "ar": "ربط", "fa": "پیوند"}
    | {"ru": "связать", "es": "vincular", "de": "verbinden"},
    "unlink": {"en": "unlink", "fr": "délier séparer", "he": "ניתוק נתק", "ar": "فصل", "fa": "جداسازی"}
    | {"ru": "разъединить", "es": "desvincular", "de": "trennen"},
    "mydata": {"en": "mydata my_data", "fr": "mes_données", "he": "הנתונים_שלי", "ar": "بياناتي"}
    | {"fa": "داده_های_من دادههای_من", "ru": "мои_данные", "es": "mis_datos", "de": "meine_daten"},
    "privacy": {"en": "privacy", "fr": "confidentialité", "he": "פרטיות", "ar": "خصوصية الخصوصية"}
    | {"fa": "حریم_خصوصی", "ru": "конфиденциальность", "es": "privacidad", "de": "datenschutz"},
    "forget": {"en": "forget forget_me", "fr": "oublier oubliez-moi", "he": "שכחו_אותי", "ar": "انسوني"}
    | {"fa": "فراموشم_کنید", "ru": "забыть забудьте_меня", "es": "olvidar olvídenme"}
    | {"de": "vergessen vergesst_mich"},
    "quiet": {"en": "quiet", "fr": "calme heures_calmes heures_silencieuses", "he": "שעות_שקט לילה"}
    | {"ar": "هدوء", "fa": "ساعات_سکوت", "ru": "тишина", "de": "ruhezeit ruhezeiten ruhe"}
    | {"es": "horas_tranquilas horas_de_silencio silencio_nocturno"},
    "digest": {"en": "digest", "fr": "récap", "he": "סיכום תקציר", "ar": "ملخص", "fa": "چکیده"}
    | {"ru": "сводка дайджест", "es": "resumen", "de": "überblick zusammenfassung", "": "riassunto resumo"},
    "urgency": {"en": "urgency", "fr": "urgence urgences", "he": "דחיפות", "ar": "أولوية", "fa": "فوریت"}
    | {"ru": "срочность", "es": "urgencia", "de": "dringlichkeit"},
    "mute": {"en": "mute", "fr": "masquer muet sourdine", "he": "השתקה השתק מושתקים", "ar": "كتم"}
    | {"fa": "بیصداکردن نادیده", "ru": "заглушить", "es": "silenciar", "de": "stummschalten"},
    "settings": {"en": "settings setting options", "fr": "réglages réglage paramètres", "he": "הגדרות הגדרה"}
    | {"ar": "إعدادات الإعدادات", "fa": "تنظیمات", "ru": "настройки", "es": "ajustes", "de": "einstellungen"},
    "pictures": {
        "en": "pictures picture",
        "fr": "photos photo images image",
        "he": "תמונות תמונה",
        "ar": "صور",
    }
    | {"fa": "تصویرها تصاویر", "ru": "картинки", "es": "imágenes fotos", "de": "bilder fotos"},
    "places": {"en": "places", "fr": "lieux", "he": "מקומות", "ar": "أماكن", "fa": "مکانها", "ru": "места"}
    | {"es": "lugares", "de": "orte"},
    "silent": {
        "en": "silent silence sound",
        "fr": "silence silencieux son",
        "he": "שקט צליל",
        "ar": "صامت صوت",
    }
    | {"fa": "بیصدا صدا", "ru": "тихо беззвучно звук", "es": "silencio sonido", "de": "lautlos stumm ton"}
    | {"": "suono som"},
}
"""By command and language; "" holds what other languages say. The first of a language is shown."""

SOUND = frozenset(map(fold, ["sound", "son", "צליל", "صوت", "صدا", "звук", "sonido", "ton", "suono", "som"]))
"""The words for /silent that name the sound: what is turned on behind them is not silence."""

_SHOWN_ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "start": {"en": "start"},
    "stop": {"en": "stop"},
    "help": {"en": "help", "fr": "aide", "he": "עזרה", "ar": "مساعدة", "fa": "راهنما", "ru": "помощь"}
    | {"es": "ayuda", "de": "hilfe"},
}
"""The same for what `bot.rules.consent` reads."""

_OF_STAFF = IN_HASTE | AT_THE_DESK


def _kept(word: str) -> str:
    """Write a word as it is compared; an underscore stands for a space."""
    return fold(word.replace("_", " "))


WORDS = {
    _kept(word): command
    for command, by_language in _WORDS.items()
    for words in by_language.values()
    for word in words.split()
}

WRITTEN = {
    _kept(word): word.replace("_", " ")
    for by_language in _WORDS.values()
    for words in by_language.values()
    for word in words.split()
}
"""The words as people write them, by how they are compared; of two that are compared alike, the later."""


def word_for(command: str, language: str) -> str:
    """Give the word that stands for a command in a language; its own name where it has none."""
    by_language = _WORDS.get(command) or _SHOWN_ELSEWHERE.get(command) or _OF_STAFF.get(command) or {}
    words = by_language.get(language) or by_language.get("en") or command
    return words.split()[0].replace("_", " ").upper()


_COMMAND = re.compile(r"(?<![\w/.:])/([a-z]{3,20})\b(?!/|\.\w)")


def without_slashes(words: str, language: str, commands: Container[str]) -> str:
    """Write commands as the words that stand for them, for where people write no slashes."""

    def plain(found: re.Match[str]) -> str:
        return word_for(found[1], language) if found[1] in commands else found[0]

    return _COMMAND.sub(plain, words)


_SWITCHED = by_words(SWITCHES)


def switched(words: str) -> bool | None:
    """Read "on" or "off"."""
    state = _SWITCHED.get(fold(words))
    return state == "on" if state else None

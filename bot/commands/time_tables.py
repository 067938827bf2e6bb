"""The words that people write around hours, by language: units, halves of the day, "from … to"."""

# ruff: noqa: RUF001 -- words of many scripts are the point

from collections.abc import Mapping
from typing import Final

UNITS: Final[Mapping[str, str]] = {
    "en": "h hr hrs hour hours o'clock",
    "fr": "h heure heures",
    "he": "שעה שעות",
    "ar": "ساعة ساعات",
    "fa": "ساعت",
    "ru": "ч час часа часов часам",
    "es": "h hs hora horas en_punto",
    "de": "h uhr",
}
"""What may follow an hour and says no more than it does."""

MORNING: Final[Mapping[str, str]] = {
    "en": "am a_m in_the_morning this_morning",
    "fr": "du_matin le_matin matin",
    "he": "בבוקר לפנות_בוקר בוקר",
    "ar": "ص صباحا صباحًا في_الصباح فجرا",
    "fa": "صبح بامداد ق_ظ قبل_از_ظهر",
    "ru": "утра утром",
    "es": "a_m de_la_mañana por_la_mañana de_la_madrugada",
    "de": "morgens vormittags früh am_morgen",
}

EVENING: Final[Mapping[str, str]] = {
    "en": "pm p_m in_the_afternoon in_the_evening",
    "fr": "de_l'après-midi du_soir le_soir soir",
    "he": "בצהריים אחר_הצהריים אחרי_הצהריים אחה״צ בערב ערב",
    "ar": "م مساء مساءً في_المساء بعد_الظهر عصرا ظهرا",
    "fa": "عصر بعدازظهر بعد_از_ظهر ب_ظ غروب",
    "ru": "дня днем днём вечера вечером",
    "es": "p_m de_la_tarde por_la_tarde",
    "de": "nachmittags abends mittags am_abend am_nachmittag",
}
"""The second half of the day; an hour that is past noon already stays what it is: "20 heures du soir"."""

NIGHT: Final[Mapping[str, str]] = {
    "en": "at_night",
    "fr": "de_la_nuit la_nuit",
    "he": "בלילה לילה",
    "ar": "ليلا ليلًا في_الليل",
    "fa": "شب",
    "ru": "ночи ночью",
    "es": "de_la_noche por_la_noche",
    "de": "nachts in_der_nacht",
}
"""Either half of the day, by the hour: eleven at night is late, two at night is early."""

NAMED: Final[Mapping[int, Mapping[str, str]]] = {
    0: {
        "en": "midnight",
        "fr": "minuit",
        "he": "חצות",
        "ar": "منتصف_الليل",
        "fa": "نیمه‌شب نیمه_شب",
        "ru": "полночь полуночи",
        "es": "medianoche",
        "de": "mitternacht",
    },
    12: {
        "en": "noon midday",
        "fr": "midi",
        "he": "צהריים",
        "ar": "الظهر",
        "fa": "ظهر",
        "ru": "полдень полудня",
        "es": "mediodía",
        "de": "mittag",
    },
}
"""Hours that have a name of their own."""

AROUND: Final[Mapping[str, str]] = {
    "en": "at from to until till and between by",
    "fr": "à a de d' des dès jusqu'à jusque et entre vers",
    "he": "ב מ ל עד בין בשעה משעה ו ועד",
    "ar": "في من إلى الى حتى بين و الساعة عند على",
    "fa": "در از تا ساعت و بین",
    "ru": "в во с со до и к около",
    "es": "a las la de desde hasta y entre",
    "de": "um von bis ab und zwischen gegen",
}
"""The small words that stand between hours, and between hours and days."""

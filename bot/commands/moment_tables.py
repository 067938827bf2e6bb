"""The words for moments to come, by language: in half an hour, tomorrow, until; an underscore is a space."""

from collections.abc import Mapping
from typing import Final

AFTER: Final[Mapping[str, str]] = {
    "en": "in after",
    "fr": "dans d'ici après",
    "he": "בעוד עוד אחרי",
    "ar": "بعد خلال في_غضون",
    "fa": "بعد_از در پس_از",
    "ru": "через",
    "es": "en dentro_de",
    "de": "in nach",
}
"""What may stand before a duration: without it "1 h" is an hour of the clock."""

MINUTES: Final[Mapping[str, str]] = {
    "en": "min mins minute minutes",
    "fr": "min minute minutes",
    "he": "דקה דקות דק",
    "ar": "دقيقة دقائق",
    "fa": "دقیقه",
    "ru": "мин минута минуту минуты минут",
    "es": "min minuto minutos",
    "de": "min minute minuten",
}

HOURS: Final[Mapping[str, str]] = {
    "en": "h hr hrs hour hours",
    "fr": "h heure heures",
    "he": "שעה שעות",
    "ar": "ساعة ساعات",
    "fa": "ساعت",
    "ru": "ч час часа часов",
    "es": "h hora horas",
    "de": "h std stunde stunden",
}

TOMORROW: Final[Mapping[str, str]] = {
    "en": "tomorrow",
    "fr": "demain",
    "he": "מחר",
    "ar": "غدا غدًا",
    "fa": "فردا",
    "ru": "завтра",
    "es": "mañana",
    "de": "morgen",
}

TODAY: Final[Mapping[str, str]] = {
    "en": "today tonight this_evening",
    "fr": "aujourd'hui ce_soir",
    "he": "היום הערב",
    "ar": "اليوم الليلة هذا_المساء",
    "fa": "امروز امشب",
    "ru": "сегодня",
    "es": "hoy esta_noche esta_tarde",
    "de": "heute heute_abend",
}

EXPIRES: Final[Mapping[str, str]] = {
    "en": "expires expire expiring until till valid_until",
    "fr": "expire expire_à jusqu'à jusque valable_jusqu'à",
    "he": "עד פג פג_תוקף בתוקף_עד",
    "ar": "حتى ينتهي تنتهي صالح_حتى",
    "fa": "تا انقضا معتبر_تا",
    "ru": "до истекает действует_до",
    "es": "hasta caduca expira válida_hasta",
    "de": "bis läuft_ab gültig_bis",
}
"""What stands before the moment from which on it is sent to nobody."""

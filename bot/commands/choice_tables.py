"""The words that people write behind a command for what it offers, by language; an underscore is a space.

They stand beside the labels of the buttons, which are read in every language as well.
"""

# ruff: noqa: RUF001 -- words of many scripts are the point

from collections.abc import Mapping
from typing import Final, TypeAlias

Said: TypeAlias = Mapping[str, Mapping[str, str]]
"""What is offered, by what it is called in a command, and in each language the words that say it."""

SWITCHES: Final[Said] = {
    "on": {
        "en": "on yes enable enabled",
        "fr": "oui activer activé activée",
        "he": "כן פועל הפעל להפעיל דלוק",
        "ar": "نعم تشغيل مفعل مفعّل",
        "fa": "بله روشن فعال",
        "ru": "да вкл включить включено включи",
        "es": "sí activar activado activada encendido",
        "de": "an ein ja einschalten aktivieren",
    },
    "off": {
        "en": "off no disable disabled none",
        "fr": "non annuler désactiver désactivé désactivée aucun aucune",
        "he": "לא כבוי כבה לכבות בטל ללא",
        "ar": "لا تعطيل معطل معطّل بدون",
        "fa": "نه خیر خاموش غیرفعال لغو",
        "ru": "нет выкл выключить выключено выключи отключить",
        "es": "no desactivar desactivado desactivada apagado ninguno",
        "de": "aus nein ausschalten deaktivieren keine",
    },
}

URGENCIES: Final[Said] = {
    "all": {
        "en": "all all_alerts everything any",
        "fr": "tout tous toutes toutes_les_alertes",
        "he": "הכל הכול כל_ההתראות כולן",
        "ar": "الكل كل جميع_التنبيهات كل_التنبيهات",
        "fa": "همه همه_هشدارها همهٔ_هشدارها",
        "ru": "все всё все_оповещения",
        "es": "todo todas todas_las_alertas",
        "de": "alle alles alle_meldungen",
    },
    "important": {
        "en": "important important_alerts",
        "fr": "important importante importantes alertes_importantes",
        "he": "חשוב חשובה חשובות חשובים התראות_חשובות",
        "ar": "مهم مهمة المهمة هام هامة الهامة التنبيهات_المهمة",
        "fa": "مهم مهمها هشدارهای_مهم",
        "ru": "важные важное важно важные_оповещения",
        "es": "importante importantes alertas_importantes",
        "de": "wichtig wichtige wichtiges wichtige_meldungen",
    },
    "breaking": {
        "en": "breaking breaking_news urgent",
        "fr": "urgent urgente urgentes urgence flash alertes_urgentes",
        "he": "דחוף דחופה דחופות דחופים מבזק מבזקים",
        "ar": "عاجل عاجلة العاجلة الأخبار_العاجلة أخبار_عاجلة",
        "fa": "فوری خبر_فوری خبرهای_فوری",
        "ru": "срочно срочное срочные срочные_новости",
        "es": "urgente urgentes última_hora noticias_urgentes",
        "de": "eilt eilig eilmeldung eilmeldungen",
    },
}

UPDATES: Final[Said] = {
    "all": URGENCIES["all"],
    "important": URGENCIES["important"],
    "none": {
        "en": "none no off nothing no_updates",
        "fr": "aucun aucune rien non sans",
        "he": "ללא אף_אחד כלום לא שום_דבר",
        "ar": "لا لا_شيء بدون",
        "fa": "هیچ هیچکدام نه خیر",
        "ru": "нет никакие ничего никаких",
        "es": "no ninguna ninguno nada",
        "de": "keine nichts nein aus",
    },
}

DAYS: Final[Said] = {
    "off": SWITCHES["off"],
    "daily": {
        "en": "daily every_day each_day every_morning",
        "fr": "chaque_jour tous_les_jours quotidien quotidienne chaque_matin",
        "he": "כל_יום יומי מדי_יום כל_בוקר",
        "ar": "يوميا يوميًا كل_يوم كل_صباح",
        "fa": "روزانه هر_روز هر_روز_صبح",
        "ru": "ежедневно каждый_день каждое_утро",
        "es": "a_diario diario diaria diariamente cada_día todos_los_días cada_mañana",
        "de": "täglich jeden_tag jeden_morgen",
    },
    "weekdays": {
        "en": "weekdays weekday on_weekdays working_days monday_to_friday",
        "fr": "en_semaine jours_ouvrés du_lundi_au_vendredi de_lundi_à_vendredi",
        "he": "ימי_חול בימי_חול ימי_עבודה שני_עד_שישי",
        "ar": "أيام_العمل الاثنين_إلى_الجمعة من_الاثنين_إلى_الجمعة",
        "fa": "روزهای_کاری دوشنبه_تا_جمعه از_دوشنبه_تا_جمعه",
        "ru": "будни по_будням в_будни с_понедельника_по_пятницу",
        "es": "entre_semana días_laborables de_lunes_a_viernes",
        "de": "wochentags werktags an_werktagen montag_bis_freitag von_montag_bis_freitag",
    },
    "twice": {
        "en": "twice twice_a_day twice_daily",
        "fr": "deux_fois deux_fois_par_jour",
        "he": "פעמיים פעמיים_ביום",
        "ar": "مرتين مرتين_في_اليوم مرتين_يوميا",
        "fa": "دو_بار دوبار دو_بار_در_روز روزی_دو_بار",
        "ru": "дважды дважды_в_день два_раза_в_день",
        "es": "dos_veces dos_veces_al_día",
        "de": "zweimal zweimal_täglich zweimal_am_tag",
    },
}

PARTS: Final[Said] = {
    "breaking": {
        "en": "breaking breaking_news urgent",
        "fr": "urgent urgentes urgences alertes_urgentes",
        "he": "מבזקים מבזק דחופות דחוף",
        "ar": "عاجل العاجلة الأخبار_العاجلة",
        "fa": "فوری خبرهای_فوری",
        "ru": "срочное срочные срочные_новости",
        "es": "urgente urgentes última_hora",
        "de": "eilmeldungen eilmeldung eiliges",
    },
    "calm": {
        "en": "calm",
        "fr": "calme accalmie",
        "he": "רגיעה רגוע",
        "ar": "تهدئة هدوء",
        "fa": "آرام آرامش",
        "ru": "покой спокойно",
        "es": "calma tranquilo",
        "de": "ruhe ruhig",
    },
    "most": {
        "en": "most at_most max maximum up_to limit",
        "fr": "max maximum au_plus au_maximum limite",
        "he": "עד לכל_היותר מקסימום",
        "ar": "حد حد_أقصى على_الأكثر",
        "fa": "حداکثر تا سقف",
        "ru": "предел не_больше максимум макс лимит",
        "es": "max máx máximo como_máximo límite",
        "de": "max maximal höchstens maximum",
    },
    "zone": {
        "en": "zone time_zone timezone",
        "fr": "fuseau fuseau_horaire",
        "he": "אזור אזור_זמן",
        "ar": "منطقة منطقة_زمنية المنطقة_الزمنية",
        "fa": "منطقه منطقه_زمانی منطقهٔ_زمانی",
        "ru": "пояс часовой_пояс",
        "es": "zona zona_horaria huso_horario",
        "de": "zeitzone zone",
    },
}

A_DAY: Final[Mapping[str, str]] = {
    "en": "a_day per_day alerts_a_day",
    "fr": "par_jour alertes_par_jour",
    "he": "ביום התראות_ביום",
    "ar": "في_اليوم يوميا تنبيهات_في_اليوم",
    "fa": "در_روز هشدار_در_روز",
    "ru": "в_день оповещений_в_день",
    "es": "al_día por_día alertas_al_día",
    "de": "am_tag pro_tag täglich meldungen_am_tag",
}
"""What may follow a most of alerts."""

ANY: Final[Mapping[str, str]] = {
    "en": "all any every",
    "fr": "tous toutes toutes_les_langues n'importe_laquelle",
    "he": "הכל הכול כולן כל_השפות",
    "ar": "الكل كل_اللغات جميع_اللغات",
    "fa": "همه همه_زبانها همهٔ_زبانها",
    "ru": "все все_языки любой любые",
    "es": "todos todas todas_las_lenguas todos_los_idiomas cualquiera",
    "de": "alle alle_sprachen jede",
}
"""What says that alerts may come in every language."""

AND: Final[Mapping[str, str]] = {
    "en": "and",
    "fr": "et",
    "he": "ו וגם",
    "ar": "و",
    "fa": "و",
    "ru": "и",
    "es": "y e",
    "de": "und",
}
"""What may stand between languages."""

DOUBT: Final[Mapping[str, str]] = {
    "en": "unknown doubt in_doubt",
    "fr": "inconnu inconnus doute",
    "he": "ספק בספק",
    "ar": "غير_معروف شك",
    "fa": "نامعلوم تردید",
    "ru": "неизвестно сомнение",
    "es": "desconocido desconocidos duda",
    "de": "unbekannt zweifel",
}
"""What asks for the messages of which nobody knows whether they arrived."""

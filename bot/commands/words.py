"""Plain words that stand for commands, on every channel; those for start, stop and help are consent's."""

from bot.model import Urgency
from bot.rules.consent import fold

_WORDS = {
    "menu": "menu תפריט القائمة منو مینو меню menù",
    "topics": "topics topic thèmes thème sujets rubriques נושאים נושא مواضيع موضوعات موضوعها темы "
    "temas themen temi",
    "keywords": "keywords keyword mots-clés mots_clés motsclés מילות_מפתח كلمات_مفتاحية",
    "latest": "latest news dernières actus actualités infos אחרונות חדשות أخبار اخبار خبریں новости "
    "noticias nachrichten notizie notícias",
    "language": "language lang langue langues שפה שפות لغة زبان язык idioma sprache lingua língua",
    "reading": "reading lectures langues_des_alertes langues_lues שפות_ההתראות languages_of_alerts",
    "sources": "sources source מקורות fuentes quellen fonti fontes источники مصادر منابع",
    "updates": "updates update suites suivi עדכונים",
    "link": "link lier relier jumeler קישור קשר",
    "unlink": "unlink délier séparer ניתוק נתק",
    "mydata": "mydata mes_données הנתונים_שלי",
    "privacy": "privacy confidentialité פרטיות خصوصية privacidad datenschutz",
    "quiet": "quiet calme heures_calmes heures_silencieuses שעות_שקט לילה هدوء ruhe тишина silencio_nocturno",
    "digest": "digest récap תקציר סיכום ملخص resumen zusammenfassung riassunto resumo сводка дайджест",
    "urgency": "urgency urgence urgences דחיפות",
    "mute": "mute muet masquer sourdine השתק השתקה מושתקים",
    "settings": "settings setting options réglages réglage paramètres הגדרות הגדרה",
    "silent": "silent silence silencieux son שקט צליל صامت بیصدا тихо silencio ton suono som",
}


def _kept(word: str) -> str:
    """Write a word as it is compared; an underscore stands for a space."""
    return fold(word.replace("_", " "))


WORDS = {_kept(word): command for command, words in _WORDS.items() for word in words.split()}

WRITTEN = {_kept(word): word.replace("_", " ") for words in _WORDS.values() for word in words.split()}
"""The words as people write them, by how they are compared; of two that are compared alike, the later."""

_URGENCIES = {
    Urgency.ALL: "all all_alerts tout toutes toutes_les_alertes הכל הכול כל_ההתראות",
    Urgency.IMPORTANT: "important important_alerts importantes alertes_importantes חשוב חשובות התראות_חשובות",
    Urgency.BREAKING: "breaking breaking_news urgent urgentes flash alertes_urgentes דחוף דחופות מבזק מבזקים",
}

_SWITCHES = {True: "on oui כן פועל", False: "off non לא כבוי בטל annuler"}

_URGENCY_OF = {_kept(word): wish for wish, words in _URGENCIES.items() for word in words.split()}
_SWITCHED = {_kept(word): state for state, words in _SWITCHES.items() for word in words.split()}


def urgency_of(words: str) -> Urgency | None:
    """Read how urgent alerts are to be."""
    return _URGENCY_OF.get(fold(words))


def switched(words: str) -> bool | None:
    """Read "on" or "off"."""
    return _SWITCHED.get(fold(words))

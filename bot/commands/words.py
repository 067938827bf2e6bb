"""Plain words that stand for commands, on every channel; those for start, stop and help are consent's."""

from bot.rules.consent import fold

_WORDS = {
    "menu": "menu תפריט القائمة منو مینو меню menù",
    "topics": "topics topic thèmes thème sujets rubriques נושאים נושא مواضيع موضوعات موضوعها темы "
    "temas themen temi",
    "keywords": "keywords keyword mots-clés mots_clés motsclés מילות_מפתח كلمات_مفتاحية",
    "latest": "latest news dernières actus actualités infos אחרונות חדשות أخبار اخبار خبریں новости "
    "noticias nachrichten notizie notícias",
    "language": "language lang langue langues שפה שפות لغة زبان язык idioma sprache lingua língua",
    "sources": "sources source מקורות fuentes quellen fonti fontes источники مصادر منابع",
    "updates": "updates update suites suivi עדכונים",
    "mydata": "mydata mes_données הנתונים_שלי",
    "privacy": "privacy confidentialité פרטיות خصوصية privacidad datenschutz",
    "quiet": "quiet calme heures_calmes heures_silencieuses שעות_שקט לילה هدوء ruhe тишина silencio_nocturno",
    "digest": "digest résumé récap תקציר סיכום ملخص resumen zusammenfassung riassunto resumo сводка дайджест",
    "silent": "silent silence silencieux son שקט צליל صامت بیصدا тихо silencio ton suono som",
}

WORDS = {fold(word.replace("_", " ")): command for command, words in _WORDS.items() for word in words.split()}

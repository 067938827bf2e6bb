"""Words that tell nothing new by themselves: verbs for any deed, "still", "first", and what teases."""

# Marks and letters of other scripts are what this file is about.

from functools import lru_cache
from typing import Final

from bot.rules.revision.tables import BANNERS, DOUBTS, NEGATIONS, NUMBERS, spelt
from bot.rules.story.passing import DATES
from bot.rules.summary.words import ATTRIBUTIONS, FUNCTION_WORDS, table

_LIGHT: Final = {
    "fr": "fait font faire faisait va vont aller vient viennent venir met mettre mis mise prend prendre "
    "peut peuvent doit doivent veut veulent semble semblent reste restent suite cause lieu face "
    "devant derrière près loin malgré grâce déjà encore toujours bien même très trop peu tant pas "
    "jamais premier première premiers fois nouveau nouvelle nouveaux nouvelles grand grande grands "
    "grandes plein pleine juste aujourd hui demain hier matin soir semaine prochaine prochain dernier "
    "dernière ans mois jours heures pourquoi comment quand combien où quel quelle quels quelles ça me "
    "moi soi sait savoir chose choses cas sujet côté voici voilà point plusieurs certains autre "
    "autres an jour heure serait soient seront aura auront lui eux laquelle lequel desquels ici là "
    "alors ensuite finalement vraiment totalement particulièrement entièrement notamment environ "
    "presque",
    "en": "get gets got make makes made take takes took go goes went come comes came put set still already "
    "again yet even first new big great old last next another other others one now today tomorrow "
    "yesterday morning evening night week weeks month months year years day days hour hours why how "
    "what there here much many some any all ever really too near amid despite because since during "
    "well back out off down thing things way ways case side",
    "he": "עוד כבר שוב אז פה שם כאן מאוד חדש חדשה חדשים ראשון ראשונה גדול גדולה אחד אחת אחר אחרים היום "
    "אתמול מחר הבוקר הערב הלילה שבוע חודש שנה שנים יום ימים שעה שעות למה מדוע איך מה מי מתי איפה כמה "
    "הזה הזאת האלה בגלל למרות לאחר במהלך כעת עתה הכל דבר דברים מקרה צד",
    "ar": "أيضا مرة جديد جديدة أول أولى كبير كبيرة آخر أخرى اليوم أمس غدا صباح مساء أسبوع شهر سنة عام أعوام "
    "يوم أيام ساعة ساعات لماذا كيف ماذا متى أين كم هنا هناك الآن رغم بسبب خلال حول أمام عدة بعض جميع "
    "تم يتم سوف عبر قبل عقب إثر شيء",
    "fa": "هم همین دیگر باز جدید تازه اول نخستین بزرگ امروز دیروز فردا صبح شب هفته ماه سال روز ساعت چرا "
    "چگونه چطور چه کی کجا چند اینجا آنجا اکنون حالا کنون باره درباره برخی همه چیز مورد خود شده کرد "
    "کرده کند میشود میکند شدند دارد داشت",
    "es": "hace hacen hacer va van ir viene vienen pone puede pueden debe deben quiere sigue siguen aún "
    "todavía ya otra vez nuevo nueva nuevos nuevas primer primera gran grande último última otro "
    "otros hoy ayer mañana tarde noche semana mes año años día días hora horas por qué cómo cuándo "
    "dónde quién cuál tras ante pese durante bien muy mucho tan cosa caso",
    "de": "macht machen geht gehen kommt kommen nimmt gibt geben setzt kann können muss müssen will wollen "
    "bleibt wieder schon noch immer neu neue neuer neuen erste erster ersten groß große großen letzte "
    "andere heute gestern morgen abend woche monat jahr jahre tag tage stunde stunden warum wie was "
    "wer wann wo trotz wegen während sehr viel mehr dabei damit fall seite nun jetzt",
    "ru": "еще опять снова новый новая новое новые первый первая первое большой большая последний другой "
    "сегодня вчера завтра утром вечером неделю неделе месяц год году лет день дня дней час часов "
    "почему как что кто когда где сколько здесь там теперь сейчас из-за несмотря во время очень много "
    "стал стала стали стало может могут дело дела свой своих около после перед",
}
# What promises to tell, and tells nothing: a count of these counts nothing.
_TEASERS: Final = {
    "fr": "questions choses raisons points clés éléments indices photos images chiffres leçons façons "
    "conseils réponses billet édito éditorial commentaire analyse récit décryptage portrait chronique "
    "témoignage reportage",
    "en": "questions things reasons ways facts takeaways lessons tips photos pictures charts answers",
    "he": "שאלות דברים סיבות עובדות תמונות טיפים",
    "ar": "أسئلة أشياء أسباب حقائق صور نصائح",
    "fa": "سوال نکته دلیل عکس تصویر",
    "es": "preguntas cosas razones claves motivos datos fotos imágenes consejos respuestas",
    "de": "fragen dinge gründe fakten punkte bilder fotos tipps antworten",
    "ru": "вопросов вопроса причин причины фактов факта фото советов",
}
_ASKS: Final = {
    "fr": "pourquoi comment quand que qu qui quel quelle quels quelles combien faut ce est",
    "en": "why how what who when where which whose is are can could should will does do did",
    "he": "למה מדוע איך כיצד מה מי מתי איפה היכן כמה האם",
    "ar": "لماذا كيف ماذا ما من متى أين كم هل",
    "fa": "چرا چگونه چطور چه کی کجا چند آیا",
    "es": "por qué cómo cuándo dónde quién cuál",
    "de": "warum wie was wer wann wo wieso weshalb welche welcher ist sind kann",
    "ru": "почему как что кто когда где сколько зачем ли",
}
_DATES: Final = frozenset(word for one in DATES for word in spelt(one))


@lru_cache(maxsize=64)
def light(language: str) -> frozenset[str]:
    """List the words of a language that tell nothing: duties, who says it, how sure, when, "still"."""
    listed = table(FUNCTION_WORDS, language) | table(ATTRIBUTIONS, language)
    own = frozenset(spelt(_LIGHT.get(language, "")))
    turning = NEGATIONS.get(language, frozenset()) | DOUBTS.get(language, frozenset())
    counting = frozenset(NUMBERS.get(language, ()))
    spelt_out = frozenset(word for one in listed for word in spelt(one))
    return spelt_out | own | turning | counting | teasers(language) | BANNERS | _DATES


@lru_cache(maxsize=64)
def teasers(language: str) -> frozenset[str]:
    """List what a title promises that tells nothing: three questions, five things to know."""
    return frozenset(spelt(_TEASERS.get(language, "")))


@lru_cache(maxsize=64)
def asks(language: str) -> frozenset[str]:
    """List the words that begin a question, or what a text promises to say: why, how, what."""
    return frozenset(spelt(_ASKS.get(language, "")))

"""Steps: words by which a story goes on, in eight languages: somebody is, a deal is made.

What became of somebody, and what turned into its opposite, stands in `bot.rules.revision.tables`.
"""

# Marks and letters of other scripts are what this file is about.

from functools import lru_cache
from typing import Final

from bot.rules.revision.tables import NEGATIONS, spelt

_STEPS: Final = {
    "fr": "accord plainte démission démissionne annule annulé annulée bloque bloqué bloquée évacué évacués "
    "évacuée saisi saisit enquête examen inculpé procès verdict rejoint détruit détruite reprend "
    "reprise suspendu suspendue retire reporté signé signe nommé élu élue capitule dépose recours "
    "grève cessez trêve revendique identifié retrouvé officiel officiellement normale tribunal",
    "en": "deal agreement complaint sues resigns resigned cancels cancelled blocks blocked evacuated "
    "investigation indicted trial verdict joins destroyed resumes resumed suspended withdraws "
    "postponed signs signed named elected surrenders surrendered appeal strike ceasefire truce "
    "identified found official officially apologises apologizes",
    "he": "הסכם תלונה התפטר התפטרה בוטל בוטלה נחסם פונו פונה חקירה אישום משפט הצטרף נהרס הושעה נדחה חתם "
    "חתמו מונה נבחר נכנע ערעור שביתה הפסקת זוהה נמצא נמצאה רשמית התנצל",
    "ar": "اتفاق شكوى استقال استقالة إلغاء ألغى إخلاء تحقيق اتهام محاكمة حكم انضم دمر تدمير استئناف تعليق "
    "انسحاب تأجيل وقع تعيين انتخب استسلم طعن إضراب هدنة تبنى هوية العثور رسميا اعتذر",
    "fa": "توافق شکایت استعفا لغو تخلیه تحقیق اتهام محاکمه حکم پیوست ویران تعلیق خروج تعویق امضا منصوب "
    "انتخاب تسلیم اعتصاب آتشبس شناسایی پیدا رسما عذرخواهی",
    "es": "acuerdo denuncia dimite dimisión cancela cancelado bloquea bloqueado evacuados investigación "
    "imputado juicio veredicto destruido reanuda suspendido retira aplazado firma firmado nombrado "
    "elegido rinde recurso huelga tregua reivindica identificado hallado oficial oficialmente "
    "disculpa",
    "de": "einigung abkommen anzeige rücktritt tritt absage abgesagt blockiert evakuiert ermittlungen "
    "angeklagt prozess urteil zerstört ausgesetzt zieht verschoben unterzeichnet ernannt "
    "gewählt ergibt berufung streik waffenruhe identifiziert gefunden offiziell entschuldigt",
    "ru": "соглашение жалоба отставка отставку отменил отменили заблокировали эвакуированы эвакуировали "
    "расследование обвинение суд приговор уничтожен возобновил приостановил отложен подписал "
    "подписали назначен избран сдался сложил апелляция забастовка перемирие опознан найден официально "
    "извинился",
}
# Verbs that say "not": beside those words that a sentence is turned round with.
_DENIES: Final = {
    "fr": "dément démenti démentent nie nient niée exclut exclu réfute réfuté rejette rejeté refuse refusé",
    "en": "denies denied deny rejects rejected refutes refuted refuses refused dismisses",
    "he": "מכחיש הכחיש הכחישה שלל שללה דחה דחתה סירב",
    "ar": "نفى نفت ينفي تنفي رفض رفضت يرفض استبعد",
    "fa": "تکذیب رد نپذیرفت",
    "es": "niega niegan negó desmiente desmintió rechaza rechazó descarta",
    "de": "bestreitet bestritt dementiert weist lehnt verweigert",
    "ru": "опроверг опровергла опровергли отрицает отверг отвергла отказался",
}


@lru_cache(maxsize=64)
def denials(language: str) -> frozenset[str]:
    """List the words by which a sentence of this language says "not", folded."""
    return NEGATIONS.get(language, frozenset()) | frozenset(spelt(_DENIES.get(language, "")))


@lru_cache(maxsize=64)
def steps(language: str) -> frozenset[str]:
    """List the words by which a story of this language goes on, folded."""
    return frozenset(spelt(_STEPS.get(language, "")))

"""Consent in one word: which texts say stop, and which say start, in any language.

Only a text that is such a word and nothing else counts: a sentence about a bus stop ends nothing. The
words are those that Twilio knows (twilio.com/docs/messaging/tutorials/advanced-opt-out), and their
like in the languages of our readers, on every channel.
"""

import unicodedata
from typing import Literal

Word = Literal["stop", "start"]

_STOP = """
    stop stopall optout unsubscribe cancel end quit revoke
    arret arrêt arrêter arrêtez arrête désabonner désabonnement désabonnez désinscrire désinscription
    désinscrivez annuler résilier stopper
    עצור עצרי עצרו הסר הסירו הסרה להסיר הפסק הפסיקי הפסיקו בטל ביטול די
    قف توقف إيقاف أوقف إلغاء ألغ الغاء_الاشتراك
    لغو توقف_کن بس_کن لغو_اشتراک
    بند روکو بند_کرو رکو
    стоп отписаться отписка отмена хватит
    baja cancelar parar detener alto
    stopp abmelden abbestellen beenden aufhören
    ferma basta annulla disiscrivimi cancellami
    pare cancele sair
"""

_START = """
    start unstop subscribe join restart resume
    démarrer commencer reprendre abonner s'abonner abonnement inscrire inscription
    התחל התחילי התחילו התחלה הצטרף הצטרפי הצטרפו הצטרפות להצטרף הירשם הרשמה
    ابدأ بدء اشترك اشتراك
    شروع شروع_کن
    شروع_کریں
    старт начать подписаться
    alta empezar iniciar inicio suscribir suscribirme
    starten anmelden abonnieren
    inizia avvia iscrivimi
    começar assinar
"""


def fold(text: str) -> str:
    """Bring a text to the shape in which words are compared: letters and digits, lower case, bare.

    Accents, vowel points, punctuation and emoji go; runs of spaces become one.
    """
    # twice: folding case can bring marks back (İ)
    bare = _bare(_bare(text).casefold())
    kept = (letter if letter.isalnum() else " " if letter.isspace() else "" for letter in bare)
    return " ".join("".join(kept).split())


def word_of(text: str) -> Word | None:
    """Say whether a text is a stop word or a start word, alone or repeated; None for all else."""
    words = fold(text).split()
    joined = "".join(words)
    if joined in STOP_WORDS or (words and STOP_WORDS.issuperset(words)):
        return "stop"
    return "start" if joined in START_WORDS else None


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.category(letter).startswith("M"))


def _table(words: str) -> frozenset[str]:
    return frozenset(fold(word.replace("_", "")) for word in words.split())


STOP_WORDS = _table(_STOP)
START_WORDS = _table(_START)

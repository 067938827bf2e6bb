"""The words that stand alone for a request: to stop, to start, to be helped.

Those of English are the ones that Twilio knows (twilio.com/docs/messaging/tutorials/advanced-opt-out);
the others are their like in the languages of our readers. An underscore stands for a space.
"""

# Letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from typing import Final

from bot.rules.consent.folding import fold

_STOP: Final = """
    stop stopall optout unsubscribe unsub unsubscribing cancel end quit revoke unregister remove_me
    arret arrêt arrêter arrêtez arrête désabonner désabonnement désabonnez désabonne désabo désinscrire
    désinscription désinscrivez désinscris annuler résilier résiliation stopper stoppez
    עצור עצרי עצרו תעצור תעצרי תעצרו
    לעצור הסר הסירו הסירי הסרה להסיר תסיר תסירי תסירו הפסק הפסיקי הפסיקו להפסיק תפסיק תפסיקי
    תפסיקו בטל בטלי בטלו ביטול לבטל די סטופ
    قف توقف توقفوا إيقاف أوقف أوقفوا إلغاء ألغ الغاء_الاشتراك إلغاء_اشتراك ستوب
    لغو توقف_کن بس_کن لغو_اشتراک لغو_عضویت متوقف_کن متوقف_کنید استاپ
    بند روکو بند_کرو رکو بند_کریں روکیں رکیں منسوخ منسوخ_کریں سٹاپ ان_سبسکرائب
    стоп отписаться отписка отмена хватит остановить остановите остановись прекратить прекратите прекрати
    отпишите отпиши
    стоп зупинити зупиніть зупинись відписатися відписатись відписка скасувати досить припинити припиніть
    baja cancelar parar detener alto desuscribir desuscribirme desuscribirse anular_suscripción
    cancelar_suscripción darse_de_baja darme_de_baja dar_de_baja
    stopp abmelden abbestellen beenden aufhören abmeldung kündigen austragen
    quítenme bórrenme elimínenme sáquenme desuscríbanme desuscríbeme cancellatemi disiscrivetemi smettetela
    احذفوني احذفني أزيلوني أزلني descadastrem unscribe desinscreva-me
    ferma basta annulla disiscrivimi cancellami disiscrivi disiscrizione disiscriviti fermati interrompi
    disdici
    pare cancele sair descadastrar descadastre desinscrever desinscreva cancelar_inscrição
    cancelar_assinatura
    dur durdur durdurun iptal iptal_et abonelikten_çık aboneliği_iptal_et
    አቁም አቁሚ አቁሙ አቋርጥ አቋርጡ ሰርዝ ሰርዙ ይቁም ስቶፕ
    stoppen afmelden uitschrijven opzeggen annuleren beëindigen afmelding
    wypisz anuluj zatrzymaj zrezygnuj rezygnuję rezygnacja
    סטאָפּ הער_אויף הערט_אויף
"""

_START: Final = """
    start unstop subscribe resubscribe join restart resume
    démarrer commencer reprendre abonner s'abonner abonnement inscrire s'inscrire inscription réabonner
    התחל התחילי התחילו התחלה להתחיל הצטרף הצטרפי הצטרפו הצטרפות להצטרף הירשם הרשמה להירשם סטארט
    ابدأ ابدؤوا بدء اشترك اشتراك ستارت
    شروع شروع_کن شروع_کنید عضویت
    شروع_کریں سبسکرائب
    старт начать подписаться подписка
    почати підписатися підписатись підписка
    اشتركني سجلوني سجلني suscríbanme suscríbeme suscríbame apúntame abbonatemi iscrivetemi
    alta empezar iniciar inicio suscribir suscribirme suscribirse
    starten anmelden abonnieren anmeldung
    inizia avvia iscrivimi iscrivermi iscriviti
    começar assinar inscrever iniciar_inscrição
    başla başlat başlatın abone_ol
    ጀምር ጀምሪ ጀምሩ ስታርት
    aanmelden inschrijven beginnen
    zacznij zapisz subskrybuj rozpocznij
    סטאַרט הייב_אָן
"""

_HELP: Final = """
    help aide info aidez-moi aider
    עזרה עזרו עזור לעזרה
    مساعدة النجدة ساعدني ساعدوني
    کمک راهنما راهنمایی
    مدد مدد_کریں ہیلپ
    помощь справка помогите помоги
    допомога довідка допоможіть
    ayuda ayúdame ayúdenme aiutatemi
    hilfe
    aiuto aiutami
    ajuda ajude
    yardım
    እርዳታ እርዳኝ እርዱኝ
    hulp
    pomoc pomocy
    הילף
"""


def _table(words: str) -> frozenset[str]:
    return frozenset(fold(word.replace("_", "")) for word in words.split())


STOP_WORDS: Final = _table(_STOP)
START_WORDS: Final = _table(_START)
HELP_WORDS: Final = _table(_HELP)

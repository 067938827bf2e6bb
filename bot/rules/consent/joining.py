"""How people ask to be sent alerts, or for help: patterns of whole texts, politeness aside.

A pattern is a row of slots: "a|b" is one of two, a slot that ends with "?" may lack, an underscore is a
space. A line that is indented goes on with the one above.
"""

# Letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from typing import Final

JOINING: Final = """
# English
i_want_to|i_would_like_to|i'd_like_to|can_i|let_me|i'd_love_to? subscribe|join|sign_up|resubscribe|
    start|restart|begin getting|receiving|to|for|to_get|to_receive|me? the|your|my? alerts|news|
    messages|subscription|updates|again|list|notifications
i_want_to|i_would_like_to|i'd_like_to|can_i|let_me|i'd_love_to subscribe|join|sign_up|resubscribe|
    start|restart
i_want_to|i_would_like_to|i'd_like_to get|receive the|your|more? alerts|news|updates|messages
resume|restart|start sending? me? the|my|your? alerts|news|messages|subscription|updates
sign_me|subscribe|resubscribe up|me|us|me_up to|for? the|your? alerts|news|list|updates|again?
add|put|sign me|us back? on|to|in the|your? list
send me the|your|more? alerts|messages|updates again?
i_want_to_come_back|start_again|subscribe_again|sign_me_up_again|sign_me_up|i_want_alerts|
    i_want_the_alerts|i_want_your_alerts|i_want_news_alerts|count_me_in|opt_in|opt_me_in
# français
je_veux|je_voudrais|je_souhaite|j'aimerais m'abonner|m'inscrire|me_réabonner|me_réinscrire|
    recommencer|reprendre|commencer aux|à|les|vos|le|des? vos|toutes_les? alertes|infos|messages|
    notifications|service|abonnement|nouvelles?
abonnez|abonne|inscrivez|inscris|réabonnez|réinscrivez moi|nous aux|à|à_vos|de_nouveau? alertes|
    messages?
je_veux|je_voudrais|je_souhaite|j'aimerais recevoir les|vos|des|toutes_les|à_nouveau_les alertes|
    infos|messages|notifications|nouvelles
je_m'abonne|je_m'inscris|je_me_réabonne|envoyez-moi_les_alertes|envoyez-moi_vos_alertes|
    on_recommence|reprendre_les_alertes|recevoir_les_alertes|démarrer_les_alertes
# עברית
אני? רוצה|רוצים|מבקש|מבקשת|אבקש|נא|אפשר|אשמח להירשם|להצטרף|להתחיל|לקבל_התראות|לקבל_הודעות|
    לקבל_עדכונים|לקבל_את_ההתראות|לקבל_חדשות לרשימה|לשירות|להתראות|לעדכונים|לקבל_התראות|שוב?
תרשמו|תרשום|תרשמי|רשמו|רשום|צרפו|תצרפו|תוסיפו|הוסיפו|תחזירו אותי שוב|לרשימה|להתראות|לעדכונים?
שלחו_לי_התראות|תשלחו_לי_התראות|תתחילו_לשלוח|להתחיל_לקבל|תתחילו_שוב|להתחיל_מחדש
# العربية
أريد|اريد|أود|أرغب_في|ارغب_في|بدي الاشتراك|أن_أشترك|الانضمام|تلقي_التنبيهات|تلقي_الأخبار|التسجيل|
    استلام_الأخبار مجددا|في_الخدمة|من_جديد?
اشتركني|سجلوني|سجلني|أضيفوني|أضفني|ضيفوني في_القائمة|إلى_القائمة?
أرسلوا_لي_التنبيهات|أرسلوا_لي_الأخبار|ابدأ_الإرسال|ابدأ_من_جديد
# فارسی
می‌خواهم|میخواهم|میخوام عضو|مشترک شوم|بشم|بشوم
من_را|مرا|منو عضو|مشترک|اضافه کنید|کن
عضو_می‌شوم|خبرها_را_بفرستید|هشدارها_را_بفرستید|برایم_خبر_بفرستید|دوباره_شروع_کن|دوباره_شروع_کنید
# русский
я? хочу|хотел_бы|хотела_бы|можно|прошу подписаться|подписаться_снова|получать_новости|
    получать_уведомления|подписаться_на_рассылку новости|уведомления|рассылку|снова|на_новости|
    на_уведомления?
подпишите|подпиши|добавьте|верните|включите меня|уведомления|рассылку на_рассылку|на_новости|
    в_список|снова?
присылайте_мне_новости|присылайте_новости|начать_снова|возобновить_рассылку|возобновить_подписку
# українська
я? хочу|хотів_би|хотіла_б|прошу підписатися|підписатись|отримувати новини|сповіщення|на_новини|
    знову|на_розсилку?
підпишіть|підпиши|додайте мене на_розсилку|на_новини|до_списку|знову?
надсилайте_мені_новини|почати_знову
# español
quiero|quisiera|deseo|me_gustaría suscribirme|darme_de_alta|recibir|inscribirme|empezar a|las|los|
    sus? alertas|noticias|avisos|mensajes?
suscríbanme|suscríbeme|inscríbanme|apúntenme|apúntame|denme_de_alta|dame_de_alta|darme_de_alta|
    darse_de_alta|me_suscribo|envíenme_las_alertas|quiero_alertas|empezar_de_nuevo|suscríbame
# Deutsch
ich? möchte|will|würde_gern mich|wieder|mich_wieder|die_nachrichten|den_dienst|die_meldungen?
    anmelden|abonnieren|mitmachen|nachrichten_bekommen|meldungen_bekommen|bekommen|erhalten|
    nachrichten_erhalten|starten
melden_sie|melde|meldet mich an|wieder_an
ich_abonniere|schicken_sie_mir_die_meldungen|neu_starten|wieder_starten|wieder_anmelden|
    nachrichten_abonnieren
# italiano
voglio|vorrei|desidero iscrivermi|abbonarmi|ricevere|ricominciare|riprendere le|gli|i|di_nuovo?
    notifiche|avvisi|messaggi|notizie|alert?
iscrivetemi|iscrivimi|abbonatemi|aggiungetemi|mi_iscrivo|ricomincia|riprendi|mandatemi_le_notizie
    alla_lista|di_nuovo|alle_notifiche?
# português
quero|queria|gostaria_de|desejo me|de? inscrever|assinar|receber|voltar|começar|inscrever-me|
    cadastrar|subscrever os|as|a? alertas|notícias|mensagens|receber|avisos?
me_inscreva|me_inscrevam|inscreva-me|inscrevam-me|me_cadastre|quero_alertas|começar_de_novo|
    me_adicione|me_inscrevo
# Türkçe
abone olmak|olayım|ol istiyorum|lütfen?
beni listeye|abone ekle|ekleyin|yap|yapın|et|edin
haberleri|bildirimleri|uyarıları almak_istiyorum|gönder|gönderin|başlat|başlatın
yeniden_başla|tekrar_başlat|yeniden_başlat
# አማርኛ
መመዝገብ|መጀመር|ዜና_መቀበል|ማንቂያ_መቀበል እፈልጋለሁ
መዝግቡኝ|መዝግበኝ|ይመዝግቡኝ|እንደገና_ጀምር
# Nederlands
ik wil|wil_graag|zou_graag mij|me|weer? aanmelden|inschrijven|abonneren|berichten_ontvangen|
    meldingen_ontvangen|beginnen
schrijf|meld mij|me in|aan|weer_aan
opnieuw_beginnen|stuur_mij_de_berichten|opnieuw_starten|mij_aanmelden
# polski
chcę|chciałbym|chciałabym|proszę_o się? zapisać|subskrybować|otrzymywać_powiadomienia|
    dostawać_powiadomienia|zapisanie|dołączyć na_listę|do_listy|powiadomienia?
zapisz|zapiszcie|dodajcie|dodaj|dopiszcie mnie na_listę|do_listy|ponownie?
wysyłajcie_mi_powiadomienia|zacznij_od_nowa|zapisuję_się
# اردو
میں_سبسکرائب_کرنا_چاہتا_ہوں|میں_سبسکرائب_کرنا_چاہتی_ہوں|سبسکرائب_کریں|سبسکرائب_کرو|مجھے_شامل_کریں|
    مجھے_خبریں_بھیجیں|دوبارہ_شروع_کریں|شروع_کرو
# ייִדיש
שיקט_מיר_נייעס|שיקט_מיר_די_נייעס|איך_וויל_זיך_פארשרייבן|פארשרייבט_מיך|הייבט_אן
"""

ASKING: Final = """
i_need|can_i_get|get_me|give_me|i_want some? help
can_you|could_you|would_you? help me|us
j'ai_besoin|besoin|je_veux|il_me_faut d'|de_l'? aide|d'aide
pouvez-vous|pourriez-vous|peux-tu? m'aider|aidez-moi|aide-moi|aider
צריך|צריכה|אני_צריך|אני_צריכה|אפשר|אשמח_ל|מבקש|מבקשת עזרה
תעזרו|תעזור|תעזרי|עזרו|עזור|אפשר_לעזור לי
أحتاج|احتاج|أريد|اريد|أحتاج_إلى|احتاج_الى المساعدة|مساعدة
به? کمک نیاز_دارم|می‌خواهم|میخوام|کنید|کنین|لازم_دارم
مجھے مدد چاہیے|کی_ضرورت_ہے|درکار_ہے
мне? нужна помощь
помогите|помоги|можете_помочь|допоможіть|допоможи мне|нам|мені
мені? потрібна допомога
necesito|quiero|pido ayuda
puede|pueden|me_puedes|me_pueden|puedes ayudarme|ayudar
ich brauche|möchte hilfe
brauche hilfe
können_sie|kannst_du|könnt_ihr mir helfen
helfen_sie|hilf|helft mir
ho_bisogno_di|serve|mi_serve|vorrei|voglio aiuto
potete|puoi|può aiutarmi
aiutatemi|preciso_de_ajuda|quero_ajuda|me_ajude|me_ajudem|ajude-me|podem_me_ajudar|pode_me_ajudar
yardım|yardıma edin|et|istiyorum|lazım|ihtiyacım_var|edebilir_misiniz|eder_misiniz
እርዳታ እፈልጋለሁ|ያስፈልገኛል
ik heb_hulp|wil_hulp|zoek_hulp nodig?
help|kunt_u|kun_je mij|me helpen?
potrzebuję|proszę_o pomocy|pomoc
pomóż|pomóżcie|możecie mi pomóc?
העלפט|העלף מיר
"""

"""How people ask to get no more: patterns of whole texts, politeness aside.

A pattern is a row of slots: "a|b" is one of two, a slot that ends with "?" may lack, an underscore is a
space. A line that is indented goes on with the one above.
"""

# Letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from typing import Final

LEAVING: Final = """
# English
i_want_to|i_would_like_to|i'd_like_to|i_wish_to|can_you|could_you|i_want|you_must? stop|end|cancel
    the|all|my|your|these|this|sending? alerts|alert|messages|message|notifications|news|texts|
    texting|subscription|service|updates|newsletter|everything
stop|quit|cease sending|texting|messaging|writing|spamming|bothering|notifying|alerting|contacting
    me|us?
can_you|could_you|you_must? stop|quit sending|texting_me|giving me|us? any|these|your|the|those|
    more? messages|alerts|news|texts|notifications|stuff|updates|spam
i_want_to|i_would_like_to|i'd_like_to|i_wish_to|i_want_you_to|can_you|could_you|would_you|let_me|
    how_about_you? unsubscribe|unsub|unregister|opt_out|sign_off me|us|my_number|this_number|now?
    from|of|to? this|the|these|your|all? list|alerts|messages|notifications|newsletter|service|news|
    everything?
can_you|could_you|would_you|i_want_you_to? remove|delete|unsubscribe|cancel me|my_number|
    this_number|us from|off|of|out_of|out? the|your|this|that|all? list|mailing_list|lists|alerts|
    messages|service|database?
no_more|enough_of|no_further messages|alerts|news|texts|notifications|updates for_me|to_me|from_you?
i_don't_want|i_do_not_want|i_dont_wish|i_no_longer_want|i_don't_need to_get|to_receive|any|your|
    these? any|your|these|more? messages|alerts|news|texts|notifications|updates any_more|anymore|
    any_longer?
don't|do_not|never|dont_you send|text|message|write|contact|write_to me|us again|any_more|anymore|
    messages|alerts|any_more_messages|more_messages|any_messages|messages_anymore|alerts_anymore
can_you|could_you|i_want_you_to? take|drop|get|strike me|us|my_number off|out_of|off_of the|your|
    this|that|all? list|mailing_list|lists|service
take_me|take_us|sign_me off
don't|do_not|dont|never text|message|contact|notify|alert|spam|bother me|us
leave_me_alone|i_said_stop|i_want_to_stop|stop_all_of_it|stop_everything
remove|delete|cancel my subscription|number|account|registration
opt|opting me? out
stop|quit|cease sending this|that|those|these|it|stuff|things to_me?
# français
je_veux|je_voudrais|je_souhaite|j'aimerais|je_désire|pouvez-vous|pourriez-vous|peux-tu|merci_de|
    veuillez|merci_de_bien_vouloir|prière_de|il_faut|je_demande_à? me|m'|nous|se|vous? désabonner|
    désinscrire|retirer|enlever|supprimer|effacer de|des|du|à? la|vos|votre|ces|cette|toutes_les|
    mes? liste|alertes|messages|notifications|listes|newsletter|service|diffusion|
    liste_de_diffusion|fichier?
désabonnez|désabonne|désinscrivez|désinscris|retirez|retire|enlevez|enlève|supprimez|supprime|
    effacez|ôtez|rayez moi|nous|mon_numéro|ce_numéro de|des|du? la|votre|cette|vos|ces|toutes_les?
    liste|alertes|messages|listes|diffusion|liste_de_diffusion|fichier?
je_me désabonne|désinscris|retire
je_veux|je_voudrais|je_souhaite|j'aimerais|pouvez-vous|pourriez-vous|peux-tu|merci_d'|veuillez?
    arrêter|stopper|annuler|résilier|cesser|interrompre|d'arrêter|de_cesser|suspendre mon|tous|
    toutes|l'|le|les|ces|vos|cet|de_recevoir? mon|les|ces|vos|l'? abonnement|messages|alertes|
    notifications|envois|envoi|inscription|sms|tout|service
arrêtez|arrête|stop|stoppez|cessez|arrêter|cesser|fini|assez aux|les|ces|vos|avec|tous|toutes|de|d'|
    tes? vos|les|ces? messages|alertes|notifications|envois|sms|spam|spams|infos
arrêtez|arrête|cessez|arrêter|cesser|merci_d'arrêter|pouvez-vous_arrêter|stop de|d' m'envoyer|
    m'écrire|nous_envoyer|envoyer|me_spammer|me_déranger|me_contacter|me_notifier|spammer des|vos|
    ces|tous_ces? messages|alertes|notifications|sms|infos?
plus_aucun|plus_aucune|plus_un_seul|stop_à_tous_les|plus_jamais_de message|messages|alerte|
    notification|sms|alertes
je_veux_plus_recevoir|je_ne_veux_plus|je_ne_souhaite_plus|je_ne_désire_plus recevoir|avoir|de|d'|
    vos? de|d'|vos|ces|les|aucun|aucune? messages|message|alertes|alerte|notifications|rien|sms|
    infos?
je_ne_veux_plus|je_ne_souhaite_plus rien|être recevoir|abonné|abonnée|inscrit|inscrite|contacté|
    contactée
ne_m'envoyez|ne_m'envoie|ne_m'écrivez|ne_nous_envoyez|ne_me_contactez plus rien|de_messages|
    d'alertes|de_message|d'alerte|vos_messages|de_sms|de_notifications?
merci_d'|veuillez|pouvez-vous|pourriez-vous|vous_pouvez arrêter|cesser|stopper
de|d' me|m'|nous désabonner|désinscrire|retirer|enlever|supprimer de? la|votre|vos|cette? liste|
    listes|alertes|messages?
laissez-moi_tranquille|foutez-moi_la_paix|je_veux_sortir_de_la_liste|sortez-moi_de_la_liste|
    je_veux_que_ça_s'arrête|arrêtez_tout|stop_tout|désabonnement_immédiat|je_veux_arrêter|
    je_voudrais_arrêter|demande_de_désabonnement
annulez|annule|annuler|résiliez|résilier mon|l'|cet|cette|notre? abonnement|inscription
merci_de|de|prière_de|veuillez|je_souhaite|je_veux|je_voudrais|j'aimerais|je_désire? ne_plus
    m'envoyer|me_contacter|m'écrire|me_notifier|nous_envoyer|recevoir|avoir|être_abonné|être_abonnée
    de|d'|vos|des|aucun|aucune|ces|les? messages|message|alertes|alerte|notifications|sms|infos|
    rien?
# עברית
אני? רוצה|רוצים|מבקש|מבקשת|מבקשים|אבקש|נא|אפשר|ברצוני|אשמח|תוכלו? להסיר|להפסיק|לבטל|לעצור|להוריד|
    למחוק|להפסיק_לקבל|להפסיק_עם את|אותי|אותנו? עצמי|אותי|המינוי|מינוי|המנוי|מנוי|הודעות|ההודעות|
    התראות|ההתראות|עדכונים|העדכונים|המספר_שלי|הרישום|ההרשמה מהרשימה|מרשימת_התפוצה|מהתפוצה|מכאן|שלי|
    מרשימת_הדיוור?
אני? רוצה|מבקש|מבקשת|מבקשים|אבקש|נא|אפשר|ברצוני להסיר|להפסיק|לבטל|לעצור|להתנתק|להסיר_מהרשימה|
    לצאת_מהרשימה|לבטל_הרשמה
תפסיקו|תפסיק|תפסיקי|הפסיקו|הפסק|די|נא_להפסיק|מספיק|תחדלו לשלוח|להטריד|לכתוב|עם|להציק|לשגר לי|אותי|
    לנו|ה? הודעות|ההודעות|התראות|ההתראות|עדכונים|העדכונים|ספאם|הספאם?
תסירו|תסיר|תסירי|הסירו|הסר|הסירי|תורידו|תוריד|תורידי|הורידו|תמחקו|תמחק|מחקו|תוציאו|תוציא|הוציאו
    אותי|אותנו|את_המספר_שלי מהרשימה|מרשימת_התפוצה|מהתפוצה|מכאן|מהקבוצה|מרשימת_הדיוור|מהרשימות?
אל|נא_לא|לא תשלחו|תשלח|תשלחי|לשלוח|תכתבו|לכתוב|תפנו לי|אליי|אלי|לנו יותר|עוד הודעות|התראות|עדכונים|
    כלום?
אל|נא_לא|לא תשלחו|תשלח|לשלוח יותר|עוד|לי_הודעות
אני? לא|איני|אינני רוצה|רוצים|מעוניין|מעוניינת|מעוניינים יותר|עוד? הודעות|לקבל_הודעות|התראות|
    לקבל_התראות|לקבל|לקבל_עדכונים|עדכונים|בהודעות|בהתראות|לקבל_יותר_הודעות|לקבל_עוד_הודעות|
    לקבל_יותר_התראות יותר|מכם|יותר_מכם?
די_עם|די_עם_כל|מספיק_עם|לא_עוד|עצרו_את|עצור_את|תעצרו_את יותר? הודעות|התראות|ההודעות|ההתראות
בטלו|בטל|בטלי|תבטלו|תבטל|ביטול|לבטל|הסרת את|לי_את? המינוי|מינוי|המנוי|מנוי|ההרשמה|הרשמה|הודעות|
    ההודעות|הרישום שלי|לי?
עזבו_אותי|עזבו_אותי_במנוחה|להסיר_אותי|הסרה_מהרשימה|הסרה_מרשימת_התפוצה|תפסיקו_עם_זה|עצרו_הכל|להסרה
# العربية
أريد|اريد|أود|أرغب_في|ارغب_في|الرجاء|يرجى|أرجو|هل_يمكنكم|ممكن|بدي|عايز? إلغاء|الغاء|إيقاف|ايقاف|وقف|
    إلغاء_تفعيل الاشتراك|اشتراكي|الرسائل|التنبيهات|الإشعارات|إرسال_الرسائل|الخدمة|رسائلكم|الأخبار
توقفوا|توقف|أوقفوا|أوقف|اوقفوا|كفوا|بطلوا|وقفوا عن? إرسال|ارسال|الإرسال|مراسلتي|إزعاجي|الرسائل|
    التنبيهات|الإشعارات|هذه_الرسائل الرسائل|التنبيهات|لي|إلي|الرسائل_لي|الرسائل_إلي|رسائل?
لا ترسلوا|ترسل|تبعثوا|تبعتوا|تراسلوني|تراسلني لي|إلي|لنا? المزيد|المزيد_من_الرسائل|رسائل|أي_رسائل|
    الرسائل|مزيدا_من_الرسائل|بعد_الآن|شيئا|تنبيهات?
احذفوني|احذفني|أزيلوني|أزلني|شيلوني|ألغوا_اشتراكي|ألغ_اشتراكي|الغوا_اشتراكي|الغي_اشتراكي|أخرجوني|
    حذفي|إزالتي من? القائمة|قائمتكم|هذه_القائمة|اللائحة|القوائم?
لا أريد|اريد|أرغب_في|أود|بدي المزيد_من|تلقي|استلام|أي|هذه? الرسائل|رسائل|التنبيهات|رسائلكم|
    الإشعارات|أخبار بعد_الآن|منكم?
أريد_أن_ألغي_اشتراكي|أريد_التوقف|لا_مزيد_من_الرسائل|لا_رسائل_بعد_الآن|كفى_رسائل|اتركوني_وشأني|
    لا_رسائل_أخرى|أريد_الخروج_من_القائمة
# فارسی
می‌خواهم|میخواهم|میخوام|من? لغو|قطع|توقف اشتراک|عضویت|پیام‌ها|پیام‌رسانی|اشتراکم|اشتراک_من کنم|کنید|
    کن|شود|را_لغو_کنم?
اشتراکم|اشتراک_من|عضویتم|عضویت_من|اشتراک|عضویت را|رو? لغو|قطع|حذف|کنسل کنید|کن|کنین
دیگر|دیگه پیام|پیامی|پیام‌ها|خبر|اعلان|هشدار نفرستید|نفرست|ندهید|نده|ندین|نفرستین|نمی‌خواهم|نمیخوام
دیگر|دیگه|لطفا_دیگر پیام|پیامی|به_من_پیام|برای_من_پیام|برایم_پیام|بهم_پیام نفرستید|نفرست|ندهید|نده
من_را|مرا|منو|اسمم_را|نامم_را|شماره_ام_را از_لیست|از_فهرست|از_لیست_خود|از_لیستتان حذف|خارج|پاک کنید|
    کن|کنین
ارسال پیام|پیام‌ها|هشدارها|اعلان‌ها|خبرها را|رو? متوقف|قطع کنید|کن
می‌خواهم_لغو_اشتراک_کنم|نمی‌خواهم_پیام_دریافت_کنم|پیام_نفرستید|پیام_ندهید|بس_کنید|دیگر_نفرستید|
    توقف_کنید|لغو_کن|لغو_کنید
# русский
я? хочу|хотел_бы|хотела_бы|можно|прошу? отписаться|отказаться от? рассылки|подписки|уведомлений|
    сообщений|новостей|вас|всего?
отпишите|отпиши|удалите|удали|уберите|убери|исключите|отключите|вычеркните меня|нас|мой_номер от|из|
    с? рассылки|списка|базы|уведомлений|подписки?
прекратите|прекрати|остановите|хватит|перестаньте|перестань|прошу_прекратить|остановить|прекратить|
    отключите|отключить|отменить|отмените|отмена|стоп мне|эту|эти|мою|все|ваши|присылать|слать|
    рассылать? рассылку|рассылка|сообщения|уведомления|спам|отправку_сообщений|подписку|подписки|
    сообщений|новости
хватит|прекратите|перестаньте|перестань|прекрати|кончайте мне? присылать|слать|писать|спамить|
    рассылать|отправлять мне? сообщения|уведомления|новости|спам?
больше_не|никогда_не|прошу_не присылайте|шлите|пишите|отправляйте|присылай|пиши|беспокойте|присылать
    мне|меня|нам? больше? ничего|сообщения|сообщений|уведомления|уведомлений?
не присылайте|шлите|пишите|отправляйте|присылай|пиши|надо_присылать|беспокойте мне|меня|нам больше?
    ничего|сообщения|сообщений|уведомления|уведомлений|никаких_сообщений|рассылку?
я_больше_не|больше_не|я_не|не хочу получать|получать_от_вас сообщения|уведомления|новости|рассылку|
    ваши_сообщения|от_вас_сообщения больше?
никаких_больше_сообщений|больше_никаких_сообщений|оставьте_меня_в_покое|хватит_сообщений|
    я_ухожу_из_рассылки|отписка_от_рассылки|хочу_выйти_из_рассылки|не_надо_больше_сообщений
прошу|можно|просьба|просим отписать|удалить|исключить|убрать меня|нас|мой_номер из|от|с? рассылки|
    списка|базы|подписки?
# українська
я? хочу|хотів_би|хотіла_б|прошу|можна? відписатися|відписатись|відмовитися від? розсилки|підписки|
    сповіщень|повідомлень|вас?
відпишіть|відпиши|видаліть|видали|приберіть|вилучіть мене|нас|мій_номер від|з|зі? розсилки|списку|
    бази|сповіщень?
припиніть|припини|зупиніть|досить|перестаньте|годі|скасуйте|скасувати мені|цю|мою|усі|всі|ці?
    розсилку|повідомлення|сповіщення|підписку|надсилати|надсилати_повідомлення|писати|слати|
    слати_повідомлення|повідомлень
не|більше_не надсилайте|пишіть|шліть|присилайте|турбуйте мені|мене більше|повідомлень|повідомлення|
    нічого|більше_повідомлень?
я_більше_не|більше_не|я_не|не хочу отримувати повідомлення|сповіщення|новини|розсилку|
    ваші_повідомлення більше?
більше_ніяких_повідомлень|дайте_мені_спокій|жодних_повідомлень
відключіть|вимкніть|відключити|вимкнути сповіщення|розсилку|повідомлення|підписку
# español
quiero|quisiera|deseo|me_gustaría|necesito|pueden|puede|podrían|solicito? darme|darse|dar|darnos de
    baja de? la|las|los|esta? lista|alertas|mensajes|boletín|servicio?
quiero|quisiera|deseo|me_gustaría|necesito|pueden|puede|podrían? desuscribirme|cancelar|anular|
    dejar|desuscribir|borrarme|eliminarme de|mi|la|el|mis|de_la? suscripción|servicio|
    recibir_mensajes|recibir_alertas|lista|alertas|mensajes|boletín
quiero|quisiera|deseo|me_gustaría|necesito desuscribirme|parar|desuscribir|borrarme|cancelar|
    salir_de|salirme_de|borrarme_de la|esta? lista?
dame|deme|denme|dadme|darme|me_doy|dar|solicito|pido|quiero_la|quiero de|la|mi? baja
dejen|deje|deja|dejad|paren|pare|para|parad|basta|basta_ya de enviarme|enviar|mandarme|mandar|
    escribirme|enviarnos|molestarme|spam|molestar mensajes|alertas|notificaciones|más_mensajes|
    noticias|más?
paren|pare|parad|detengan|detener|parar|cancelen|cancele|cancelar|anulen|stop los|las|estos|estas|
    mi|todos_los|todas_las|sus? mensajes|alertas|notificaciones|envíos|suscripción|avisos
no me envíen|envíe|envíes|manden|mandes|mande|escriban|escribas|enviéis|molesten|molestes más|
    mensajes|más_mensajes|alertas|más_alertas|nada|nada_más|notificaciones?
no_más|ni_un|basta_de|ya_no_más|stop_a_los mensajes|alertas|notificaciones|avisos|mensaje_más
ya_no|no quiero|deseo más|recibir|recibir_más|sus mensajes|alertas|notificaciones|noticias|avisos?
quítenme|quítame|bórrenme|bórrame|elimínenme|elimíname|sáquenme|sácame|retírenme|desuscríbanme|
    desuscríbeme|sacadme|borradme de? la|su|esta|tu? lista|base_de_datos?
déjenme_en_paz|quiero_salir_de_la_lista|quiero_que_paren|no_quiero_recibir_nada|ya_basta
# Deutsch
ich? möchte|will|würde|möchten|bitte|können_sie|könnten_sie|würden_sie|könnt_ihr? mich|meine|mein?
    abmelden|abbestellen|austragen|kündigen|abmelden_vom_dienst|newsletter_abbestellen|abo_kündigen|
    nachrichten_abbestellen|benachrichtigungen_abbestellen|abonnement_kündigen|streichen|löschen|
    entfernen
ich? möchte|will|wünsche|brauche keine|keinerlei|keine_weiteren nachrichten|benachrichtigungen|
    meldungen|eilmeldungen|sms|alarme|news mehr? bekommen|erhalten|haben|empfangen?
melden|melde|tragen|nehmen|nehmt|streichen|löschen|entfernen|meldet|streicht|löscht|entferne|lösche
    sie? mich|uns|meine_nummer ab|aus|von|aus_der_liste|aus_dem_verteiler|von_der_liste|
    aus_ihrem_verteiler|aus_ihrer_liste|vom_verteiler|vom_newsletter_ab|vom_dienst_ab?
hören|hört|hör sie? auf|bitte_auf mir|uns|damit? nachrichten|zu|meldungen? zu|schreiben|nerven|
    schicken|senden|zu_schreiben|zu_schicken|zu_senden|zu_nerven?
schluss_mit|stopp|stoppen_sie|beenden|stoppt|stoppe|stop nachrichten|benachrichtigungen|meldungen|
    alarme|sms|eilmeldungen|den_nachrichten|die_nachrichten|diese_nachrichten|alle_nachrichten|
    alle_benachrichtigungen mehr|mehr_senden|mehr_schicken|an_mich|bekommen?
keine|keinerlei nachrichten|benachrichtigungen|meldungen|alarme|sms|eilmeldungen mehr mehr|senden|
    schicken|an_mich|bekommen?
keine_weiteren nachrichten|benachrichtigungen|meldungen
schicken|schreiben|senden|schickt|sendet|schreib|schick sie? mir|uns nichts|keine_nachrichten|keine|
    keine_meldungen mehr|nachrichten_mehr
lassen_sie_mich_in_ruhe|lasst_mich_in_ruhe|abo_kündigen|nachrichten_abbestellen|
    newsletter_abbestellen|alles_abbestellen|ich_steige_aus|abo_beenden|ich_will_raus
# italiano
voglio|vorrei|desidero|posso|potete|può|chiedo_di|per_favore? disiscrivermi|cancellarmi|annullare|
    disdire|interrompere|cancellare|fermare|smettere|togliermi|disattivare|essere_cancellato|
    essere_cancellata|essere_rimosso|essere_rimossa la|l'|il|le|i|mia|dalla|dal|di? mia? iscrizione|
    abbonamento|lista|servizio|notifiche|messaggi|avvisi|ricevere_messaggi|ricevere_notifiche?
cancellatemi|cancellami|disiscrivetemi|disiscrivimi|toglietemi|toglimi|rimuovetemi|rimuovimi|
    eliminatemi|eliminami|levatemi dalla|da|dalle? lista|vostra_lista|liste|questa_lista?
smettete|smettetela|smettila|smetti|finitela|basta di|con? mandarmi|inviarmi|scrivermi|mandare|
    inviare|i_messaggi|messaggi|notifiche|le_notifiche|disturbarmi messaggi|notifiche|avvisi?
non mandatemi|mandarmi|inviatemi|inviarmi|scrivetemi|scrivermi|mandate|voglio|voglio_ricevere|
    voglio_più|desidero_ricevere|voglio_più_ricevere più|messaggi|notifiche|più_messaggi|più_niente|
    altri_messaggi|più_notifiche|vostri_messaggi
niente_più|nessun_altro|fermate|fermare|stop|annulla|annullare|cancella|cancellare|disattiva|stop_ai
    più|i|le|l'|la|mia? messaggi|messaggio|notifiche|avvisi|iscrizione|abbonamento
lasciatemi_in_pace|non_ne_voglio_più|voglio_uscire_dalla_lista|voglio_cancellarmi
# português
quero|queria|gostaria_de|desejo|podem|pode|favor? cancelar|descadastrar|desinscrever|parar|
    sair_da_lista|remover|me_descadastrar|me_desinscrever|encerrar|anular de|da|a|minha|meu|o|me?
    receber|lista|inscrição|assinatura|cadastro|mensagens|alertas|receber_mensagens|receber_alertas|
    minha_inscrição|minha_assinatura|notificações|subscrição|minha_subscrição?
me_tire|me_tirem|me_remova|me_removam|remova-me|removam-me|tire-me|tirem-me|me_retire|retirem-me|
    me_descadastre|me_descadastrem|descadastre-me|me_exclua|me_exclui|excluam-me|me_apague da|desta|
    dessa|de? lista|sua_lista|vossa_lista?
pare|parem|para|chega|basta|deixem|deixe de enviar|mandar|me_enviar|me_mandar|enviar-me|mandar-me|
    me_escrever|me_incomodar|me_perturbar mensagens|alertas|notificações|mais_mensagens|isso?
não me? enviem|envie|mandem|mande|enviem-me|quero|quero_receber|quero_mais|quero_mais_receber|
    desejo_receber|me_mandem|escrevam mais|mensagens|mais_mensagens|nada|alertas|mais_nada|
    mais_alertas|notificações
sem_mais|chega_de|parem|pare|stop|pare_com|parem_com|fim_das mais|as|os|com_as|essas? mensagens|
    alertas|notificações
me_deixem_em_paz|me_deixe_em_paz|deixem-me_em_paz|quero_sair_da_lista|quero_me_descadastrar|
    quero_que_parem
# Türkçe
aboneliğimi|aboneliği|üyeliğimi|üyeliği|kaydımı|aboneliğimin|bildirimleri|mesajları|haberleri iptal|
    sil|durdur|silin|durdurun|kapat|kapatın|sonlandır|sonlandırın et|edin|ediniz|etmek_istiyorum|
    edilsin|edebilir_misiniz?
beni|numaramı listeden|listenizden|abonelikten|gruptan|bu_listeden çıkar|çıkarın|çıkartın|sil|silin|
    çıkarınız
abonelikten|listeden|üyelikten çıkmak|ayrılmak|çık|çıkar|ayrıl istiyorum|lütfen?
bana|artık|artık_bana|bir_daha|bir_daha_bana|daha_fazla mesaj|haber|bildirim|sms atma|atmayın|
    gönderme|göndermeyin|yollamayın|yazmayın|istemiyorum
mesaj|bildirim|haber|sms atmayın|atma|göndermeyin|gönderme|göndermeyi_bırakın|atmayı_bırakın|
    göndermeyi_durdurun|almak_istemiyorum|istemiyorum
artık_istemiyorum|bana_yazmayın|beni_rahat_bırakın|yeter_mesaj_atmayın|mesaj_göndermeyin_artık|
    daha_fazla_mesaj_yok
# አማርኛ
መልእክት|መልዕክት|መልእክቶችን|መልዕክቶችን|ማሳወቂያ|ማንቂያ|ዜና መላክ|መላኩን|መላካችሁን አቁም|አቁሙ|አቁሚ|ያቁሙ|አቋርጡ
መልእክት|መልዕክት|ተጨማሪ_መልእክት|ተጨማሪ_መልዕክት|ከእንግዲህ_መልእክት አትላኩልኝ|አትላክልኝ|አይላኩልኝ|አልፈልግም|መቀበል_አልፈልግም
ከዝርዝሩ|ከዝርዝር|ከዝርዝራችሁ አስወጡኝ|አስወጣኝ|አውጡኝ|ያስወጡኝ|ሰርዙኝ|ሰርዘኝ|አስወግዱኝ
ምዝገባዬን|ምዝገባውን|የደንበኝነት_ምዝገባዬን ሰርዝ|ሰርዙ|ሰርዙልኝ|ይሰርዙ|አቋርጥ|አቋርጡ|መሰረዝ_እፈልጋለሁ
# Nederlands
ik wil|wens|zou_graag|zou|wil_graag mij|me|mijn_abonnement|dit_abonnement|graag? afmelden|
    uitschrijven|opzeggen|uitgeschreven_worden|stoppen|afgemeld_worden|me_afmelden
    voor_deze_berichten|van_de_lijst|van_deze_lijst|voor_de_berichten?
schrijf|meld|haal|verwijder|kunt_u|kun_je|wilt_u mij|me|mijn_nummer uit|af|afmelden|uitschrijven|
    van_de_lijst|van_deze_lijst|van_jullie_lijst|uit_de_lijst|verwijderen|van_de_lijst_halen|
    uit_jullie_bestand
stop|stoppen|kap|hou_op|houd_op|ophouden|genoeg met|de|deze|alle|jullie? berichten|meldingen|sturen|
    berichten_sturen|mij_berichten_sturen|spam|spammen|mij_lastigvallen
geen|niet berichten|meldingen|nieuws|sms|berichtjes|alerts meer|meer_sturen|meer_ontvangen|
    meer_alsjeblieft
ik_wil geen berichten|meldingen|nieuws|alerts meer ontvangen|krijgen|hebben?
stuur|stuurt mij|me geen|niets berichten_meer|meer|meldingen_meer
abonnement opzeggen|annuleren|stoppen|beëindigen
laat_me_met_rust|ik_wil_stoppen|mij_afmelden|haal_me_eraf
# polski
chcę|chciałbym|chciałabym|proszę|proszę_o|mogę? się? wypisać|zrezygnować|wypisanie|anulować|
    anulowanie|odsubskrybować|usunięcie z|subskrypcję|mnie|subskrypcji|powiadomienia|mój_numer?
    listy|subskrypcji|powiadomień|newslettera|z_listy?
wypisz|wypiszcie|usuń|usuńcie|skreślcie|proszę_mnie wypisać|mnie|usunąć|mój_numer z|ze? listy|bazy|
    tej_listy|waszej_listy|subskrypcji?
proszę|proszę_o usunąć|wypisać|skreślić|usunięcie|wypisanie mnie|mój_numer z|ze? listy|bazy|
    tej_listy|waszej_listy?
przestań|przestańcie|proszę_przestać|przestać|dość do|mi|mnie? wysyłać|pisać|wysyłania|przysyłać|
    do_mnie_pisać|spamować|mi_wysyłać wiadomości|powiadomienia|powiadomień|wiadomości_do_mnie?
nie wysyłaj|wysyłajcie|piszcie|przysyłajcie|pisz|chcę|chcę_otrzymywać|chcę_dostawać|życzę_sobie mi|
    do_mnie|więcej|już? więcej|wiadomości|powiadomień|więcej_wiadomości|już
koniec_z|żadnych|dość|stop|anuluj|anulować|wyłącz|wyłączcie więcej|tych|moją? wiadomości|
    wiadomościom|powiadomień|powiadomienia|subskrypcję|wiadomościami|powiadomieniami
zostawcie_mnie_w_spokoju|nie_chcę_już_wiadomości|więcej_nie_wysyłajcie|dajcie_mi_spokój|
    rezygnuję_z_subskrypcji|rezygnuję_z_powiadomień
# اردو
مجھے|مجھ_کو|ہمیں پیغام|پیغامات|میسج|خبریں|الرٹ بھیجنا|مت|نہ|نہیں بند_کریں|بند_کرو|بھیجیں|بھیجو|
    چاہیے|چاہئیں|بھیجنا_بند_کریں
پیغام|پیغامات|میسج|الرٹ|الرٹس|خبریں|سبسکرپشن|اطلاعات بھیجنا|بھیجنے|کو? بند|ختم|منسوخ کریں|کرو|
    کر_دیں|کیجیے
مجھے|میرا_نمبر|میرا_نام فہرست|لسٹ|اس_فہرست|اس_لسٹ سے نکالیں|ہٹائیں|نکال_دیں|ہٹا_دیں|نکالو|ہٹاؤ
مزید|اور پیغام|پیغامات|میسج|الرٹ نہیں|نہ_بھیجیں|مت_بھیجیں|نہ_بھیجو|مت_بھیجو|نہیں_چاہیے|نہیں_چاہئیں
میں_ان_سبسکرائب_کرنا_چاہتا_ہوں|میں_ان_سبسکرائب_کرنا_چاہتی_ہوں|میسج_مت_کرو|میسج_نہ_کریں
# ייִדיש
הער|הערט|הערט_שוין אויף|אויף_צו צו_שיקן|שיקן|מיר_צו_שיקן|שיקן_מיר מיר? מעסעדזשעס|נייעס|בריוו|ידיעות?
שיק|שיקט מיר נישט|ניט מער|מער_קיין_נייעס|קיין_נייעס|מער_נייעס|קיין_ידיעות
נעם|נעמט מיך אראפ|ארויס פון_דער_ליסטע|פון_ליסטע|פון_דער_רשימה?
"""
